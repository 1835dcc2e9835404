package org.flipcheck.cli;

import picocli.CommandLine.Option;

/** Which store a command is about. */
final class StoreOption {

  @Option(
      names = "--store",
      required = true,
      paramLabel = "DIR",
      order = -2,
      description = "The store's folder.")
  String location;
}

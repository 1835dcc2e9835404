package org.flipcheck.cli;

import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Checks the files of a store. */
@Command(
    name = "verify",
    header = "Check that the files of a prediction store are as they were written.%n",
    mixinStandardHelpOptions = true,
    versionProvider = Flipcheck.Version.class,
    description = {
      "Reads every file and compares its SHA-256 with the one in the manifest. A comparison does the"
          + " same for models of up to 64 MiB; of larger ones it checks only that every file is there, has"
          + " its size, and ends as it was written, so that a change in the middle is found here alone.",
      ""
    },
    footerHeading = "%nExample:%n",
    footer = {
      "  flipcheck store verify --store preds --name v7",
      "",
      "Exit codes: 0 all as written, 2 something is damaged, missing or of a newer version."
    })
final class StoreVerifyCommand implements Callable<Integer> {

  @Mixin private final StoreOption store = new StoreOption();

  @Option(
      names = "--name",
      paramLabel = "NAME",
      description = "The model to check; all of them without it.")
  private Optional<String> name = Optional.empty();

  @Override
  public Integer call() {
    return StoreFolder.verify(store.location, name);
  }
}

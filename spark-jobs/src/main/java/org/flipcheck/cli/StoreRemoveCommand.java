package org.flipcheck.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Removes a model from a store. */
@Command(
    name = "remove",
    header = "Remove a model from a prediction store.%n",
    mixinStandardHelpOptions = true,
    versionProvider = Flipcheck.Version.class,
    description = {
      "Deletes the model's files. It is gone for new comparisons at once; one that is reading it right"
          + " now may fail. The store stays, with its id columns and its number of partitions, even when"
          + " no model is left.",
      ""
    },
    footerHeading = "%nExample:%n",
    footer = {"  flipcheck store remove --store preds --name v5"})
final class StoreRemoveCommand implements Callable<Integer> {

  @Mixin private final StoreOption store = new StoreOption();

  @Option(names = "--name", required = true, paramLabel = "NAME", description = "The model.")
  private String name;

  @Override
  public Integer call() {
    return StoreFolder.remove(store.location, name);
  }
}

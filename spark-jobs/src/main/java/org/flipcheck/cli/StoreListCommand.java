package org.flipcheck.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Lists the models of a store. */
@Command(
    name = "list",
    header = "List the models of a prediction store.%n",
    mixinStandardHelpOptions = true,
    versionProvider = Flipcheck.Version.class,
    description = {
      "Shows each model's name, rows, size, when it was added, and its columns with what they are for."
          + " Reads the manifests only and starts no Spark. A model that is half-written or whose"
          + " manifest is damaged is listed with what is wrong with it; 'store verify' checks the files.",
      ""
    },
    footerHeading = "%nExample:%n",
    footer = {"  flipcheck store list --store preds"})
final class StoreListCommand implements Callable<Integer> {

  @Mixin private final StoreOption store = new StoreOption();

  @Override
  public Integer call() {
    return StoreFolder.list(store.location);
  }
}

package org.flipcheck.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** The commands about prediction stores. Alone it shows their help. */
@Command(
    name = "store",
    header = "Keep models' predictions sorted by example, so that comparing them is fast.%n",
    mixinStandardHelpOptions = true,
    versionProvider = Flipcheck.Version.class,
    synopsisSubcommandLabel = "add|list|verify|remove",
    subcommands = {
      StoreAddCommand.class,
      StoreListCommand.class,
      StoreVerifyCommand.class,
      StoreRemoveCommand.class
    },
    description = {
      "A prediction store is a folder that holds the predictions of many models on the same examples."
          + " Each model is written once, cut into the same number of Arrow IPC files by a hash of the"
          + " example's id and sorted by id in there. Two of its models can then be compared without"
          + " sorting and shuffling them again: flipcheck compare --store DIR --old v6 --new v7.",
      "",
      "In the folder: store.json, which fixes the id columns and the number of partitions for all"
          + " models; and for each model NAME/manifest.json and NAME/part-00000.arrow and so on, which"
          + " any Arrow tool reads. Rows without an id and repeated ids are kept as they are, so that"
          + " the join ledger of a comparison is the one of the original tables."
    },
    commandListHeading = "%nCommands:%n",
    footerHeading = "%nExamples:%n",
    footer = {
      "  flipcheck store add --store preds --name v7 --predictions v7.parquet \\",
      "    --id example_id --label label --prediction prediction --slice country",
      "  flipcheck store list --store preds",
      "  flipcheck compare --store preds --old v6 --new v7 --out runs/v7",
      "",
      "Exit codes: 0 done, 2 bad usage, input or store (nothing changed), 4 internal error."
    })
final class StoreCommand implements Runnable {

  @Spec private CommandSpec spec;

  @Override
  public void run() {
    spec.commandLine().usage(System.out);
  }
}

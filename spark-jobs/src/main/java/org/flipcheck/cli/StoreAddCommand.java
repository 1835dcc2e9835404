package org.flipcheck.cli;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Adds a model's predictions to a store. */
@Command(
    name = "add",
    header = "Add one model's predictions to a prediction store.%n",
    mixinStandardHelpOptions = true,
    versionProvider = Flipcheck.Version.class,
    sortOptions = false,
    abbreviateSynopsis = true,
    customSynopsis = {
      "flipcheck store add --store DIR --name NAME --predictions PATH --id COL [OPTIONS]",
      ""
    },
    description = {
      "Reads the predictions once, sorts them by example and writes them into the store, where they"
          + " appear all at once or not at all. Only the columns named here are stored; what they are"
          + " for is remembered, so that compare needs no column options.",
      "",
      "The same predictions under the same name are not written again. Other ones under a name that is"
          + " taken are refused without --overwrite. Of two writers of one name the first to finish"
          + " wins, and the other is told with exit code 2.",
      "",
      "All models of a store have the same id columns. Whole numbers of any width count as the same type."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  flipcheck store add --store preds --name v7 --predictions v7.parquet \\",
      "    --id example_id --label label --prediction prediction --slice country --slice device",
      "  flipcheck store add --store preds --name v7 --predictions all.parquet --where \"model = 'v7'\" \\",
      "    --id example_id --label label --prediction prediction --column prediction=answer",
      "",
      "Exit codes: 0 added or there already, 2 bad usage, input or store (nothing changed), 4 internal error."
    })
final class StoreAddCommand implements Callable<Integer> {

  @Mixin final StoreOption store = new StoreOption();

  @Option(
      names = "--name",
      required = true,
      order = -1,
      paramLabel = "NAME",
      description = "What the model is called in the store: letters, digits, dots, _ and -.")
  String name;

  @Option(
      names = "--predictions",
      required = true,
      paramLabel = "PATH|table:NAME",
      description =
          "Its predictions: Parquet, ORC, Arrow IPC (file or stream), CSV or JSON lines, a file, a"
              + " folder or a glob; compressed text too.")
  String predictions;

  @Option(
      names = "--where",
      paramLabel = "SQL",
      description = "Rows of this model in a table of many: \"model = 'v7'\".")
  Optional<String> where = Optional.empty();

  @Option(
      names = "--format",
      paramLabel = "FORMAT",
      description = "Force a format: parquet, csv, json, orc, arrow, or any that Spark can name.")
  Optional<String> format = Optional.empty();

  @Option(
      names = "--option",
      paramLabel = "K=V",
      description = "Reader option for Spark; a secret comes as $${ENV} and is never stored.")
  Map<String, String> options = new LinkedHashMap<>();

  @Option(
      names = "--column",
      paramLabel = "COL=NAME",
      description = "The table calls column COL by another NAME; the store has it as COL.")
  Map<String, String> renamed = new LinkedHashMap<>();

  @Option(
      names = "--id",
      required = true,
      split = ",",
      paramLabel = "COL",
      description = "What names an example; several columns together: --id doc,question.")
  List<String> ids = new ArrayList<>();

  @Option(names = "--label", paramLabel = "COL", description = "The truth.")
  Optional<String> label = Optional.empty();

  @Option(names = "--prediction", paramLabel = "COL", description = "The answer.")
  Optional<String> prediction = Optional.empty();

  @Option(
      names = "--logits",
      paramLabel = "COL",
      description = "A list of numbers whose arg-max stands for the prediction; kept whole.")
  Optional<String> logits = Optional.empty();

  @Option(names = "--correct", paramLabel = "COL", description = "A grade: true/false or 1/0.")
  Optional<String> correct = Optional.empty();

  @Option(names = "--score", paramLabel = "COL", description = "A number.")
  Optional<String> score = Optional.empty();

  @Option(
      names = "--slice",
      paramLabel = "COL",
      description = "A column to count by; may be repeated.")
  List<String> slices = new ArrayList<>();

  @Option(names = "--weight", paramLabel = "COL", description = "A weight for each example.")
  Optional<String> weight = Optional.empty();

  @Option(
      names = "--keep",
      paramLabel = "COL",
      description = "A column for the flip table; may be repeated.")
  List<String> keep = new ArrayList<>();

  @Option(
      names = "--partitions",
      paramLabel = "N",
      description =
          "Files that each model of a new store has (default 64). About one for 500,000 examples, and"
              + " at least one for each core; it cannot be changed later.")
  Optional<Integer> partitions = Optional.empty();

  @Option(
      names = "--overwrite",
      description =
          "Replace another model of this name. It is there until the new one is complete.")
  boolean overwrite;

  @Option(
      names = "--master",
      paramLabel = "URL",
      description = "Spark master; local[*] unless spark-submit says otherwise.")
  String master;

  @Override
  public Integer call() {
    return StoreAdd.run(this);
  }
}

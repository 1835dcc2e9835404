package org.flipcheck.spark;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.flipcheck.metrics.FlipCounts;
import org.flipcheck.metrics.FlipOutcome;
import org.flipcheck.spark.CompareSpec.FlipsFormat;
import org.flipcheck.spark.CompareSpec.FlipsKept;

/**
 * The flip rows of finished runs. Their files have no hashes as those of {@code counts/} do, so
 * their number is held against what the runs counted.
 */
final class RunFlips {

  private static final String OUTCOME = "outcome";
  static final String FOLDER = OUTCOME + "=";
  private static final String REMEDY =
      "; copy the run's whole folder, or compare again with --overwrite";

  private static final List<String> LATER_COLUMNS =
      List.of(ResultTables.OLD_LABEL_PROBABILITY, ResultTables.NEW_LABEL_PROBABILITY);

  private final SparkSession spark;
  private final List<FinishedRun> runs;

  RunFlips(SparkSession spark, List<FinishedRun> runs) {
    this.spark = spark;
    this.runs = runs;
  }

  /**
   * The rows of all runs, with their {@code outcome}.
   *
   * @throws BadInputException if the flips of a run are lost or cannot be opened
   */
  Dataset<Row> rows() throws IOException {
    // They are many runs, and a read for each run would be many too.
    Map<FlipsFormat, Map<String, List<String>>> folders = folders();
    return told(
        () -> {
          FinishedRun first = runs.get(0);
          StructType schema =
              whole(
                  read(first.flipsFormat(), Optional.empty(), flips(first)).drop(OUTCOME).schema());
          List<Dataset<Row>> parts = new ArrayList<>();
          folders.forEach(
              (format, outcomes) ->
                  outcomes.forEach(
                      (outcome, places) ->
                          parts.add(
                              select(
                                      read(
                                          format,
                                          Optional.of(schema),
                                          places.toArray(String[]::new)),
                                      schema)
                                  .withColumn(OUTCOME, functions.lit(outcome)))));
          return parts.stream().reduce(Dataset::union).orElseThrow();
        });
  }

  /** The schema of flips, with the columns that earlier versions of Flipcheck did not write. */
  private static StructType whole(StructType found) {
    StructType whole = new StructType();
    for (StructField field : found.fields()) {
      whole = whole.add(field);
      if (field.name().equals("new_margin")) {
        for (String name : LATER_COLUMNS) {
          whole =
              List.of(found.fieldNames()).contains(name)
                  ? whole
                  : whole.add(name, DataTypes.DoubleType);
        }
      }
    }
    return whole;
  }

  private static Dataset<Row> select(Dataset<Row> flips, StructType schema) {
    List<String> there = List.of(flips.columns());
    return flips.select(
        Arrays.stream(schema.fields())
            .map(
                f ->
                    (there.contains(f.name()) ? SqlEngine.quoted(f.name()) : functions.lit(null))
                        .cast(f.dataType())
                        .as(f.name()))
            .toArray(Column[]::new));
  }

  private static String flips(FinishedRun run) {
    return run.table("flips");
  }

  /** Reads folders; a known schema saves Spark a job to find it. */
  private Dataset<Row> read(FlipsFormat format, Optional<StructType> schema, String... folders) {
    if (format == FlipsFormat.ARROW) {
      return spark.read().format(format.source()).load(folders);
    }
    return schema.map(spark.read()::schema).orElseGet(spark::read).parquet(folders);
  }

  private Map<FlipsFormat, Map<String, List<String>>> folders() throws IOException {
    Map<FlipsFormat, Map<String, List<String>>> folders = new TreeMap<>();
    List<String> problems = new ArrayList<>();
    for (FinishedRun run : runs) {
      Path flips = new Path(flips(run));
      List<Path> outcomes =
          outcomes(flips.getFileSystem(spark.sessionState().newHadoopConf()), flips);
      if (outcomes.isEmpty()) {
        problems.add("%s: flips/ is empty%s".formatted(run.location(), REMEDY));
      }
      for (Path outcome : outcomes) {
        folders
            .computeIfAbsent(run.flipsFormat(), format -> new TreeMap<>())
            .computeIfAbsent(outcome.getName().substring(FOLDER.length()), key -> new ArrayList<>())
            .add(outcome.toString());
      }
    }
    if (!problems.isEmpty()) {
      throw new BadInputException(problems);
    }
    return folders;
  }

  /** The folders of outcomes with anything in them. */
  static List<Path> outcomes(FileSystem fileSystem, Path flips) throws IOException {
    List<Path> outcomes = new ArrayList<>();
    for (FileStatus outcome :
        fileSystem.listStatus(flips, path -> path.getName().startsWith(FOLDER))) {
      if (fileSystem.listStatus(outcome.getPath()).length > 0) {
        outcomes.add(outcome.getPath());
      }
    }
    return outcomes;
  }

  /**
   * Counts the rows.
   *
   * @param rows what {@link #rows} gave
   * @return how many there are
   * @throws BadInputException if a run has another number of flips than it counted, or one of its
   *     files cannot be read
   */
  long count(Dataset<Row> rows) throws IOException {
    Map<String, Long> found =
        told(
            () ->
                rows.groupBy(OUTCOME).count().collectAsList().stream()
                    .collect(Collectors.toMap(row -> row.getString(0), row -> row.getLong(1))));
    List<String> problems = new ArrayList<>();
    for (FlipOutcome outcome : List.of(FlipOutcome.NEGATIVE_FLIP, FlipOutcome.POSITIVE_FLIP)) {
      long counted = runs.stream().mapToLong(run -> counted(run, outcome)).sum();
      long there = found.getOrDefault(outcome.key(), 0L);
      if (there != counted) {
        problems.add(
            "%s: flips/ has %,d rows of %s, but the run counted %,d%s"
                .formatted(runs.get(0).location(), there, outcome.key(), counted, REMEDY));
      }
    }
    if (problems.isEmpty()) {
      return found.values().stream().mapToLong(Long::longValue).sum();
    }
    throw new BadInputException(runs.size() == 1 ? problems : problemsOfEach());
  }

  private List<String> problemsOfEach() throws IOException {
    List<String> problems = new ArrayList<>();
    for (FinishedRun run : runs) {
      RunFlips alone = new RunFlips(spark, List.of(run));
      try {
        alone.count(alone.rows());
      } catch (BadInputException e) {
        problems.addAll(e.problems());
      }
    }
    return problems;
  }

  private static long counted(FinishedRun run, FlipOutcome outcome) {
    Object kept = run.result().run().config().getOrDefault("flips", FlipsKept.CHANGED);
    if (!FlipsKept.valueOf(kept.toString().toUpperCase(Locale.ROOT)).keeps(outcome)) {
      return 0;
    }
    FlipCounts counts = run.result().overall().pairs().counts().orElse(FlipCounts.ZERO);
    return outcome == FlipOutcome.NEGATIVE_FLIP ? counts.negativeFlips() : counts.positiveFlips();
  }

  /** Does what reads flips, and tells whose cannot be read. */
  private <T> T told(Supplier<T> work) {
    try {
      return work.get();
    } catch (Exception e) { // Spark throws checked exceptions that its methods do not declare.
      for (FinishedRun run : runs) {
        if (SparkErrors.mentions(e, new Path(flips(run)).toUri().getPath() + "/")) {
          throw new BadInputException(
              "%s: flips/ cannot be read to its end%s".formatted(run.location(), REMEDY));
        }
      }
      throw e instanceof RuntimeException unexpected
          ? unexpected
          : new IllegalStateException(InputFiles.firstLine(e), e);
    }
  }
}

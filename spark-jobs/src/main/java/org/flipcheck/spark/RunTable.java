package org.flipcheck.spark;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.hadoop.util.HadoopInputFile;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.flipcheck.report.Why;
import org.flipcheck.spark.CompareSpec.FlipsFormat;

/**
 * A table of one run, found but not read.
 *
 * @param run what queries call the run
 * @param of the run
 * @param view what is read of it
 * @param folders where its files lie; for flips one for each outcome
 */
record RunTable(String run, OpenRun of, QueryView view, List<Path> folders) {

  /** Where Spark keeps the schema of what it wrote, in the footer of a Parquet file. */
  private static final String SPARK_SCHEMA = "org.apache.spark.sql.parquet.row.metadata";

  /**
   * Finds the tables of runs.
   *
   * @return those there are: a run whose models give no answers has no confusions
   * @throws BadInputException if tables are lost; all of them at once
   */
  static List<RunTable> find(Configuration hadoop, QueryView view, Map<String, OpenRun> runs)
      throws IOException {
    List<RunTable> tables = new ArrayList<>();
    List<String> problems = new ArrayList<>();
    for (var run : runs.entrySet()) {
      Path folder = new Path(run.getValue().folder(), view.folder());
      FileSystem fileSystem = folder.getFileSystem(hadoop);
      List<Path> folders = List.of();
      if (fileSystem.exists(folder)) {
        folders = view == QueryView.FLIPS ? RunFlips.outcomes(fileSystem, folder) : List.of(folder);
      }
      if (!folders.isEmpty()) {
        tables.add(new RunTable(run.getKey(), run.getValue(), view, folders));
      } else if (isDue(view, run.getValue())) {
        problems.add(
            "%s: %s/ is missing, and the query names %s; copy it back into the run's folder, or ask the other runs alone"
                .formatted(run.getValue().location(), view.folder(), view.key()));
      }
    }
    if (!problems.isEmpty()) {
      throw new BadInputException(problems);
    }
    return tables;
  }

  /** Whether a run wrote such a table. */
  private static boolean isDue(QueryView view, OpenRun run) {
    return switch (view) {
      case CONFUSION -> run.result().overall().pairs().content().answers();
      case WHY -> {
        Optional<Why> why = run.result().why();
        yield why.flatMap(Why::gaps).isPresent() || why.flatMap(Why::thresholds).isPresent();
      }
      default -> true;
    };
  }

  boolean isArrow() {
    return view == QueryView.FLIPS && FlipsFormat.of(of.result()) == FlipsFormat.ARROW;
  }

  /**
   * The columns of its files, without the outcome that a folder's name tells.
   *
   * @throws BadInputException if no file tells them
   */
  StructType schema(SparkSession spark, Configuration hadoop) {
    try {
      StructType schema = isArrow() ? readArrow(spark).schema() : parquetSchema(spark, hadoop);
      StructType own = new StructType();
      for (StructField field : schema.fields()) {
        boolean isAdded =
            field.name().equals(RunScan.RUN)
                || (view == QueryView.FLIPS && field.name().equals(RunScan.OUTCOME));
        own = isAdded ? own : own.add(field.name(), field.dataType());
      }
      return own;
    } catch (Exception e) { // Spark throws checked exceptions that its methods do not declare.
      throw unreadable();
    }
  }

  /** That its files cannot be read. */
  BadInputException unreadable() {
    return new BadInputException(
        "%s: %s/ cannot be read to its end; copy the run's whole folder, or compare again with --overwrite"
            .formatted(of.location(), view.folder()));
  }

  private StructType parquetSchema(SparkSession spark, Configuration hadoop) throws IOException {
    Path file = firstFile(hadoop);
    try (ParquetFileReader reader =
        ParquetFileReader.open(HadoopInputFile.fromPath(file, hadoop))) {
      String schema = reader.getFileMetaData().getKeyValueMetaData().get(SPARK_SCHEMA);
      return schema == null
          ? spark.read().parquet(file.toString()).schema()
          : (StructType) DataType.fromJson(schema);
    }
  }

  private Path firstFile(Configuration hadoop) throws IOException {
    FileStatus[] files = folders.get(0).getFileSystem(hadoop).listStatus(folders.get(0));
    return Arrays.stream(files)
        .map(FileStatus::getPath)
        .filter(file -> !file.getName().startsWith("_") && !file.getName().startsWith("."))
        .sorted()
        .findFirst()
        .orElseThrow(() -> new IOException("there is no file"));
  }

  /** The rows of Arrow files, with their run. */
  Dataset<Row> readArrow(SparkSession spark) {
    return spark
        .read()
        .format(FlipsFormat.ARROW.source())
        .load(folders.stream().map(Path::toString).toArray(String[]::new))
        .withColumn(RunScan.RUN, functions.lit(run));
  }
}

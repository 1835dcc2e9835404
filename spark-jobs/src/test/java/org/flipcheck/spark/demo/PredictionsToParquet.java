package org.flipcheck.spark.demo;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.flipcheck.predictions.PredictionLayout;
import org.flipcheck.predictions.PredictionReader;
import org.flipcheck.predictions.PredictionRow;

/**
 * Turns small prediction files from Arrow IPC into Parquet: same columns, same values, same order
 * of rows, one Parquet file with zstd for each Arrow file. A tool of the project's developers; it
 * holds a whole file in memory.
 */
public final class PredictionsToParquet {

  private PredictionsToParquet() {}

  /**
   * Runs the conversion.
   *
   * @param args pairs of paths: an Arrow file to read, the Parquet file to make of it
   * @throws IOException if a file cannot be read or written
   */
  public static void main(String[] args) throws IOException {
    if (args.length == 0 || args.length % 2 != 0) {
      throw new IllegalArgumentException(
          "expected pairs of arguments: ARROW_FILE PARQUET_FILE, got " + args.length);
    }
    try (SparkSession spark =
        SparkSession.builder()
            .appName("predictions to Parquet")
            .master("local[1]")
            .config("spark.ui.enabled", false)
            .config("spark.log.level", "WARN")
            .config("spark.driver.bindAddress", "127.0.0.1")
            .config("spark.driver.host", "127.0.0.1")
            .getOrCreate()) {
      for (int i = 0; i < args.length; i += 2) {
        Path parquet = Path.of(args[i + 1]).toAbsolutePath();
        writeSingleFile(read(spark, Path.of(args[i])), parquet);
        System.err.printf("wrote %s, %d bytes%n", parquet, Files.size(parquet));
      }
    }
  }

  private static Dataset<Row> read(SparkSession spark, Path arrow) throws IOException {
    List<Row> rows = new ArrayList<>();
    try (BufferAllocator allocator = new RootAllocator();
        PredictionReader reader = PredictionReader.open(allocator, arrow)) {
      PredictionLayout layout = reader.layout();
      reader.forEach(row -> rows.add(row(layout, row)));
      return spark.createDataFrame(rows, schema(layout));
    }
  }

  private static StructType schema(PredictionLayout layout) {
    StructType schema =
        new StructType()
            .add(PredictionLayout.EXAMPLE_ID, DataTypes.StringType)
            .add(PredictionLayout.LABEL, DataTypes.StringType)
            .add(PredictionLayout.PREDICTION, DataTypes.StringType)
            .add(PredictionLayout.SCORE, DataTypes.DoubleType)
            .add(PredictionLayout.LOGITS, DataTypes.createArrayType(DataTypes.FloatType, false));
    for (String column : layout.sliceColumns()) {
      schema = schema.add(column, DataTypes.StringType);
    }
    return schema;
  }

  private static Row row(PredictionLayout layout, PredictionRow row) {
    List<Object> values = new ArrayList<>();
    values.add(row.exampleId());
    values.add(row.label());
    values.add(layout.classNames().get(row.answer()));
    values.add(row.score());
    values.add(row.logits());
    values.addAll(row.slices());
    return RowFactory.create(values.toArray());
  }

  /** Spark writes folders; this takes the one data file out of such a folder. */
  private static void writeSingleFile(Dataset<Row> rows, Path file) throws IOException {
    Files.createDirectories(file.getParent());
    Path staged = Files.createTempDirectory(file.getParent(), ".parquet-");
    try {
      Path folder = staged.resolve("out");
      rows.coalesce(1).write().option("compression", "zstd").parquet(folder.toString());
      Files.move(dataFile(folder), file, StandardCopyOption.REPLACE_EXISTING);
    } finally {
      delete(staged);
    }
  }

  private static Path dataFile(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.filter(f -> f.toString().endsWith(".parquet")).findFirst().orElseThrow();
    }
  }

  private static void delete(Path folder) throws IOException {
    List<Path> deepestFirst;
    try (Stream<Path> files = Files.walk(folder)) {
      deepestFirst = files.sorted(Comparator.reverseOrder()).toList();
    }
    for (Path path : deepestFirst) {
      Files.delete(path);
    }
  }
}

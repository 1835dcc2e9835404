package org.flipcheck.spark;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.AnalysisException;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructType;
import org.flipcheck.spark.arrow.ArrowDataSource;

/** Opens the tables of a comparison: tells formats, reads schemas, applies {@code where}. */
final class TableReader {

  private static final List<String> FORMATS =
      List.of("parquet", "csv", "json", "orc", "arrow", "avro");

  private final SparkSession spark;
  private final Configuration hadoop;

  TableReader(SparkSession spark) {
    this.spark = spark;
    this.hadoop = spark.sessionState().newHadoopConf();
  }

  /**
   * Opens a table.
   *
   * @param thorough whether to look at every line of a JSON file for its schema, instead of the
   *     first ones
   * @throws BadInputException if there is nothing to read, or nobody can tell how
   */
  Table open(Source source, boolean thorough) {
    Optional<String> tableName = source.tableName();
    Table table =
        tableName.isPresent()
            ? openTable(source, tableName.get())
            : source.isStored() ? openStored(source) : openFiles(source, thorough);
    return source.where().map(predicate -> filtered(table, predicate)).orElse(table);
  }

  private Table openTable(Source source, String name) {
    try {
      return new Table(source, "table", spark.table(name), Optional.empty(), false);
    } catch (Exception e) {
      throw translate(source, e);
    }
  }

  /** A model of a prediction store; its manifest's hash stands for the hash of every file. */
  private Table openStored(Source source) {
    Path folder = new Path(source.location());
    StoredModel model;
    try {
      model = PredictionStore.open(folder.getParent().toString(), hadoop).open(folder.getName());
    } catch (BadInputException e) {
      String side = source.describe() + ": ";
      throw new BadInputException(e.problems().stream().map(side::concat).toList());
    }
    Dataset<Row> rows = spark.read().format("arrow").load(model.files().toArray(String[]::new));
    return new Table(
        source,
        Source.STORED,
        rows,
        Optional.of(model.manifest().fingerprint()),
        false,
        Optional.of(model));
  }

  private Table openFiles(Source source, boolean thorough) {
    InputFiles files = InputFiles.list(source, hadoop);
    String format = source.format().orElseGet(files::detectFormat);
    boolean sampled = format.equals("json") && !thorough;
    Dataset<Row> rows;
    try {
      rows =
          switch (format) {
            case "csv" -> CsvTable.open(source, files, hadoop).rows(spark);
            case "json" -> json(source, files, thorough);
            default ->
                spark
                    .read()
                    .format(format.equals("arrow") ? ArrowDataSource.class.getName() : format)
                    .options(resolved(source.options()))
                    .load(source.location());
          };
    } catch (BadInputException e) {
      throw e;
    } catch (Exception e) {
      throw translate(source, e);
    }
    return new Table(source, format, rows, Optional.of(files.fingerprint()), sampled);
  }

  private Dataset<Row> json(Source source, InputFiles files, boolean thorough) {
    Map<String, String> options = resolved(source.options());
    StructType schema =
        thorough
            ? JsonSchemas.flat(spark.read().options(options).json(source.location()).schema())
            : JsonSchemas.sample(source, files, hadoop);
    return spark
        .read()
        .options(options)
        .option("mode", "FAILFAST")
        .schema(schema)
        .json(source.location());
  }

  private static Table filtered(Table table, String predicate) {
    try {
      return new Table(
          table.source(),
          table.format(),
          table.rows().where(predicate),
          table.fingerprint(),
          table.sampled());
    } catch (Exception e) {
      throw new BadInputException(
          "%s: %s \"%s\" is not a condition on its columns: %s"
              .formatted(
                  table.source().describe(),
                  table.source().option("where"),
                  predicate,
                  SparkErrors.sentence(e)));
    }
  }

  /** Replaces {@code ${NAME}} by the environment's value: the only place where secrets are read. */
  static Map<String, String> resolved(Map<String, String> options) {
    Map<String, String> resolved = new LinkedHashMap<>();
    options.forEach((key, value) -> resolved.put(key, resolve(key, value)));
    return resolved;
  }

  private static String resolve(String key, String value) {
    if (!value.startsWith("${") || !value.endsWith("}")) {
      return value;
    }
    String name = value.substring(2, value.length() - 1);
    String found = System.getenv(name);
    if (found == null) {
      throw new BadInputException(
          "reader option %s=%s: the environment has no variable %s; export it"
              .formatted(key, value, name));
    }
    return found;
  }

  private static BadInputException translate(Source source, Exception e) {
    if (e instanceof AnalysisException && e.getMessage().contains("UNABLE_TO_INFER_SCHEMA")) {
      return new BadInputException(
          "%s: the files hold no columns; they are empty".formatted(source.describe()));
    }
    if (SparkErrors.conditionName(e).equals("DATA_SOURCE_NOT_FOUND")) {
      String format = source.format().orElse("");
      return new BadInputException(
          "%s: %s %s: this Spark has no such format%s"
              .formatted(
                  source.describe(),
                  source.option("format"),
                  format,
                  Preflight.didYouMean(format, FORMATS)));
    }
    return SparkErrors.translate(source, e)
        .orElseGet(
            () ->
                new BadInputException(
                    "%s: cannot be opened: %s"
                        .formatted(source.describe(), SparkErrors.sentence(e))));
  }
}

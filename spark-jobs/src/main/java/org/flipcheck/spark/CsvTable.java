package org.flipcheck.spark;

import de.siegmar.fastcsv.reader.CsvRecord;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.util.SerializableConfiguration;

/**
 * CSV as RFC 4180 has it: quotes and newlines inside fields, strict UTF-8, the same number of
 * fields on every line, nothing inferred. All cells are text; an empty cell is null. One task reads
 * one file, since a newline may be part of a field.
 */
final class CsvTable {

  private final Source source;
  private final List<String> files;
  private final char separator;
  private final List<String> header;

  private CsvTable(Source source, List<String> files, char separator, List<String> header) {
    this.source = source;
    this.files = files;
    this.separator = separator;
    this.header = header;
  }

  static CsvTable open(Source source, InputFiles files, Configuration hadoop) {
    char separator = files.isTabSeparated() ? '\t' : ',';
    for (var option : source.options().entrySet()) {
      if (!option.getKey().equals("sep") || option.getValue().length() != 1) {
        throw new BadInputException(
            "%s: CSV has one reader option, sep (one character); '%s=%s' is not it"
                .formatted(source.describe(), option.getKey(), option.getValue()));
      }
      separator = option.getValue().charAt(0);
    }
    try (CsvRecords records =
        new CsvRecords(source.describe(), files.paths().get(0), separator, hadoop)) {
      if (!records.hasNext()) {
        throw new BadInputException(
            "%s: the file is empty; a CSV file begins with a line of column names"
                .formatted(source.describe()));
      }
      List<String> header = records.next().getFields();
      checkHeader(source, header);
      return new CsvTable(source, files.paths(), separator, header);
    }
  }

  private static void checkHeader(Source source, List<String> header) {
    Set<String> seen = new HashSet<>();
    for (String column : header) {
      if (!seen.add(column)) {
        throw new BadInputException(
            "%s: the header names the column '%s' twice; rename one"
                .formatted(source.describe(), column));
      }
    }
  }

  StructType schema() {
    StructType schema = new StructType();
    for (String column : header) {
      schema = schema.add(column, DataTypes.StringType);
    }
    return schema;
  }

  Dataset<Row> rows(SparkSession spark) {
    JavaSparkContext context = JavaSparkContext.fromSparkContext(spark.sparkContext());
    Configuration hadoop = spark.sessionState().newHadoopConf();
    ReadFile readFile =
        new ReadFile(
            source.describe(),
            new ArrayList<>(header),
            separator,
            new SerializableConfiguration(hadoop));
    return spark
        .createDataset(context.parallelize(files, files.size()).rdd(), Encoders.STRING())
        .flatMap(readFile, Encoders.row(schema()));
  }

  private record ReadFile(
      String table, List<String> header, char separator, SerializableConfiguration hadoop)
      implements FlatMapFunction<String, Row> {

    @Override
    public Iterator<Row> call(String file) {
      CsvRecords records = new CsvRecords(table, file, separator, hadoop.value());
      if (!records.hasNext() || !records.next().getFields().equals(header)) {
        records.close();
        throw new BadInputException(
            "%s: %s begins with another header than the other files; all need %s"
                .formatted(table, records.name(), header));
      }
      return new Iterator<>() {
        @Override
        public boolean hasNext() {
          return records.hasNext();
        }

        @Override
        public Row next() {
          return toRow(records.next());
        }
      };
    }

    private Row toRow(CsvRecord csvRecord) {
      Object[] cells = new Object[header.size()];
      for (int i = 0; i < cells.length; i++) {
        String cell = csvRecord.getField(i);
        cells[i] = cell.isEmpty() ? null : cell;
      }
      return RowFactory.create(cells);
    }
  }
}

package org.flipcheck.spark;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.apache.spark.rdd.PartitionCoalescer;
import org.apache.spark.rdd.PartitionGroup;
import org.apache.spark.rdd.RDD;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.BinaryType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.MapType;
import org.apache.spark.sql.types.NumericType;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.flipcheck.report.ConsoleTable;
import org.flipcheck.spark.QuerySpec.Format;
import scala.Option;

/** The columns of an answer, turned into what a form of output can hold. */
final class AnswerColumns {

  private static final Map<String, String> WITH_NULLS = Map.of("ignoreNullFields", "false");

  private AnswerColumns() {}

  /** The columns as a table heads them. */
  static List<ConsoleTable.Column> ofTable(Dataset<Row> rows) {
    return Arrays.stream(rows.schema().fields())
        .map(
            field -> new ConsoleTable.Column(field.name(), field.dataType() instanceof NumericType))
        .toList();
  }

  /** Every column as text, real numbers aside, which a table rounds. */
  static Dataset<Row> forTable(Dataset<Row> rows) {
    return texts(rows, true);
  }

  /** Every column as text. */
  static Dataset<Row> asText(Dataset<Row> rows) {
    return texts(rows, false);
  }

  /** One column: each row as a JSON object. */
  static Dataset<Row> asJson(Dataset<Row> rows) {
    return rows.select(functions.to_json(functions.struct(functions.col("*")), WITH_NULLS));
  }

  private static Dataset<Row> texts(Dataset<Row> rows, boolean keepReals) {
    StructField[] fields = rows.schema().fields();
    // By position, for an answer may have two columns of one name.
    String[] names =
        IntStream.range(0, fields.length).mapToObj(i -> "c" + i).toArray(String[]::new);
    List<Column> columns = new ArrayList<>();
    for (int i = 0; i < fields.length; i++) {
      DataType type = fields[i].dataType();
      boolean isReal = type.equals(DataTypes.DoubleType) || type.equals(DataTypes.FloatType);
      Column column = functions.col(names[i]);
      columns.add(isReal && keepReals ? column : text(column, type).as(names[i]));
    }
    return rows.toDF(names).select(columns.toArray(Column[]::new));
  }

  private static Column text(Column column, DataType type) {
    if (type instanceof StructType || type instanceof MapType || type instanceof ArrayType) {
      return functions.to_json(column, WITH_NULLS);
    }
    if (type instanceof BinaryType) {
      return functions.base64(column);
    }
    return type.equals(DataTypes.TimestampType)
        ? functions.date_format(column, "yyyy-MM-dd'T'HH:mm:ss.SSSSSSXXX")
        : column.cast(DataTypes.StringType);
  }

  /**
   * Refuses an answer with two columns of one name.
   *
   * @throws BadInputException if there are
   */
  static void requireUnique(Dataset<Row> rows, Format format) {
    Set<String> seen = new HashSet<>();
    Set<String> twice = new TreeSet<>();
    for (String name : rows.columns()) {
      if (!seen.add(name)) {
        twice.add(name);
      }
    }
    if (!twice.isEmpty()) {
      throw new BadInputException(
          "the answer has several columns called %s, and %s holds one of each name; rename with AS"
              .formatted(String.join(", ", twice), format.name().toLowerCase(Locale.ROOT)));
    }
  }

  /** The same rows in one partition, in their order. */
  static Dataset<Row> inOnePart(SparkSession spark, Dataset<Row> rows) {
    RDD<Row> parts = rows.rdd();
    if (parts.getNumPartitions() == 1) {
      return rows;
    }
    RDD<Row> one = parts.coalesce(1, false, Option.apply(new InOrder()), null);
    return spark.createDataFrame(one, rows.schema());
  }

  /** Puts partitions one behind the other; Spark's own way follows where their data lie. */
  private static final class InOrder implements PartitionCoalescer, Serializable {
    private static final long serialVersionUID = 1L;

    @Override
    public PartitionGroup[] coalesce(int most, RDD<?> parent) {
      PartitionGroup all = new PartitionGroup(Option.empty());
      for (org.apache.spark.Partition part : parent.partitions()) {
        all.partitions().append(part);
      }
      return new PartitionGroup[] {all};
    }
  }
}

package org.flipcheck.spark;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.stream.Collectors;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.BinaryType;
import org.apache.spark.sql.types.BooleanType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DecimalType;
import org.apache.spark.sql.types.NumericType;
import org.apache.spark.sql.types.StructField;
import org.flipcheck.metrics.FlipOutcome;
import org.flipcheck.report.ComparisonResult;
import org.flipcheck.report.FlipExampleList;
import org.flipcheck.report.FlipExamples;
import org.flipcheck.report.FlipExamples.Role;
import org.flipcheck.spark.CompareSpec.FlipsFormat;

/** The examples of a flip table that the report shows, read back from its files. */
final class ShownFlips {

  private static final String OUTCOME = "outcome";

  private ShownFlips() {}

  /**
   * Reads as many examples as a report has room for.
   *
   * @param folder the flip table
   * @return the examples, or why there are none
   */
  static FlipExamples read(SparkSession spark, String folder, ComparisonResult result) {
    // Spark throws checked exceptions that its methods do not declare.
    try {
      Path path = new Path(folder);
      if (!path.getFileSystem(spark.sessionState().newHadoopConf()).exists(path)) {
        return FlipExamples.missing("flips/ is not there any more");
      }
      return read(spark.read().format(FlipsFormat.of(result).source()).load(folder), result);
    } catch (Exception e) {
      return FlipExamples.missing("flips/ cannot be read: " + InputFiles.firstLine(e));
    }
  }

  private static FlipExamples read(Dataset<Row> flips, ComparisonResult result) throws IOException {
    List<String> names =
        Arrays.stream(flips.columns()).filter(name -> !name.equals(OUTCOME)).toList();
    FlipExampleList list = new FlipExampleList(result, names);
    List<Column> columns =
        Arrays.stream(flips.schema().fields())
            .filter(field -> !field.name().equals(OUTCOME))
            .map(ShownFlips::shown)
            .collect(Collectors.toCollection(ArrayList::new));
    columns.add(functions.col(OUTCOME));
    List<FlipOutcome> wanted = FlipExampleList.wanted(result);
    Iterator<Row> rows =
        flips
            .filter(functions.col(OUTCOME).isin(wanted.stream().map(FlipOutcome::key).toArray()))
            .orderBy(rank(wanted), hash(list))
            .limit(FlipExampleList.MOST_ROWS + 1)
            .select(columns.toArray(Column[]::new))
            .collectAsList()
            .iterator();
    boolean isCut = false;
    while (!isCut && rows.hasNext()) {
      Row row = rows.next();
      List<Object> cells = new ArrayList<>(names.size());
      for (int i = 0; i < names.size(); i++) {
        cells.add(row.get(i));
      }
      isCut = !list.add(row.getString(names.size()), cells);
    }
    return list.build(isCut);
  }

  /** Numbers as they are; of texts what can be shown, that no driver has to hold the rest. */
  private static Column shown(StructField field) {
    Column column = SqlEngine.quoted(field.name());
    DataType type = field.dataType();
    boolean isNumber = type instanceof NumericType && !(type instanceof DecimalType);
    if (isNumber || type instanceof BooleanType) {
      return column;
    }
    return type instanceof BinaryType
        ? functions.when(column.isNotNull(), "(binary)")
        : functions.substring(column.cast("string"), 1, FlipExampleList.CHARACTERS_NEEDED);
  }

  private static Column rank(List<FlipOutcome> wanted) {
    Column rank = functions.lit(wanted.size());
    for (int i = 0; i < wanted.size(); i++) {
      rank = functions.when(functions.col(OUTCOME).equalTo(wanted.get(i).key()), i).otherwise(rank);
    }
    return rank;
  }

  /** An order that has nothing to do with the models; the same that a report without Spark has. */
  private static Column hash(FlipExampleList list) {
    Column[] ids =
        list.names(Role.ID).stream()
            .map(name -> SqlEngine.quoted(name).cast("string"))
            .toArray(Column[]::new);
    return functions.md5(functions.concat_ws("\u001f", ids));
  }
}

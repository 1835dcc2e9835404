package org.flipcheck.spark;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/**
 * The form every input row takes before the shuffle: what counting needs and nothing else, the same
 * for all tables of a comparison.
 *
 * @param ids the id columns: whole numbers or text
 * @param slices names of the slice columns; values are text
 * @param keep columns carried into the flip table, with their own types
 */
record NormalRow(List<StructField> ids, List<String> slices, List<StructField> keep)
    implements Serializable {

  static final int SIDE = 0;
  static final int ISSUE = 1;
  static final int LABEL = 2;
  static final int ANSWER = 3;
  static final int RANKING = 4;
  static final int GRADE = 5;
  static final int SCORE = 6;
  static final int MARGIN = 7;
  static final int WEIGHT = 8;
  static final int LOGITS = 9;

  /** The {@link GroupHash} of the example's group. */
  static final int GROUP = 10;

  /** The probability that logits give the label, where they stand in one table. */
  static final int LABEL_PROBABILITY = 11;

  /** The answer of the second greatest logit, where the label stands in another table. */
  static final int RUNNER_UP = 12;

  private static final int FIRST_ID = 13;

  /** Keeps serializable copies. */
  NormalRow {
    ids = new ArrayList<>(ids);
    slices = new ArrayList<>(slices);
    keep = new ArrayList<>(keep);
  }

  int id(int i) {
    return FIRST_ID + i;
  }

  int slice(int i) {
    return FIRST_ID + ids.size() + i;
  }

  int keep(int i) {
    return FIRST_ID + ids.size() + slices.size() + i;
  }

  int width() {
    return FIRST_ID + ids.size() + slices.size() + keep.size();
  }

  /** Names inside the shuffle are positions, so that no name of the user's can collide. */
  static String column(int ordinal) {
    return "c" + ordinal;
  }

  List<String> idColumns() {
    List<String> names = new ArrayList<>();
    for (int i = 0; i < ids.size(); i++) {
      names.add(column(id(i)));
    }
    return names;
  }

  StructType schema() {
    List<DataType> types =
        new ArrayList<>(
            List.of(
                DataTypes.IntegerType,
                DataTypes.StringType,
                DataTypes.StringType,
                DataTypes.StringType,
                DataTypes.createArrayType(DataTypes.StringType),
                DataTypes.BooleanType,
                DataTypes.DoubleType,
                DataTypes.DoubleType,
                DataTypes.DoubleType,
                DataTypes.IntegerType,
                DataTypes.LongType,
                DataTypes.DoubleType,
                DataTypes.StringType));
    ids.forEach(id -> types.add(id.dataType()));
    slices.forEach(slice -> types.add(DataTypes.StringType));
    keep.forEach(column -> types.add(column.dataType()));
    StructType schema = new StructType();
    for (int i = 0; i < types.size(); i++) {
      schema = schema.add(column(i), types.get(i));
    }
    return schema;
  }
}

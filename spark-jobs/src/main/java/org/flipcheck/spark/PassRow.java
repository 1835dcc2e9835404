package org.flipcheck.spark;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/**
 * What the one pass over the pairs gives back: flip rows and partial counts in one stream of rows,
 * told apart by {@link Kind}. Counts thereby leave with the rows of a task's committed attempt, and
 * a retried task cannot count twice.
 *
 * @param form the form of the rows that went in; ids, slices and carried columns follow the fixed
 *     ones
 */
record PassRow(NormalRow form) implements Serializable {

  /** What a row is. */
  enum Kind {
    /** One pair for the flip table. */
    FLIP,
    /** A pair of a protected id: one that a policy lists, or a negative flip of its patterns. */
    PROTECTED,
    /** Pairs of one joint value of all slice columns and one outcome. */
    CELL,
    /** Pairs of one label, old answer, new answer and outcome. */
    CONFUSION,
    /** One bucket of the join ledger. */
    LEDGER,
    /** Rows with one issue. */
    ISSUE,
    /** The {@link IdSketch} of the matched pairs, in the place of the sums. */
    IDS,
    /** A {@link ReplicateTable} as bytes, in the place of the sums. */
    REPLICATES,
    /** {@link ReasonCounts} as bytes, in the place of the sums. */
    REASONS,
    /** Counts of all but this last kind as bytes: what the packed engine's tasks give. */
    SHARD
  }

  static final int KIND = 0;

  /** Outcome, ledger bucket or issue. */
  static final int NAME = 1;

  static final int N = 2;
  static final int GAINS = 3;
  static final int REGRESSIONS = 4;
  static final int SUMS = 5;

  /** Whether the old model knows the label's class; null when that was not asked. */
  static final int KNOWN = 6;

  /** Whether the ids lie in the half that confirms; null when no slices are searched for. */
  static final int CONFIRMS = 7;

  /** Samples of an issue. */
  static final int TEXT = 8;

  static final int LABEL = 9;
  static final int OLD_PREDICTION = 10;
  static final int NEW_PREDICTION = 11;
  static final int OLD_SCORE = 12;
  static final int NEW_SCORE = 13;
  static final int OLD_MARGIN = 14;
  static final int NEW_MARGIN = 15;
  static final int OLD_LABEL_PROBABILITY = 16;
  static final int NEW_LABEL_PROBABILITY = 17;
  static final int WEIGHT = 18;
  private static final int FIRST_ID = 19;

  int id(int i) {
    return FIRST_ID + i;
  }

  int slice(int i) {
    return FIRST_ID + form.ids().size() + i;
  }

  int keep(int i) {
    return FIRST_ID + form.ids().size() + form.slices().size() + i;
  }

  int width() {
    return keep(form.keep().size());
  }

  StructType schema() {
    List<DataType> types =
        new ArrayList<>(
            List.of(
                DataTypes.StringType,
                DataTypes.StringType,
                DataTypes.LongType,
                DataTypes.LongType,
                DataTypes.LongType,
                DataTypes.BinaryType,
                DataTypes.BooleanType,
                DataTypes.BooleanType,
                DataTypes.StringType,
                DataTypes.StringType,
                DataTypes.StringType,
                DataTypes.StringType,
                DataTypes.DoubleType,
                DataTypes.DoubleType,
                DataTypes.DoubleType,
                DataTypes.DoubleType,
                DataTypes.DoubleType,
                DataTypes.DoubleType,
                DataTypes.DoubleType));
    form.ids().forEach(id -> types.add(id.dataType()));
    form.slices().forEach(slice -> types.add(DataTypes.StringType));
    for (StructField column : form.keep()) {
      types.add(column.dataType());
    }
    StructType schema = new StructType();
    for (int i = 0; i < types.size(); i++) {
      schema = schema.add(NormalRow.column(i), types.get(i));
    }
    return schema;
  }

  /** The columns that tell one count from another. */
  List<String> countKeys() {
    List<String> keys =
        new ArrayList<>(
            List.of(
                NormalRow.column(KIND),
                NormalRow.column(NAME),
                NormalRow.column(KNOWN),
                NormalRow.column(CONFIRMS),
                NormalRow.column(LABEL),
                NormalRow.column(OLD_PREDICTION),
                NormalRow.column(NEW_PREDICTION)));
    for (int i = 0; i < form.slices().size(); i++) {
      keys.add(NormalRow.column(slice(i)));
    }
    return keys;
  }
}

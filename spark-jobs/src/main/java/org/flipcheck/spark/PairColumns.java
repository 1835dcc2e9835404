package org.flipcheck.spark;

import java.util.function.Supplier;
import org.flipcheck.metrics.CorrectnessRule;
import org.flipcheck.spark.CompareSpec.OnBadRow;

/** Which side's value counts for a plain pair, column by column, decided once for a comparison. */
final class PairColumns {

  /** A label that the sides do not agree on. */
  static final int DIFFERENT = -1;

  /** A weight that the sides do not agree on: no weight is negative. */
  private static final double DIFFERENT_WEIGHT = -1;

  private static final int SIDES = TableSide.values().length;

  private final PairRules rules;
  private final Codes codes;
  private final boolean needsAnswer;
  private final boolean[] ownsLabel = new boolean[SIDES];
  private final TableSide[] sliceOwner;
  private final boolean[] inBoth;
  private final boolean[] uses = new boolean[SIDES];
  private boolean anyInBoth;
  private final int[] logitsLength = new int[SIDES];
  private final long[] logitsRows = new long[SIDES];
  private final String[] logitsId = new String[SIDES];

  PairColumns(PairRules rules, Codes codes) {
    this.rules = rules;
    this.codes = codes;
    this.needsAnswer =
        rules.comparesAnswers() && rules.handling().missingPrediction() != OnBadRow.WRONG;
    for (TableSide side : rules.layouts().keySet()) {
      ownsLabel[side.code()] = rules.layouts().get(side).label() != Layout.ABSENT;
    }
    int slices = rules.form().slices().size();
    this.sliceOwner = new TableSide[slices];
    this.inBoth = new boolean[slices];
    for (int i = 0; i < slices; i++) {
      boolean inOld = rules.layouts().get(TableSide.OLD).hasSlice(i);
      boolean inNew = rules.layouts().get(TableSide.NEW).hasSlice(i);
      sliceOwner[i] = inNew ? TableSide.NEW : inOld ? TableSide.OLD : TableSide.LABELS;
      inBoth[i] = inOld && inNew;
      anyInBoth |= inBoth[i];
      uses[sliceOwner[i].code()] = true;
    }
  }

  /** Whether a row without an answer is left out or stops the run. */
  boolean needsAnswer() {
    return needsAnswer;
  }

  /** Whether any slice value is taken from a table. */
  boolean uses(TableSide side) {
    return uses[side.code()];
  }

  /** The only table that slice values are taken from; null where there are several, or none. */
  TableSide onlySliceOwner() {
    TableSide only = null;
    for (TableSide side : TableSide.values()) {
      if (uses(side)) {
        if (only != null) {
          return null;
        }
        only = side;
      }
    }
    return only;
  }

  /** The label that judges both sides, or {@link #DIFFERENT}. */
  int label(
      PackedRows old, int ofOld, PackedRows candidate, int ofNew, PackedRows labels, int ofLabels) {
    if (ownsLabel[TableSide.LABELS.code()]) {
      return labels.label[ofLabels];
    }
    if (!ownsLabel[TableSide.OLD.code()]) {
      return candidate.label[ofNew];
    }
    if (!ownsLabel[TableSide.NEW.code()]) {
      return old.label[ofOld];
    }
    return old.label[ofOld] == candidate.label[ofNew] ? candidate.label[ofNew] : DIFFERENT;
  }

  /** The weight of a pair: NaN without one, negative where the sides do not agree. */
  double weight(
      PackedRows old, int ofOld, PackedRows candidate, int ofNew, PackedRows labels, int ofLabels) {
    if (ofLabels >= 0 && !Double.isNaN(PackedRows.number(labels.weight, ofLabels))) {
      return labels.weight[ofLabels];
    }
    double weightOfOld = PackedRows.number(old.weight, ofOld);
    double weightOfNew = PackedRows.number(candidate.weight, ofNew);
    boolean both = !Double.isNaN(weightOfOld) && !Double.isNaN(weightOfNew);
    if (both && Double.compare(weightOfOld, weightOfNew) != 0) {
      return DIFFERENT_WEIGHT;
    }
    return Double.isNaN(weightOfNew) ? weightOfOld : weightOfNew;
  }

  boolean isDifferent(double weight) {
    return weight < 0;
  }

  /**
   * What beside label and answer decides about a row: its grade, or how its score stands to the
   * threshold, or whether there is a score; two bits.
   */
  int evidence(PackedRows rows, int row, boolean isOld) {
    if (rules.rule() instanceof CorrectnessRule.Graded) {
      return rows.grade == null ? 0 : rows.grade[row];
    }
    double score = rules.scored() ? PackedRows.number(rows.score, row) : Double.NaN;
    if (Double.isNaN(score)) {
      return 0;
    }
    if (rules.rule() instanceof CorrectnessRule.Threshold threshold) {
      double least = isOld ? threshold.oldThreshold() : threshold.newThreshold();
      return score >= least ? 2 : 1;
    }
    return 1;
  }

  /** In how many slice columns that both tables have the two sides differ. */
  long sliceConflicts(int old, int candidate) {
    if (!anyInBoth || old == candidate) {
      return 0;
    }
    long conflicts = 0;
    for (int i = 0; i < inBoth.length; i++) {
      if (inBoth[i] && codes.inTuple(old, i) != codes.inTuple(candidate, i)) {
        conflicts++;
      }
    }
    return conflicts;
  }

  /** The slice values that count, as codes, of the three tables' joint values. */
  int[] slices(int labels, int old, int candidate) {
    int[] values = new int[sliceOwner.length];
    for (int i = 0; i < values.length; i++) {
      int tuple =
          switch (sliceOwner[i]) {
            case LABELS -> labels;
            case OLD -> old;
            case NEW -> candidate;
          };
      values[i] = codes.inTuple(tuple, i);
    }
    return values;
  }

  /** Counts the length of a row's logits; nearly always it is that of the row before. */
  void logitsLength(TableSide side, int length, TaskCounts counts, Supplier<String> id) {
    int at = side.code();
    if (length != logitsLength[at]) {
      flush(side, counts);
      logitsLength[at] = length;
      logitsId[at] = id.get();
    }
    logitsRows[at]++;
  }

  /** Gives away what was counted of logits. */
  void flush(TaskCounts counts) {
    for (TableSide side : TableSide.values()) {
      flush(side, counts);
    }
  }

  private void flush(TableSide side, TaskCounts counts) {
    int at = side.code();
    if (logitsRows[at] > 0) {
      counts.addLogitsLength(side, logitsLength[at], logitsRows[at], logitsId[at]);
    }
    logitsRows[at] = 0;
    logitsLength[at] = 0;
  }
}

package org.flipcheck.spark;

import java.util.Arrays;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.spark.sql.Row;
import org.flipcheck.metrics.CellSums;
import org.flipcheck.metrics.FlipOutcome;

/**
 * Judges the groups of an {@link IdTable}. Plain pairs are counted by their codes: what becomes of
 * a label and two answers is asked of the {@link PairJudge} once and remembered. Everything else
 * (duplicates, issues, conflicts, missing values) goes to the {@link PairJudge} itself.
 */
final class PackedJudge {

  private static final int UNGRADED = -1;
  private static final int OUTCOMES = FlipOutcome.values().length;

  private final PairRules rules;
  private final Codes codes;
  private final TaskCounts counts;
  private final PairJudge judge;
  private final RowTeller teller;
  private final PairColumns columns;
  private final IntTuples confusions = new IntTuples(4);
  private long[] confusionN = new long[64];
  private int[] confusionCell = new int[64];
  private final IntTuples cells = new IntTuples(4);
  private CellSums[] cellSums = new CellSums[64];
  private long[] cellN = new long[64];
  private final int[] key = new int[4];
  private IdTable table;
  private PackedRows old;
  private PackedRows candidate;
  private PackedRows labels;

  PackedJudge(PairRules rules, Codes codes, TaskCounts counts, Consumer<Row> flips) {
    this.rules = rules;
    this.codes = codes;
    this.counts = counts;
    this.judge = new PairJudge(rules, counts, flips);
    this.teller = new RowTeller(rules, codes);
    this.columns = new PairColumns(rules, codes);
  }

  RowTeller teller() {
    return teller;
  }

  /** The table whose groups are judged from now on. */
  void begin(IdTable of) {
    table = of;
    old = of.rows(TableSide.OLD);
    candidate = of.rows(TableSide.NEW);
    labels = of.rows(TableSide.LABELS);
  }

  void judge(int group) {
    int ofOld = table.row(TableSide.OLD, group);
    int ofNew = table.row(TableSide.NEW, group);
    int ofLabels = table.row(TableSide.LABELS, group);
    boolean whole = ofOld >= 0 && ofNew >= 0 && (ofLabels >= 0 || !rules.hasLabelsTable());
    boolean plain =
        !table.hasRepeats(group)
            && isPlain(old, ofOld, true)
            && isPlain(candidate, ofNew, true)
            && isPlain(labels, ofLabels, false);
    if (plain && whole && countPair(ofOld, ofNew, ofLabels)) {
      return;
    }
    if (plain && !whole) {
      countAlone(ofOld, ofNew, ofLabels);
    } else {
      judge.judge(group(group));
    }
  }

  private boolean isPlain(PackedRows rows, int row, boolean predicts) {
    return row < 0
        || (PackedRows.code(rows.issue, row) == Codes.NONE
            && (!predicts || !columns.needsAnswer() || rows.answer[row] != Codes.NONE));
  }

  /** Counts a plain pair; false, and nothing counted, where its sides do not agree. */
  private boolean countPair(int ofOld, int ofNew, int ofLabels) {
    int label = columns.label(old, ofOld, candidate, ofNew, labels, ofLabels);
    double weight = columns.weight(old, ofOld, candidate, ofNew, labels, ofLabels);
    if (label == PairColumns.DIFFERENT || columns.isDifferent(weight)) {
      return false;
    }
    key[0] = label;
    key[1] = old.answer[ofOld];
    key[2] = candidate.answer[ofNew];
    key[3] = columns.evidence(old, ofOld, true) | columns.evidence(candidate, ofNew, false) << 2;
    int confusion = confusions.numberOf(key);
    if (confusion >= confusionN.length) {
      confusionN = Arrays.copyOf(confusionN, 2 * confusionN.length);
      confusionCell = Arrays.copyOf(confusionCell, 2 * confusionCell.length);
    }
    if (confusionN[confusion] == 0) {
      confusionCell[confusion] = outcome(label, ofOld, ofNew);
    }
    confusionN[confusion]++;
    counts.addId(IdReader.hash(candidate, ofNew));
    countFacts(ofOld, ofNew);
    if (confusionCell[confusion] != UNGRADED) {
      countCell(confusionCell[confusion], ofOld, ofNew, ofLabels, weight);
      tellFlip(confusionCell[confusion], label, ofOld, ofNew, ofLabels, weight);
    }
    return true;
  }

  /** The outcome of a pair, and whether the old model knows the label, as one number. */
  private int outcome(int label, int ofOld, int ofNew) {
    Row oldRow = teller.row(TableSide.OLD, old, ofOld);
    Row newRow = teller.row(TableSide.NEW, candidate, ofNew);
    String text = codes.text(label);
    Boolean known = judge.knownToOld(text);
    int knownCode = known == null ? 0 : known ? 2 : 1;
    return judge
        .outcome(text, oldRow, newRow)
        .map(outcome -> outcome.code() + OUTCOMES * knownCode)
        .orElse(UNGRADED);
  }

  static FlipOutcome outcomeOf(int cell) {
    return FlipOutcome.ofCode(cell % OUTCOMES);
  }

  static Boolean knownOf(int cell) {
    int code = cell / OUTCOMES;
    return code == 0 ? null : Boolean.valueOf(code == 2);
  }

  private void countFacts(int ofOld, int ofNew) {
    long conflicts = columns.sliceConflicts(old.slices[ofOld], candidate.slices[ofNew]);
    if (conflicts > 0) {
      counts.add(Bucket.SLICE_CONFLICTS.key(), conflicts);
    }
    countLogits(TableSide.OLD, old, ofOld);
    countLogits(TableSide.NEW, candidate, ofNew);
  }

  private void countLogits(TableSide side, PackedRows rows, int row) {
    int length = PackedRows.code(rows.logits, row);
    if (length > 0) {
      columns.logitsLength(side, length, counts, () -> teller.id(rows, row));
    }
  }

  private void countCell(int cell, int ofOld, int ofNew, int ofLabels, double weight) {
    key[0] = cell;
    key[1] = columns.uses(TableSide.LABELS) ? labels.slices[ofLabels] : Codes.NONE;
    key[2] = columns.uses(TableSide.OLD) ? old.slices[ofOld] : Codes.NONE;
    key[3] = columns.uses(TableSide.NEW) ? candidate.slices[ofNew] : Codes.NONE;
    int number = cells.numberOf(key);
    if (number >= cellN.length) {
      cellN = Arrays.copyOf(cellN, 2 * cellN.length);
      cellSums = Arrays.copyOf(cellSums, 2 * cellSums.length);
    }
    cellN[number]++;
    double delta = rules.scored() ? candidate.score[ofNew] - old.score[ofOld] : Double.NaN;
    if (!Double.isNaN(delta) || !Double.isNaN(weight)) {
      if (cellSums[number] == null) {
        cellSums[number] = new CellSums();
      }
      cellSums[number].addPair(delta, weight);
    }
  }

  private void tellFlip(int cell, int label, int ofOld, int ofNew, int ofLabels, double weight) {
    FlipOutcome outcome = outcomeOf(cell);
    if (rules.flips().keeps(outcome)) {
      judge.flip(
          teller.row(TableSide.OLD, old, ofOld),
          teller.row(TableSide.NEW, candidate, ofNew),
          ofLabels < 0 ? null : teller.row(TableSide.LABELS, labels, ofLabels),
          codes.text(label),
          outcome,
          Double.isNaN(weight) ? null : weight);
    }
  }

  /** Plain rows without a partner. */
  private void countAlone(int ofOld, int ofNew, int ofLabels) {
    boolean outside = rules.hasLabelsTable() && ofLabels < 0;
    counts.add(Bucket.ROWS.of(TableSide.LABELS), ofLabels >= 0 ? 1 : 0);
    countAlone(TableSide.OLD, old, ofOld, outside);
    countAlone(TableSide.NEW, candidate, ofNew, outside);
  }

  private void countAlone(TableSide side, PackedRows rows, int row, boolean outside) {
    if (row >= 0) {
      counts.add(Bucket.ROWS.of(side), 1);
      counts.add(Bucket.ONLY.of(side), 1);
      counts.add(Bucket.OUTSIDE_LABELS.of(side), outside ? 1 : 0);
      countLogits(side, rows, row);
    }
  }

  /** A group as rows, for the judge of everything that is not plain. */
  private IdGroup group(int group) {
    IdGroup rows = null;
    for (TableSide side : TableSide.values()) {
      int row = table.row(side, group);
      if (row >= 0) {
        Row told = teller.row(side, table.rows(side), row);
        rows = rows == null ? new IdGroup(told) : rows;
        IdTable.Repeats more = table.repeats(side, group);
        rows.add(told, more == null ? 1 : 1 + more.surplus(), more != null && more.conflicting());
      }
    }
    return rows;
  }

  /** Judges rows without an id. */
  void judgeNullIds(TableSide side, long rows) {
    if (rows > 0) {
      Row none = teller.withoutId(side);
      IdGroup group = new IdGroup(none);
      group.add(none, rows, false);
      judge.judge(group);
    }
  }

  /** Whether so much was counted that it should be given away. */
  boolean isLarge() {
    return confusions.size() > 1 << 19 || cells.size() > 1 << 19;
  }

  /** Gives away what was counted, and starts anew. */
  void drain(CountShards into, PassRow form) {
    columns.flush(counts);
    long matched = 0;
    long graded = 0;
    long[] answered = new long[2];
    for (int i = 0; i < confusions.size(); i++) {
      long n = confusionN[i];
      matched += n;
      graded += confusionCell[i] == UNGRADED ? 0 : n;
      answered[0] += confusions.get(i, 1) == Codes.NONE ? 0 : n;
      answered[1] += confusions.get(i, 2) == Codes.NONE ? 0 : n;
      if (rules.answers() && confusionCell[i] != UNGRADED) {
        into.addConfusion(
            outcomeOf(confusionCell[i]),
            confusions.get(i, 0),
            confusions.get(i, 1),
            confusions.get(i, 2),
            n);
      }
    }
    addLedger(matched, graded, answered);
    for (int i = 0; i < cells.size(); i++) {
      CellSums sums = cellSums[i] == null ? new CellSums(cellN[i], 0, 0, Map.of()) : cellSums[i];
      int[] slices = columns.slices(cells.get(i, 1), cells.get(i, 2), cells.get(i, 3));
      into.addCell(outcomeOf(cells.get(i, 0)), knownOf(cells.get(i, 0)), slices, sums);
    }
    Arrays.fill(cellSums, null);
    Arrays.fill(cellN, 0);
    Arrays.fill(confusionN, 0);
    confusions.clear();
    cells.clear();
    counts.drain().forEach(row -> into.add(form, row));
  }

  private void addLedger(long matched, long graded, long[] answered) {
    counts.add(Bucket.ROWS.of(TableSide.OLD), matched);
    counts.add(Bucket.ROWS.of(TableSide.NEW), matched);
    counts.add(Bucket.ROWS.of(TableSide.LABELS), rules.hasLabelsTable() ? matched : 0);
    counts.add(Bucket.MATCHED.key(), matched);
    counts.add(Bucket.JUDGED.key(), graded);
    counts.add(Bucket.UNGRADED.key(), matched - graded);
    counts.add(Bucket.WITH_ANSWER.of(TableSide.OLD), answered[0]);
    counts.add(Bucket.WITH_ANSWER.of(TableSide.NEW), answered[1]);
  }
}

package org.flipcheck.spark;

import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.apache.spark.sql.Row;
import org.flipcheck.metrics.FlipOutcome;
import org.flipcheck.metrics.ThresholdCounts.Truth;

/**
 * Judges the groups of an {@link IdGroups}. Plain pairs are counted by their codes: what becomes of
 * a label and two answers is asked of the {@link PairJudge} once and remembered. Everything else
 * (duplicates, issues, conflicts, missing values) goes to the {@link PairJudge} itself.
 */
final class PackedJudge {

  private final PairRules rules;
  private final Codes codes;
  private final TaskCounts counts;
  private final PairJudge judge;
  private final RowTeller teller;
  private final PairColumns columns;
  private final ConfusionCounts confusions = new ConfusionCounts(this::cell);
  private final CellCounts cells;
  private final boolean hasLabelsTable;
  private final ProtectedIds protectedIds;
  private final GroupedPairs grouped;
  private final TableSide groupOwner;
  private final ReasonJudge reasons;
  private Truth[] truths = new Truth[0];
  private IdGroups table;
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
    this.cells = new CellCounts(columns);
    this.hasLabelsTable = rules.hasLabelsTable();
    this.protectedIds = rules.protectedIds();
    this.grouped =
        rules.groups() == null ? null : new GroupedPairs(counts.replicates(), this::slices);
    this.reasons = new ReasonJudge(rules, counts.reasons());
    this.groupOwner = rules.groups() == null ? null : rules.groupOwner();
  }

  RowTeller teller() {
    return teller;
  }

  /** The groups that are judged from now on. */
  void begin(IdGroups of) {
    table = of;
    old = of.rows(TableSide.OLD);
    candidate = of.rows(TableSide.NEW);
    labels = of.rows(TableSide.LABELS);
  }

  void judge(int group) {
    int ofOld = table.row(TableSide.OLD, group);
    int ofNew = table.row(TableSide.NEW, group);
    int ofLabels = table.row(TableSide.LABELS, group);
    boolean whole = ofOld >= 0 && ofNew >= 0 && (ofLabels >= 0 || !hasLabelsTable);
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
    int evidence =
        columns.evidence(old, ofOld, true) | columns.evidence(candidate, ofNew, false) << 2;
    int cell =
        confusions.count(label, old.answer[ofOld], candidate.answer[ofNew], evidence, ofOld, ofNew);
    long hash = IdReader.hash(candidate, ofNew);
    counts.addId(hash);
    countFacts(ofOld, ofNew);
    if (cell != ConfusionCounts.UNGRADED) {
      countJudged(cell, label, hash, ofOld, ofNew, ofLabels, weight);
    }
    return true;
  }

  private void countJudged(
      int cell, int label, long hash, int ofOld, int ofNew, int ofLabels, double weight) {
    double delta = rules.scored() ? candidate.score[ofNew] - old.score[ofOld] : Double.NaN;
    int slices =
        cells.count(
            rules.halves() ? CellCounts.inHalf(cell, IdHash.confirms(hash)) : cell,
            ofLabels < 0 ? Codes.NONE : labels.slices[ofLabels],
            old.slices[ofOld],
            candidate.slices[ofNew],
            delta,
            weight);
    if (grouped != null) {
      grouped.add(group(ofOld, ofNew, ofLabels), slices, cell, delta);
    }
    FlipOutcome outcome = CellCounts.outcomeOf(cell);
    countReasons(outcome, label, ofOld, ofNew);
    if (rules.flips().keeps(outcome)) {
      judge
          .teller()
          .flip(pair(outcome, label, ofOld, ofNew, ofLabels), Double.isNaN(weight) ? null : weight);
    }
    if (protectedIds != null && protectedIds.mayHold(hash)) {
      judge.teller().protect(pair(outcome, label, ofOld, ofNew, ofLabels));
    }
  }

  private void countReasons(FlipOutcome outcome, int label, int ofOld, int ofNew) {
    if (reasons.byThreshold()) {
      reasons.countScores(outcome, truth(label), old.score[ofOld], candidate.score[ofNew]);
    } else if (reasons.counts() && outcome == FlipOutcome.NEGATIVE_FLIP) {
      reasons.countGap(label, old, ofOld, candidate, ofNew);
    }
  }

  private Truth truth(int label) {
    if (label >= truths.length) {
      truths = Arrays.copyOf(truths, Math.max(label + 1, 2 * truths.length));
    }
    if (truths[label] == null) {
      truths[label] = Truth.of(codes.text(label));
    }
    return truths[label];
  }

  private long group(int ofOld, int ofNew, int ofLabels) {
    return switch (groupOwner) {
      case LABELS -> labels.group[ofLabels];
      case OLD -> old.group[ofOld];
      case NEW -> candidate.group[ofNew];
    };
  }

  private List<String> slices(int tuple) {
    return Arrays.stream(cells.slices(tuple)).mapToObj(codes::text).collect(Collectors.toList());
  }

  /** The outcome of a pair, and whether the old model knows the label. */
  private int cell(int label, int ofOld, int ofNew) {
    Row oldRow = teller.row(TableSide.OLD, old, ofOld);
    Row newRow = teller.row(TableSide.NEW, candidate, ofNew);
    String text = codes.text(label);
    Boolean known = judge.knownToOld(text);
    return judge
        .outcome(text, oldRow, newRow)
        .map(outcome -> CellCounts.cell(outcome, known))
        .orElse(ConfusionCounts.UNGRADED);
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

  private JudgedPair pair(FlipOutcome outcome, int label, int ofOld, int ofNew, int ofLabels) {
    return JudgedPair.of(
        teller.row(TableSide.OLD, old, ofOld),
        teller.row(TableSide.NEW, candidate, ofNew),
        ofLabels < 0 ? null : teller.row(TableSide.LABELS, labels, ofLabels),
        codes.text(label),
        outcome);
  }

  /** Plain rows without a partner. */
  private void countAlone(int ofOld, int ofNew, int ofLabels) {
    boolean outside = hasLabelsTable && ofLabels < 0;
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
        IdGroups.Repeats more = table.repeats(side, group);
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
    return confusions.isLarge() || cells.isLarge();
  }

  /** Gives away what was counted, and starts anew. */
  void drain(CountShards into) {
    columns.flush(counts);
    if (grouped != null) {
      grouped.flush();
    }
    confusions.drain((cell, label, ofOld, ofNew, n) -> drain(into, cell, label, ofOld, ofNew, n));
    cells.drain(into);
    truths = new Truth[0];
  }

  private void drain(CountShards into, int cell, int label, int oldAnswer, int newAnswer, long n) {
    boolean graded = cell != ConfusionCounts.UNGRADED;
    counts.add(Bucket.ROWS.of(TableSide.OLD), n);
    counts.add(Bucket.ROWS.of(TableSide.NEW), n);
    counts.add(Bucket.ROWS.of(TableSide.LABELS), hasLabelsTable ? n : 0);
    counts.add(Bucket.MATCHED.key(), n);
    counts.add(graded ? Bucket.JUDGED.key() : Bucket.UNGRADED.key(), n);
    counts.add(Bucket.WITH_ANSWER.of(TableSide.OLD), oldAnswer == Codes.NONE ? 0 : n);
    counts.add(Bucket.WITH_ANSWER.of(TableSide.NEW), newAnswer == Codes.NONE ? 0 : n);
    if (graded && rules.answers()) {
      into.addConfusion(CellCounts.outcomeOf(cell), label, oldAnswer, newAnswer, n);
    }
  }
}

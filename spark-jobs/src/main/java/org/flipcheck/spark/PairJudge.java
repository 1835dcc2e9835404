package org.flipcheck.spark;

import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import org.apache.spark.sql.Row;
import org.flipcheck.metrics.FlipOutcome;
import org.flipcheck.metrics.Prediction;
import org.flipcheck.spark.CompareSpec.OnBadRow;

/**
 * Takes one id's rows to their buckets of the join ledger and, where both sides are there, the pair
 * to its outcome, its cell and the flip table.
 */
final class PairJudge {

  private final PairRules rules;
  private final NormalRow form;
  private final TaskCounts counts;
  private final PairTeller teller;
  private final ReasonJudge reasons;

  /** Where an id stands on one side, once duplicates and bad rows are settled. */
  private enum Standing {
    ABSENT,
    EXCLUDED,
    PRESENT
  }

  PairJudge(PairRules rules, TaskCounts counts, Consumer<Row> flips) {
    this.rules = rules;
    this.form = rules.form();
    this.counts = counts;
    this.reasons = new ReasonJudge(rules, counts.reasons());
    this.teller = new PairTeller(rules, counts, reasons, flips);
  }

  /** Tells of pairs that were judged, here or elsewhere. */
  PairTeller teller() {
    return teller;
  }

  void judge(IdGroup group) {
    for (TableSide side : TableSide.values()) {
      IdGroup.SideRows rows = group.of(side);
      counts.add(Bucket.ROWS.of(side), rows == null ? 0 : rows.rows());
    }
    if (isNullId(group.idRow())) {
      settleNullId(group);
      return;
    }
    Standing labels = standing(group, TableSide.LABELS);
    Standing old = standing(group, TableSide.OLD);
    Standing candidate = standing(group, TableSide.NEW);
    if (rules.hasLabelsTable() && labels == Standing.ABSENT) {
      outsideLabels(old, TableSide.OLD);
      outsideLabels(candidate, TableSide.NEW);
    } else if (old == Standing.PRESENT
        && candidate == Standing.PRESENT
        && labels != Standing.EXCLUDED) {
      Row labelsRow = rules.hasLabelsTable() ? group.of(TableSide.LABELS).first() : null;
      judgePair(group.of(TableSide.OLD).first(), group.of(TableSide.NEW).first(), labelsRow);
    } else {
      settleAlone(old, candidate, labels, TableSide.OLD);
      settleAlone(candidate, old, labels, TableSide.NEW);
    }
  }

  private boolean isNullId(Row row) {
    for (int i = 0; i < form.ids().size(); i++) {
      if (row.isNullAt(form.id(i))) {
        return true;
      }
    }
    return false;
  }

  private void settleNullId(IdGroup group) {
    for (TableSide side : TableSide.values()) {
      IdGroup.SideRows rows = group.of(side);
      if (rows != null) {
        counts.add(Bucket.NULL_ID.of(side), rows.rows());
        if (rules.handling().nullId() == OnBadRow.FAIL) {
          counts.addIssue(Issue.NULL_ID, side, rows.rows(), "");
        }
      }
    }
  }

  private Standing standing(IdGroup group, TableSide side) {
    IdGroup.SideRows rows = group.of(side);
    if (rows == null) {
      return Standing.ABSENT;
    }
    if (rows.isConflicting()) {
      counts.add(Bucket.DUPLICATE_CONFLICTING.of(side), rows.rows());
      if (rules.handling().duplicate() == OnBadRow.FAIL) {
        counts.addIssue(Issue.DUPLICATE, side, rows.rows(), id(group.idRow()));
      }
      return Standing.EXCLUDED;
    }
    counts.add(Bucket.DUPLICATE_IDENTICAL.of(side), rows.rows() - 1);
    Row row = rows.first();
    if (!row.isNullAt(NormalRow.LOGITS)) {
      counts.addLogitsLength(side, row.getInt(NormalRow.LOGITS), id(row));
    }
    if (!row.isNullAt(NormalRow.ISSUE)) {
      return settleIssue(row, side);
    }
    if (isMissingPrediction(row, side)) {
      if (rules.handling().missingPrediction() == OnBadRow.FAIL) {
        counts.addIssue(Issue.MISSING_PREDICTION, side, 1, id(row));
      }
      counts.add(Bucket.MISSING_PREDICTION.of(side), 1);
      return Standing.EXCLUDED;
    }
    return Standing.PRESENT;
  }

  private Standing settleIssue(Row row, TableSide side) {
    String text = row.getString(NormalRow.ISSUE);
    int colon = text.indexOf(':');
    Issue issue = Issue.valueOf(text.substring(0, colon));
    if (issue.isFatal() || rules.handling().unusable() == OnBadRow.FAIL) {
      counts.addIssue(issue, side, 1, id(row) + " (" + text.substring(colon + 1) + ")");
    }
    counts.add(Bucket.UNUSABLE.of(side), 1);
    return Standing.EXCLUDED;
  }

  private boolean isMissingPrediction(Row row, TableSide side) {
    return side != TableSide.LABELS
        && rules.comparesAnswers()
        && rules.handling().missingPrediction() != OnBadRow.WRONG
        && row.isNullAt(NormalRow.ANSWER);
  }

  private void outsideLabels(Standing standing, TableSide side) {
    if (standing == Standing.PRESENT) {
      counts.add(Bucket.ONLY.of(side), 1);
      counts.add(Bucket.OUTSIDE_LABELS.of(side), 1);
    }
  }

  private void settleAlone(Standing here, Standing there, Standing labels, TableSide side) {
    if (here == Standing.PRESENT) {
      boolean partnerExcluded = there == Standing.EXCLUDED || labels == Standing.EXCLUDED;
      counts.add((partnerExcluded ? Bucket.PARTNER_EXCLUDED : Bucket.ONLY).of(side), 1);
    }
  }

  private void judgePair(Row old, Row candidate, Row labels) {
    counts.add(Bucket.MATCHED);
    counts.addId(hash(candidate));
    Prediction oldPrediction = JudgedPair.prediction(old);
    Prediction newPrediction = JudgedPair.prediction(candidate);
    countAnswer(oldPrediction, TableSide.OLD);
    countAnswer(newPrediction, TableSide.NEW);
    countSliceConflicts(old, candidate);
    String[] truth = labels(old, candidate, labels);
    if (truth == null) {
      return;
    }
    Optional<FlipOutcome> outcome = outcome(truth, oldPrediction, newPrediction);
    if (outcome.isEmpty()) {
      counts.add(Bucket.UNGRADED);
      return;
    }
    counts.add(Bucket.JUDGED);
    count(
        new JudgedPair(
            old, candidate, labels, truth[1], oldPrediction, newPrediction, outcome.get()));
  }

  private void countAnswer(Prediction prediction, TableSide side) {
    if (prediction.answer().isPresent()) {
      counts.add(Bucket.WITH_ANSWER.of(side), 1);
    }
  }

  /** The outcome of two rows by one label, whatever it counts for; empty where it is ungraded. */
  Optional<FlipOutcome> outcome(String label, Row old, Row candidate) {
    return outcome(
        new String[] {label, label}, JudgedPair.prediction(old), JudgedPair.prediction(candidate));
  }

  /** The labels by which the two sides are judged; null when their conflict leaves the pair out. */
  private String[] labels(Row old, Row candidate, Row labels) {
    if (labels != null && rules.layouts().get(TableSide.LABELS).label() != Layout.ABSENT) {
      String label = labels.getString(NormalRow.LABEL);
      return new String[] {label, label};
    }
    String ofOld = old.getString(NormalRow.LABEL);
    String ofNew = candidate.getString(NormalRow.LABEL);
    if (rules.layouts().get(TableSide.OLD).label() == Layout.ABSENT) {
      return new String[] {ofNew, ofNew};
    }
    if (rules.layouts().get(TableSide.NEW).label() == Layout.ABSENT) {
      return new String[] {ofOld, ofOld};
    }
    if (ofOld == null || ofNew == null || ofOld.equals(ofNew)) {
      return new String[] {ofOld, ofNew};
    }
    counts.add(Bucket.LABEL_CONFLICTS);
    if (rules.handling().labelConflict() == OnBadRow.KEEP) {
      return new String[] {ofOld, ofNew};
    }
    if (rules.handling().labelConflict() == OnBadRow.FAIL) {
      counts.addIssue(
          Issue.LABEL_CONFLICT,
          TableSide.NEW,
          1,
          "%s (old '%s', new '%s')".formatted(id(old), ofOld, ofNew));
    }
    counts.add(Bucket.LABEL_CONFLICTS_EXCLUDED);
    return null;
  }

  private Optional<FlipOutcome> outcome(String[] truth, Prediction old, Prediction candidate) {
    boolean scoreMissing = old.score().isEmpty() || candidate.score().isEmpty();
    if (rules.scored() && scoreMissing) {
      return Optional.empty();
    }
    if (rules.rule() != null) {
      return rules.rule().classify(truth[0], old, truth[1], candidate);
    }
    if (!rules.answers()) {
      return Optional.of(FlipOutcome.SCORED);
    }
    return Optional.of(
        old.answer().equals(candidate.answer())
            ? FlipOutcome.SAME_ANSWER
            : FlipOutcome.DIFFERENT_ANSWER);
  }

  private void count(JudgedPair pair) {
    List<String> slices = teller.slices(pair);
    Double weight = weight(pair);
    counts.addPair(
        new TaskCounts.Cell(
            pair.outcome(), knownToOld(pair.label()), confirms(pair.candidate()), slices),
        rules.scored() ? pair.scoreDelta() : Double.NaN,
        weight == null ? Double.NaN : weight);
    if (rules.groups() != null) {
      counts.addGrouped(
          group(pair),
          CellCounts.cell(pair.outcome(), knownToOld(pair.label())),
          slices,
          rules.scored() ? pair.scoreDelta() : 0);
    }
    reasons.count(pair.outcome(), pair.label(), pair.old(), pair.candidate());
    if (rules.answers()) {
      counts.addConfusion(pair.outcome(), pair.label(), pair.oldAnswer(), pair.newAnswer());
    }
    if (rules.flips().keeps(pair.outcome())) {
      teller.flip(pair, weight);
    }
    if (rules.protectedIds() != null && rules.protectedIds().mayHold(hash(pair.candidate()))) {
      teller.protect(pair);
    }
  }

  private Boolean confirms(Row candidate) {
    return rules.halves() ? (Boolean) IdHash.confirms(hash(candidate)) : null;
  }

  private long hash(Row candidate) {
    return RowIdHash.of(candidate, form.id(0), form.ids().size());
  }

  Boolean knownToOld(String label) {
    if (rules.oldClasses() == null || label == null) {
      return null;
    }
    return rules.oldClasses().contains(label);
  }

  /** Counts them over all matched pairs: what becomes of a pair afterwards does not matter. */
  private void countSliceConflicts(Row old, Row candidate) {
    for (int i = 0; i < form.slices().size(); i++) {
      int column = form.slice(i);
      if (rules.layouts().get(TableSide.OLD).hasSlice(i)
          && rules.layouts().get(TableSide.NEW).hasSlice(i)
          && !Objects.equals(old.getString(column), candidate.getString(column))) {
        counts.add(Bucket.SLICE_CONFLICTS);
      }
    }
  }

  private long group(JudgedPair pair) {
    Row source =
        switch (rules.groupOwner()) {
          case LABELS -> pair.labels();
          case OLD -> pair.old();
          case NEW -> pair.candidate();
        };
    return source.getLong(NormalRow.GROUP);
  }

  private Double weight(JudgedPair pair) {
    Double ofOld = PairTeller.number(pair.old(), NormalRow.WEIGHT);
    Double ofNew = PairTeller.number(pair.candidate(), NormalRow.WEIGHT);
    if (pair.labels() != null && !pair.labels().isNullAt(NormalRow.WEIGHT)) {
      return pair.labels().getDouble(NormalRow.WEIGHT);
    }
    if (ofOld != null && ofNew != null && !ofOld.equals(ofNew)) {
      counts.add(Bucket.WEIGHT_CONFLICTS);
    }
    return ofNew != null ? ofNew : ofOld;
  }

  private String id(Row row) {
    return shownId(form, row);
  }

  /** The id of a row as messages show it. */
  static String shownId(NormalRow form, Row row) {
    if (form.ids().size() == 1) {
      return "'" + row.get(form.id(0)) + "'";
    }
    StringBuilder text = new StringBuilder("(");
    for (int i = 0; i < form.ids().size(); i++) {
      text.append(i == 0 ? "" : ", ").append("'").append(row.get(form.id(i))).append("'");
    }
    return text.append(")").toString();
  }
}

package org.flipcheck.spark;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.flipcheck.metrics.CellSums;
import org.flipcheck.metrics.FlipOutcome;
import org.flipcheck.spark.PassRow.Kind;

/**
 * The counts of one task. Bounded: {@link #drainIfLarge} empties it as partial counts, which add up
 * later.
 */
final class TaskCounts {

  private static final int MOST_CELLS = 50_000;
  private static final int MOST_CONFUSIONS = 50_000;
  private static final long MOST_CONFUSION_CHARACTERS = 16L << 20;

  /** Samples kept of each issue. */
  static final int SAMPLES = 3;

  private static final int LONGEST_SAMPLE = 200;

  private final PassRow form;
  private final Map<Cell, CellSums> cells = new HashMap<>();
  private final Map<Confusion, long[]> confusions = new HashMap<>();
  private final Map<String, long[]> buckets = new HashMap<>();
  private final Map<String, Issues> issues = new HashMap<>();
  private final IdSketch ids = new IdSketch();
  private final GroupedRows groups;
  private final ReasonCounts reasons;
  private long confusionCharacters;

  TaskCounts(PairRules rules) {
    this.form = rules.passRow();
    this.groups = rules.groups() == null ? null : new GroupedRows(rules.groups());
    this.reasons = rules.countsReasons() ? new ReasonCounts() : null;
  }

  /**
   * A joint value of all slice columns, with an outcome; {@code known} and {@code confirms} as in
   * {@link PassRow}.
   */
  record Cell(FlipOutcome outcome, Boolean known, Boolean confirms, List<String> slices) {}

  private record Confusion(
      FlipOutcome outcome, String label, String oldPrediction, String newPrediction) {
    long characters() {
      return length(label) + length(oldPrediction) + length(newPrediction);
    }

    private static long length(String text) {
      return text == null ? 0 : text.length();
    }
  }

  private static final class Issues {
    private long rows;
    private final List<String> samples = new ArrayList<>();
  }

  void add(String bucket, long rows) {
    if (rows != 0) {
      buckets.computeIfAbsent(bucket, unused -> new long[1])[0] += rows;
    }
  }

  void add(Bucket bucket) {
    add(bucket.key(), 1);
  }

  /** Notes the id of a matched pair. */
  void addId(long hash) {
    ids.add(hash);
  }

  void addIssue(Issue issue, TableSide side, long rows, String sample) {
    addIssue(issue.name() + " " + side.key(), rows, sample);
  }

  /** The same for many rows at once. */
  void addLogitsLength(TableSide side, int length, long rows, String id) {
    addIssue(Issue.LOGITS_LENGTH.name() + " " + side.key() + " " + length, rows, id);
  }

  /** Every length is counted; that there is more than one is seen when all tasks are together. */
  void addLogitsLength(TableSide side, int length, String id) {
    addIssue(Issue.LOGITS_LENGTH.name() + " " + side.key() + " " + length, 1, id);
  }

  private void addIssue(String name, long rows, String sample) {
    Issues found = issues.computeIfAbsent(name, unused -> new Issues());
    found.rows += rows;
    if (found.samples.size() < SAMPLES) {
      found.samples.add(shown(sample));
    }
  }

  /** A sample on one line, of a length that a message can carry. */
  private static String shown(String sample) {
    String line = sample.replace("\n", "\\n").replace("\r", "\\r");
    return line.length() <= LONGEST_SAMPLE ? line : line.substring(0, LONGEST_SAMPLE) + "...";
  }

  void addPair(Cell cell, double scoreDelta, double weight) {
    cells.computeIfAbsent(cell, unused -> new CellSums()).addPair(scoreDelta, weight);
  }

  /** Notes to which group a pair belongs that is counted. */
  void addGrouped(long group, int cell, List<String> slices, double scoreDelta) {
    groups.add(group, cell, slices, scoreDelta);
  }

  /** What this task counts of the reasons of flips; null where nothing tells them. */
  ReasonCounts reasons() {
    return reasons;
  }

  /** What this task counts of replicates; null where examples stand alone. */
  ReplicateTable replicates() {
    return groups == null ? null : groups.table();
  }

  void addConfusion(FlipOutcome outcome, String label, String oldPrediction, String newPrediction) {
    Confusion key = new Confusion(outcome, label, oldPrediction, newPrediction);
    long[] n = confusions.get(key);
    if (n == null) {
      n = new long[1];
      confusions.put(key, n);
      confusionCharacters += key.characters();
    }
    n[0]++;
  }

  List<Row> drainIfLarge() {
    boolean large =
        cells.size() >= MOST_CELLS
            || confusions.size() >= MOST_CONFUSIONS
            || confusionCharacters >= MOST_CONFUSION_CHARACTERS;
    return large ? drainCounts() : List.of();
  }

  /** All that was counted, and the sample of ids: once, at the end of a task. */
  List<Row> drain() {
    List<Row> rows = drainCounts();
    rows.add(table(Kind.IDS, ids.toBytes()));
    return rows;
  }

  /** All that was counted of replicates and reasons: once, at the end of a task. */
  List<Row> drainTables() {
    List<Row> rows = new ArrayList<>();
    if (groups != null) {
      rows.add(table(Kind.REPLICATES, groups.drain().toBytes()));
    }
    if (reasons != null) {
      rows.add(table(Kind.REASONS, reasons.toBytes()));
    }
    return rows;
  }

  private Row table(Kind kind, byte[] bytes) {
    Object[] cells = new Object[form.width()];
    cells[PassRow.KIND] = kind.name();
    cells[PassRow.N] = 0L;
    cells[PassRow.SUMS] = bytes;
    return RowFactory.create(cells);
  }

  private List<Row> drainCounts() {
    List<Row> rows = new ArrayList<>();
    cells.forEach((cell, sums) -> rows.add(cellRow(cell, sums)));
    confusions.forEach((key, n) -> rows.add(confusionRow(key, n[0])));
    buckets.forEach((name, n) -> rows.add(named(Kind.LEDGER, name, n[0], null)));
    issues.forEach(
        (name, found) ->
            rows.add(named(Kind.ISSUE, name, found.rows, String.join("\n", found.samples))));
    cells.clear();
    confusions.clear();
    buckets.clear();
    issues.clear();
    confusionCharacters = 0;
    return rows;
  }

  private Row cellRow(Cell cell, CellSums sums) {
    Object[] cells = new Object[form.width()];
    cells[PassRow.KIND] = Kind.CELL.name();
    cells[PassRow.NAME] = cell.outcome().key();
    cells[PassRow.N] = sums.n();
    cells[PassRow.GAINS] = sums.gains();
    cells[PassRow.REGRESSIONS] = sums.regressions();
    cells[PassRow.SUMS] = SumsCodec.encode(sums.exactSums());
    cells[PassRow.KNOWN] = cell.known();
    cells[PassRow.CONFIRMS] = cell.confirms();
    for (int i = 0; i < cell.slices().size(); i++) {
      cells[form.slice(i)] = cell.slices().get(i);
    }
    return RowFactory.create(cells);
  }

  private Row confusionRow(Confusion key, long n) {
    Object[] cells = new Object[form.width()];
    cells[PassRow.KIND] = Kind.CONFUSION.name();
    cells[PassRow.NAME] = key.outcome().key();
    cells[PassRow.N] = n;
    cells[PassRow.LABEL] = key.label();
    cells[PassRow.OLD_PREDICTION] = key.oldPrediction();
    cells[PassRow.NEW_PREDICTION] = key.newPrediction();
    return RowFactory.create(cells);
  }

  private Row named(Kind kind, String name, long n, String text) {
    Object[] cells = new Object[form.width()];
    cells[PassRow.KIND] = kind.name();
    cells[PassRow.NAME] = name;
    cells[PassRow.N] = n;
    cells[PassRow.TEXT] = text;
    return RowFactory.create(cells);
  }
}

package org.flipcheck.spark;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.flipcheck.metrics.CellSums;
import org.flipcheck.metrics.FlipOutcome;
import org.flipcheck.metrics.JoinLedger;
import org.flipcheck.metrics.PairSummary;
import org.flipcheck.metrics.PairTally;
import org.flipcheck.metrics.SliceKey;
import org.flipcheck.spark.PassRow.Kind;

/**
 * The counts of a whole comparison, on the driver. Bounded by {@code --max-cells}, never by the
 * number of examples.
 */
final class PassCounts {

  private static final Kind[] KINDS = {Kind.CELL, Kind.LEDGER, Kind.ISSUE, Kind.IDS};
  private static final int ROOM_FOR_LEDGER_AND_ISSUES = 10_000;

  private final CountShape shape;
  private final PassRow form;
  private final Map<String, Long> buckets = new HashMap<>();
  private final Map<String, Long> protectedPairs = new HashMap<>();
  private final List<Row> issues = new ArrayList<>();
  private final List<CountedCell> cells = new ArrayList<>();
  private final IdSketch ids = new IdSketch();
  private boolean bySliceSet;

  /**
   * One cell of the count table.
   *
   * @param set the slice columns whose values are meant; all of them in the joint table
   * @param known whether the old model knows the label's class; null when not asked
   * @param confirms whether the ids lie in the half that confirms; null when not asked, or put
   *     together
   * @param slices one value for each slice column; null also where the set leaves the column out
   */
  record CountedCell(
      List<String> set,
      FlipOutcome outcome,
      Boolean known,
      Boolean confirms,
      List<String> slices,
      CellSums sums) {}

  private PassCounts(CountShape shape, PassRow form) {
    this.shape = shape;
    this.form = form;
  }

  /**
   * Runs the pass and adds up its counts.
   *
   * @param pass the pass: this is its first use
   * @throws BadInputException if even the asked slices exceed the bound
   */
  static PassCounts collect(CompareSpec spec, PassRow form, Pass pass) {
    return of(CountShape.of(spec, form), form, pass.counts(KINDS));
  }

  /** The same for partial counts of any origin. */
  static PassCounts collect(CountShape shape, PassRow form, Dataset<Row> partial) {
    return of(shape, form, CountMerger.merge(Pass.only(partial, KINDS), form));
  }

  private static PassCounts of(CountShape shape, PassRow form, Dataset<Row> merged) {
    PassCounts counts = new PassCounts(shape, form);
    int bound = shape.maxCells() + ROOM_FOR_LEDGER_AND_ISSUES;
    List<Row> rows = merged.limit(bound).collectAsList();
    long joint =
        rows.stream().filter(row -> row.getString(PassRow.KIND).equals(Kind.CELL.name())).count();
    if (joint > shape.maxCells() || rows.size() == bound) {
      counts.bySliceSet = true;
      rows = counts.collectBySliceSet(bySliceSet(shape, form, merged));
    }
    rows.forEach(counts::add);
    return counts;
  }

  /** Adds up counts of which only the asked slice sets are known. */
  static PassCounts collectSets(CountShape shape, PassRow form, Dataset<Row> partial) {
    PassCounts counts = new PassCounts(shape, form);
    counts.bySliceSet = true;
    counts.collectBySliceSet(partial).forEach(counts::add);
    return counts;
  }

  /** Joint cells as cells of the asked slice sets. */
  static Dataset<Row> bySliceSet(CountShape shape, PassRow form, Dataset<Row> joint) {
    return joint.flatMap(new SliceSetRows(form, shape.sets()), Encoders.row(form.schema()));
  }

  private List<Row> collectBySliceSet(Dataset<Row> partial) {
    int bound = 2 * shape.maxCells() + ROOM_FOR_LEDGER_AND_ISSUES;
    List<Row> rows = CountMerger.merge(partial, form).limit(bound).collectAsList();
    if (rows.size() == bound) {
      throw new BadInputException(
          "the slice columns %s have more than %d values together; leave out the one that names single examples, or raise --max-cells"
              .formatted(shape.slices(), 2 * shape.maxCells()));
    }
    return rows;
  }

  private void add(Row row) {
    switch (Kind.valueOf(row.getString(PassRow.KIND))) {
      case LEDGER -> {
        String name = row.getString(PassRow.NAME);
        (ProtectedIds.Count.is(name) ? protectedPairs : buckets).put(name, row.getLong(PassRow.N));
      }
      case ISSUE -> issues.add(row);
      case CELL -> cells.add(cell(row));
      case IDS -> ids.add(CountMerger.sketchOf(row));
      case FLIP, PROTECTED, CONFUSION, REPLICATES, REASONS, SHARD ->
          throw new IllegalStateException("not a count of the driver: " + row);
    }
  }

  private CountedCell cell(Row row) {
    List<String> values = new ArrayList<>();
    for (int i = 0; i < shape.slices().size(); i++) {
      values.add(row.getString(form.slice(i)));
    }
    return new CountedCell(
        bySliceSet ? set(Integer.parseInt(row.getString(PassRow.LABEL))) : shape.slices(),
        FlipOutcome.fromKey(row.getString(PassRow.NAME)).orElseThrow(),
        (Boolean) row.get(PassRow.KNOWN),
        (Boolean) row.get(PassRow.CONFIRMS),
        values,
        CountMerger.cellOf(row));
  }

  /** The set of a number as {@link SliceSetRows} gives them: the last one is that of all pairs. */
  private List<String> set(int number) {
    return number < shape.sets().size() ? shape.sets().get(number) : List.of();
  }

  long of(Bucket bucket) {
    return buckets.getOrDefault(bucket.key(), 0L);
  }

  long of(Bucket bucket, TableSide side) {
    return buckets.getOrDefault(bucket.of(side), 0L);
  }

  /** One of the {@link ProtectedIds.Count}s, by its name. */
  long ofProtected(String name) {
    return protectedPairs.getOrDefault(name, 0L);
  }

  CountShape shape() {
    return shape;
  }

  /** A sample of the matched ids. */
  IdSketch ids() {
    return ids;
  }

  /** Every bucket that holds anything, by its name. */
  Map<String, Long> buckets() {
    return new TreeMap<>(buckets);
  }

  List<Row> issues() {
    return issues;
  }

  /** Whether both sides give answers that can be compared. */
  boolean answersKnown() {
    return shape.content().answers()
        && of(Bucket.WITH_ANSWER, TableSide.OLD) > 0
        && of(Bucket.WITH_ANSWER, TableSide.NEW) > 0;
  }

  PairSummary.Content content() {
    return answersKnown() ? shape.content() : shape.content().withoutAnswers();
  }

  JoinLedger ledger() {
    return new JoinLedger(
            side(TableSide.OLD),
            side(TableSide.NEW),
            of(Bucket.MATCHED),
            of(Bucket.JUDGED),
            of(Bucket.UNGRADED),
            of(Bucket.LABEL_CONFLICTS),
            of(Bucket.LABEL_CONFLICTS_EXCLUDED),
            of(Bucket.SLICE_CONFLICTS),
            of(Bucket.WEIGHT_CONFLICTS))
        .check();
  }

  private JoinLedger.Side side(TableSide side) {
    return new JoinLedger.Side(
        of(Bucket.ROWS, side),
        of(Bucket.NULL_ID, side),
        of(Bucket.DUPLICATE_IDENTICAL, side),
        of(Bucket.DUPLICATE_CONFLICTING, side),
        of(Bucket.UNUSABLE, side),
        of(Bucket.MISSING_PREDICTION, side),
        of(Bucket.ONLY, side),
        of(Bucket.PARTNER_EXCLUDED, side));
  }

  PairTally overall() {
    PairTally tally = new PairTally(content());
    jointCells().forEach(cell -> tally.add(cell.outcome(), cell.sums()));
    return tally;
  }

  PairTally overallKnownClasses() {
    PairTally tally = new PairTally(content());
    jointCells().stream()
        .filter(cell -> Boolean.TRUE.equals(cell.known()))
        .forEach(cell -> tally.add(cell.outcome(), cell.sums()));
    return tally;
  }

  /** Cells that cover each pair once. */
  private List<CountedCell> jointCells() {
    return bySliceSet ? cells.stream().filter(cell -> cell.set().isEmpty()).toList() : cells;
  }

  /** Whether the joint table was too large, and only the asked slices are kept. */
  boolean isBySliceSet() {
    return bySliceSet;
  }

  List<CountedCell> cells() {
    return Collections.unmodifiableList(cells);
  }

  /** The slices of every asked set, sorted. */
  Map<List<String>, Map<SliceKey, PairTally>> slices() {
    Map<List<String>, Map<SliceKey, PairTally>> slices = new LinkedHashMap<>();
    for (List<String> set : shape.sets()) {
      Map<SliceKey, PairTally> tallies = new TreeMap<>();
      for (CountedCell cell : cells) {
        if (!bySliceSet || cell.set().equals(set)) {
          tallies
              .computeIfAbsent(key(set, cell), unused -> new PairTally(content()))
              .add(cell.outcome(), cell.sums());
        }
      }
      slices.put(set, tallies);
    }
    return slices;
  }

  private SliceKey key(List<String> set, CountedCell cell) {
    Map<String, String> values = new LinkedHashMap<>();
    for (String column : set) {
      values.put(column, cell.slices().get(shape.slices().indexOf(column)));
    }
    return new SliceKey(values);
  }
}

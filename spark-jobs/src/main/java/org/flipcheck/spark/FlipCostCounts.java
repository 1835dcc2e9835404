package org.flipcheck.spark;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;
import org.flipcheck.gate.CostOutcome;
import org.flipcheck.gate.Policy;
import org.flipcheck.metrics.CostTable;
import org.flipcheck.metrics.FlipCosts;
import org.flipcheck.metrics.FlipMetric;
import org.flipcheck.metrics.FlipOutcome;
import org.flipcheck.report.PolicyFingerprints;
import scala.Tuple2;

/** Adds up what the negative flips of a comparison cost, from its confusion counts. */
final class FlipCostCounts {

  private FlipCostCounts() {}

  /** Whether a policy limits costs. */
  static boolean asked(Policy policy) {
    return policy.rules().stream().anyMatch(rule -> rule.metric() == FlipMetric.FLIP_COST);
  }

  /**
   * The costs of a comparison.
   *
   * @param confusions its confusion counts, as rows of the pass
   * @return empty where the policy does not limit them
   */
  static Optional<CostOutcome> of(Policy policy, PassCounts counts, Dataset<Row> confusions) {
    if (!asked(policy)) {
      return Optional.empty();
    }
    CostTable table = policy.costs().orElseThrow();
    long flips = counts.overall().cell(FlipOutcome.NEGATIVE_FLIP).n();
    Map<Double, Long> byCost = new TreeMap<>();
    if (counts.shape().content().answers()) {
      byCost.putAll(byCost(table, confusions));
    } else if (flips > 0) {
      byCost.put(table.cost(null, null, null), flips);
    }
    long judged = counts.of(Bucket.JUDGED);
    return Optional.of(
        new CostOutcome(
            PolicyFingerprints.ofCosts(policy).orElseThrow(), costs(table, judged, flips, byCost)));
  }

  /** Multiplied once and added in the order of the costs: the same bytes however it was counted. */
  private static FlipCosts costs(
      CostTable table, long judged, long flips, Map<Double, Long> byCost) {
    double sum = 0;
    double squares = 0;
    for (Map.Entry<Double, Long> entry : byCost.entrySet()) {
      sum += entry.getKey() * entry.getValue();
      squares += entry.getKey() * entry.getKey() * entry.getValue();
    }
    return new FlipCosts(judged, flips, sum, squares, table.maxCost());
  }

  private static Map<Double, Long> byCost(CostTable table, Dataset<Row> confusions) {
    Map<Double, Long> sums = new TreeMap<>();
    confusions
        .filter(
            functions.col(NormalRow.column(PassRow.NAME)).equalTo(FlipOutcome.NEGATIVE_FLIP.key()))
        .mapPartitions(new OfTask(table), Encoders.tuple(Encoders.DOUBLE(), Encoders.LONG()))
        .collectAsList()
        .forEach(cost -> sums.merge(cost._1(), cost._2(), Math::addExact));
    return sums;
  }

  /** How many flips of one task have which cost. */
  private static final class OfTask implements MapPartitionsFunction<Row, Tuple2<Double, Long>> {
    private static final long serialVersionUID = 1L;

    private final double defaultCost;
    private final List<Cell> cells = new ArrayList<>();

    /** A cell of the table as it travels; null matches any. */
    private record Cell(String label, String oldAnswer, String newAnswer, double cost)
        implements Serializable {
      CostTable.Cell told() {
        return new CostTable.Cell(
            Optional.ofNullable(label),
            Optional.ofNullable(oldAnswer),
            Optional.ofNullable(newAnswer),
            cost);
      }
    }

    OfTask(CostTable table) {
      defaultCost = table.defaultCost();
      table
          .cells()
          .forEach(
              cell ->
                  cells.add(
                      new Cell(
                          cell.label().orElse(null),
                          cell.oldAnswer().orElse(null),
                          cell.newAnswer().orElse(null),
                          cell.cost())));
    }

    @Override
    public Iterator<Tuple2<Double, Long>> call(Iterator<Row> confusions) {
      CostTable table = new CostTable(defaultCost, cells.stream().map(Cell::told).toList());
      Map<Double, Long> sums = new TreeMap<>();
      confusions.forEachRemaining(
          row ->
              sums.merge(
                  table.cost(
                      row.getString(PassRow.LABEL),
                      row.getString(PassRow.OLD_PREDICTION),
                      row.getString(PassRow.NEW_PREDICTION)),
                  row.getLong(PassRow.N),
                  Math::addExact));
      return sums.entrySet().stream()
          .map(entry -> new Tuple2<>(entry.getKey(), entry.getValue()))
          .iterator();
    }
  }
}

package org.flipcheck.spark;

import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.flipcheck.metrics.CorrectnessRule;
import org.flipcheck.metrics.OperatingPoint;
import org.flipcheck.metrics.ThresholdCounts;
import org.flipcheck.metrics.ThresholdSweep;
import org.flipcheck.report.ComparisonResult;
import org.flipcheck.report.Why;
import org.flipcheck.report.Why.Confusion;
import org.flipcheck.report.Why.Moved;
import org.flipcheck.report.Why.Thresholds;

/**
 * Tells a result why its examples flipped.
 *
 * @param counts what was counted of reasons; empty where nothing tells them
 * @param threshold the rule, where thresholds judge
 */
record WhyResults(Optional<ReasonCounts> counts, Optional<CorrectnessRule.Threshold> threshold) {

  /** The reasons that a pass counted. */
  static WhyResults collect(CompareSpec spec, PairRules rules, Pass pass) {
    Optional<ReasonCounts> counts =
        rules.countsReasons() ? Optional.of(ReasonTables.collect(pass)) : Optional.empty();
    return new WhyResults(
        counts,
        spec.rule()
            .filter(CorrectnessRule.Threshold.class::isInstance)
            .map(CorrectnessRule.Threshold.class::cast));
  }

  /**
   * The reasons of finished runs of one definition, together. Where one of them was written before
   * reasons were counted, nothing tells those of the whole.
   */
  static WhyResults collect(SparkSession spark, List<FinishedRun> runs) {
    if (!runs.stream().allMatch(run -> run.manifest().hasReasons())) {
      return new WhyResults(Optional.empty(), Optional.empty());
    }
    Optional<Thresholds> first = runs.get(0).result().why().flatMap(Why::thresholds);
    return new WhyResults(
        Optional.of(ReasonTables.collect(spark, runs)),
        first.map(t -> new CorrectnessRule.Threshold(t.oldThreshold(), t.present().threshold())));
  }

  /** Writes the counts beside the others. */
  void write(SparkSession spark, OutputDirectory output) {
    counts.ifPresent(of -> ReasonTables.write(spark, of, output));
  }

  /**
   * The same result, with the reasons.
   *
   * @param confusions the most frequent negative flips, as rows of {@code counts/confusion/}
   */
  ComparisonResult add(ComparisonResult result, List<Row> confusions) {
    Why why =
        new Why(
            counts.map(ReasonCounts::gaps),
            threshold.flatMap(rule -> counts.map(of -> thresholds(rule, of.thresholds()))),
            confusions.stream().map(WhyResults::confusion).toList());
    return why.isEmpty() ? result : result.withWhy(why);
  }

  private static Thresholds thresholds(CorrectnessRule.Threshold rule, ThresholdCounts counts) {
    ThresholdSweep sweep = new ThresholdSweep(counts, rule.newThreshold());
    Optional<OperatingPoint> best = sweep.best();
    return new Thresholds(
        rule.oldThreshold(),
        new Moved(counts.flips(true, false), counts.flips(true, true)),
        new Moved(counts.flips(false, false), counts.flips(false, true)),
        sweep.present(),
        best,
        sweep.obstacle().orElse(""));
  }

  private static Confusion confusion(Row row) {
    return new Confusion(
        Optional.ofNullable(row.getString(0)),
        Optional.ofNullable(row.getString(1)),
        Optional.ofNullable(row.getString(2)),
        row.getLong(4));
  }
}

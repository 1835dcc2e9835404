package org.flipcheck.gate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.flipcheck.gate.RuleBuilder.max;
import static org.flipcheck.gate.RuleBuilder.min;
import static org.flipcheck.gate.RuleBuilder.policy;

import java.util.OptionalDouble;
import org.flipcheck.metrics.CellSums;
import org.flipcheck.metrics.FlipCounts;
import org.flipcheck.metrics.FlipMetric;
import org.flipcheck.metrics.FlipOutcome;
import org.flipcheck.metrics.PairSummary;
import org.flipcheck.metrics.PairSummary.Content;
import org.flipcheck.metrics.PairTally;
import org.junit.jupiter.api.Test;

/** Rules on what is no plain proportion: ratios, weighted metrics and means. */
class GateIntervalsTest {

  private static Finding judge(PairSummary summary, RuleBuilder rule) {
    return Gate.judge(policy(rule), OptionalDouble.empty(), CountedEvidence.of(summary))
        .findings()
        .get(0);
  }

  @Test
  void aRatioIsJudgedByItsInterval() {
    PairSummary summary = PairSummary.of(FlipCounts.of(8647, 183, 310, 400, 460));
    RuleBuilder rule = max(FlipMetric.RELATIVE_NEGATIVE_FLIP_RATE, 0.3);

    Finding finding = judge(summary, rule);

    assertThat(finding.verdict()).isEqualTo(Verdict.PASS);
    assertThat(finding.low().getAsDouble()).isBetween(0.1, finding.value().getAsDouble());
    assertThat(judge(summary, max(FlipMetric.RELATIVE_NEGATIVE_FLIP_RATE, 0.2)).message())
        .matches(
            ".*the limit of at most 0.2 lies inside the interval; at this rate .* would decide.");
  }

  @Test
  void heavyExamplesLeaveLessCertainty() {
    PairSummary equal = weighted(1);
    PairSummary uneven = weighted(40);
    RuleBuilder rule = max(FlipMetric.NEGATIVE_FLIP_RATE, 0.03);

    assertThat(judge(equal, rule).verdict()).isEqualTo(Verdict.PASS);
    assertThat(judge(uneven, rule).verdict()).isEqualTo(Verdict.INCONCLUSIVE);
    assertThat(judge(uneven, rule).value().getAsDouble())
        .isLessThan(judge(equal, rule).value().getAsDouble());
  }

  /** 1,000 pairs of weight 1, of which 15 broke, but for ten of weight {@code heavy}. */
  private static PairSummary weighted(double heavy) {
    PairTally tally = new PairTally(new Content(true, true, false, true));
    for (int i = 0; i < 1000; i++) {
      CellSums cell = new CellSums();
      cell.addPair(Double.NaN, i < 10 ? heavy : 1);
      boolean broke = i >= 100 && i < 115;
      tally.add(broke ? FlipOutcome.NEGATIVE_FLIP : FlipOutcome.BOTH_RIGHT, cell);
    }
    return tally.summary();
  }

  @Test
  void aMeanIsJudgedByItsIntervalIfThereAreTwoValues() {
    RuleBuilder rule = min(FlipMetric.MEAN_SCORE_DELTA, -0.1);

    assertThat(judge(scored(0.1, 0.2, 0.15, -0.01), rule).verdict()).isEqualTo(Verdict.PASS);
    Finding alone = judge(scored(0.1), rule);
    assertThat(alone.verdict()).isEqualTo(Verdict.INCONCLUSIVE);
    assertThat(alone.message())
        .isEqualTo(
            "mean_score_delta is 0.1000 (point value, without an interval; n = 1): it has no"
                + " interval to hold against the limit of at least -0.1, for a mean of one example"
                + " has none; add examples.");
    assertThat(judge(scored(0.1), rule.confidence(0)).verdict()).isEqualTo(Verdict.PASS);
  }

  private static PairSummary scored(double... deltas) {
    PairTally tally = new PairTally(new Content(false, false, true, false));
    CellSums cell = new CellSums();
    for (double delta : deltas) {
      cell.addPair(delta, Double.NaN);
    }
    tally.add(FlipOutcome.SCORED, cell);
    return tally.summary();
  }
}

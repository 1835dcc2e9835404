package org.flipcheck.gate;

import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.function.Predicate;
import org.flipcheck.gate.Rule.Bound;
import org.flipcheck.metrics.FlipMetric;
import org.flipcheck.metrics.PairSummary;
import org.flipcheck.metrics.Ratio;
import org.flipcheck.stats.Estimate;
import org.flipcheck.stats.Estimates;
import org.flipcheck.stats.Interval;
import org.flipcheck.stats.IntervalMethod;
import org.flipcheck.stats.PValues;
import org.flipcheck.stats.SampleSize;

/**
 * A metric as it is.
 *
 * @param metric which one
 * @param summary what was counted
 * @param ofProportions how intervals of proportions are made
 */
record AbsoluteMeasure(FlipMetric metric, PairSummary summary, IntervalMethod ofProportions)
    implements Measure {

  private static final IntervalMethod EXACT = IntervalMethod.CLOPPER_PEARSON;

  private Ratio ratio() {
    return metric.of(summary);
  }

  @Override
  public OptionalDouble value() {
    return ratio().value();
  }

  @Override
  public String undefinedBecause() {
    return ratio().undefinedBecause();
  }

  @Override
  public String method() {
    return Estimates.of(metric, summary, Rule.DEFAULT_CONFIDENCE, ofProportions).method();
  }

  @Override
  public Optional<Interval> interval(double factor, double confidence) {
    if (factor != 1) {
      throw new IllegalArgumentException("SampleSize knows how counts grow");
    }
    Estimate estimate = Estimates.of(metric, summary, confidence, ofProportions);
    return estimate.low().isPresent() && estimate.high().isPresent()
        ? Optional.of(new Interval(estimate.low().getAsDouble(), estimate.high().getAsDouble()))
        : Optional.empty();
  }

  @Override
  public String valueText(Figures figures) {
    return figures.text(value().orElseThrow());
  }

  @Override
  public OptionalLong deciding(long n, double confidence, Predicate<Interval> decides) {
    return SampleSize.deciding(metric, summary, confidence, ofProportions, decides);
  }

  /**
   * Of a proportion, the exact one whatever the interval: a correction for many slices asks for the
   * far tail, where the score test of Wilson's interval finds rare flips too seldom to be luck.
   */
  @Override
  public OptionalDouble pValue(Rule rule) {
    return rule.bound() == Bound.MAX
        ? PValues.atMost(metric, summary, rule.limit(), EXACT)
        : PValues.atLeast(metric, summary, rule.limit(), EXACT);
  }

  @Override
  public Measure corrected() {
    return new AbsoluteMeasure(metric, summary, EXACT);
  }

  @Override
  public OptionalDouble reach(Rule rule, Verdict verdict, double confidence) {
    Predicate<Interval> holds = i -> rule.judge(i.low(), i.high()) == verdict;
    boolean fromBelow = (rule.bound() == Bound.MAX) == (verdict == Verdict.PASS);
    return fromBelow
        ? SampleSize.highest(metric, summary, confidence, ofProportions, holds)
        : SampleSize.lowest(metric, summary, confidence, ofProportions, holds);
  }
}

package org.flipcheck.gate;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Random;
import java.util.function.Function;
import java.util.stream.Collectors;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import org.flipcheck.gate.Rule.Bound;
import org.flipcheck.metrics.FlipCounts;
import org.flipcheck.metrics.FlipMetric;
import org.flipcheck.metrics.PairSummary;
import org.flipcheck.metrics.SliceKey;

class GatePropertiesTest {

  private static final List<Verdict> FROM_BAD_TO_GOOD =
      List.of(Verdict.FAIL, Verdict.INCONCLUSIVE, Verdict.PASS);
  private static final List<Baseline> BASELINES =
      List.of(
          Baseline.ABSOLUTE,
          new Baseline.Times(FlipMetric.POSITIVE_FLIP_RATE),
          new Baseline.Floor());

  private static Rule rule(double limit, Baseline baseline, Scope scope) {
    return new Rule(
        FlipMetric.NEGATIVE_FLIP_RATE, Bound.MAX, limit, 0.9, scope, 0, Severity.FAIL, baseline);
  }

  /** Four slices and two reruns whose counts come from the seed. */
  private static Evidence evidence(long seed) {
    Random random = new Random(seed);
    CountedEvidence evidence = CountedEvidence.of(counts(random), "country");
    for (String country : List.of("a", "b", "c", "d")) {
      evidence.with(SliceKey.of("country", country), counts(random));
    }
    return evidence.with(rerun("one", random), rerun("two", random));
  }

  private static NoiseFloor.Rerun rerun(String name, Random random) {
    Map<SliceKey, PairSummary> slices =
        List.of("a", "b", "c", "d").stream()
            .collect(
                Collectors.toMap(
                    country -> SliceKey.of("country", country),
                    country -> PairSummary.of(counts(random))));
    return new NoiseFloor.Rerun(name, "", "", 9, 0, PairSummary.of(counts(random)), slices);
  }

  private static FlipCounts counts(Random random) {
    return FlipCounts.of(
        1 + random.nextInt(300),
        random.nextInt(30),
        random.nextInt(30),
        random.nextInt(9),
        random.nextInt(9));
  }

  private static GateReport judge(List<Rule> rules, Evidence evidence) {
    return Gate.judge(new Policy(rules, OptionalDouble.empty()), OptionalDouble.empty(), evidence);
  }

  /** A wider limit never makes a verdict worse, corrected for slices or not. */
  @Property(tries = 300)
  void verdictsAreMonotoneInTheLimit(
      @ForAll @LongRange(min = 0) long seed,
      @ForAll @IntRange(max = 2) int baseline,
      @ForAll boolean each,
      @ForAll @DoubleRange(max = 0.3) double one,
      @ForAll @DoubleRange(max = 0.3) double other) {
    double scale = baseline == 1 ? 10 : 1;
    Scope scope = each ? new Scope.Each(List.of("country")) : new Scope.Overall();
    Function<Double, GateReport> at =
        limit ->
            judge(List.of(rule(scale * limit, BASELINES.get(baseline), scope)), evidence(seed));

    GateReport narrow = at.apply(Math.min(one, other));
    GateReport wide = at.apply(Math.max(one, other));

    assertThat(rank(narrow.verdict())).isLessThanOrEqualTo(rank(wide.verdict()));
    for (int i = 0; i < narrow.findings().size(); i++) {
      assertThat(rank(narrow.findings().get(i).verdict()))
          .isLessThanOrEqualTo(rank(wide.findings().get(i).verdict()));
    }
  }

  private static int rank(Verdict verdict) {
    return FROM_BAD_TO_GOOD.indexOf(verdict);
  }

  @Property(tries = 100)
  void theOrderOfRulesMakesNoDifference(
      @ForAll @LongRange(min = 0) long seed, @ForAll @DoubleRange(max = 0.2) double limit) {
    List<Rule> rules = new ArrayList<>();
    for (Baseline baseline : BASELINES) {
      rules.add(rule(limit, baseline, new Scope.Overall()));
      rules.add(rule(limit, baseline, new Scope.Each(List.of("country"))));
    }
    GateReport before = judge(rules, evidence(seed));
    Collections.shuffle(rules, new Random(seed));
    GateReport after = judge(rules, evidence(seed));

    assertThat(after.verdict()).isEqualTo(before.verdict());
    assertThat(after.findings()).containsExactlyInAnyOrderElementsOf(before.findings());
  }
}

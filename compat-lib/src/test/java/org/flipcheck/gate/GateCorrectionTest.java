package org.flipcheck.gate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.assertj.core.api.Assertions.within;
import static org.flipcheck.gate.RuleBuilder.max;
import static org.flipcheck.gate.RuleBuilder.min;
import static org.flipcheck.metrics.FlipMetric.NEGATIVE_FLIP_RATE;
import static org.flipcheck.metrics.FlipMetric.NEW_ACCURACY;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.flipcheck.gate.Finding.Side;
import org.flipcheck.metrics.FlipCounts;
import org.flipcheck.metrics.FlipMetric;
import org.flipcheck.metrics.PairSummary;
import org.flipcheck.metrics.SliceKey;
import org.flipcheck.stats.IntervalMethod;
import org.flipcheck.stats.Multiplicity;
import org.flipcheck.stats.PValues;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The claim that some slice fails, among many slices. */
class GateCorrectionTest {

  private static final RuleBuilder RULE = max(NEGATIVE_FLIP_RATE, 0.05).each("country");

  private static FlipCounts flips(long flips) {
    return FlipCounts.of(1000 - flips, flips, 0, 0, 0);
  }

  /** Slices a, b, c … of 1,000 examples with so many flips. */
  private static CountedEvidence slices(long... flips) {
    CountedEvidence evidence = CountedEvidence.of(flips(50), "country");
    for (int i = 0; i < flips.length; i++) {
      evidence.with(SliceKey.of("country", String.valueOf((char) ('a' + i))), flips(flips[i]));
    }
    return evidence;
  }

  private static GateReport judge(Correction correction, RuleBuilder rule, Evidence evidence) {
    return Gate.judge(
        new Policy(
            List.of(rule.rule()),
            OptionalDouble.empty(),
            IntervalMethod.WILSON,
            correction,
            Optional.empty(),
            List.of(),
            List.of()),
        OptionalDouble.empty(),
        evidence);
  }

  private static double p(long flips) {
    return PValues.atMost(
            FlipMetric.NEGATIVE_FLIP_RATE,
            PairSummary.of(flips(flips)),
            0.05,
            IntervalMethod.CLOPPER_PEARSON)
        .getAsDouble();
  }

  @Test
  void passingNeedsNoCorrection() {
    GateReport one = judge(Correction.HOLM, RULE, slices(36));
    GateReport many = judge(Correction.HOLM, RULE, slices(36, 20, 20, 20, 20, 20, 20, 20));

    assertThat(one.verdict()).isEqualTo(Verdict.PASS);
    assertThat(many.verdict()).isEqualTo(Verdict.PASS);
    assertThat(many.findings().get(0)).isEqualTo(one.findings().get(0));
  }

  @Test
  void aSliceThatIsBeyondByLuckIsInconclusiveAmongMany() {
    assertThat(p(67)).isBetween(0.0105, 0.0107);
    assertThat(judge(Correction.HOLM, RULE, slices(67)).verdict()).isEqualTo(Verdict.FAIL);
    assertThat(judge(Correction.HOLM, RULE, slices(67, 20)).verdict()).isEqualTo(Verdict.FAIL);

    GateReport report = judge(Correction.HOLM, RULE, slices(67, 20, 20, 20));

    assertThat(report.verdict()).isEqualTo(Verdict.INCONCLUSIVE);
    Finding finding = report.findings().get(0);
    assertThat(finding.verdict()).isEqualTo(Verdict.INCONCLUSIVE);
    assertThat(finding.basis().orElseThrow().adjustedP().getAsDouble())
        .isCloseTo(4 * p(67), within(1e-12));
    assertThat(finding.basis().orElseThrow().side()).isEqualTo(Side.LOWER);
    assertThat(finding.message())
        .isEqualTo(
            "negative_flip_rate for country=a is 6.70% (95% interval 5.31% to 8.42%, n = 1,000): above the limit of at most 5% on its own, but not after correcting for 4 slices (Holm, p = 0.0424, to fail at most 0.0250); at this rate at most 1,168 examples would decide.");
    assertThat(judge(Correction.NONE, RULE, slices(67, 20, 20, 20)).verdict())
        .isEqualTo(Verdict.FAIL);
    assertThat(judge(Correction.NONE, RULE, slices(67, 20)).findings().get(0).basis().orElseThrow())
        .isEqualTo(new Finding.Basis(Side.LOWER, 0.975, "wilson", OptionalDouble.empty()));
  }

  @Test
  void eachProcedureFailsWhatItsAdjustedPValuesSay() {
    long[] flips = {67, 68, 69, 70, 30, 69};
    double[] all = Arrays.stream(flips).mapToDouble(GateCorrectionTest::p).toArray();

    assertVerdicts(Correction.HOLM, Multiplicity.holm(all), flips);
    assertVerdicts(Correction.BENJAMINI_HOCHBERG, Multiplicity.benjaminiHochberg(all), flips);
    assertThat(judge(Correction.HOLM, RULE, slices(flips)).findings())
        .extracting(Finding::verdict)
        .isNotEqualTo(
            judge(Correction.BENJAMINI_HOCHBERG, RULE, slices(flips)).findings().stream()
                .map(Finding::verdict)
                .toList());
  }

  private static void assertVerdicts(Correction correction, double[] adjusted, long[] flips) {
    List<Finding> findings = judge(correction, RULE, slices(flips)).findings();
    for (int i = 0; i < flips.length; i++) {
      assertThat(findings.get(i).verdict() == Verdict.FAIL)
          .as("%s %d", correction, flips[i])
          .isEqualTo(adjusted[i] <= 0.025);
    }
  }

  @Test
  void adjustedPValuesAreThoseOfTheTextbook() {
    long[] flips = {67, 68, 69, 70, 30, 56};
    double[] all = Arrays.stream(flips).mapToDouble(GateCorrectionTest::p).toArray();
    double[] expected = Multiplicity.benjaminiHochberg(all);

    List<Finding> findings = judge(Correction.BENJAMINI_HOCHBERG, RULE, slices(flips)).findings();

    for (int i = 0; i < 4; i++) {
      assertThat(findings.get(i).basis().orElseThrow().adjustedP().getAsDouble())
          .isCloseTo(expected[i], within(1e-12));
    }
    // An open slice with a small p-value of its own: it counts as that, not as 1.
    long[] near = {66, 65, 64, 64};
    double[] ofNear = Arrays.stream(near).mapToDouble(GateCorrectionTest::p).toArray();
    assertThat(ofNear[3]).isGreaterThan(0.025);
    assertThat(
            judge(Correction.BENJAMINI_HOCHBERG, RULE, slices(near))
                .findings()
                .get(0)
                .basis()
                .orElseThrow()
                .adjustedP()
                .getAsDouble())
        .isCloseTo(Multiplicity.benjaminiHochberg(ofNear)[0], within(1e-12));
  }

  /** The examples a message names, where it names any. */
  private static long named(Finding finding, String before) {
    Matcher matcher =
        Pattern.compile(before + "([\\d,]+) examples would").matcher(finding.message());
    assertThat(matcher.find()).as(finding.message()).isTrue();
    return Long.parseLong(matcher.group(1).replace(",", ""));
  }

  /** Of 20 slices with 4 flips in 100 the first has more; all are scaled alike. */
  private static Finding first(Correction correction, long flips, long factor) {
    CountedEvidence evidence = CountedEvidence.of(flips(50), "country");
    for (int slice = 0; slice < 20; slice++) {
      long ofSlice = factor * (slice == 0 ? flips : 4);
      evidence.with(
          SliceKey.of("country", String.valueOf((char) ('a' + slice))),
          FlipCounts.of(factor * 100 - ofSlice, ofSlice, 0, 0, 0));
    }
    return judge(correction, RULE, evidence).findings().get(0);
  }

  @ParameterizedTest
  @CsvSource({"6, HOLM", "7, HOLM", "8, HOLM", "9, HOLM", "8, BENJAMINI_HOCHBERG"})
  void theNumberThatIsNamedDecides(long flips, Correction correction) {
    long uncorrected = named(first(Correction.NONE, flips, 1), "at this rate ");
    long enough = named(first(correction, flips, 1), "at this rate at most ");

    assertThat(enough).isGreaterThan(uncorrected);
    assertThat(first(correction, flips, (uncorrected + 99) / 100).verdict())
        .isEqualTo(Verdict.INCONCLUSIVE);
    assertThat(first(correction, flips, enough / 100).verdict()).isEqualTo(Verdict.INCONCLUSIVE);
    assertThat(first(correction, flips, (enough + 99) / 100).verdict()).isEqualTo(Verdict.FAIL);
  }

  @Test
  void aSliceLeftOpenByTheCorrectionNamesANumberToo() {
    Finding open = first(Correction.HOLM, 7, 2);

    assertThat(open.basis().orElseThrow().adjustedP()).isEmpty();
    Finding beyond = first(Correction.HOLM, 7, 5);
    assertThat(beyond.basis().orElseThrow().adjustedP()).isPresent();
    assertThat(beyond.verdict()).isEqualTo(Verdict.INCONCLUSIVE);
    long enough = named(beyond, "to fail at most 0.0250\\); at this rate at most ");
    assertThat(enough).isEqualTo(named(open, "at most "));
  }

  @Test
  void whatFailsIsNamedAfterTheCorrection() {
    String message = first(Correction.HOLM, 9, 1).message();
    assertThat(message)
        .contains(", after correcting for 20 slices; these 100 examples ")
        .endsWith(" after the correction, at the latest.");
    long fails = Long.parseLong(message.replaceFirst("(?s).*fail from (\\d+)\\.00% after.*", "$1"));

    assertThat(first(Correction.HOLM, fails - 1, 1).verdict()).isEqualTo(Verdict.INCONCLUSIVE);
    assertThat(first(Correction.HOLM, fails, 1).verdict()).isEqualTo(Verdict.FAIL);
  }

  @Test
  void passingIsNotCorrected() {
    long enough = named(first(Correction.HOLM, 3, 1), "at this rate ");

    assertThat(enough).isEqualTo(named(first(Correction.NONE, 3, 1), "at this rate "));
    assertThat(first(Correction.HOLM, 3, (enough + 99) / 100).verdict()).isEqualTo(Verdict.PASS);
  }

  @Test
  void slicesTooSmallToBeJudgedAreNotCounted() {
    CountedEvidence evidence = slices(67, 20, 20);
    for (int i = 0; i < 50; i++) {
      evidence.with(SliceKey.of("country", "small" + i), FlipCounts.of(9, 1, 0, 0, 0));
    }

    assertThat(judge(Correction.HOLM, RULE.minExamples(100), evidence).findings())
        .filteredOn(finding -> finding.verdict() == Verdict.INCONCLUSIVE)
        .extracting(Finding::message)
        .singleElement()
        .asString()
        .contains("correcting for 3 slices");
  }

  @Test
  void namedSlicesAndAllExamplesAreOneQuestionEach() {
    CountedEvidence evidence = slices(67, 20, 20, 20);

    GateReport report =
        judge(
            Correction.HOLM,
            max(NEGATIVE_FLIP_RATE, 0.05).slice(SliceKey.of("country", "a")),
            evidence);

    assertThat(report.findings())
        .extracting(Finding::verdict, finding -> finding.basis().orElseThrow().adjustedP())
        .containsExactly(tuple(Verdict.FAIL, OptionalDouble.empty()));
  }

  @Test
  void lowerLimitsAreCorrectedOnTheOtherSide() {
    GateReport report =
        judge(Correction.HOLM, min(NEW_ACCURACY, 0.95).each("country"), slices(67, 20, 20, 20));

    assertThat(report.findings().get(0).verdict()).isEqualTo(Verdict.INCONCLUSIVE);
    assertThat(report.findings().get(0).basis().orElseThrow().side()).isEqualTo(Side.UPPER);
    assertThat(report.findings().get(0).message())
        .contains("below the limit of at least 95% on its own");
  }

  @Test
  void pointValuesAreNotAMatterOfLuck() {
    assertThat(judge(Correction.HOLM, RULE.confidence(0), slices(51, 20, 20, 20)).verdict())
        .isEqualTo(Verdict.FAIL);
  }

  /**
   * One rule on 50 slices that are all at their limit: without correction more than half of the
   * releases fail, with Holm's at most 2.5% and what 400 of them may show beyond that.
   */
  @Test
  void luckFailsFewReleases() {
    Random random = new Random(20260131);
    int[] failures = new int[Correction.values().length];
    int rounds = 400;
    for (int round = 0; round < rounds; round++) {
      CountedEvidence evidence = CountedEvidence.of(flips(50), "country");
      for (int slice = 0; slice < 50; slice++) {
        int flips = 0;
        for (int i = 0; i < 1000; i++) {
          flips += random.nextDouble() < 0.05 ? 1 : 0;
        }
        evidence.with(SliceKey.of("country", "s" + slice), flips(flips));
      }
      for (Correction correction : Correction.values()) {
        boolean failed = judge(correction, RULE, evidence).verdict() == Verdict.FAIL;
        failures[List.of(Correction.values()).indexOf(correction)] += failed ? 1 : 0;
      }
    }
    assertThat(failures[List.of(Correction.values()).indexOf(Correction.HOLM)])
        .isLessThan(rounds * 4 / 100);
    assertThat(failures[List.of(Correction.values()).indexOf(Correction.NONE)])
        .isGreaterThan(rounds / 2);
  }
}

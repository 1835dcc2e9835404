package org.flipcheck.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.Scale;
import org.junit.jupiter.api.Test;

class MultiplicityTest {

  private static final double[] EXAMPLE = {0.01, 0.04, 0.03, 0.005, 0.2, 0.04, 0.9};

  @Provide
  Arbitrary<double[]> pValues() {
    return Arbitraries.doubles().between(0, 1).ofScale(9).array(double[].class).ofMaxSize(15);
  }

  /** References: statsmodels 0.15.0, multipletests with method holm and fdr_bh. */
  @Test
  void agreesWithStatsmodels() {
    double[] raw = EXAMPLE.clone();

    assertThat(Multiplicity.holm(raw))
        .containsExactly(new double[] {0.06, 0.16, 0.15, 0.035, 0.4, 0.16, 0.9}, within(1e-15));
    assertThat(Multiplicity.benjaminiHochberg(raw))
        .containsExactly(
            new double[] {0.035, 0.056, 0.056, 0.035, 0.23333333333333336, 0.056, 0.9},
            within(1e-15));
    assertThat(raw).isEqualTo(EXAMPLE);
  }

  /** Holm as its paper has it: reject from the smallest up until one is not small enough. */
  @Property
  void holmRejectsWhatTheStepwiseProcedureRejects(
      @ForAll("pValues") double[] pValues,
      @ForAll @DoubleRange(min = 0.001, max = 0.5) @Scale(6) double alpha) {
    double[] adjusted = Multiplicity.holm(pValues);
    double[] sorted = pValues.clone();
    Arrays.sort(sorted);
    int rejected = 0;
    while (rejected < sorted.length && sorted[rejected] * (sorted.length - rejected) <= alpha) {
      rejected++;
    }

    assertThat(Arrays.stream(adjusted).filter(p -> p <= alpha).count()).isEqualTo(rejected);
  }

  /** Benjamini and Hochberg's: the largest i with p(i) at or below i/m · q, and all before it. */
  @Property
  void benjaminiHochbergRejectsWhatTheStepwiseProcedureRejects(
      @ForAll("pValues") double[] pValues,
      @ForAll @DoubleRange(min = 0.001, max = 0.5) @Scale(6) double q) {
    double[] adjusted = Multiplicity.benjaminiHochberg(pValues);
    double[] sorted = pValues.clone();
    Arrays.sort(sorted);
    int rejected = 0;
    for (int i = 1; i <= sorted.length; i++) {
      if ((double) sorted.length / i * sorted[i - 1] <= q) {
        rejected = i;
      }
    }

    assertThat(Arrays.stream(adjusted).filter(p -> p <= q).count()).isEqualTo(rejected);
  }

  @Property
  void adjustedValuesAreNotBelowTheRawOnesAndHolmIsTheStricter(
      @ForAll("pValues") double[] pValues) {
    double[] holm = Multiplicity.holm(pValues);
    double[] hochberg = Multiplicity.benjaminiHochberg(pValues);

    for (int i = 0; i < pValues.length; i++) {
      assertThat(hochberg[i]).isBetween(pValues[i], 1.0);
      assertThat(holm[i]).isBetween(hochberg[i] - 1e-15, 1.0);
    }
  }

  /** With nothing to find, Holm finds something in at most 5% of families: here of 2,000. */
  @Test
  void holmKeepsTheFamilywiseLevel() {
    Random random = new Random(20261126);
    int families = 2_000;
    int withFinding = 0;
    for (int family = 0; family < families; family++) {
      double[] pValues = random.doubles(50).toArray();
      if (Arrays.stream(Multiplicity.holm(pValues)).anyMatch(p -> p <= 0.05)) {
        withFinding++;
      }
    }
    // 3 deviations of a binomial with p = 0.05.
    assertThat(withFinding / (double) families).isBetween(0.035, 0.065);
  }

  @Test
  void oneQuestionIsNotAdjusted() {
    assertThat(Multiplicity.holm(new double[] {0.03})).containsExactly(0.03);
    assertThat(Multiplicity.benjaminiHochberg(new double[] {0.03})).containsExactly(0.03);
    assertThat(Multiplicity.holm(new double[0])).isEmpty();
  }

  @Test
  void whatIsNoProbabilityIsRefused() {
    assertThatThrownBy(() -> Multiplicity.holm(new double[] {0.5, Double.NaN}))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("p-value is NaN, it must lie between 0 and 1 (values: [0.5, NaN])");
    assertThatThrownBy(() -> Multiplicity.benjaminiHochberg(new double[] {1.5}))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("p-value is 1.5, it must lie between 0 and 1 (values: [1.5])");
  }
}

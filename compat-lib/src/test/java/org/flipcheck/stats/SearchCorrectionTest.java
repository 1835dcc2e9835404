package org.flipcheck.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class SearchCorrectionTest {

  private static final double[] P_VALUES = {0.04, 0.001, 0.03, 0.012, 0.5};

  @Test
  void holmStepsDown() {
    assertThat(SearchCorrection.HOLM.adjust(P_VALUES))
        .containsExactly(new double[] {0.09, 0.005, 0.09, 0.048, 0.5}, within(1e-15));
  }

  @Test
  void benjaminiAndHochbergStepUp() {
    assertThat(SearchCorrection.BENJAMINI_HOCHBERG.adjust(P_VALUES))
        .containsExactly(new double[] {0.05, 0.005, 0.05, 0.03, 0.5}, within(1e-15));
  }

  @Test
  void nothingTestedIsNothingAdjusted() {
    for (SearchCorrection correction : SearchCorrection.values()) {
      assertThat(correction.adjust(new double[0])).isEmpty();
    }
  }

  /** Holm rejects what the step-down procedure, as the paper states it, rejects. */
  @Property
  void holmRejectsAsTheProcedureDoes(
      @ForAll @Size(min = 1, max = 12) List<@DoubleRange(max = 1) Double> drawn,
      @ForAll @DoubleRange(min = 0.01, max = 0.5) double level) {
    double[] pValues = drawn.stream().mapToDouble(Double::doubleValue).toArray();
    double[] ascending = pValues.clone();
    Arrays.sort(ascending);
    int rejected = 0;
    while (rejected < ascending.length
        && ascending[rejected] * (ascending.length - rejected) <= level) {
      rejected++;
    }

    double[] adjusted = SearchCorrection.HOLM.adjust(pValues);

    assertThat(Arrays.stream(adjusted).filter(p -> p <= level).count()).isEqualTo(rejected);
  }

  /** No correction is stricter than Holm's or laxer than none. */
  @Property
  void theFalseDiscoveryRateIsLaxerThanTheFamilyWiseError(
      @ForAll @Size(min = 1, max = 12) List<@DoubleRange(max = 1) Double> drawn) {
    double[] pValues = drawn.stream().mapToDouble(Double::doubleValue).toArray();

    double[] holm = SearchCorrection.HOLM.adjust(pValues);
    double[] rate = SearchCorrection.BENJAMINI_HOCHBERG.adjust(pValues);

    for (int i = 0; i < pValues.length; i++) {
      assertThat(rate[i]).isBetween(pValues[i], holm[i] + 1e-15);
    }
  }
}

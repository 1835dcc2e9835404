package org.flipcheck.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class RateContrastTest {

  /** Reference: SciPy 1.17.1, the root of chi2_contingency(lambda_="log-likelihood"). */
  @Test
  void isTheRootOfTheLikelihoodRatio() {
    assertThat(RateContrast.of(250, 30, new SliceCounts(50_000, 1_000)))
        .isCloseTo(7.797073908453683, within(1e-9));
  }

  @Test
  void isNoneWhereThePartIsNoWorse() {
    SliceCounts whole = new SliceCounts(100, 10);

    assertThat(RateContrast.of(50, 5, whole)).isZero();
    assertThat(RateContrast.of(50, 4, whole)).isZero();
    assertThat(RateContrast.of(100, 10, whole)).isZero();
    assertThat(RateContrast.of(0, 0, whole)).isZero();
    assertThat(RateContrast.of(10, 10, new SliceCounts(100, 100))).isZero();
  }

  /** What pruning relies on: no part of a part lies above the bound. */
  @Property(tries = 50)
  void noPartOfAPartLiesAboveTheBound(
      @ForAll @IntRange(min = 1, max = 60) int n,
      @ForAll @IntRange(max = 60) int flipsDrawn,
      @ForAll @IntRange(max = 60) int partDrawn,
      @ForAll @IntRange(max = 60) int seenDrawn,
      @ForAll @IntRange(min = 1, max = 10) int least) {
    SliceCounts whole = new SliceCounts(n, flipsDrawn % (n + 1));
    int part = partDrawn % (n + 1);
    int seen = seenDrawn % (1 + (int) Math.min(part, whole.negativeFlips()));
    double bound = RateContrast.bound(seen, least, whole);

    for (int examples = least; examples <= part; examples++) {
      for (int flips = 0; flips <= Math.min(seen, examples); flips++) {
        assertThat(RateContrast.of(examples, flips, whole))
            .isLessThanOrEqualTo(Math.nextUp(bound) + 1e-9);
      }
    }
  }

  @Property(tries = 200)
  void theFewestFlipsAreTheFirstThatCanStandOut(
      @ForAll @IntRange(min = 2, max = 300) int n,
      @ForAll @IntRange(max = 300) int flipsDrawn,
      @ForAll @IntRange(min = 1, max = 40) int least,
      @ForAll @IntRange(min = 5, max = 60) int tenths) {
    SliceCounts whole = new SliceCounts(n, flipsDrawn % n);
    double contrast = tenths / 10.0;
    long expected = 1;
    while (expected <= whole.negativeFlips()
        && RateContrast.bound(expected, least, whole) < contrast) {
      expected++;
    }

    assertThat(RateContrast.fewestFlips(contrast, least, whole)).isEqualTo(expected);
  }
}

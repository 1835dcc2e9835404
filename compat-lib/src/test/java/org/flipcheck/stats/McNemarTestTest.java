package org.flipcheck.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import org.apache.commons.statistics.distribution.BinomialDistribution;
import org.flipcheck.GoldenVectors;
import org.flipcheck.GoldenVectors.Vector;
import org.flipcheck.metrics.FlipCounts;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class McNemarTestTest {

  @Test
  void smallCountsAgreeWithTheSumOfBinomialCoefficients() {
    for (int n = 0; n <= 80; n++) {
      for (int negative = 0; negative <= n; negative++) {
        double pValue = McNemarTest.of(negative, n - negative).pValue();

        double expected = bruteForce(negative, n - negative);
        assertThat(pValue).isCloseTo(expected, within(1e-13 * expected));
      }
    }
  }

  private static double bruteForce(int negative, int positive) {
    int n = negative + positive;
    BigInteger sum = BigInteger.ZERO;
    BigInteger ways = BigInteger.ONE;
    for (int k = 0; k <= Math.min(negative, positive); k++) {
      sum = sum.add(ways);
      ways = ways.multiply(BigInteger.valueOf(n - k)).divide(BigInteger.valueOf(k + 1L));
    }
    BigDecimal tails =
        new BigDecimal(sum.shiftLeft(1))
            .divide(new BigDecimal(BigInteger.ONE.shiftLeft(n)), MathContext.DECIMAL64);
    return Math.min(1, tails.doubleValue());
  }

  static List<JsonNode> goldenTables() {
    List<JsonNode> tables = new ArrayList<>();
    for (Vector vector : GoldenVectors.load("flip_counts")) {
      tables.add(vector.expected().get("all"));
      vector.expected().get("by_slice").forEach(tables::add);
    }
    return tables;
  }

  @ParameterizedTest
  @MethodSource("goldenTables")
  void agreesWithTheGoldenVectors(JsonNode table) {
    double expected = table.get("mcnemar_exact_two_sided_p").asDouble();

    McNemarTest test =
        McNemarTest.of(table.get("negative_flips").asLong(), table.get("positive_flips").asLong());

    assertThat(test.pValue()).isCloseTo(expected, within(1e-12 * expected));
    assertThat(test.method()).isEqualTo("exact");
  }

  /**
   * References: SciPy 1.17.1, binomtest for the first four, else 2 * betainc(more, fewer + 1, 1/2).
   */
  @ParameterizedTest
  @CsvSource({
    "10, 25, 0.016673847800120715, exact, 1e-12",
    "0, 7, 0.015625, exact, 1e-12",
    "1234, 1400, 0.0013002955633075735, exact, 1e-11",
    "50000, 51234, 0.00010649512940222249, exact, 1e-9",
    "50000000, 50010000, 0.31738310028989786, normal, 1e-8",
    "50000500, 50050000, 7.47297110471138e-07, normal, 1e-7",
    "150000000, 150100000, 7.811182341146564e-09, normal, 1e-7",
    "499990000, 500010000, 0.5271099147553063, normal, 1e-9",
    "499900000, 500100000, 2.540148359763102e-10, normal, 1e-7",
    "4999990000, 5000010000, 0.841488401984244, normal, 1e-9"
  })
  void agreesWithScipy(long nf, long pf, double expected, String method, double tolerance) {
    McNemarTest test = McNemarTest.of(nf, pf);

    assertThat(test.pValue()).isCloseTo(expected, within(tolerance * expected));
    assertThat(test.method()).isEqualTo(method);
  }

  @Test
  void midPCountsHalfOfWhatWasSeen() {
    for (int n = 1; n <= 80; n++) {
      for (int negative = 0; 2 * negative < n; negative++) {
        // Twice the tail up to here is the two-sided p-value; the point is half a difference of
        // two.
        double tails = bruteForce(negative, n - negative);
        double further = negative == 0 ? 0 : bruteForce(negative - 1, n - negative + 1);

        double midP = McNemarTest.midP(negative, n - negative).pValue();

        assertThat(midP).isCloseTo((tails + further) / 2, within(1e-12 * tails));
        assertThat(McNemarTest.midP(n - negative, negative).pValue()).isEqualTo(midP);
      }
    }
    assertThat(McNemarTest.midP(9, 9)).isEqualTo(new McNemarTest(1, "mid_p"));
    assertThat(McNemarTest.midP(0, 0)).isEqualTo(new McNemarTest(1, "mid_p"));
  }

  /**
   * References: SciPy 1.17.1, 2 * binom.cdf(f, n, 1/2) - binom.pmf(f, n, 1/2); beyond 10^8 flips
   * mpmath 1.4.1, the point of 40 digits times the sum of the ratios of successive terms.
   */
  @ParameterizedTest
  @CsvSource({
    "10, 25, 0.011330984183587134, mid_p, 1e-12",
    "0, 7, 0.0078125, mid_p, 1e-12",
    "1234, 1400, 0.0012172666894206484, mid_p, 1e-11",
    "50000, 51234, 0.00010513709470111214, mid_p, 1e-9",
    "50000500, 50050000, 7.4691352198255929e-7, normal_mid_p, 1e-6",
    "150000000, 150100000, 7.8085063939761864e-9, normal_mid_p, 1e-6",
    "499990000, 500010000, 0.52708925709271823, normal_mid_p, 1e-8",
    "499900000, 500100000, 2.5396283034395699e-10, normal_mid_p, 1e-6"
  })
  void midPAgreesWithScipyAndMpmath(
      long nf, long pf, double expected, String method, double tolerance) {
    McNemarTest test = McNemarTest.midP(nf, pf);

    assertThat(test.pValue()).isCloseTo(expected, within(tolerance * expected));
    assertThat(test.method()).isEqualTo(method);
  }

  /** What it is for: under H0 its share below 0.05 is nearer to 5%, on either side of it. */
  @Test
  void midPIsNearerToItsLevelThanTheExactTest() {
    double exactMiss = 0;
    double midMiss = 0;
    for (int n = 20; n <= 100; n++) {
      BinomialDistribution underNull = BinomialDistribution.of(n, 0.5);
      double exact = 0;
      double mid = 0;
      for (int negative = 0; negative <= n; negative++) {
        double probability = underNull.probability(negative);
        exact += McNemarTest.of(negative, n - negative).pValue() <= 0.05 ? probability : 0;
        mid += McNemarTest.midP(negative, n - negative).pValue() <= 0.05 ? probability : 0;
      }
      assertThat(exact).isLessThanOrEqualTo(Math.min(mid, 0.05));
      assertThat(mid).as("n = %d", n).isBetween(0.02, 0.07);
      exactMiss += 0.05 - exact;
      midMiss += Math.abs(0.05 - mid);
    }
    assertThat(midMiss).isLessThan(0.6 * exactMiss);
  }

  @Property(tries = 200)
  void agreesWithTheBinomialDistribution(
      @ForAll @IntRange(max = 100_000) int negative,
      @ForAll @IntRange(max = 100_000) int positive) {
    if (negative == positive) {
      return;
    }
    double tail =
        BinomialDistribution.of(negative + positive, 0.5)
            .cumulativeProbability(Math.min(negative, positive));

    double pValue = McNemarTest.of(negative, positive).pValue();

    assertThat(pValue).isCloseTo(Math.min(1, 2 * tail), within(1e-10 * pValue));
  }

  /** Where both ways are open, the approximation for huge counts agrees with the exact tail. */
  @Property(tries = 100)
  void theNormalTailContinuesTheExactOne(
      @ForAll @LongRange(min = 20_000_000, max = 45_000_000) long fewer,
      @ForAll @IntRange(min = 1, max = 60_000) int difference) {
    double exact = McNemarTest.of(fewer, fewer + difference).pValue();

    double normal = Math.min(1, 2 * McNemarTest.normalTail(fewer, fewer + difference));

    assertThat(normal).isCloseTo(exact, within(2e-6 * exact));
  }

  @Property
  void isSymmetricAndFallsWithUnevenness(
      @ForAll @LongRange(max = 4_000_000_000_000_000_000L) long fewer,
      @ForAll @IntRange(max = 1_000_000) int difference) {
    double pValue = McNemarTest.of(fewer, fewer + difference).pValue();

    assertThat(pValue).isBetween(0.0, 1.0);
    assertThat(McNemarTest.of(fewer + difference, fewer).pValue()).isEqualTo(pValue);
    assertThat(McNemarTest.of(fewer, fewer + 2L * difference + 10).pValue())
        .isLessThanOrEqualTo(pValue);
  }

  @Test
  void withoutUnevennessThereIsNoEvidence() {
    assertThat(McNemarTest.of(0, 0)).isEqualTo(new McNemarTest(1, "exact"));
    assertThat(McNemarTest.of(7, 7).pValue()).isEqualTo(1);
    assertThat(McNemarTest.of(1L << 61, 1L << 61)).isEqualTo(new McNemarTest(1, "normal"));
  }

  @Test
  void overwhelmingEvidenceIsZeroAndNotAnError() {
    assertThat(McNemarTest.of(0, 5_000).pValue()).isEqualTo(0);
    assertThat(McNemarTest.of(0, 1L << 62).pValue()).isEqualTo(0);
  }

  @Test
  void onlyTheFlipsOfATableMatter() {
    assertThat(McNemarTest.of(FlipCounts.of(1_000, 10, 25, 300, 7)))
        .isEqualTo(McNemarTest.of(10, 25));
  }

  @Test
  void countsAreNotNegative() {
    assertThatThrownBy(() -> McNemarTest.of(-1, 3))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("flips are -1 and 3, a count cannot be negative");
    assertThatThrownBy(() -> McNemarTest.midP(3, -1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("flips are 3 and -1, a count cannot be negative");
  }
}

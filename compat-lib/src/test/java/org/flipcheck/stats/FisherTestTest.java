package org.flipcheck.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FisherTestTest {

  @Test
  void smallTablesAgreeWithTheCountOfArrangements() {
    for (int n = 1; n <= 14; n++) {
      for (int flips = 0; flips <= n; flips++) {
        for (int part = 0; part <= n; part++) {
          for (int seen = Math.max(0, flips + part - n); seen <= Math.min(flips, part); seen++) {
            double pValue = pValue(seen, part, flips, n);

            double expected = bruteForce(seen, part, flips, n);
            assertThat(pValue).isCloseTo(expected, within(1e-12 * expected));
          }
        }
      }
    }
  }

  private static double pValue(long seen, long part, long flips, long n) {
    return FisherTest.pValue(new SliceCounts(part, seen), new SliceCounts(n, flips));
  }

  private static double bruteForce(int seen, int part, int flips, int n) {
    BigInteger ways = BigInteger.ZERO;
    for (int x = seen; x <= Math.min(flips, part); x++) {
      ways = ways.add(choose(flips, x).multiply(choose(n - flips, part - x)));
    }
    return new BigDecimal(ways)
        .divide(new BigDecimal(choose(n, part)), MathContext.DECIMAL64)
        .doubleValue();
  }

  private static BigInteger choose(int n, int k) {
    BigInteger ways = k < 0 || k > n ? BigInteger.ZERO : BigInteger.ONE;
    for (int i = 0; i < k && ways.signum() > 0; i++) {
      ways = ways.multiply(BigInteger.valueOf(n - i)).divide(BigInteger.valueOf(i + 1L));
    }
    return ways;
  }

  /** References: mpmath, the terms by loggamma and their ratios, summed in 50 digits. */
  @ParameterizedTest
  @CsvSource({
    "12, 250, 1000, 50000, 0.004853133351666163",
    "40, 500, 2000, 100000, 2.343623705667365e-13",
    "3, 25, 20, 10000, 1.530106077769279e-5",
    "700, 30000, 20000, 1000000, 2.34971038263413e-5",
    "5500, 250000, 200000, 10000000, 5.454887416051602e-13",
    "52000, 2500000, 2000000, 100000000, 4.890988364409874e-20",
    "20200, 1000000, 20000000, 1000000000, 0.07714477552509402",
    "95, 100, 900, 1000, 0.04880743761363262",
    "4900, 250000, 200000, 10000000, 0.9273708478471893"
  })
  void largeTablesAgreeWithTheSumInFiftyDigits(
      long seen, long part, long flips, long n, double expected) {
    assertThat(pValue(seen, part, flips, n)).isCloseTo(expected, within(1e-11 * expected));
  }

  /** Beyond whole numbers of 32 bits the normal tail goes on where the exact one ends. */
  @Test
  void hugeTablesContinueTheExactTail() {
    double exact = pValue(20_200, 1_000_000, 40_000_000, 2_000_000_000);

    double huge = pValue(20_200, 1_000_000, 60_000_000, 3_000_000_000L);

    assertThat(huge).isCloseTo(exact, within(0.02 * exact));
    assertThat(pValue(19_000, 1_000_000, 60_000_000, 3_000_000_000L)).isEqualTo(1);
  }

  @Test
  void withoutContrastThereIsNoEvidence() {
    assertThat(pValue(0, 10, 5, 100)).isEqualTo(1);
    assertThat(pValue(5, 100, 5, 100)).isEqualTo(1);
    assertThat(pValue(0, 0, 5, 100)).isEqualTo(1);
    assertThat(pValue(0, 0, 0, 0)).isEqualTo(1);
  }
}

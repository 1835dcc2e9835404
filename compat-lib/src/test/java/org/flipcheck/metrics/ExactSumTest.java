package org.flipcheck.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ExactSumTest {

  /** Any finite double, by its bits: as many subnormal and huge exponents as ordinary ones. */
  @Provide
  Arbitrary<List<Double>> doubles() {
    Arbitrary<Double> anyBits =
        Arbitraries.longs().map(Double::longBitsToDouble).filter(Double::isFinite);
    Arbitrary<Double> subnormal =
        Arbitraries.longs().between(0, 0xfffffffffffffL).map(Double::longBitsToDouble);
    Arbitrary<Double> ordinary = Arbitraries.doubles().between(-1000, 1000).ofScale(15);
    return Arbitraries.oneOf(anyBits, subnormal, subnormal.map(value -> -value), ordinary)
        .list()
        .ofMaxSize(30);
  }

  @Property
  void sumIsTheDoubleNearestToTheTrueSum(@ForAll("doubles") List<Double> values) {
    BigDecimal truth =
        values.stream().map(BigDecimal::new).reduce(BigDecimal.ZERO, BigDecimal::add);

    double sum = sumOf(values).doubleValue();

    assertThat(sum).isEqualTo(truth.doubleValue());
    if (Double.isFinite(sum)) {
      BigDecimal error = truth.subtract(new BigDecimal(sum)).abs();
      assertThat(error).isLessThanOrEqualTo(distance(truth, Math.nextUp(sum)));
      assertThat(error).isLessThanOrEqualTo(distance(truth, Math.nextDown(sum)));
    }
  }

  private static BigDecimal distance(BigDecimal truth, double value) {
    return Double.isInfinite(value)
        ? BigDecimal.TEN.pow(400)
        : truth.subtract(new BigDecimal(value)).abs();
  }

  @Property
  void orderAndPartitionsChangeNoBit(
      @ForAll("doubles") List<Double> values, @ForAll @IntRange(min = 1, max = 5) int parts) {
    ExactSum merged = new ExactSum();
    for (int part = parts - 1; part >= 0; part--) {
      ExactSum mine = new ExactSum();
      for (int i = values.size() - 1 - part; i >= 0; i -= parts) {
        mine.add(values.get(i));
      }
      merged.add(ExactSum.fromBytes(mine.toBytes()));
    }

    assertThat(merged.toBytes()).isEqualTo(sumOf(values).toBytes());
  }

  @Property
  void whatIsAddedAndTakenAwayIsGone(@ForAll("doubles") List<Double> values) {
    ExactSum sum = sumOf(values);
    values.forEach(value -> sum.add(-value));

    assertThat(sum.doubleValue()).isEqualTo(0.0);
    assertThat(sum.toBytes()).isEqualTo(new ExactSum().toBytes());
  }

  @Test
  void tinyValuesSurviveHugeOnes() {
    assertThat(sumOf(List.of(1e300, Double.MIN_VALUE, 1.0, -1e300, -1.0)).doubleValue())
        .isEqualTo(Double.MIN_VALUE);
    assertThat(sumOf(List.of(Double.MAX_VALUE, Double.MAX_VALUE, -Double.MAX_VALUE)).doubleValue())
        .isEqualTo(Double.MAX_VALUE);
    assertThat(sumOf(List.of(0.1, 0.2, 0.3)).doubleValue()).isEqualTo(0.6);
  }

  @Test
  void tiesGoToEven() {
    double belowTie = 0x1p-53;

    assertThat(sumOf(List.of(1.0, belowTie)).doubleValue()).isEqualTo(1.0);
    assertThat(sumOf(List.of(1.0, belowTie, Double.MIN_VALUE)).doubleValue())
        .isEqualTo(Math.nextUp(1.0));
    assertThat(sumOf(List.of(Math.nextUp(1.0), belowTie)).doubleValue())
        .isEqualTo(Math.nextUp(Math.nextUp(1.0)));
  }

  @Test
  void sumsBeyondTheRangeOfDoublesAreInfiniteAndComeBack() {
    ExactSum sum = sumOf(List.of(-Double.MAX_VALUE, -Double.MAX_VALUE));

    assertThat(sum.doubleValue()).isEqualTo(Double.NEGATIVE_INFINITY);
    sum.add(Double.MAX_VALUE);
    assertThat(sum.doubleValue()).isEqualTo(-Double.MAX_VALUE);
  }

  @Test
  void doublingASumThirtyTimesIsExact() {
    List<Double> addends = List.of(0.1, -1e-310);
    ExactSum sum = sumOf(addends);
    BigDecimal truth = trueSum(addends);
    for (int i = 0; i < 30; i++) {
      sum.add(ExactSum.fromBytes(sum.toBytes()));
      truth = truth.add(truth);
    }

    assertThat(sum.doubleValue()).isEqualTo(truth.doubleValue());
  }

  @ParameterizedTest
  @ValueSource(doubles = {Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY})
  void onlyFiniteValuesAreSummed(double value) {
    assertThatThrownBy(() -> new ExactSum().add(value))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("cannot sum " + value + ", only finite values");
  }

  @Test
  void bytesOfAnotherLengthAreRefused() {
    assertThatThrownBy(() -> ExactSum.fromBytes(new byte[7]))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("7 bytes are not an exact sum of 544 bytes");
  }

  private static BigDecimal trueSum(List<Double> values) {
    return values.stream().map(BigDecimal::new).reduce(BigDecimal.ZERO, BigDecimal::add);
  }

  private static ExactSum sumOf(List<Double> values) {
    ExactSum sum = new ExactSum();
    values.forEach(sum::add);
    return sum;
  }
}

package org.flipcheck.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

class ScoreBinsTest {

  /** Any finite double, and as many of ordinary size. */
  @Provide
  Arbitrary<Double> scores() {
    return Arbitraries.oneOf(
        Arbitraries.longs().map(Double::longBitsToDouble).filter(Double::isFinite),
        Arbitraries.doubles().between(-2, 2).ofScale(6),
        Arbitraries.of(0.0, -0.0, 0x1p-20, -0x1p-20, 0x1p20, -0x1p20, 0x1p-21, -0x1p-21));
  }

  private static int[] bins() {
    return IntStream.iterate(ScoreBins.LAST, b -> b > ScoreBins.FIRST, ScoreBins::below).toArray();
  }

  @Test
  void edgesFallAndBeginTheirBins() {
    int[] bins = bins();
    assertThat(bins).hasSize(81_923);
    for (int i = 0; i < bins.length; i++) {
      double edge = ScoreBins.edge(bins[i]);
      assertThat(ScoreBins.of(edge)).isEqualTo(bins[i]);
      int below = i + 1 < bins.length ? bins[i + 1] : ScoreBins.FIRST;
      assertThat(ScoreBins.of(Math.nextDown(edge))).isEqualTo(below);
      assertThat(ScoreBins.below(bins[i])).isEqualTo(below);
    }
  }

  @Property
  void aScoreReachesTheEdgesOfItsBinAndOfThoseBelow(
      @ForAll("scores") double a, @ForAll("scores") double b) {
    int bin = ScoreBins.of(a);
    assertThat(bin).isBetween(ScoreBins.FIRST, ScoreBins.LAST);
    if (ScoreBins.of(b) > ScoreBins.FIRST) {
      double threshold = ScoreBins.edge(ScoreBins.of(b));
      assertThat(bin >= ScoreBins.of(b)).isEqualTo(a >= threshold);
    }
  }

  @Property
  void edgesOfOrdinaryScoresAreAtMostAThousandthApart(@ForAll("scores") double score) {
    if (Math.abs(score) > 0x1p-20 && Math.abs(score) < 0x1p20) {
      double edge = ScoreBins.edge(ScoreBins.of(score));
      assertThat(Math.abs(score - edge)).isLessThanOrEqualTo(Math.abs(score) / 1000);
    }
  }
}

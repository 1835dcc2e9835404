package org.flipcheck.train.fit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import org.flipcheck.metrics.FlipCounts;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ValidationPolicyTest {

  private static ValidationPolicy floor(double minAccuracy) {
    return new ValidationPolicy(minAccuracy, OptionalInt.empty());
  }

  private static List<FlipCounts> all(int n) {
    List<FlipCounts> all = new ArrayList<>();
    for (int right = 0; right <= n; right++) {
      for (int negative = 0; negative <= n - right; negative++) {
        for (int positive = 0; positive <= n - right - negative; positive++) {
          for (int same = 0; same <= n - right - negative - positive; same++) {
            int different = n - right - negative - positive - same;
            all.add(FlipCounts.of(right, negative, positive, same, different));
          }
        }
      }
    }
    return all;
  }

  /** So that the best of any epochs is the same whatever order they come in, but for equal ones. */
  @ParameterizedTest
  @ValueSource(doubles = {0, 0.5, 0.75, 1, 2})
  void isAStrictWeakOrder(double minAccuracy) {
    ValidationPolicy policy = floor(minAccuracy);
    List<FlipCounts> all = all(4);
    for (FlipCounts a : all) {
      assertThat(policy.isBetter(a, a)).isFalse();
      for (FlipCounts b : all) {
        assertThat(policy.isBetter(a, b) && policy.isBetter(b, a)).isFalse();
        for (FlipCounts c : all) {
          if (policy.isBetter(a, c)) {
            assertThat(policy.isBetter(a, b) || policy.isBetter(b, c))
                .as("%s over %s, and %s between", a, c, b)
                .isTrue();
          }
        }
      }
    }
  }

  @Test
  void comparesFlipsAboveTheFloorAndAccuracyBelow() {
    ValidationPolicy policy = floor(0.8);
    List<FlipCounts> fromBestToWorst =
        List.of(
            FlipCounts.of(80, 4, 10, 0, 6),
            FlipCounts.of(95, 5, 0, 0, 0),
            FlipCounts.of(81, 5, 10, 0, 4),
            FlipCounts.of(80, 5, 10, 0, 5),
            FlipCounts.of(70, 9, 10, 0, 11),
            FlipCounts.of(69, 9, 10, 0, 12),
            FlipCounts.of(60, 1, 10, 0, 29));

    for (int i = 0; i < fromBestToWorst.size(); i++) {
      for (int k = 0; k < fromBestToWorst.size(); k++) {
        assertThat(policy.isBetter(fromBestToWorst.get(i), fromBestToWorst.get(k)))
            .as("%d beside %d", i, k)
            .isEqualTo(i < k);
      }
    }
  }

  /** 0.55 · 20 is 11.000000000000002 in floating point. */
  @Test
  void aShareThatEqualsTheFloorReachesIt() {
    for (int n = 2; n <= 200; n++) {
      for (int right = 1; right < n; right++) {
        FlipCounts without = FlipCounts.of(0, 0, right, n - right, 0);
        FlipCounts withOne = FlipCounts.of(0, 1, right, n - right - 1, 0);
        assertThat(floor((double) right / n).isBetter(without, withOne))
            .as("%d of %d", right, n)
            .isTrue();
      }
    }
    FlipCounts eleven = FlipCounts.of(11, 0, 0, 9, 0);
    FlipCounts twelve = FlipCounts.of(12, 8, 0, 0, 0);
    assertThat(floor(0.55).isBetter(eleven, twelve)).isTrue();
    assertThat(floor(Math.nextUp(0.55)).isBetter(eleven, twelve)).isFalse();
  }

  @Test
  void withoutAnOldModelTheMostAccurateIsTheBest() {
    ValidationPolicy policy = ValidationPolicy.mostAccurate();

    assertThat(policy.isBetter(FlipCounts.of(0, 0, 9, 0, 1), FlipCounts.of(0, 0, 8, 0, 2)))
        .isTrue();
    assertThat(policy.isBetter(FlipCounts.of(0, 0, 10, 0, 0), FlipCounts.of(0, 0, 9, 0, 1)))
        .isTrue();
    assertThat(policy.isBetter(FlipCounts.of(6, 3, 1, 0, 0), FlipCounts.of(6, 0, 0, 0, 4)))
        .isTrue();
    assertThat(policy.patience()).isEmpty();
  }

  @Test
  void refusesFiguresOutOfTheirRanges() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> floor(-0.1))
        .withMessage("the least accuracy is -0.1, it must be a share such as 0.85");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> floor(Double.NaN))
        .withMessage("the least accuracy is NaN, it must be a share such as 0.85");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new ValidationPolicy(0, OptionalInt.of(0)))
        .withMessage(
            "the patience is 0 epochs, at least 1 is needed; leave it out to train all epochs");
  }
}

package org.flipcheck.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.flipcheck.metrics.FlipGaps.Kind;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FlipGapsTest {

  @ParameterizedTest
  @CsvSource({
    "0.75, 0.75, NEAR",
    "0.8, 0.7, NEAR", // a gap of 0.10000000000000009 to a double
    "0.7, 0.8, NEAR",
    "0.1, 0, NEAR",
    "0.1001, 0, BETWEEN",
    "0.4999, 0, BETWEEN",
    "0.75, 0.25, CONFIDENT",
    "0.8, 0.3, CONFIDENT",
    "0.9, 0.4, CONFIDENT",
    "0, 1, CONFIDENT",
    "NaN, 0.5, UNKNOWN",
    "0.5, NaN, UNKNOWN"
  })
  void limitsBelongToTheOuterKinds(double old, double candidate, Kind kind) {
    assertThat(Kind.of(old, candidate)).isEqualTo(kind);
    assertThat(Kind.fromKey(kind.key())).contains(kind);
  }

  @Test
  void countsAreChecked() {
    assertThat(new FlipGaps(1, 2, 3, 4).total()).isEqualTo(10);
    assertThatThrownBy(() -> new FlipGaps(1, 2, -3, 4)).hasMessageContaining("confident -3");
  }
}

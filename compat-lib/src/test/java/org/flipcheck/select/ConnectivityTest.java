package org.flipcheck.select;

import static org.assertj.core.api.Assertions.assertThat;

import org.flipcheck.metrics.FlipCounts;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConnectivityTest {

  /** Old right 80 %, new right 85 %, of which some survive half-way. */
  private static Connectivity of(int n, double middle) {
    int right = (int) Math.round(middle * n);
    return new Connectivity(ends((int) (0.8 * n), right, n), ends((int) (0.85 * n), right, n));
  }

  private static FlipCounts ends(int before, int after, int n) {
    int both = Math.min(before, after);
    return FlipCounts.of(both, before - both, after - both, n - Math.max(before, after), 0);
  }

  @ParameterizedTest
  @CsvSource({"1000, 0.84, true", "1000, 0.80, true", "1000, 0.79, true", "1000, 0.6, false"})
  void theMidpointTells(int n, double middle, boolean connected) {
    assertThat(of(n, middle).isConnected()).isEqualTo(connected);
  }

  @Test
  void fewExamplesDoNotCryWolf() {
    assertThat(of(1000, 0.75).isConnected()).isFalse();
    assertThat(of(100, 0.75).isConnected()).isTrue();
  }

  @Test
  void manyExamplesDoNotCryWolfOverATrifle() {
    Connectivity trifle = of(100_000, 0.79);
    assertThat(trifle.change().high()).isNegative();
    assertThat(trifle.isConnected()).isTrue();
  }

  @Test
  void saysWhatWasSeenAndWhatToDo() {
    assertThat(of(1000, 0.6).message())
        .isEqualTo(
            "half-way between the models 60.00 % are right, of the old model's 80.00 % and the new"
                + " one's 85.00 % (n = 1,000); half-way minus the worse end: -22.48 to -17.51 points at 95 %; the new model was not fine-tuned from the old one, or"
                + " moved too far from it, and no mixture of their weights is of use; fine-tune from"
                + " the old model, distil from it, or average the predictions of both (an ensemble)");
    assertThat(of(1000, 0.84).message())
        .endsWith("(n = 1,000); half-way minus the worse end: +2.78 to +5.29 points at 95 %");
  }
}

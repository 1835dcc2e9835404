package org.flipcheck.predictions;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class PredictionRowTest {

  @Test
  void theLargestLogitIsTheAnswerAndItsSoftmaxTheScore() {
    PredictionRow row = row(0f, (float) Math.log(6), (float) Math.log(3));

    assertThat(row.answer()).isEqualTo(1);
    assertThat(row.score()).isCloseTo(0.6, within(1e-7));
  }

  @Test
  void tiesGoToTheLowestIndex() {
    PredictionRow row = row(-1f, 2f, 2f);

    assertThat(row.answer()).isEqualTo(1);
    assertThat(row.score()).isLessThan(0.5).isCloseTo(0.5, within(0.02));
  }

  @Test
  void equalLogitsShareTheProbability() {
    assertThat(row(-3f, -3f, -3f, -3f).score()).isEqualTo(0.25);
  }

  @Test
  void hugeLogitsNeitherOverflowNorVanish() {
    assertThat(row(Float.MAX_VALUE, -Float.MAX_VALUE).score()).isEqualTo(1);
    assertThat(row(-Float.MAX_VALUE, -Float.MAX_VALUE).score()).isEqualTo(0.5);
  }

  @Test
  void laterChangesOfTheArgumentsDoNotReachTheRow() {
    float[] logits = {1, 2};
    List<String> slices = new ArrayList<>(List.of("night"));
    PredictionRow row = PredictionRow.ofLogits("a", "cat", logits, slices);

    logits[0] = 9;
    slices.set(0, "day");
    row.logits()[1] = 9;

    assertThat(row.logits()).containsExactly(1, 2);
    assertThat(row.slices()).containsExactly("night");
  }

  @Test
  void blankId() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> PredictionRow.ofLogits(" ", "cat", new float[] {1, 2}, List.of()))
        .withMessage("example id is blank");
  }

  @Test
  void tooFewLogits() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> row(1f))
        .withMessage("example 'a' has 1 logits, at least 2 are needed");
  }

  @Test
  void logitsThatAreNotFinite() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> row(1f, Float.NaN))
        .withMessage("logit 1 of example 'a' is NaN, it must be finite");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> row(Float.NEGATIVE_INFINITY, 1f))
        .withMessage("logit 0 of example 'a' is -Infinity, it must be finite");
  }

  private static PredictionRow row(float... logits) {
    return PredictionRow.ofLogits("a", "cat", logits, List.of());
  }
}

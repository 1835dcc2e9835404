package org.flipcheck.train.interpolation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class ProbabilityEnsembleTest {

  @Test
  void classesAreMatchedByName() {
    ProbabilityEnsemble ensemble =
        ProbabilityEnsemble.of(List.of("cat", "dog", "gone"), List.of("new", "dog", "cat"));
    float[][] old = {{(float) Math.log(3), 0, 50}};

    double[][] onlyOld = ensemble.probabilities(1, old, new float[][] {{9, 0, 0}});
    double[][] half = ensemble.probabilities(0.5, old, new float[][] {{0, 0, 0}});

    assertThat(onlyOld[0]).containsExactly(new double[] {0, 0.25, 0.75}, within(1e-7));
    assertThat(half[0]).containsExactly(new double[] {1 / 6.0, 7 / 24.0, 13 / 24.0}, within(1e-7));
    assertThat(Arrays.stream(half[0]).sum()).isCloseTo(1, within(1e-12));
    assertThat(ProbabilityEnsemble.answers(half)).containsExactly(2);
  }

  @Test
  void tiesGoToTheLowestClass() {
    assertThat(ProbabilityEnsemble.answers(new double[][] {{0.2, 0.4, 0.4}})).containsExactly(1);
  }

  @Test
  void emptyNamesAreColumnsOfNoClass() {
    ProbabilityEnsemble ensemble =
        ProbabilityEnsemble.of(List.of("", "a", ""), List.of("", "a", ""));

    double[][] onlyOld = ensemble.probabilities(1, new float[][] {{5, 1, 5}}, new float[1][3]);

    assertThat(onlyOld[0]).containsExactly(0, 1, 0);
  }

  @Test
  void classesThatCannotBeMatched() {
    assertThatExceptionOfType(InterpolationException.class)
        .isThrownBy(() -> ProbabilityEnsemble.of(List.of("a", "a"), List.of("B", "B")))
        .withMessage(
            """
            the old classes have 'a' more than once; each class has one row
            the new classes have 'B' more than once; each class has one row
            the old and the new classes have no name in common, such as 'a' and 'B'; are they written alike?""");
  }

  @Test
  void logitsThatDoNotFit() {
    ProbabilityEnsemble ensemble = ProbabilityEnsemble.of(List.of("a", "b"), List.of("a", "b"));

    assertThatExceptionOfType(InterpolationException.class)
        .isThrownBy(
            () ->
                ensemble.probabilities(
                    1.5, new float[][] {{1, 2, 3}}, new float[][] {{1, 2}, {3, 4}}))
        .withMessage(
            """
            the weight of the old model is 1.5; it is between 0 (only the new models) and 1 (only the old one)
            the old model has 3 logits for example 1, but 2 classes; name one class for each logit
            new model 1 has logits of 2 examples, the old model of 1; give the same examples""");
    assertThatExceptionOfType(InterpolationException.class)
        .isThrownBy(
            () ->
                ensemble.probabilities(0.5, new float[][] {{1, Float.NaN}}, new float[][] {{1, 2}}))
        .withMessage(
            "the logits of example 1 are [1.0, NaN]; they are numbers, and not all minus infinity");
    assertThatExceptionOfType(InterpolationException.class)
        .isThrownBy(() -> ensemble.probabilities(0.5, new float[][] {{1, 2}}, List.of()))
        .withMessage("an ensemble has no new model; give the logits of at least one");
  }
}

package org.flipcheck.train.fit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalDouble;
import java.util.stream.Stream;
import org.flipcheck.train.BrightQuarters;
import org.flipcheck.train.Classifier;
import org.flipcheck.train.LabelledExamples;
import org.flipcheck.train.MultilayerPerceptron;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The mean logits of several models as a teacher. */
class MeanTeacherTest {

  private static final LabelledExamples EXAMPLES = BrightQuarters.images(40);

  @TempDir Path folder;

  @Test
  void theMeanOfEachLogit() throws IOException {
    try (Classifier first = trained(EXAMPLES, 1);
        Classifier second = trained(EXAMPLES, 2);
        Classifier third = trained(EXAMPLES, 3)) {
      TeacherLogits mean = new TeacherCache(folder).mean(List.of(first, second, third), EXAMPLES);

      float[][] a = first.logits(EXAMPLES);
      float[][] b = second.logits(EXAMPLES);
      float[][] c = third.logits(EXAMPLES);
      assertThat(mean.classes()).isEqualTo(BrightQuarters.CLASSES);
      assertThat(mean.size()).isEqualTo(EXAMPLES.size());
      for (int i = 0; i < EXAMPLES.size(); i++) {
        for (int k = 0; k < 4; k++) {
          double expected = ((double) a[i][k] + b[i][k] + c[i][k]) / 3;
          assertThat((double) mean.row(i)[k])
              .isCloseTo(expected, within(1e-6 * Math.max(1, Math.abs(expected))));
        }
      }
    }
  }

  @Test
  void aMeanOfOthersIsAnotherFile() throws IOException {
    try (Classifier first = trained(EXAMPLES, 1);
        Classifier second = trained(EXAMPLES, 2)) {
      TeacherCache cache = new TeacherCache(folder);

      cache.mean(List.of(first, second), EXAMPLES);
      cache.mean(List.of(first, second), EXAMPLES);
      cache.mean(List.of(first), EXAMPLES);
      cache.logits(first, EXAMPLES);

      try (Stream<Path> files = Files.list(folder)) {
        assertThat(files).hasSize(3);
      }
    }
  }

  @Test
  void modelsOfOtherClasses() throws IOException {
    LabelledExamples two = EXAMPLES.ofClasses(List.of("ne", "sw"));
    try (Classifier first = trained(EXAMPLES, 1);
        Classifier second = trained(two, 2)) {
      TeacherCache cache = new TeacherCache(folder);

      assertThatIllegalArgumentException()
          .isThrownBy(() -> cache.mean(List.of(first, second), EXAMPLES))
          .withMessage(
              "a mean needs at least one model, all of the same classes in the same order; there"
                  + " are 2 models, of the classes [[ne, nw, se, sw], [ne, sw]]");
      assertThatIllegalArgumentException()
          .isThrownBy(() -> cache.mean(List.of(), EXAMPLES))
          .withMessage(
              "a mean needs at least one model, all of the same classes in the same order; there"
                  + " are 0 models, of the classes []");
    }
  }

  private static Classifier trained(LabelledExamples examples, int seed) throws IOException {
    Classifier model =
        Classifier.of(
            "member",
            examples.classes(),
            MultilayerPerceptron.create(4, 0, examples.classes().size()));
    FitPlan plan =
        new FitPlan(
            1, 16, UpdateRule.SGD, 0.1, RateSchedule.CONSTANT, 0, OptionalDouble.empty(), seed);
    UpdateTrainer.of(model, examples, plan).fit();
    return model;
  }
}

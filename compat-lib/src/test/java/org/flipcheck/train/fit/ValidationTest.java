package org.flipcheck.train.fit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalInt;
import java.util.stream.IntStream;
import org.flipcheck.metrics.FlipCounts;
import org.flipcheck.train.BrightQuarters;
import org.flipcheck.train.Classifier;
import org.flipcheck.train.LabelledExamples;
import org.flipcheck.train.distillation.ClassMapping;
import org.flipcheck.train.interpolation.BlockLogits;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ValidationTest {

  private static final LabelledExamples EXAMPLES = BrightQuarters.images(30, 150, 60, 9);
  private static final List<String> OLD = List.of("se", "ne", "up");
  private static final ClassMapping MAPPING = ClassMapping.of(OLD, SmallFits.CLASSES);
  private static final ValidationPolicy POLICY = new ValidationPolicy(0.5, OptionalInt.of(2));

  @TempDir private Path folder;

  private TeacherLogits old(LabelledExamples of, List<String> classes) throws IOException {
    LogitIdentity identity =
        new LogitIdentity("old", TeacherCache.fingerprint(of), of.size(), classes);
    Path file = folder.resolve(identity.fileName());
    try (LogitFileWriter writer = new LogitFileWriter(file, identity)) {
      writer.add(TwinCase.teacher(of, classes.size(), 3));
      writer.finish();
    }
    return TeacherLogits.open(file, identity);
  }

  @Test
  void countsBesideTheOldModelByName() throws IOException {
    TeacherLogits old = old(EXAMPLES, OLD);
    Validation validation = Validation.beside(EXAMPLES, old, MAPPING, POLICY);
    try (Classifier student = SmallFits.trained(1)) {
      int[] now = BlockLogits.answers(student.logits(EXAMPLES));
      int[] place = {2, 0, -1};
      int[] before = IntStream.of(old.answers()).map(answer -> place[answer]).toArray();
      int[] labels = IntStream.range(0, 30).map(EXAMPLES::label).toArray();

      FlipCounts found = validation.of(student);

      assertThat(found).isEqualTo(FlipCounts.ofAnswers(before, now, labels));
      assertThat(found.n()).isEqualTo(30);
      assertThat(found.negativeFlips()).isPositive();
      assertThat(validation.policy()).isEqualTo(POLICY);
      assertThat(validation.examples()).isSameAs(EXAMPLES);
    }
  }

  @Test
  void aloneNoFlipIsNegative() {
    try (Classifier student = SmallFits.trained(1)) {
      int[] now = BlockLogits.answers(student.logits(EXAMPLES));
      long right = IntStream.range(0, 30).filter(i -> now[i] == EXAMPLES.label(i)).count();

      assertThat(Validation.alone(EXAMPLES, POLICY).of(student))
          .isEqualTo(FlipCounts.of(0, 0, right, 0, 30 - right));
      assertThat(right).isBetween(1L, 29L);
    }
  }

  @Test
  void whateverDecidesTheBestEpochIsOfItsIdentity() throws IOException {
    LabelledExamples others = BrightQuarters.images(30, 150, 60, 10);
    LabelledExamples relabelled =
        EXAMPLES
            .ofClasses(List.of("sw", "se", "nw", "ne"))
            .chosen(IntStream.range(0, 30).toArray());

    assertThat(
            List.of(
                Validation.alone(EXAMPLES, POLICY).identity(),
                Validation.alone(EXAMPLES, ValidationPolicy.mostAccurate()).identity(),
                Validation.alone(others, POLICY).identity(),
                Validation.alone(relabelled, POLICY).identity(),
                Validation.beside(EXAMPLES, old(EXAMPLES, OLD), MAPPING, POLICY).identity()))
        .doesNotHaveDuplicates();
    assertThat(Validation.alone(EXAMPLES, POLICY).identity())
        .isEqualTo(Validation.alone(BrightQuarters.images(30, 150, 60, 9), POLICY).identity());
  }

  @Test
  void refusesLogitsOfAnotherModelOrOtherExamples() throws IOException {
    TeacherLogits fewer = old(EXAMPLES.first(29), List.of("se", "ne", "down"));
    TeacherLogits turned =
        old(EXAMPLES.chosen(IntStream.range(0, 30).map(i -> 29 - i).toArray()), OLD);

    assertThatIllegalArgumentException()
        .isThrownBy(() -> Validation.beside(EXAMPLES, fewer, MAPPING, POLICY))
        .withMessage(
            "the old model has the classes [se, ne, down], but [se, ne, up] are declared for it; the old model has logits of 29 examples, there are 30 to validate by");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Validation.beside(EXAMPLES, turned, MAPPING, POLICY))
        .withMessage(
            "the old model has logits of other examples than those to validate by, or of the same in another order");
  }
}

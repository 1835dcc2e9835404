package org.flipcheck.train.fit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import ai.djl.nn.Activation;
import ai.djl.nn.Block;
import ai.djl.nn.Blocks;
import ai.djl.nn.SequentialBlock;
import ai.djl.nn.core.Linear;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.flipcheck.train.BrightQuarters;
import org.flipcheck.train.Classifier;
import org.flipcheck.train.LabelledExamples;
import org.flipcheck.train.MultilayerPerceptron;
import org.flipcheck.train.TrainingPlan;
import org.flipcheck.train.interpolation.ModelWeights;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TeacherCacheTest {

  /** More than the model is asked at once. */
  private static final LabelledExamples EXAMPLES = BrightQuarters.images(701);

  @TempDir private Path scratch;

  private Path folder() {
    return scratch.resolve("not/there/yet");
  }

  private List<Path> files() throws IOException {
    if (!Files.exists(folder())) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(folder())) {
      return files.toList();
    }
  }

  private static float[][] all(TeacherLogits logits) {
    return IntStream.range(0, logits.size()).mapToObj(logits::row).toArray(float[][]::new);
  }

  @Test
  void givesTheModelsNumbersBitForBit() throws IOException {
    try (Classifier model = SmallFits.trained(1)) {
      TeacherLogits logits = new TeacherCache(folder()).logits(model, EXAMPLES);

      assertThat(all(logits)).isDeepEqualTo(model.logits(EXAMPLES));
      assertThat(logits.classes()).isEqualTo(SmallFits.CLASSES);
      assertThat(logits.size()).isEqualTo(701);
    }
  }

  @Test
  void asksAModelOnceThoughItIsLoadedAnew() throws IOException {
    TeacherCache cache = new TeacherCache(folder());
    try (Classifier model = SmallFits.trained(1);
        Classifier again = SmallFits.untrained("again", MultilayerPerceptron.create(6, 0, 4))) {
      float[][] first = all(cache.logits(model, EXAMPLES));
      Path file = files().get(0);
      FileTime longAgo = FileTime.fromMillis(1_000_000);
      Files.setLastModifiedTime(file, longAgo);
      again.startFrom(model, 9);

      assertThat(all(new TeacherCache(folder()).logits(again, BrightQuarters.images(701))))
          .isDeepEqualTo(first);

      assertThat(files()).containsExactly(file);
      assertThat(Files.getLastModifiedTime(file)).isEqualTo(longAgo);
    }
  }

  @Test
  void aModelThatWasClosedNeedNotBeAsked() throws IOException {
    TeacherCache cache = new TeacherCache(folder());
    Classifier model = SmallFits.trained(1);
    String modelPrint;
    float[][] first;
    try (model) {
      modelPrint = TeacherCache.fingerprint(model);
      first = all(cache.logits(model, EXAMPLES));
    }

    assertThat(all(cache.logits(model, modelPrint, EXAMPLES, TeacherCache.fingerprint(EXAMPLES))))
        .isDeepEqualTo(first);
  }

  @Test
  void whateverDiffersHasAFileOfItsOwn() throws IOException {
    TeacherCache cache = new TeacherCache(folder());
    LabelledExamples few = EXAMPLES.first(3);
    List<String> renamed = List.of("a", "b", "c", "d");
    try (Classifier model = SmallFits.trained(1);
        Classifier other = SmallFits.trained(2);
        Classifier namesake = Classifier.of("namesake", renamed, model.network())) {
      cache.logits(model, few);
      cache.logits(other, few);
      cache.logits(model, EXAMPLES.first(2));
      cache.logits(model, EXAMPLES.chosen(new int[] {1, 0, 2}));
      cache.logits(model, BrightQuarters.images(3, 150, 100, 43));
      assertThat(cache.logits(namesake, few).classes()).isEqualTo(renamed);

      assertThat(files()).hasSize(6);
      cache.logits(model, few.ofClasses(List.of("sw", "ne", "nw", "se")));
      assertThat(files()).as("labels do not matter").hasSize(6);
    }
  }

  @Test
  void theSameWeightsInOtherLayersAreAnotherModel() {
    try (Classifier one = SmallFits.untrained("relu", network(Activation.reluBlock()));
        Classifier other = SmallFits.untrained("tanh", network(Activation.tanhBlock()))) {
      one.fit(EXAMPLES.first(40), TrainingPlan.constant(1, 20, 0.01f, 1), epoch -> {});
      other.startFrom(one, 1);

      assertThat(ModelWeights.of(other.network()).distance(ModelWeights.of(one.network())))
          .isZero();
      assertThat(TeacherCache.fingerprint(other)).isNotEqualTo(TeacherCache.fingerprint(one));
    }
  }

  private static Block network(Block activation) {
    return new SequentialBlock()
        .add(Blocks.batchFlattenBlock())
        .add(Linear.builder().setUnits(5).build())
        .add(activation)
        .add(Linear.builder().setUnits(4).build());
  }

  @Test
  void refusesTheFileOfAnotherModelAndOtherExamples() throws IOException {
    TeacherCache cache = new TeacherCache(folder());
    try (Classifier model = SmallFits.trained(1);
        Classifier other = Classifier.of("other", List.of("a", "b", "c", "d"), model.network())) {
      cache.logits(model, EXAMPLES.first(3));
      Path expected = files().get(0);
      cache.logits(other, EXAMPLES.first(2));
      Path wrong =
          files().stream().filter(file -> !file.equals(expected)).findFirst().orElseThrow();
      Files.move(wrong, expected, StandardCopyOption.REPLACE_EXISTING);

      assertThatExceptionOfType(TrainingException.class)
          .isThrownBy(() -> cache.logits(model, EXAMPLES.first(3)))
          .withMessage(
              "%s: holds the logits of something else: its data are %s, not %s, its number of examples is 2, not 3, its classes are others than [ne, nw, se, sw]; delete it, or choose another cache",
              expected,
              TeacherCache.fingerprint(EXAMPLES.first(2)),
              TeacherCache.fingerprint(EXAMPLES.first(3)));
    }
  }

  @Test
  void refusesTheFileOfAnotherModel() throws IOException {
    TeacherCache cache = new TeacherCache(folder());
    LabelledExamples few = EXAMPLES.first(3);
    try (Classifier model = SmallFits.trained(1);
        Classifier other = SmallFits.trained(2)) {
      cache.logits(model, few);
      Path expected = files().get(0);
      Files.delete(expected);
      cache.logits(other, few);
      Files.move(files().get(0), expected);

      assertThatExceptionOfType(TrainingException.class)
          .isThrownBy(() -> cache.logits(model, few))
          .withMessage(
              "%s: holds the logits of something else: its model is %s, not %s; delete it, or choose another cache",
              expected, TeacherCache.fingerprint(other), TeacherCache.fingerprint(model));
    }
  }

  @Test
  void aTeacherWithoutNumbersIsRefusedAndLeavesNoFile() throws IOException {
    try (Classifier model = SmallFits.trained(1)) {
      SmallFits.fill(model, Float.NaN);

      assertThatExceptionOfType(TrainingException.class)
          .isThrownBy(() -> new TeacherCache(folder()).logits(model, EXAMPLES.first(3)))
          .withMessage(
              "a teacher's logits of example 0 are [NaN, NaN, NaN, NaN]; nothing can be learned from it");
      assertThat(files()).isEmpty();
    }
  }

  @Test
  void aTeacherOfOtherClassesThanDeclaredIsRefusedAndLeavesNoFile() throws IOException {
    try (Classifier model = SmallFits.trained(1);
        Classifier other = Classifier.of("other", List.of("a", "b", "c"), model.network())) {
      assertThatIllegalStateException()
          .isThrownBy(() -> new TeacherCache(folder()).logits(other, EXAMPLES.first(3)))
          .withMessage(
              "classifier 'other' gives 4 logits for an example and has 3 classes; give a network with one logit for each class");
      assertThat(files()).isEmpty();
    }
  }

  @Test
  void aWriteThatIsBrokenOffLeavesNothing() throws IOException {
    Files.createDirectories(folder());
    LogitIdentity identity = new LogitIdentity("m", "d", 2, List.of("a", "b"));
    Path file = folder().resolve(identity.fileName());
    try (LogitFileWriter writer = new LogitFileWriter(file, identity)) {
      writer.add(new float[][] {{1, 2}});
      assertThat(files()).hasSize(1).doesNotContain(file);
    }

    assertThat(files()).isEmpty();
  }

  @Test
  void answersAreTheLowestOfTheLargest() throws IOException {
    Files.createDirectories(folder());
    LogitIdentity identity = new LogitIdentity("m", "d", 3, List.of("a", "b", "c"));
    Path file = folder().resolve(identity.fileName());
    try (LogitFileWriter writer = new LogitFileWriter(file, identity)) {
      writer.add(new float[][] {{1, 2, 2}, {0, 0, 0}, {-1, -2, -0.5f}});
      writer.finish();
    }

    assertThat(Arrays.stream(TeacherLogits.open(file, identity).answers()))
        .containsExactly(1, 0, 2);
  }
}

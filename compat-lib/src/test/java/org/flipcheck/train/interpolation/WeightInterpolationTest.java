package org.flipcheck.train.interpolation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.within;

import ai.djl.Model;
import ai.djl.ndarray.types.DataType;
import ai.djl.nn.Activation;
import ai.djl.nn.Block;
import ai.djl.nn.SequentialBlock;
import ai.djl.nn.core.Linear;
import ai.djl.nn.norm.BatchNorm;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.flipcheck.checkpoint.Interpolation;
import org.flipcheck.checkpoint.Interpolator;
import org.flipcheck.checkpoint.OldWeights;
import org.flipcheck.checkpoint.Output;
import org.flipcheck.checkpoint.OutputRows;
import org.flipcheck.text.Glob;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WeightInterpolationTest {

  private static final String OUTPUT = "03Linear_weight";
  private static final String OUTPUT_BIAS = "03Linear_bias";

  private final List<Model> open = new ArrayList<>();
  private final Block old = block(LiveNets.mlp(1, 3, 5, 4));
  private final Block now = block(LiveNets.mlp(2, 3, 5, 4));
  private final ModelWeights before = ModelWeights.of(old);
  private final ModelWeights after = ModelWeights.of(now);

  @AfterEach
  void free() {
    open.forEach(Model::close);
  }

  private Block block(Model model) {
    open.add(model);
    return model.getBlock();
  }

  private static double[] values(ModelWeights weights, String name) {
    return weights.tensor(name).orElseThrow().values();
  }

  private static void assertSame(ModelWeights found, ModelWeights expected) {
    for (WeightTensor tensor : expected.tensors()) {
      assertThat(found.tensor(tensor.name()).orElseThrow().bytes()).isEqualTo(tensor.bytes());
    }
  }

  private static OutputRows classes(List<String> old, List<String> now) {
    return new OutputRows(List.of(), Optional.of(new OutputRows.Classes(old, now)));
  }

  @Test
  void aNumberIsMixedInDoubleAndRoundedOnce() {
    WeightInterpolation.of(before, after).at(0.3, now);

    for (WeightTensor mixed : ModelWeights.of(now).tensors()) {
      double[] from = values(before, mixed.name());
      double[] to = values(after, mixed.name());
      double[] found = mixed.values();
      for (int i = 0; i < found.length; i++) {
        assertThat(found[i]).isEqualTo((float) (0.3 * from[i] + (1 - 0.3) * to[i]));
      }
    }
  }

  @Test
  void theEndsAreTheModelsToTheBitAndAnyOrderOfWeightsGivesTheSame() {
    WeightInterpolation interpolation = WeightInterpolation.of(before, after);

    interpolation.at(0.7, now);
    ModelWeights first = ModelWeights.of(now);
    interpolation.at(1, now);
    assertSame(ModelWeights.of(now), before);
    interpolation.at(0, now);
    assertSame(ModelWeights.of(now), after);
    interpolation.at(0.7, now);
    assertSame(ModelWeights.of(now), first);
  }

  @Test
  void filesAndLiveModelsComeOutAlikeToTheBit(@TempDir Path folder) throws IOException {
    ModelWeights more = ModelWeights.of(block(LiveNets.mlp(3, 3, 5, 4)));
    ModelWeights fisher = squared(more);
    before.save(folder.resolve("old.safetensors"));
    after.save(folder.resolve("new.safetensors"));
    more.save(folder.resolve("more.safetensors"));
    fisher.save(folder.resolve("fisher.safetensors"));
    Interpolation files =
        new Interpolation(
            folder.resolve("old.safetensors"),
            folder.resolve("new.safetensors"),
            List.of(folder.resolve("more.safetensors")),
            Optional.of(folder.resolve("fisher.safetensors")),
            Optional.empty(),
            new OldWeights(0.37, List.of(new OldWeights.Named(new Glob("*bias"), 0.8))),
            OutputRows.NONE);
    Output output = new Output(folder.resolve("out"), Output.Existing.REFUSE);
    new Interpolator(files, output, 1, "test", (done, all) -> {}).run();

    WeightInterpolation.builder(before, after)
        .optSoup(List.of(more))
        .optOldFisher(ModelWeights.load(folder.resolve("fisher.safetensors")))
        .optNamedWeights(List.of(new OldWeights.Named(new Glob("*bias"), 0.8)))
        .build()
        .at(0.37, now);

    assertSame(ModelWeights.of(now), ModelWeights.load(folder.resolve("out")));
  }

  /** Numbers that can be Fisher information. */
  private ModelWeights squared(ModelWeights weights) {
    Block block = block(LiveNets.mlp(4, 3, 5, 4));
    for (WeightTensor tensor : weights.tensors()) {
      LiveNets.set(block, tensor.name(), Arrays.stream(tensor.values()).map(x -> x * x).toArray());
    }
    return ModelWeights.of(block);
  }

  @Test
  void classesAreMatchedByNameAndTheOutputLayerIsFound() {
    Block wider = block(LiveNets.mlp(5, 3, 5, 5));
    ModelWeights update = ModelWeights.of(wider);
    List<String> oldClasses = List.of("cat", "dog", "eel", "fox");
    List<String> newClasses = List.of("ant", "fox", "cat", "bee", "dog");
    WeightInterpolation interpolation =
        WeightInterpolation.builder(before, update)
            .optRows(classes(oldClasses, newClasses))
            .build();

    interpolation.at(0.5, wider);

    assertThat(interpolation.outputLayer()).containsExactly(OUTPUT, OUTPUT_BIAS);
    double[] mixed = LiveNets.get(wider, OUTPUT_BIAS);
    double[] from = values(before, OUTPUT_BIAS);
    double[] to = values(update, OUTPUT_BIAS);
    assertThat(mixed)
        .containsExactly(
            to[0],
            (float) (0.5 * from[3] + 0.5 * to[1]),
            (float) (0.5 * from[0] + 0.5 * to[2]),
            to[3],
            (float) (0.5 * from[1] + 0.5 * to[4]));
    double[] matrix = LiveNets.get(wider, OUTPUT);
    assertThat(Arrays.copyOfRange(matrix, 15, 20))
        .containsExactly(Arrays.copyOfRange(values(update, OUTPUT), 15, 20));
    assertThat(matrix[5])
        .isEqualTo((float) (0.5 * values(before, OUTPUT)[15] + 0.5 * values(update, OUTPUT)[5]));
  }

  @Test
  void atWeightOneNewClassesStillAreTheNewModels() {
    Block wider = block(LiveNets.mlp(5, 3, 5, 5));
    ModelWeights update = ModelWeights.of(wider);

    WeightInterpolation.builder(before, update)
        .optRows(classes(List.of("a", "b", "c", "d"), List.of("a", "b", "c", "d", "e")))
        .build()
        .at(1, wider);

    double[] bias = LiveNets.get(wider, OUTPUT_BIAS);
    assertThat(Arrays.copyOf(bias, 4)).containsExactly(values(before, OUTPUT_BIAS));
    assertThat(bias[4]).isEqualTo(values(update, OUTPUT_BIAS)[4]);
  }

  @Test
  void whereFisherInformationIsZeroTheNewModelCountsAloneBelowOne() {
    Block zero = block(LiveNets.mlp(4, 3, 5, 4));
    ModelWeights.of(zero)
        .tensors()
        .forEach(tensor -> LiveNets.set(zero, tensor.name(), new double[tensor.size()]));
    WeightInterpolation interpolation =
        WeightInterpolation.builder(before, after).optOldFisher(ModelWeights.of(zero)).build();

    interpolation.at(0.999, now);
    assertSame(ModelWeights.of(now), after);
    interpolation.at(1, now);
    assertSame(ModelWeights.of(now), before);
  }

  private static Model mlp(int seed, DataType type) {
    return LiveNets.model(
        seed,
        type,
        3,
        new SequentialBlock()
            .add(LiveNets.linear(5))
            .add(Activation.tanhBlock())
            .add(LiveNets.linear(4)));
  }

  @Test
  void halfPrecisionIsRoundedOnce() {
    ModelWeights from = ModelWeights.of(block(mlp(1, DataType.FLOAT16)));
    Block half = block(mlp(2, DataType.FLOAT16));
    ModelWeights to = ModelWeights.of(half);

    WeightInterpolation.of(from, to).at(0.3, half);

    double[] mixed = LiveNets.get(half, OUTPUT_BIAS);
    for (int i = 0; i < mixed.length; i++) {
      double exact = 0.3 * values(from, OUTPUT_BIAS)[i] + 0.7 * values(to, OUTPUT_BIAS)[i];
      assertThat(Math.abs(mixed[i] - exact)).isLessThanOrEqualTo(Math.abs(exact) / (1 << 11));
    }
    assertThat(ModelWeights.of(half).tensor(OUTPUT).orElseThrow().type())
        .isEqualTo(DataType.FLOAT16);
  }

  @Test
  void aTiedLayerIsMixedOnce() {
    List<ModelWeights> weights = new ArrayList<>();
    Block block = null;
    for (int seed = 1; seed <= 2; seed++) {
      Linear tied = LiveNets.linear(3);
      block =
          block(
              LiveNets.model(
                  seed, 3, new SequentialBlock().add(tied).add(Activation.tanhBlock()).add(tied)));
      weights.add(ModelWeights.of(block));
    }

    WeightInterpolation.of(weights.get(0), weights.get(1)).at(0.5, block);

    ModelWeights mixed = ModelWeights.of(block);
    assertThat(mixed.tensors()).hasSize(2);
    WeightTensor bias = mixed.tensor("01Linear_bias").orElseThrow();
    assertThat(bias.alsoNamed()).containsExactly("03Linear_bias");
    for (int i = 0; i < 3; i++) {
      double mean =
          (values(weights.get(0), bias.name())[i] + values(weights.get(1), bias.name())[i]) / 2;
      assertThat(bias.values()[i]).isEqualTo((float) mean);
    }
  }

  @Test
  void allDifferencesAreTold() {
    Block other =
        block(
            LiveNets.model(
                3,
                3,
                new SequentialBlock()
                    .add(LiveNets.linear(6))
                    .add(Activation.tanhBlock())
                    .add(Linear.builder().setUnits(4).optBias(false).build())
                    .add(LiveNets.linear(4))));

    assertThatExceptionOfType(InterpolationException.class)
        .isThrownBy(() -> WeightInterpolation.of(before, ModelWeights.of(other)))
        .withMessage(
            """
            03Linear_bias is in the old model, but not in the new one
            04Linear_weight is in the new one, but not in the old model
            04Linear_bias is in the new one, but not in the old model
            01Linear_weight has the shape (5, 3) in the old model and (6, 3) in the new one; if its first dimension counts classes, name it as an output layer
            01Linear_bias has the shape (5) in the old model and (6) in the new one; if its first dimension counts classes, name it as an output layer
            03Linear_weight has the shape (4, 5) in the old model and (4, 6) in the new one; only models of one architecture can be interpolated""");
  }

  @Test
  void typesThatDiffer() {
    Block doubles = block(mlp(3, DataType.FLOAT64));

    assertThatExceptionOfType(InterpolationException.class)
        .isThrownBy(() -> WeightInterpolation.of(before, ModelWeights.of(doubles)))
        .satisfies(
            e ->
                assertThat(e.problems())
                    .hasSize(4)
                    .contains(
                        "01Linear_weight is float32 (5, 3) (weight) in the old model and float64 (5, 3) (weight) in the new one; convert one of them"));
  }

  @Test
  void requestsThatCannotBeMet() {
    WeightInterpolation.Builder builder =
        WeightInterpolation.builder(before, after)
            .optNewFisher(before)
            .optNamedWeights(List.of(new OldWeights.Named(new Glob("encoder.*"), 1.5)))
            .optRows(classes(List.of("a", "b", "c", "d"), List.of("a", "b", "c", "d", "e")));

    assertThatExceptionOfType(InterpolationException.class)
        .isThrownBy(builder::build)
        .satisfies(
            e ->
                assertThat(e.problems())
                    .contains(
                        "there are 5 new classes, but the last matrix of the new model is 03Linear_weight with the shape (4, 5); name the output layer",
                        "the weight of the old model for 'encoder.*' is 1.5; it is between 0 (only the new model) and 1 (only the old one)",
                        "no tensor fits the pattern 'encoder.*' of a weight; check it",
                        "the new model's Fisher information is given without the old model's; give both"));
  }

  @Test
  void weightsOutOfRange() {
    WeightInterpolation interpolation = WeightInterpolation.of(before, after);

    for (double weight : new double[] {-0.1, Math.nextUp(1.0), Double.NaN}) {
      assertThatExceptionOfType(InterpolationException.class)
          .isThrownBy(() -> interpolation.at(weight, now))
          .withMessage(
              "the weight of the old model is %s; it is between 0 (only the new model) and 1 (only the old one)",
              weight);
    }
    assertSame(ModelWeights.of(now), after);
  }

  @Test
  void aTargetOfAnotherArchitectureIsNotTouched() {
    Block other = block(LiveNets.normalised(3, 3, 5, 4));
    ModelWeights untouched = ModelWeights.of(other);
    WeightInterpolation interpolation = WeightInterpolation.of(before, after);

    assertThatExceptionOfType(InterpolationException.class)
        .isThrownBy(() -> interpolation.at(0.5, other))
        .withMessage(
            """
            03Linear_weight is not in the target; give a block of the same architecture, initialised
            03Linear_bias is not in the target; give a block of the same architecture, initialised
            02BatchNorm_gamma is in the target, but no weights are for it
            02BatchNorm_beta is in the target, but no weights are for it
            02BatchNorm_runningMean is in the target, but no weights are for it
            02BatchNorm_runningVar is in the target, but no weights are for it
            04Linear_weight is in the target, but no weights are for it
            04Linear_bias is in the target, but no weights are for it""");
    assertThat(ModelWeights.of(other).distance(untouched)).isZero();
  }

  @Test
  void numbersThatAreNotFinite() {
    LiveNets.set(old, OUTPUT_BIAS, 1, 2, Double.NaN, 4);
    WeightInterpolation interpolation = WeightInterpolation.of(ModelWeights.of(old), after);

    assertThatExceptionOfType(InterpolationException.class)
        .isThrownBy(() -> interpolation.at(0.5, now))
        .withMessage(
            "03Linear_bias is NaN at element 2, and what is not a number has no mean; take a model whose weights are finite");
  }

  @Test
  void noWeightsYet() {
    assertThatExceptionOfType(InterpolationException.class)
        .isThrownBy(() -> ModelWeights.of(new SequentialBlock().add(LiveNets.linear(2))))
        .withMessage(
            """
            01Linear_weight has no weights yet; initialise or load the model
            01Linear_bias has no weights yet; initialise or load the model""");
  }

  @Test
  void aCopyIsGivenBack() {
    WeightInterpolation.of(before, after).at(0.5, now);

    after.into(now);

    assertSame(ModelWeights.of(now), after);
    assertThat(after.distance(before))
        .isEqualTo(
            Math.sqrt(
                after.tensors().stream()
                    .flatMapToDouble(
                        tensor ->
                            IntStream.range(0, tensor.size())
                                .mapToDouble(
                                    i ->
                                        Math.pow(
                                            tensor.values()[i] - values(before, tensor.name())[i],
                                            2)))
                    .sum()),
            within(1e-12));
  }

  @Test
  void tiedWeightsAndRunningStatisticsSurviveAFile(@TempDir Path folder) throws IOException {
    Linear tied = LiveNets.linear(3);
    Block block =
        block(
            LiveNets.model(
                1, 3, new SequentialBlock().add(tied).add(BatchNorm.builder().build()).add(tied)));
    ModelWeights weights = ModelWeights.of(block);
    weights.save(folder.resolve("weights.safetensors"));
    LiveNets.set(block, "03Linear_bias", 9, 9, 9);

    ModelWeights read = ModelWeights.load(folder.resolve("weights.safetensors"));
    read.into(block);

    assertSame(ModelWeights.of(block), weights);
    for (WeightTensor tensor : weights.tensors()) {
      WeightTensor found = read.tensor(tensor.name()).orElseThrow();
      assertThat(found.kind()).isEqualTo(tensor.kind());
      assertThat(found.alsoNamed()).isEqualTo(tensor.alsoNamed());
    }
  }
}

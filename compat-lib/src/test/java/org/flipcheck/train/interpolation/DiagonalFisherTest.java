package org.flipcheck.train.interpolation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.within;

import ai.djl.Model;
import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import ai.djl.nn.Block;
import ai.djl.nn.SequentialBlock;
import ai.djl.nn.norm.BatchNorm;
import ai.djl.nn.norm.Dropout;
import ai.djl.training.GradientCollector;
import ai.djl.training.ParameterStore;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.flipcheck.checkpoint.Interpolation;
import org.flipcheck.checkpoint.Interpolator;
import org.flipcheck.checkpoint.OldWeights;
import org.flipcheck.checkpoint.Output;
import org.flipcheck.checkpoint.OutputRows;
import org.flipcheck.train.interpolation.DiagonalFisher.Labels;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class DiagonalFisherTest {

  private static final int INPUTS = 3;
  private static final int EXAMPLES = 7;

  private final double[] examples = examples();
  private final Model model =
      LiveNets.model(
          1,
          DataType.FLOAT64,
          INPUTS,
          new SequentialBlock()
              .add(LiveNets.linear(4))
              .add(BatchNorm.builder().build())
              .add(Dropout.builder().optRate(0.5f).build())
              .add(Activation.tanhBlock())
              .add(LiveNets.linear(3)));
  private final Block block = model.getBlock();

  DiagonalFisherTest() {
    LiveNets.set(block, "02BatchNorm_runningMean", 0.5, -0.5, 0.2, 0.1);
    LiveNets.set(block, "02BatchNorm_runningVar", 0.5, 2, 1.5, 0.7);
  }

  @AfterEach
  void free() {
    model.close();
  }

  private static double[] examples() {
    Random random = new Random(3);
    return random.doubles(EXAMPLES * INPUTS, -2, 2).toArray();
  }

  private InputBatches batches(int size) {
    return InputBatches.of(EXAMPLES, size, this::inputs);
  }

  private NDArray inputs(NDManager manager, int[] rows) {
    return manager.create(
        Arrays.copyOfRange(examples, INPUTS * rows[0], INPUTS * (rows[rows.length - 1] + 1)),
        new Shape(rows.length, INPUTS));
  }

  /** Central differences of the model as it answers: without dropout, with its own statistics. */
  @ParameterizedTest
  @EnumSource
  void equalsSquaredDifferenceQuotients(Labels labels) {
    ModelWeights found = DiagonalFisher.of(block, batches(4), labels).perExample();

    for (WeightTensor tensor : found.tensors()) {
      double[] expected = new double[tensor.size()];
      double[] weights = LiveNets.get(block, tensor.name());
      for (int i = 0; i < weights.length; i++) {
        for (int example = 0; example < EXAMPLES; example++) {
          expected[i] += squaredSlope(tensor.name(), weights, i, example, labels) / EXAMPLES;
        }
      }
      assertThat(tensor.values()).as(tensor.name()).containsExactly(expected, within(1e-7));
    }
    assertThat(found.tensors().stream().map(WeightTensor::name))
        .containsExactly(
            "01Linear_weight",
            "01Linear_bias",
            "02BatchNorm_gamma",
            "02BatchNorm_beta",
            "05Linear_weight",
            "05Linear_bias");
  }

  private double squaredSlope(String name, double[] weights, int at, int example, Labels labels) {
    double step = 1e-5;
    double[] probabilities = Logits.softmax(logits(example));
    double[] moved = weights.clone();
    moved[at] = weights[at] + step;
    LiveNets.set(block, name, moved);
    double[] above = Logits.softmax(logits(example));
    moved[at] = weights[at] - step;
    LiveNets.set(block, name, moved);
    double[] below = Logits.softmax(logits(example));
    LiveNets.set(block, name, weights);
    double sum = 0;
    for (int label = 0; label < probabilities.length; label++) {
      double slope = (Math.log(above[label]) - Math.log(below[label])) / (2 * step);
      boolean isPredicted = label == Logits.argMax(probabilities);
      double weight = labels == Labels.EXPECTED ? probabilities[label] : isPredicted ? 1 : 0;
      sum += weight * slope * slope;
    }
    return sum;
  }

  private double[] logits(int example) {
    try (NDManager scope = model.getNDManager().newSubManager()) {
      NDList input = new NDList(inputs(scope, new int[] {example}));
      return Logits.row(block.forward(new ParameterStore(scope, false), input, false));
    }
  }

  @Test
  void theSizeOfBatchesDoesNotMatterAndTheMeanIsOne() {
    DiagonalFisher one = DiagonalFisher.of(block, batches(1), Labels.PREDICTED);
    DiagonalFisher all = DiagonalFisher.of(block, batches(EXAMPLES), Labels.PREDICTED);

    assertThat(one.examples()).isEqualTo(EXAMPLES);
    double sum = 0;
    int count = 0;
    for (WeightTensor tensor : all.scaledToMeanOne().tensors()) {
      assertThat(one.scaledToMeanOne().tensor(tensor.name()).orElseThrow().values())
          .containsExactly(tensor.values(), within(1e-12));
      sum += Arrays.stream(tensor.values()).sum();
      count += tensor.size();
    }
    assertThat(sum / count).isCloseTo(1, within(1e-12));
  }

  @Test
  void earlierGradientsAndFrozenWeightsMakeNoDifference() {
    ModelWeights expected = DiagonalFisher.of(block, batches(4), Labels.PREDICTED).perExample();
    NDArray frozen = block.getParameters().get("05Linear_weight").getArray();
    NDArray free = block.getParameters().get("01Linear_weight").getArray();
    free.setRequiresGradient(true);
    try (GradientCollector collector = Engine.getInstance().newGradientCollector()) {
      collector.backward(free.mul(Double.NaN).sum());
    }
    block.getParameters().get("05Linear_weight").freeze(true);
    frozen.setRequiresGradient(false);

    ModelWeights found = DiagonalFisher.of(block, batches(4), Labels.PREDICTED).perExample();

    assertThat(found.distance(expected)).isZero();
    assertThat(frozen.hasGradient()).isFalse();
    assertThat(free.hasGradient()).isTrue();
  }

  @Test
  void theModelStaysAsItIs() {
    ModelWeights before = ModelWeights.of(block);

    DiagonalFisher.of(block, batches(4), Labels.EXPECTED);

    for (WeightTensor tensor : ModelWeights.of(block).tensors()) {
      assertThat(tensor.bytes()).isEqualTo(before.tensor(tensor.name()).orElseThrow().bytes());
    }
  }

  @Test
  void survivesAFile(@TempDir Path folder) throws IOException {
    ModelWeights fisher = DiagonalFisher.of(block, batches(4), Labels.PREDICTED).scaledToMeanOne();

    fisher.save(folder.resolve("fisher.safetensors"));

    ModelWeights read = ModelWeights.load(folder.resolve("fisher.safetensors"));
    assertThat(read.tensors()).hasSameSizeAs(fisher.tensors());
    for (WeightTensor tensor : fisher.tensors()) {
      assertThat(read.tensor(tensor.name()).orElseThrow().values()).isEqualTo(tensor.values());
    }
  }

  /** Running statistics have no gradient, whether they are called as PyTorch or as DJL does. */
  @Test
  void filesOfAModelWithBatchNormalisationAreMixedWithIt(@TempDir Path folder) throws IOException {
    ModelWeights.of(block).save(folder.resolve("model.safetensors"));
    DiagonalFisher.of(block, batches(4), Labels.PREDICTED)
        .scaledToMeanOne()
        .save(folder.resolve("fisher.safetensors"));
    Interpolation interpolation =
        new Interpolation(
            folder.resolve("model.safetensors"),
            folder.resolve("model.safetensors"),
            List.of(),
            Optional.of(folder.resolve("fisher.safetensors")),
            Optional.empty(),
            new OldWeights(0.5, List.of()),
            OutputRows.NONE);

    new Interpolator(
            interpolation,
            new Output(folder.resolve("out"), Output.Existing.REFUSE),
            1,
            "test",
            (done, all) -> {})
        .run();

    ModelWeights mixed = ModelWeights.load(folder.resolve("out"));
    assertThat(mixed.distance(ModelWeights.load(folder.resolve("model.safetensors"))))
        .isCloseTo(0, within(1e-12));
  }

  @Test
  void certainAnswersGiveNone() {
    LiveNets.set(block, "05Linear_weight", new double[12]);
    LiveNets.set(block, "05Linear_bias", 1000, 0, 0);

    DiagonalFisher fisher = DiagonalFisher.of(block, batches(4), Labels.PREDICTED);

    assertThatExceptionOfType(InterpolationException.class)
        .isThrownBy(fisher::scaledToMeanOne)
        .withMessage(
            "the Fisher information of 7 example(s) is 0 everywhere, the model's answers are certain; take plain BCWI");
  }

  @Test
  void logitsThatAreNotFinite() {
    examples[5 * INPUTS] = Double.POSITIVE_INFINITY;
    LiveNets.set(block, "05Linear_bias", Double.NaN, 0, 0);

    assertThatExceptionOfType(InterpolationException.class)
        .isThrownBy(() -> DiagonalFisher.of(block, batches(4), Labels.PREDICTED))
        .withMessage(
            "a logit of example 1 is NaN; take a model and examples whose logits are finite");
  }

  @Test
  void nativeArraysAreFreed() {
    DiagonalFisher.of(block, batches(4), Labels.EXPECTED);
    int before = model.getNDManager().getManagedArrays().size();

    DiagonalFisher.of(block, batches(4), Labels.EXPECTED);

    assertThat(model.getNDManager().getManagedArrays()).hasSize(before);
  }
}

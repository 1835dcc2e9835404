package org.flipcheck.train.interpolation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.within;

import ai.djl.Model;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import java.util.Arrays;
import java.util.List;
import org.flipcheck.train.interpolation.DiagonalFisher.Labels;
import org.junit.jupiter.api.Test;

/** Models that were traced or scripted in Python and are loaded by DJL. */
class TorchScriptTest {

  private static final float[] EXAMPLES = {0.3f, -1, 0.7f, 2, 0.1f, -0.4f};
  private static final InputBatches DATA =
      InputBatches.of(
          2,
          2,
          (manager, rows) ->
              manager.create(
                  Arrays.copyOfRange(EXAMPLES, 3 * rows[0], 3 * (rows[rows.length - 1] + 1)),
                  new Shape(rows.length, 3)));

  @Test
  void aMixedModelAnswersByItsMixedWeights() {
    try (Model old = TorchScripts.load("mlp.pt");
        Model now = TorchScripts.load("mlp.pt");
        Model blank = LiveNets.mlp(7, 3, 5, 4)) {
      LiveNets.set(now.getBlock(), "output.bias", 1, -2, 3, -4);
      LiveNets.set(now.getBlock(), "hidden.bias", 1, 2, 3, 4, 5);
      ModelWeights before = ModelWeights.of(old.getBlock());
      ModelWeights after = ModelWeights.of(now.getBlock());

      WeightInterpolation.of(before, after).at(0.25, now.getBlock());

      double[] from = before.tensor("hidden.bias").orElseThrow().values();
      double[] found = LiveNets.get(now.getBlock(), "hidden.bias");
      for (int i = 0; i < found.length; i++) {
        assertThat(found[i]).isEqualTo((float) (0.25 * from[i] + 0.75 * (i + 1)));
      }
      copy(now.getBlock(), blank.getBlock());
      assertClose(
          BlockLogits.of(now.getBlock(), DATA), BlockLogits.of(blank.getBlock(), DATA), 1e-6f);
    }
  }

  @Test
  void theFisherInformationIsThatOfTheSameBlockInJava() {
    try (Model script = TorchScripts.load("mlp.pt");
        Model block = LiveNets.mlp(7, 3, 5, 4)) {
      copy(script.getBlock(), block.getBlock());

      for (Labels labels : Labels.values()) {
        ModelWeights ofScript =
            DiagonalFisher.of(script.getBlock(), DATA, labels).scaledToMeanOne();
        ModelWeights ofBlock = DiagonalFisher.of(block.getBlock(), DATA, labels).scaledToMeanOne();

        List<WeightTensor> there = List.copyOf(ofBlock.tensors());
        int i = 0;
        for (WeightTensor tensor : ofScript.tensors()) {
          assertThat(tensor.values()).containsExactly(there.get(i++).values(), within(1e-4));
        }
      }
    }
  }

  @Test
  void weightsLoadedForInferenceCanBeReadAndNoMore() {
    try (Model trainable = TorchScripts.load("mlp.pt");
        Model fixed = TorchScripts.load("mlp.pt", false)) {
      ModelWeights weights = ModelWeights.of(fixed.getBlock());

      assertThat(weights.distance(ModelWeights.of(trainable.getBlock()))).isZero();
      WeightInterpolation.of(weights, weights).at(0.5, trainable.getBlock());
      String message =
          "the engine does not let the model's weights be changed or have gradients; load a TorchScript model from its file, with the option trainParam=true";
      assertThatExceptionOfType(InterpolationException.class)
          .isThrownBy(() -> weights.into(fixed.getBlock()))
          .withMessage(message);
      assertThatExceptionOfType(InterpolationException.class)
          .isThrownBy(() -> DiagonalFisher.of(fixed.getBlock(), DATA, Labels.PREDICTED))
          .withMessage(message);
    }
  }

  @Test
  void dropoutStandsAgainstFisherInformationThoughNotAgainstInterpolation() {
    try (Model model = TorchScripts.load("mlp-dropout.pt")) {
      ModelWeights weights = ModelWeights.of(model.getBlock());

      WeightInterpolation.of(weights, weights).at(0.5, model.getBlock());

      assertThatExceptionOfType(InterpolationException.class)
          .isThrownBy(() -> DiagonalFisher.of(model.getBlock(), DATA, Labels.PREDICTED))
          .withMessageMatching(
              "the TorchScript model gives other logits in training mode than in evaluation mode \\(by [0-9.]+ for example 1\\), so it has dropout or the like, and DJL has its gradients in training mode only; export it with model\\.eval\\(\\) and torch\\.jit\\.trace, which leaves dropout out");
    }
  }

  @Test
  void aTiedWeightIsOne() {
    try (Model model = TorchScripts.load("tied.pt")) {
      ModelWeights weights = ModelWeights.of(model.getBlock());

      assertThat(weights.tensors().stream().map(WeightTensor::name))
          .containsExactly("first.weight", "first.bias", "second.bias");
      assertThat(weights.tensor("first.weight").orElseThrow().alsoNamed())
          .containsExactly("second.weight");
      LiveNets.set(model.getBlock(), "second.weight", new double[16]);
      assertThat(LiveNets.get(model.getBlock(), "first.weight")).containsOnly(0);
      weights.into(model.getBlock());
      assertThat(LiveNets.get(model.getBlock(), "first.weight"))
          .isEqualTo(weights.tensor("first.weight").orElseThrow().values());
    }
  }

  @Test
  void runningStatisticsThatCannotBeReached() {
    try (Model model = TorchScripts.load("batchnorm.pt")) {
      assertThatExceptionOfType(InterpolationException.class)
          .isThrownBy(() -> ModelWeights.of(model.getBlock()))
          .withMessage(
              "the TorchScript model has batch normalisation, whose running statistics DJL cannot reach; export both models as safetensors and mix those with 'flipcheck interpolate'");
    }
  }

  @Test
  void weightsThatAreConstants() {
    try (Model model = TorchScripts.load("frozen.pt")) {
      assertThatExceptionOfType(InterpolationException.class)
          .isThrownBy(() -> ModelWeights.of(model.getBlock()))
          .withMessage(
              "the TorchScript model shows no parameters; export it without torch.jit.freeze, which turns them into constants");
    }
  }

  /** From the script's names to the block's, which come in the same order. */
  private static void copy(Block script, Block block) {
    List<String> names = block.getParameters().keys();
    int i = 0;
    for (WeightTensor tensor : ModelWeights.of(script).tensors()) {
      LiveNets.set(block, names.get(i++), tensor.values());
    }
  }

  private static void assertClose(float[][] found, float[][] expected, float tolerance) {
    assertThat(found).hasDimensions(expected.length, expected[0].length);
    for (int i = 0; i < found.length; i++) {
      assertThat(found[i]).containsExactly(expected[i], within(tolerance));
    }
  }
}

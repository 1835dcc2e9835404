package org.flipcheck.train.interpolation;

import ai.djl.ndarray.types.DataType;
import ai.djl.nn.Block;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.flipcheck.checkpoint.RealCodec;

/**
 * The diagonal of a model's Fisher information: for each weight, how much the model's own answers
 * hang on it. FisherBCWI holds weights near the old model where its value is large.
 *
 * <pre>
 * PREDICTED:  F = Σ over examples of (∂ log p(ŷ|x) / ∂θ)²,  ŷ the model's own arg-max label
 * EXPECTED:   F = Σ over examples and labels c of p(c|x)·(∂ log p(c|x) / ∂θ)²</pre>
 *
 * <p>The first is that of amazon-science/regression-constraint-model-upgrade ({@code
 * get_diag_fisher}), which takes all training and development examples of the updated data. The
 * second is the Fisher information itself, exact in the label (Matena and Raffel 2022,
 * arXiv:2111.09832); the reference code has an option for it, which lets gradients of one label
 * leak into the next and is not followed.
 *
 * <p>One example at a time: squares are of each example's gradient, and memory does not grow with
 * their number. The model is in evaluation mode, without dropout and with frozen batch
 * normalisation; frozen weights take part, their flag is as before afterwards. What the weights'
 * gradients were before is lost.
 */
public final class DiagonalFisher {

  /** Whose gradients count. */
  public enum Labels {
    /** The label that the model itself gives; one backward pass an example. */
    PREDICTED,
    /** All labels, by their probability; as many backward passes as there are classes. */
    EXPECTED
  }

  private final ModelWeights model;
  private final Map<String, double[]> sums;
  private final long examples;

  private DiagonalFisher(ModelWeights model, Map<String, double[]> sums, long examples) {
    this.model = model;
    this.sums = sums;
    this.examples = examples;
  }

  /**
   * Measures a model with all its classes.
   *
   * @param block from inputs to logits of the shape (batch, classes)
   * @param data examples; labels are not needed
   * @param labels whose gradients count
   * @return the information of so many examples
   * @throws InterpolationException if the weights cannot be read, logits or gradients are not
   *     finite, or a TorchScript model answers otherwise in training mode, the only one in which
   *     DJL gives its gradients
   */
  public static DiagonalFisher of(Block block, InputBatches data, Labels labels) {
    return of(block, data, labels, Set.of());
  }

  /**
   * Measures a model whose output layer has rows of classes that it never saw.
   *
   * @param block from inputs to logits of the shape (batch, classes)
   * @param data examples; labels are not needed
   * @param labels whose gradients count
   * @param unseen indices of such classes; under {@link Labels#EXPECTED} they do not count, and the
   *     probabilities of the others stay as they are
   * @return the information of so many examples
   * @throws InterpolationException as for {@link #of(Block, InputBatches, Labels)}
   */
  public static DiagonalFisher of(
      Block block, InputBatches data, Labels labels, Set<Integer> unseen) {
    ModelWeights model = ModelWeights.of(block);
    try (SquaredGradients gradients = new SquaredGradients(block, model)) {
      FisherPass pass = new FisherPass(block, gradients, labels, Set.copyOf(unseen));
      long examples = pass.run(data);
      return new DiagonalFisher(model, gradients.sums(), examples);
    }
  }

  /**
   * Of how many examples it is.
   *
   * @return at least 1
   */
  public long examples() {
    return examples;
  }

  /**
   * The information summed over examples and divided by its mean over all weights, so that its mean
   * is 1: the form that FisherBCWI takes.
   *
   * @return by the names of the model, float32 (float64 for a model of float64)
   * @throws InterpolationException if it is 0 everywhere
   */
  public ModelWeights scaledToMeanOne() {
    double sum = sums.values().stream().flatMapToDouble(Arrays::stream).sum();
    long count = sums.values().stream().mapToLong(values -> values.length).sum();
    if (!(sum > 0)) {
      throw new InterpolationException(
          "the Fisher information of %d example(s) is 0 everywhere, the model's answers are certain; take plain BCWI"
              .formatted(examples));
    }
    return scaled(count / sum);
  }

  /**
   * The mean over examples.
   *
   * @return by the names of the model, float32 (float64 for a model of float64)
   */
  public ModelWeights perExample() {
    return scaled(1.0 / examples);
  }

  private ModelWeights scaled(double factor) {
    List<WeightTensor> tensors = new ArrayList<>();
    sums.forEach((name, values) -> tensors.add(scaled(name, values, factor)));
    return ModelWeights.of(tensors);
  }

  private WeightTensor scaled(String name, double[] values, double factor) {
    WeightTensor like = model.tensor(name).orElseThrow();
    DataType type = like.type() == DataType.FLOAT64 ? DataType.FLOAT64 : DataType.FLOAT32;
    double[] scaled = Arrays.stream(values).map(value -> value * factor).toArray();
    ByteBuffer bytes =
        ByteBuffer.allocate(scaled.length * type.getNumOfBytes()).order(ByteOrder.LITTLE_ENDIAN);
    RealCodec.of(WeightTensor.dtype(type), scaled.length).encode(scaled, scaled.length, bytes);
    return new WeightTensor(name, like.alsoNamed(), WeightKind.WEIGHT, type, like.shape(), bytes);
  }
}

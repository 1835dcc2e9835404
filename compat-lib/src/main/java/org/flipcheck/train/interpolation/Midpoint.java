package org.flipcheck.train.interpolation;

import ai.djl.nn.Block;
import org.flipcheck.metrics.FlipCounts;
import org.flipcheck.select.Connectivity;

/** Asks the model half-way between two live ones whether they are connected. */
public final class Midpoint {

  private static final double HALF = 0.5;

  private Midpoint() {}

  /**
   * Tries both ends and the midpoint of an interpolation.
   *
   * <p>Where classes were added, take examples of classes that the old model knows: on others it is
   * wrong whatever happens, and the comparison with the worse end would be too easy.
   *
   * @param interpolation of the two models
   * @param working a block that it can write into; has the midpoint's weights afterwards
   * @param data a sample of development data, a few hundred examples
   * @param labels the class index of each example, as the new model counts them
   * @return what the three models get right
   * @throws InterpolationException if there are not as many labels as examples, or none
   */
  public static Connectivity of(
      WeightInterpolation interpolation, Block working, InputBatches data, int[] labels) {
    int[] old = answers(interpolation, 1, working, data, labels);
    int[] now = answers(interpolation, 0, working, data, labels);
    int[] middle = answers(interpolation, HALF, working, data, labels);
    return new Connectivity(
        FlipCounts.ofAnswers(old, middle, labels), FlipCounts.ofAnswers(now, middle, labels));
  }

  private static int[] answers(
      WeightInterpolation interpolation,
      double oldWeight,
      Block working,
      InputBatches data,
      int[] labels) {
    interpolation.at(oldWeight, working);
    int[] answers = BlockLogits.answers(BlockLogits.of(working, data));
    if (answers.length != labels.length) {
      throw new InterpolationException(
          "there are %d examples and %d labels; give one label for each example"
              .formatted(answers.length, labels.length));
    }
    return answers;
  }
}

package org.flipcheck.train.fit;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import java.util.List;
import java.util.OptionalDouble;
import java.util.function.IntUnaryOperator;
import org.flipcheck.train.BrightQuarters;
import org.flipcheck.train.Classifier;
import org.flipcheck.train.LabelledExamples;
import org.flipcheck.train.MultilayerPerceptron;
import org.flipcheck.train.TrainingPlan;

/** Trainings of a few milliseconds. */
final class SmallFits {

  static final List<String> CLASSES = BrightQuarters.CLASSES;

  private SmallFits() {}

  static Classifier untrained(String name, Block network) {
    return Classifier.of(name, CLASSES, network);
  }

  /** A model that has seen some images. */
  static Classifier trained(int seed) {
    Classifier model = untrained("trained", MultilayerPerceptron.create(6, 0, CLASSES.size()));
    model.fit(BrightQuarters.images(40), TrainingPlan.constant(1, 20, 0.01f, seed), epoch -> {});
    return model;
  }

  static FitPlan plan(int epochs, UpdateRule rule, double rate) {
    return new FitPlan(epochs, 16, rule, rate, RateSchedule.CONSTANT, 0, OptionalDouble.empty(), 5);
  }

  static void fill(Classifier model, float value) {
    NDArray weights = model.network().getParameters().get(0).getValue().getArray();
    weights.set(new NDIndex("..."), value);
  }

  /** Points whose label is the place of a one among zeros. */
  static LabelledExamples points(int count, int width, List<String> classes) {
    return points(count, width, classes, i -> i % classes.size());
  }

  static LabelledExamples points(
      int count, int width, List<String> classes, IntUnaryOperator label) {
    return new LabelledExamples() {
      @Override
      public List<String> classes() {
        return classes;
      }

      @Override
      public int size() {
        return count;
      }

      @Override
      public Shape inputShape() {
        return new Shape(width);
      }

      @Override
      public int label(int example) {
        return label.applyAsInt(example);
      }

      @Override
      public NDArray inputs(NDManager manager, int[] examples) {
        float[] values = new float[examples.length * width];
        for (int i = 0; i < examples.length; i++) {
          values[i * width + examples[i] % width] = 1 + examples[i] / 100f;
        }
        return manager.create(values, new Shape(examples.length, width));
      }
    };
  }
}

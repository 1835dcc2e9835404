package org.flipcheck.train.fit;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.evaluator.Evaluator;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;
import org.flipcheck.metrics.FlipCounts;
import org.flipcheck.metrics.FlipOutcome;
import org.flipcheck.train.distillation.ClassMapping;

/**
 * Negative flips as an evaluator of DJL: what the student's answers in a batch are beside the old
 * model's. Outcomes are {@link FlipOutcome}'s, counts are whole numbers that are added up, and the
 * rate is divided once, when asked for.
 *
 * <p>Predictions are one array, the student's logits. Labels are the columns of the labels and then
 * the old model's logits, as a {@link org.flipcheck.train.distillation.TrainingLoss} takes them;
 * what comes after them is left alone. Answers are the largest logits, the lowest column on ties.
 */
public final class FlipEvaluator extends Evaluator {

  private final int[] newColumns;
  private final int newClasses;
  private final Map<String, FlipCounts> counts = new ConcurrentHashMap<>();

  /**
   * An evaluator.
   *
   * @param name in DJL's results
   * @param classes of the old model and of the student
   */
  public FlipEvaluator(String name, ClassMapping classes) {
    super(name);
    this.newColumns = classes.studentColumns();
    this.newClasses = classes.now().size();
  }

  /**
   * Which examples are negative flips.
   *
   * @param labels the columns of the labels, and the logits of the old model
   * @param predictions the logits of the student
   * @return of the shape (batch), float32: 1 for a negative flip, else 0
   * @throws IllegalArgumentException if arrays are missing, or have other shapes than the classes
   *     and each other ask for
   */
  @Override
  public NDArray evaluate(NDList labels, NDList predictions) {
    FlipOutcome[] outcomes = outcomes(labels, predictions);
    float[] flips = new float[outcomes.length];
    for (int i = 0; i < flips.length; i++) {
      flips[i] = outcomes[i] == FlipOutcome.NEGATIVE_FLIP ? 1 : 0;
    }
    return predictions.get(0).getManager().create(flips);
  }

  private FlipOutcome[] outcomes(NDList labels, NDList predictions) {
    if (labels.size() < 2 || predictions.size() != 1) {
      throw new IllegalArgumentException(
          "%d arrays of labels and %d of predictions; needed are the labels and the logits of the old model, and the logits of the student"
              .formatted(labels.size(), predictions.size()));
    }
    requireShapes(labels.get(0), labels.get(1), predictions.get(0));
    int[] truth = indices(labels.get(0));
    int[] old = indices(labels.get(1).argMax(1));
    int[] now = indices(predictions.get(0).argMax(1));
    return IntStream.range(0, truth.length)
        .mapToObj(i -> outcome(truth[i], newColumns[old[i]], now[i]))
        .toArray(FlipOutcome[]::new);
  }

  private void requireShapes(NDArray labels, NDArray old, NDArray now) {
    Shape rows = new Shape(labels.size());
    Shape ofOld = rows.add(newColumns.length);
    Shape ofStudent = rows.add(newClasses);
    if (labels.getShape().dimension() != 1
        || !old.getShape().equals(ofOld)
        || !now.getShape().equals(ofStudent)) {
      throw new IllegalArgumentException(
          "the labels have the shape %s, the logits of the old model %s and those of the student %s; needed are %s, %s and %s"
              .formatted(
                  labels.getShape(), old.getShape(), now.getShape(), rows, ofOld, ofStudent));
    }
  }

  /** An answer of the old model that the student does not know is none of its labels either. */
  static FlipOutcome outcome(int label, int old, int now) {
    return FlipOutcome.of(old == label, now == label, old == now);
  }

  private static int[] indices(NDArray array) {
    try (NDArray whole = array.toType(DataType.INT64, true)) {
      long[] values = whole.toLongArray();
      int[] indices = new int[values.length];
      for (int i = 0; i < indices.length; i++) {
        indices[i] = Math.toIntExact(values[i]);
      }
      return indices;
    }
  }

  @Override
  public void addAccumulator(String key) {
    counts.put(key, FlipCounts.ZERO);
  }

  @Override
  public void updateAccumulator(String key, NDList labels, NDList predictions) {
    updateAccumulators(new String[] {key}, labels, predictions);
  }

  @Override
  public void updateAccumulators(String[] keys, NDList labels, NDList predictions) {
    FlipCounts batch = FlipCounts.of(Arrays.stream(outcomes(labels, predictions)));
    for (String key : keys) {
      counts.merge(key, batch, FlipCounts::plus);
    }
  }

  @Override
  public void resetAccumulator(String key) {
    counts.put(key, FlipCounts.ZERO);
  }

  /**
   * The negative flip rate since the last reset, NF / N.
   *
   * @param key of the accumulator
   * @return within [0, 1]; not a number before the first batch, as DJL has it
   */
  @Override
  public float getAccumulator(String key) {
    FlipCounts sum = counts(key);
    return sum.n() == 0 ? Float.NaN : (float) ((double) sum.negativeFlips() / sum.n());
  }

  /**
   * All outcomes since the last reset.
   *
   * @param key of the accumulator
   * @return the counts
   * @throws IllegalArgumentException if there is no such accumulator
   */
  public FlipCounts counts(String key) {
    FlipCounts sum = counts.get(key);
    if (sum == null) {
      throw new IllegalArgumentException(
          "no accumulator is called '%s', there are %s"
              .formatted(key, counts.keySet().stream().sorted().toList()));
    }
    return sum;
  }
}

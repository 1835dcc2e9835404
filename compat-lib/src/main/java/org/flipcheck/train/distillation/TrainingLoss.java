package org.flipcheck.train.distillation;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.loss.Loss;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A {@link DistillationLoss} as a loss of DJL.
 *
 * <p>Predictions are one array, the student's logits; a {@link BackwardCompatibleBlock} has a
 * second. Labels are the columns of the labels and then the logits of each teacher that the loss
 * needs, in the order of {@link Teacher}; so a data set brings the logits of its teachers along,
 * computed once.
 *
 * <p>What DJL accumulates over batches is the mean over rows: a short last batch counts for the
 * rows that it has, unlike in DJL's own losses.
 */
public final class TrainingLoss extends Loss {

  private final DistillationLoss loss;
  private final ClassMapping classes;
  private final Map<String, Sum> sums = new ConcurrentHashMap<>();

  private record Sum(double total, long rows) {
    static final Sum ZERO = new Sum(0, 0);

    Sum plus(Sum other) {
      return new Sum(total + other.total, rows + other.rows);
    }
  }

  /**
   * A loss for DJL.
   *
   * @param name in DJL's results
   * @param loss what is minimised
   * @param classes of the old model and of the student
   */
  public TrainingLoss(String name, DistillationLoss loss, ClassMapping classes) {
    super(name);
    this.loss = loss;
    this.classes = classes;
  }

  /**
   * The loss of a batch.
   *
   * @param labels the columns of the labels, and the logits of the teachers
   * @param predictions the logits of the student, and of a {@link BackwardCompatibleBlock} those of
   *     the old output layer
   * @return a scalar of the type of the student's logits
   * @throws IllegalArgumentException if arrays are missing or too many, or do not fit (see {@link
   *     LogitBatch#of}); the message lists all problems
   */
  @Override
  public NDArray evaluate(NDList labels, NDList predictions) {
    List<Teacher> needed = loss.teachers().stream().sorted().toList();
    if (predictions.isEmpty() || predictions.size() > 2 || labels.size() != 1 + needed.size()) {
      throw new IllegalArgumentException(
          "%d arrays of labels and %d of predictions; 1 of predictions is needed, the logits of the student, and %d of labels: the labels%s"
              .formatted(labels.size(), predictions.size(), 1 + needed.size(), shown(needed)));
    }
    Map<Teacher, NDArray> teachers = new EnumMap<>(Teacher.class);
    for (Teacher teacher : needed) {
      teachers.put(teacher, labels.get(1 + teachers.size()));
    }
    NDArray student = predictions.get(0);
    LogitBatch batch = LogitBatch.of(classes, student, labels.get(0), teachers);
    if (predictions.size() == 2) {
      batch.withOldLayer(predictions.get(1));
    }
    NDArray value = loss.of(batch);
    // Added in place, the float64 scalar takes the type of the logits; the engine's change of type
    // would cut the gradient.
    return student.getManager().zeros(new Shape(), student.getDataType()).addi(value);
  }

  @Override
  public void addAccumulator(String key) {
    sums.put(key, Sum.ZERO);
  }

  @Override
  public void updateAccumulator(String key, NDList labels, NDList predictions) {
    updateAccumulators(new String[] {key}, labels, predictions);
  }

  @Override
  public void updateAccumulators(String[] keys, NDList labels, NDList predictions) {
    double value = evaluate(labels, predictions).toType(LogitBatch.TYPE, false).getDouble();
    long rows = predictions.get(0).getShape().get(0);
    for (String key : keys) {
      sums.merge(key, new Sum(value * rows, rows), Sum::plus);
    }
  }

  @Override
  public void resetAccumulator(String key) {
    sums.put(key, Sum.ZERO);
  }

  /**
   * The mean loss over all rows since the last reset.
   *
   * @param key of the accumulator
   * @return the mean; not a number before the first batch, as DJL has it
   * @throws IllegalArgumentException if there is no such accumulator
   */
  @Override
  public float getAccumulator(String key) {
    Sum sum = sums.get(key);
    if (sum == null) {
      throw new IllegalArgumentException(
          "no accumulator is called '%s', there are %s"
              .formatted(key, sums.keySet().stream().sorted().toList()));
    }
    return sum.rows() == 0 ? Float.NaN : (float) (sum.total() / sum.rows());
  }

  private static String shown(List<Teacher> teachers) {
    StringBuilder text = new StringBuilder();
    teachers.forEach(teacher -> text.append(", the logits of ").append(teacher.shown()));
    return text.toString();
  }
}

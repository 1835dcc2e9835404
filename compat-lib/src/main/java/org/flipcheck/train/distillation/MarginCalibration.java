package org.flipcheck.train.distillation;

import ai.djl.ndarray.NDArray;
import java.util.Arrays;
import java.util.Set;

/**
 * Cross-entropy, with a margin between old and added classes while training.
 *
 * <pre>rows: −log softmax(z + b·[class was added])_y</pre>
 *
 * <p>An example of an old class must clear the added classes by an extra b; one of an added class
 * is let off by b. Nothing is added at inference, where the effect is that of a prior e<sup>b</sup>
 * times as much in favour of the old classes. With b = 0, or with no class added, it is plain
 * cross-entropy.
 *
 * <p>After MPT, margin-preserving training, in the convention of its released training script:
 * <em>added</em> to the logits, after distillation has seen them without. The script's default is b
 * = 4; it tries 0, 1, 2 and 4. There is no default here: b trades added-class accuracy for negative
 * flips and is chosen on development data.
 *
 * @param margin b, in logits, at least 0
 */
public record MarginCalibration(double margin) implements RowLoss {

  /** Cross-entropy as it is: no treatment. */
  public static final MarginCalibration NONE = new MarginCalibration(0);

  /** Checks the margin. */
  public MarginCalibration {
    Problems.requireWeight("the margin", margin);
  }

  @Override
  public Set<Teacher> teachers() {
    return Set.of();
  }

  @Override
  public NDArray rows(LogitBatch batch) {
    return LogitFunctions.crossEntropy(calibrated(batch), batch.labels());
  }

  private NDArray calibrated(LogitBatch batch) {
    NDArray student = batch.student();
    int[] added = batch.classes().addedColumns();
    if (margin == 0 || added.length == 0) {
      return student;
    }
    double[] shift = new double[batch.classes().now().size()];
    Arrays.stream(added).forEach(column -> shift[column] = margin);
    return student.add(student.getManager().create(shift));
  }
}

package org.flipcheck.train.distillation;

import ai.djl.ndarray.NDArray;
import java.util.Set;

/**
 * BCT, backward-compatible training (Shen et al., CVPR 2020, arXiv:2003.11942): what the student
 * sees in an example must also serve the old model's frozen output layer.
 *
 * <pre>mean CE(z, y) + λ·mean over rows whose class the old model knows of CE(h, y)</pre>
 *
 * <p>h is what the old output layer makes of the student's features; the student is a {@link
 * BackwardCompatibleBlock}. The paper has &lambda; = 1 and takes the second mean over the old
 * model's training data, here the rows of the batch with its classes; over none it is 0. It is made
 * for embeddings that are searched; PCT (arXiv:2011.09161) compares itself with it as a baseline
 * against negative flips, against which it does little.
 *
 * @param influence &lambda;, at least 0
 */
public record BackwardCompatibleTraining(double influence) implements DistillationLoss {

  /** Checks the weight. */
  public BackwardCompatibleTraining {
    Problems.requireWeight("the influence of the old output layer", influence);
  }

  @Override
  public Set<Teacher> teachers() {
    return Set.of();
  }

  /**
   * The loss of a batch.
   *
   * @throws IllegalArgumentException if the batch has nothing of the old output layer
   */
  @Override
  public NDArray of(LogitBatch batch) {
    NDArray own = LogitFunctions.crossEntropy(batch.student(), batch.labels()).mean();
    int[] columns = batch.classes().oldColumns();
    long[] oldLabels = new long[columns.length];
    double[] isKnown = new double[columns.length];
    for (int i = 0; i < columns.length; i++) {
      oldLabels[i] = Math.max(0, columns[i]);
      isKnown[i] = columns[i] < 0 ? 0 : 1;
    }
    NDArray labels = batch.labels();
    NDArray known = labels.getManager().create(isKnown).gather(labels, 0);
    NDArray old = labels.getManager().create(oldLabels).gather(labels, 0);
    NDArray rows = LogitFunctions.crossEntropy(batch.throughOldLayer(), old).mul(known);
    return own.add(rows.sum().div(known.sum().maximum(1)).mul(influence));
  }
}

package org.flipcheck.train.distillation;

import ai.djl.ndarray.NDArray;

/**
 * Distillation from the old model as the authors of BCWI compare it with interpolation, after Xie
 * et al. 2021 (arXiv:2105.03048); formulas of amazon-science/regression-constraint-model-upgrade
 * ({@code DistillationModel.forward}). &alpha; weighs the teacher, the old model; T is the
 * temperature.
 *
 * <pre>
 * KD    of a row:  T²·KL(softmax(teacher/T) ‖ softmax(student/T))
 * CE    of a row:  the student's cross-entropy
 * better rows:     (Σ CE of rows where the student's CE is the lower
 *                   + α·mean KD of the others + (1 − α)·Σ CE of the others) / batch
 * old rows:        mean KD of old rows + mean CE of new rows
 * old, anchored:   mean KD of old rows + α·mean KD of new rows + (1 − α)·mean CE of new rows</pre>
 *
 * <p>The first divides KD by a number of rows twice, as released. The last at &alpha; = 1, which
 * the released experiments run, knows no label. The mean over no rows is 0. Their fourth, which
 * treats all rows alike, is {@link PlainDistillation}.
 *
 * <p>Logits have the shape (batch, classes); a teacher's logit of minus infinity is a class that it
 * does not know. All losses are scalars; gradients flow to the student alone.
 */
public final class DistillationBaseline {

  private final double oldWeight;
  private final SoftenedDivergence divergence;

  /**
   * A baseline.
   *
   * @param oldWeight &alpha;, 0 to 1
   * @param temperature T, above 0
   * @throws IllegalArgumentException if one is out of its range
   */
  public DistillationBaseline(double oldWeight, double temperature) {
    Problems.requireShare("the weight of the old model", oldWeight);
    this.oldWeight = oldWeight;
    this.divergence = new SoftenedDivergence(temperature, TemperatureScaling.SQUARED);
  }

  /**
   * Distils where the old model is at least as good, and learns from all rows.
   *
   * @param student logits being trained
   * @param teacher logits of the old model
   * @param labels class indices of the shape (batch), int64
   * @return the loss
   */
  public NDArray whereOldIsBetter(NDArray student, NDArray teacher, NDArray labels) {
    NDArray entropy = LogitFunctions.crossEntropy(student, labels);
    NDArray isOurs = entropy.lt(LogitFunctions.crossEntropy(teacher.stopGradient(), labels));
    NDArray isTheirs = isOurs.logicalNot();
    return sumOf(entropy, isOurs)
        .add(meanOf(divergence.rows(student, teacher), isTheirs).mul(oldWeight))
        .add(sumOf(entropy, isTheirs).mul(1 - oldWeight))
        .div(entropy.size());
  }

  /**
   * Distils old examples and learns from new ones.
   *
   * @param student logits being trained
   * @param teacher logits of the old model
   * @param labels class indices of the shape (batch), int64
   * @param isOld whether the old model was trained on a row, of the shape (batch), boolean
   * @return the loss
   */
  public NDArray ofOld(NDArray student, NDArray teacher, NDArray labels, NDArray isOld) {
    return meanOf(divergence.rows(student, teacher), isOld)
        .add(meanOf(LogitFunctions.crossEntropy(student, labels), isOld.logicalNot()));
  }

  /**
   * Distils old examples, and distils and learns from new ones.
   *
   * @param student logits being trained
   * @param teacher logits of the old model
   * @param labels class indices of the shape (batch), int64
   * @param isOld whether the old model was trained on a row, of the shape (batch), boolean
   * @return the loss
   */
  public NDArray ofOldAnchored(NDArray student, NDArray teacher, NDArray labels, NDArray isOld) {
    NDArray distances = divergence.rows(student, teacher);
    NDArray isNew = isOld.logicalNot();
    return meanOf(distances, isOld)
        .add(meanOf(distances, isNew).mul(oldWeight))
        .add(meanOf(LogitFunctions.crossEntropy(student, labels), isNew).mul(1 - oldWeight));
  }

  private static NDArray sumOf(NDArray rows, NDArray chosen) {
    return rows.mul(chosen.toType(rows.getDataType(), false)).sum();
  }

  private static NDArray meanOf(NDArray rows, NDArray chosen) {
    return sumOf(rows, chosen).div(chosen.toType(rows.getDataType(), false).sum().maximum(1));
  }
}

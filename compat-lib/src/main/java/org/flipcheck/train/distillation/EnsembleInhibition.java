package org.flipcheck.train.distillation;

import ai.djl.ndarray.NDArray;
import java.util.Set;

/**
 * ELODI (arXiv:2205.06265): cross-entropy and {@linkplain LogitInhibition LDI} towards one
 * reference for old and new models alike, the mean logits of an ensemble of the new architecture.
 *
 * <pre>w·mean LDI(z, t) + (1 − w)·mean CE(z, y)</pre>
 *
 * <p>The reference is {@link Teacher#NEW}: the mean of the members' logits, all of equal weight
 * (the released ensemble ignores the weight of its first member). With {@link Teacher#OLD} it is
 * LDI towards the old model alone. The released command lines run w = 0.8 with an ensemble of 8,
 * &xi; = 0.2 or 0 and the label's class left out; w = 0.5 and &xi; = 0.5 with one reference.
 *
 * @param reference who is near
 * @param distance LDI
 * @param referenceWeight w, 0 to 1
 */
public record EnsembleInhibition(
    Teacher reference, LogitInhibition distance, double referenceWeight)
    implements DistillationLoss {

  /** Checks the weight. */
  public EnsembleInhibition {
    Problems.requireShare("the weight of the reference", referenceWeight);
  }

  @Override
  public Set<Teacher> teachers() {
    return sum().teachers();
  }

  @Override
  public NDArray of(LogitBatch batch) {
    return sum().of(batch);
  }

  private WeightedSum sum() {
    return WeightedSum.of(
        referenceWeight,
        new FocalDistillation(reference, distance, FocalWeights.UNIFORM),
        1 - referenceWeight,
        MarginCalibration.NONE);
  }
}

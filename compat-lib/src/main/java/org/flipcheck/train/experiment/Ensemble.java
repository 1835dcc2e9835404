package org.flipcheck.train.experiment;

import java.util.List;

/**
 * The probability ensemble of an old and a new model, p = α·softmax(old) + (1 − α)·softmax(new); a
 * class that the old model does not know has probability 0 there.
 */
final class Ensemble {

  private final float[][] old;
  private final float[][] now;
  private final List<String> classes;

  private Ensemble(float[][] old, float[][] now, List<String> classes) {
    this.old = old;
    this.now = now;
    this.classes = classes;
  }

  static Ensemble of(
      float[][] oldLogits, List<String> oldClasses, float[][] newLogits, List<String> classes) {
    int[] place = classes.stream().mapToInt(oldClasses::indexOf).toArray();
    float[][] old = new float[oldLogits.length][];
    float[][] now = new float[newLogits.length][];
    for (int i = 0; i < old.length; i++) {
      float[] known = softmax(oldLogits[i]);
      old[i] = new float[place.length];
      for (int k = 0; k < place.length; k++) {
        old[i][k] = place[k] < 0 ? 0 : known[place[k]];
      }
      now[i] = softmax(newLogits[i]);
    }
    return new Ensemble(old, now, classes);
  }

  /** What it says when the old model counts for so much. */
  Answers answers(double oldWeight) {
    float[][] mixed = new float[now.length][classes.size()];
    for (int i = 0; i < mixed.length; i++) {
      for (int k = 0; k < mixed[i].length; k++) {
        mixed[i][k] = (float) (oldWeight * old[i][k] + (1 - oldWeight) * now[i][k]);
      }
    }
    return Answers.of(mixed, classes, classes);
  }

  private static float[] softmax(float[] logits) {
    double max = Double.NEGATIVE_INFINITY;
    for (float logit : logits) {
      max = Math.max(max, logit);
    }
    double sum = 0;
    for (float logit : logits) {
      sum += Math.exp(logit - max);
    }
    float[] probabilities = new float[logits.length];
    for (int k = 0; k < logits.length; k++) {
      probabilities[k] = (float) (Math.exp(logits[k] - max) / sum);
    }
    return probabilities;
  }
}

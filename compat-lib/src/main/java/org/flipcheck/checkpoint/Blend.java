package org.flipcheck.checkpoint;

/**
 * The formulas, on blocks of doubles. The weight &alpha; is always that of the OLD model, as in
 * BCWI (amazon-science/regression-constraint-model-upgrade, {@code interpolate_weights}); WiSE-FT's
 * weighs the new one.
 *
 * <p>All work in place on the new model's block, {@code now}. With 0 &lt; &alpha; &lt; 1 and finite
 * input the result is finite and lies between the two inputs, up to rounding; a result that is not
 * finite tells of an input that is not.
 */
public final class Blend {

  /**
   * The least Fisher value of two-sided merging, where both being 0 would leave nothing to divide
   * by: WiSE-FT's floor.
   */
  public static final double FLOOR = 1e-8;

  private Blend() {}

  /**
   * BCWI: &alpha;&middot;old + (1 &minus; &alpha;)&middot;new.
   *
   * @param old the old model's block
   * @param now the new model's, which the result replaces
   * @param count how many elements of both
   * @param alpha how much the old model counts, 0 to 1
   */
  public static void linear(double[] old, double[] now, int count, double alpha) {
    double rest = 1 - alpha;
    for (int i = 0; i < count; i++) {
      now[i] = alpha * old[i] + rest * now[i];
    }
  }

  /**
   * FisherBCWI: (&alpha;&middot;F&middot;old + (1 &minus; &alpha;)&middot;new) / (&alpha;&middot;F
   * + 1 &minus; &alpha;), F being the old model's diagonal Fisher information.
   *
   * @param old the old model's block
   * @param now the new model's, which the result replaces
   * @param oldFisher F, at least 0
   * @param count how many elements of each
   * @param alpha how much the old model counts, above 0 and below 1
   */
  public static void fisher(
      double[] old, double[] now, double[] oldFisher, int count, double alpha) {
    double rest = 1 - alpha;
    for (int i = 0; i < count; i++) {
      now[i] = mean(alpha * oldFisher[i], old[i], rest, now[i]);
    }
  }

  /**
   * Fisher merging: as {@link #fisher}, with the new model's Fisher information F' as the weight of
   * its side, and neither below {@link #FLOOR}.
   *
   * @param old the old model's block
   * @param now the new model's, which the result replaces
   * @param oldFisher F, at least 0
   * @param newFisher F', at least 0
   * @param count how many elements of each
   * @param alpha how much the old model counts, above 0 and below 1
   */
  public static void twoSided(
      double[] old, double[] now, double[] oldFisher, double[] newFisher, int count, double alpha) {
    double rest = 1 - alpha;
    for (int i = 0; i < count; i++) {
      now[i] =
          mean(
              alpha * Math.max(oldFisher[i], FLOOR),
              old[i],
              rest * Math.max(newFisher[i], FLOOR),
              now[i]);
    }
  }

  /** Divides before it multiplies, so that a large Fisher value cannot overflow. */
  private static double mean(double oldShare, double old, double newShare, double now) {
    double sum = oldShare + newShare;
    return oldShare / sum * old + newShare / sum * now;
  }

  /**
   * Adds a model to the sum of a soup.
   *
   * @param sum of the models before, which the new sum replaces
   * @param more the block of one more
   * @param count how many elements of both
   */
  public static void add(double[] sum, double[] more, int count) {
    for (int i = 0; i < count; i++) {
      sum[i] += more[i];
    }
  }

  /**
   * Ends a soup: the mean of so many models.
   *
   * @param sum of all, which the mean replaces
   * @param count how many elements
   * @param models how many were added, at least 1
   */
  public static void divide(double[] sum, int count, int models) {
    for (int i = 0; i < count; i++) {
      sum[i] /= models;
    }
  }

  /**
   * Where the first number is that is not finite.
   *
   * @param values a block
   * @param count how many elements of it
   * @return its index, or -1 where all are finite
   */
  public static int notFinite(double[] values, int count) {
    for (int i = 0; i < count; i++) {
      if (!(Math.abs(values[i]) <= Double.MAX_VALUE)) {
        return i;
      }
    }
    return -1;
  }

  /**
   * Where the first number is that cannot be Fisher information: negative, or not finite.
   *
   * @param values a block
   * @param count how many elements of it
   * @return its index, or -1 where there is none
   */
  public static int notFisher(double[] values, int count) {
    for (int i = 0; i < count; i++) {
      if (!(values[i] >= 0 && values[i] <= Double.MAX_VALUE)) {
        return i;
      }
    }
    return -1;
  }
}

package org.flipcheck.train.distillation;

import ai.djl.ndarray.NDArray;
import java.util.OptionalInt;

/**
 * LDI, logit-difference inhibition: distances of logits beyond a margin.
 *
 * <pre>row: mean over classes of max(|z − t| − ξ, 0)^p</pre>
 *
 * <p>Formula and mean as in the code released with ELODI (arXiv:2205.06265), which lets no
 * difference fall below 1e-7 so that the gradient of a fractional power exists; here p is at least
 * 1 and the floor is 0. A class that is left out counts as 0, and the mean divides by it all the
 * same.
 *
 * <p>With k given, the mean is over the k classes to which the teacher gives its highest logits, of
 * each row by itself. The released code takes rows of the batch in place of classes there.
 *
 * @param margin &xi;, in logits, at least 0; 0.5 with one reference in the released command lines,
 *     0.2 or 0 with an ensemble
 * @param power p, at least 1; 2 is the default there
 * @param top k, or empty for all classes; 10 there
 * @param label whether the class of the label counts
 */
public record LogitInhibition(double margin, double power, OptionalInt top, Label label)
    implements LogitDistance {

  /** Whether the class of the label counts. */
  public enum Label {
    /** It does. */
    INCLUDED,

    /** It does not: its logit is left to the labels. */
    EXCLUDED
  }

  /** Checks the numbers. */
  public LogitInhibition {
    Problems.requireWeight("the margin", margin);
    if (!(power >= 1 && power < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException(
          "the power is %s; it is at least 1 and finite".formatted(power));
    }
    if (top.isPresent() && top.getAsInt() < 1) {
      throw new IllegalArgumentException(
          "the top %d classes are asked for; it is at least 1, or empty for all"
              .formatted(top.getAsInt()));
    }
  }

  /**
   * With the released default p = 2, over all classes and the label's.
   *
   * @param margin &xi;
   * @return the distance
   */
  public static LogitInhibition ofMargin(double margin) {
    return new LogitInhibition(margin, 2, OptionalInt.empty(), Label.INCLUDED);
  }

  /**
   * The distance of each row.
   *
   * @throws IllegalArgumentException if there are fewer classes than the k asked for
   */
  @Override
  public NDArray rows(Teaching teaching) {
    NDArray inhibited =
        teaching.student().sub(teaching.teacher()).abs().sub(margin).maximum(0).pow(power);
    NDArray counted =
        label == Label.INCLUDED ? inhibited : inhibited.mul(teaching.isLabel().neg().add(1));
    NDArray chosen =
        top.isEmpty() ? counted : counted.gather(highest(teaching.teacher(), top.getAsInt()), 1);
    return chosen.mean(new int[] {1});
  }

  private static NDArray highest(NDArray teacher, int count) {
    long classes = teacher.getShape().get(1);
    if (count > classes) {
      throw new IllegalArgumentException(
          "the top %d classes are asked for, but both models know only %d; ask for fewer"
              .formatted(count, classes));
    }
    return teacher.topK(count, 1).get(1);
  }
}

package org.flipcheck.train.interpolation;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.function.IntToDoubleFunction;
import org.flipcheck.checkpoint.OutputRows;
import org.flipcheck.text.Glob;

/**
 * Old and new models asked together: the bound that interpolation tries to reach with one model, at
 * the cost of asking all of them.
 *
 * <pre>p = α·softmax(old) + (1 − α)·mean over new models of softmax(new)</pre>
 *
 * <p>&alpha; is the weight of the OLD model. Classes that it does not know have a logit of minus
 * infinity there, so the probability 0; logits of classes that the new models lost are left out. As
 * in amazon-science/regression-constraint-model-upgrade ({@code run_ensemble.py}).
 */
public final class ProbabilityEnsemble {

  private static final int UNKNOWN = -1;

  /** Columns of logits are matched as the rows that make them are. */
  private static final String LOGITS = "logits";

  private final int oldClasses;
  private final int[] oldColumns;

  private ProbabilityEnsemble(int oldClasses, int[] oldColumns) {
    this.oldClasses = oldClasses;
    this.oldColumns = oldColumns;
  }

  /**
   * An ensemble of models with classes of their own, matched by name.
   *
   * @param oldClasses the class of each old logit; an empty name is a column of no class
   * @param newClasses the class of each new logit, and of each probability; an empty name is a
   *     column that the old model does not know
   * @return the ensemble
   * @throws InterpolationException if a name is there twice or the sides have none in common
   */
  public static ProbabilityEnsemble of(List<String> oldClasses, List<String> newClasses) {
    OutputRows columns =
        new OutputRows(
            List.of(new Glob(LOGITS)), Optional.of(new OutputRows.Classes(oldClasses, newClasses)));
    InterpolationException.throwIfAny(columns.problems(List.of(LOGITS)));
    return new ProbabilityEnsemble(
        oldClasses.size(), columns.oldRows(oldClasses.size(), newClasses.size()));
  }

  /**
   * The probabilities of some examples under two models.
   *
   * @param oldWeight &alpha;, 0 to 1
   * @param old logits of the old model, by example and old class
   * @param now logits of the new model, by example and new class
   * @return by example and new class; each example's add up to 1
   * @throws InterpolationException as for {@link #probabilities(double, float[][], List)}
   */
  public double[][] probabilities(double oldWeight, float[][] old, float[][] now) {
    return probabilities(oldWeight, old, Collections.singletonList(now));
  }

  /**
   * The probabilities of some examples.
   *
   * @param oldWeight &alpha;, 0 to 1
   * @param old logits of the old model, by example and old class
   * @param news logits of each new model, by example and new class
   * @return by example and new class; each example's add up to 1
   * @throws InterpolationException if the weight is out of range, there is no new model, sizes
   *     differ, or a logit is NaN or plus infinity
   */
  public double[][] probabilities(double oldWeight, float[][] old, List<float[][]> news) {
    check(oldWeight, old, news);
    double[][] probabilities = new double[old.length][];
    for (int example = 0; example < old.length; example++) {
      double[] sum = new double[oldColumns.length];
      add(known(old[example]), oldWeight, sum, example);
      for (float[][] one : news) {
        double[] logits = new double[oldColumns.length];
        Arrays.setAll(logits, column(one[example]));
        add(logits, (1 - oldWeight) / news.size(), sum, example);
      }
      probabilities[example] = sum;
    }
    return probabilities;
  }

  /**
   * The answers to some examples.
   *
   * @param probabilities by example and class
   * @return the index of the most probable class, the lowest on ties
   */
  public static int[] answers(double[][] probabilities) {
    return Arrays.stream(probabilities).mapToInt(Logits::argMax).toArray();
  }

  private static IntToDoubleFunction column(float[] row) {
    return i -> row[i];
  }

  private double[] known(float[] row) {
    return Arrays.stream(oldColumns)
        .mapToDouble(column -> column == UNKNOWN ? Double.NEGATIVE_INFINITY : row[column])
        .toArray();
  }

  private static void add(double[] logits, double weight, double[] sum, int example) {
    double[] probabilities = Logits.softmax(logits);
    for (int i = 0; i < sum.length; i++) {
      if (!Double.isFinite(probabilities[i])) {
        throw new InterpolationException(
            "the logits of example %d are %s; they are numbers, and not all minus infinity"
                .formatted(example + 1, Arrays.toString(logits)));
      }
      sum[i] += weight * probabilities[i];
    }
  }

  private void check(double oldWeight, float[][] old, List<float[][]> news) {
    List<String> problems = new ArrayList<>();
    if (!(oldWeight >= 0 && oldWeight <= 1)) {
      problems.add(
          "the weight of the old model is %s; it is between 0 (only the new models) and 1 (only the old one)"
              .formatted(oldWeight));
    }
    if (news.isEmpty()) {
      problems.add("an ensemble has no new model; give the logits of at least one");
    }
    size("the old model", old, old.length, oldClasses, problems);
    for (int i = 0; i < news.size(); i++) {
      size("new model %d".formatted(i + 1), news.get(i), old.length, oldColumns.length, problems);
    }
    InterpolationException.throwIfAny(problems);
  }

  private static void size(
      String who, float[][] logits, int examples, int classes, List<String> problems) {
    if (logits.length != examples) {
      problems.add(
          "%s has logits of %d examples, the old model of %d; give the same examples"
              .formatted(who, logits.length, examples));
    }
    for (int i = 0; i < logits.length; i++) {
      if (logits[i].length != classes) {
        problems.add(
            "%s has %d logits for example %d, but %d classes; name one class for each logit"
                .formatted(who, logits[i].length, i + 1, classes));
        return;
      }
    }
  }
}

package org.flipcheck.train.distillation;

import ai.djl.ndarray.NDArray;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * Several losses at once: &Sigma; weight &middot; loss.
 *
 * @param terms at least one
 */
public record WeightedSum(List<Term> terms) implements DistillationLoss {

  /**
   * One of the losses.
   *
   * @param weight at least 0; a term of weight 0 is not computed
   * @param loss what is weighed
   */
  public record Term(double weight, DistillationLoss loss) {
    /** Checks the weight. */
    public Term {
      Problems.requireWeight("the weight of a loss", weight);
    }
  }

  /** Copies and checks the terms. */
  public WeightedSum {
    terms = List.copyOf(terms);
    if (terms.stream().noneMatch(term -> term.weight() > 0)) {
      throw new IllegalArgumentException(
          "no loss of %s has a weight above 0; there is nothing to train".formatted(terms));
    }
  }

  /**
   * Two losses.
   *
   * @param firstWeight at least 0
   * @param first weighed by that
   * @param secondWeight at least 0, not both 0
   * @param second weighed by that
   * @return their sum
   */
  public static WeightedSum of(
      double firstWeight, DistillationLoss first, double secondWeight, DistillationLoss second) {
    return new WeightedSum(List.of(new Term(firstWeight, first), new Term(secondWeight, second)));
  }

  @Override
  public Set<Teacher> teachers() {
    Set<Teacher> all = EnumSet.noneOf(Teacher.class);
    weighed().forEach(term -> all.addAll(term.loss().teachers()));
    return all;
  }

  @Override
  public NDArray of(LogitBatch batch) {
    return weighed().stream()
        .map(term -> term.loss().of(batch).mul(term.weight()))
        .reduce(NDArray::add)
        .orElseThrow();
  }

  private List<Term> weighed() {
    return terms.stream().filter(term -> term.weight() > 0).toList();
  }
}

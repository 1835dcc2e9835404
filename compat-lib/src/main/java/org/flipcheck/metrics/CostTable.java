package org.flipcheck.metrics;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What a negative flip costs, by its label and the two answers. The first cell that matches wins;
 * where none does, the default holds.
 *
 * @param defaultCost cost of a negative flip that no cell matches, ≥ 0
 * @param cells special cases, in the order they are tried
 */
public record CostTable(double defaultCost, List<Cell> cells) {

  /** Keeps an unmodifiable copy of the cells. */
  public CostTable {
    cells = List.copyOf(cells);
  }

  /**
   * One special case. Texts are compared exactly, in the form of {@link Answers}.
   *
   * @param label the label; empty matches any
   * @param oldAnswer the old model's answer; empty matches any
   * @param newAnswer the new model's answer; empty matches any
   * @param cost cost of such a flip, ≥ 0
   */
  public record Cell(
      Optional<String> label, Optional<String> oldAnswer, Optional<String> newAnswer, double cost) {

    private boolean matches(String ofLabel, String ofOld, String ofNew) {
      return label.map(text -> text.equals(ofLabel)).orElse(true)
          && oldAnswer.map(text -> text.equals(ofOld)).orElse(true)
          && newAnswer.map(text -> text.equals(ofNew)).orElse(true);
    }
  }

  /**
   * The cost of one negative flip.
   *
   * @param label its label; null where there is none, which only a cell without label matches
   * @param oldAnswer the old model's answer, or null
   * @param newAnswer the new model's answer, or null
   * @return a cost, ≥ 0
   */
  public double cost(String label, String oldAnswer, String newAnswer) {
    return cells.stream()
        .filter(cell -> cell.matches(label, oldAnswer, newAnswer))
        .mapToDouble(Cell::cost)
        .findFirst()
        .orElse(defaultCost);
  }

  /**
   * The most a flip can cost.
   *
   * @return the largest of all costs, ≥ 0
   */
  public double maxCost() {
    return cells.stream().mapToDouble(Cell::cost).reduce(defaultCost, Math::max);
  }

  /**
   * What is wrong with the costs.
   *
   * @return sentences with the value and the remedy; empty for good costs
   */
  public List<String> problems() {
    List<String> problems = new ArrayList<>();
    problem("default", defaultCost).ifPresent(problems::add);
    cells.forEach(cell -> problem("cost", cell.cost()).ifPresent(problems::add));
    return problems;
  }

  /**
   * What is wrong with one cost.
   *
   * @param name what to call it
   * @param cost the value
   * @return a sentence; empty for a finite cost of at least 0
   */
  public static Optional<String> problem(String name, double cost) {
    return cost >= 0 && Double.isFinite(cost)
        ? Optional.empty()
        : Optional.of(
            "%s is %s, but a cost is a number of at least 0"
                .formatted(name, Answers.ofNumber(cost)));
  }
}

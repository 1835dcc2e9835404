package org.flipcheck.gate;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import org.flipcheck.gate.Rule.Bound;

/**
 * Two rules that no value can keep: the largest allowed value of one is below the least of the
 * other, on the same examples.
 *
 * @param most the rule with {@code max}
 * @param least the rule with {@code min}
 */
public record Contradiction(Rule most, Rule least) {

  /**
   * All contradictions.
   *
   * @param rules the rules of a policy
   * @return pairs of rules, in the order of the later one
   */
  public static List<Contradiction> among(List<Rule> rules) {
    List<Contradiction> found = new ArrayList<>();
    for (int i = 0; i < rules.size(); i++) {
      found.addAll(of(rules.get(i), rules.subList(0, i)));
    }
    return found;
  }

  /**
   * The contradictions of one rule.
   *
   * @param rule a rule
   * @param others other rules
   * @return pairs of the rule with another, in the order of the others
   */
  public static List<Contradiction> of(Rule rule, List<Rule> others) {
    List<Contradiction> found = new ArrayList<>();
    for (Rule other : others) {
      boolean isMost = rule.bound() == Bound.MAX;
      Rule most = isMost ? rule : other;
      Rule least = isMost ? other : rule;
      if (contradict(most, least)) {
        found.add(new Contradiction(most, least));
      }
    }
    return found;
  }

  private static boolean contradict(Rule most, Rule least) {
    return most.bound() == Bound.MAX
        && least.bound() == Bound.MIN
        && most.metric() == least.metric()
        && most.baseline().equals(least.baseline())
        && most.limit() < least.limit()
        && sameExamples(most.scope(), least.scope());
  }

  /** Also a named slice and every slice of its columns, which includes it. */
  private static boolean sameExamples(Scope one, Scope other) {
    if (one instanceof Scope.Each each) {
      return new HashSet<>(each.columns()).equals(new HashSet<>(columns(other)));
    }
    if (other instanceof Scope.Each) {
      return sameExamples(other, one);
    }
    return one.equals(other);
  }

  private static List<String> columns(Scope scope) {
    if (scope instanceof Scope.Named named) {
      return named.slice().columns();
    }
    return scope instanceof Scope.Each each ? each.columns() : List.of();
  }

  /**
   * The contradiction in words.
   *
   * @return a sentence with the remedy
   */
  public String text() {
    return "no value can keep both %s and %s: correct one of them"
        .formatted(most.text(), least.text());
  }
}

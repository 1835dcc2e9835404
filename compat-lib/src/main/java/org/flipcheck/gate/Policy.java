package org.flipcheck.gate;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.OptionalDouble;
import java.util.Set;

/**
 * The limits a release has to keep.
 *
 * @param rules at least one rule
 * @param maxUnmatched largest allowed share of examples without a partner; empty when the policy
 *     names none (then 0 holds, unless the comparison was told otherwise)
 */
public record Policy(List<Rule> rules, OptionalDouble maxUnmatched) {

  /** Keeps an unmodifiable copy of the rules. */
  public Policy {
    rules = List.copyOf(rules);
  }

  /**
   * The sets of columns whose slices this policy judges; a comparison adds them to those it was
   * asked for.
   *
   * @return sets of column names, each in the order the policy gives it
   */
  public Set<List<String>> sliceSets() {
    Set<List<String>> sets = new LinkedHashSet<>();
    for (Rule rule : rules) {
      if (rule.scope() instanceof Scope.Named named) {
        sets.add(named.slice().columns());
      } else if (rule.scope() instanceof Scope.Each each) {
        sets.add(each.columns());
      }
    }
    return sets;
  }
}

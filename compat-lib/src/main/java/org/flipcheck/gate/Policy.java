package org.flipcheck.gate;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.OptionalDouble;
import java.util.Set;
import org.flipcheck.metrics.Answers;

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

  /**
   * What is wrong with this policy whatever data it meets.
   *
   * @return sentences with the value and the remedy, without a place; empty for a good policy
   */
  public List<String> problems() {
    List<String> problems = new ArrayList<>();
    if (rules.isEmpty()) {
      problems.add("the policy has no rule, so nothing could fail; add at least one");
    }
    Set<String> texts = new HashSet<>();
    for (Rule rule : rules) {
      rule.problems()
          .forEach(problem -> problems.add("rule %s: %s".formatted(rule.text(), problem)));
      if (!texts.add(rule.text())) {
        problems.add("rule %s: the policy has it twice; remove one".formatted(rule.text()));
      }
    }
    maxUnmatched.ifPresent(share -> addShareProblem(problems, share));
    return problems;
  }

  /** Complains of a largest unmatched share that is none. */
  static void addShareProblem(List<String> problems, double maxUnmatched) {
    if (!(maxUnmatched >= 0 && maxUnmatched <= 1)) {
      problems.add(
          "max_unmatched is %s, it must be a share from 0 to 1"
              .formatted(Answers.ofNumber(maxUnmatched)));
    }
  }
}

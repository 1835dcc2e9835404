package org.flipcheck.gate;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import org.flipcheck.metrics.Answers;
import org.flipcheck.metrics.CostTable;
import org.flipcheck.metrics.FlipMetric;
import org.flipcheck.stats.IntervalMethod;

/**
 * The limits a release has to keep.
 *
 * @param rules at least one rule
 * @param maxUnmatched largest allowed share of examples without a partner; empty when the policy
 *     names none (then 0 holds, unless the comparison was told otherwise)
 * @param interval how intervals of proportions are made
 * @param correction how the claim that some slice fails is corrected for their number
 * @param costs what negative flips cost; empty where no rule asks
 * @param protectedGroups examples that must not break; their names differ
 * @param waivers exceptions
 */
public record Policy(
    List<Rule> rules,
    OptionalDouble maxUnmatched,
    IntervalMethod interval,
    Correction correction,
    Optional<CostTable> costs,
    List<ProtectedGroup> protectedGroups,
    List<Waiver> waivers) {

  /** What is wrong with a policy that limits costs and gives none. */
  public static final String NO_COSTS =
      "a rule limits flip_cost, but the policy has no costs: add costs, such as {default: 1}";

  /** Keeps unmodifiable copies of the lists. */
  public Policy {
    rules = List.copyOf(rules);
    protectedGroups = List.copyOf(protectedGroups);
    waivers = List.copyOf(waivers);
  }

  /**
   * A policy of rules alone, judged by Wilson's intervals and Holm's correction.
   *
   * @param rules at least one rule
   * @param maxUnmatched largest allowed share of examples without a partner
   */
  public Policy(List<Rule> rules, OptionalDouble maxUnmatched) {
    this(
        rules,
        maxUnmatched,
        IntervalMethod.WILSON,
        Correction.HOLM,
        Optional.empty(),
        List.of(),
        List.of());
  }

  /**
   * Whether a rule limits what goes beyond the noise floor, so that a comparison needs a rerun of
   * the old model.
   *
   * @return true if some rule does
   */
  public boolean needsNoiseFloor() {
    return rules.stream().anyMatch(rule -> rule.baseline() instanceof Baseline.Floor);
  }

  /**
   * The sets of columns whose slices the noise floor is needed for.
   *
   * @return the part of {@link #sliceSets()} that rules beyond the noise floor judge
   */
  public Set<List<String>> noiseFloorSliceSets() {
    List<Rule> beyond =
        rules.stream().filter(rule -> rule.baseline() instanceof Baseline.Floor).toList();
    return new Policy(beyond, maxUnmatched).sliceSets();
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
    Contradiction.among(rules).forEach(pair -> problems.add(pair.text()));
    costs.ifPresent(table -> problems.addAll(table.problems()));
    if (costs.isEmpty() && rules.stream().anyMatch(r -> r.metric() == FlipMetric.FLIP_COST)) {
      problems.add(NO_COSTS);
    }
    problems.addAll(WaiverProblems.of(this));
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

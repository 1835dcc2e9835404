package org.flipcheck.gate;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import org.flipcheck.metrics.SliceKey;

/** Whether waivers name what their policy has. */
public final class WaiverProblems {

  private WaiverProblems() {}

  /**
   * Waivers of unknown rules, groups, slices or examples.
   *
   * @param policy any policy
   * @return sentences that name the waiver, with the remedy; empty if all is known
   */
  static List<String> of(Policy policy) {
    List<String> problems = new ArrayList<>();
    for (Waiver waiver : policy.waivers()) {
      of(waiver.subject(), policy.rules(), policy.protectedGroups())
          .forEach(text -> problems.add("waiver of %s: %s".formatted(waiver.subjectText(), text)));
    }
    return problems;
  }

  /**
   * What a waiver names and the policy does not have.
   *
   * @param subject what the waiver is for
   * @param rules the rules of the policy
   * @param groups the protected groups of the policy
   * @return sentences with the value and the remedy, without a place; empty if all is known
   */
  public static List<String> of(
      Waiver.Subject subject, List<Rule> rules, List<ProtectedGroup> groups) {
    if (subject instanceof Waiver.Subject.Examples examples) {
      return ofExamples(examples, groups);
    }
    Waiver.Subject.OfRule waived = (Waiver.Subject.OfRule) subject;
    Optional<Rule> rule = rules.stream().filter(r -> r.text().equals(waived.rule())).findFirst();
    if (rule.isEmpty()) {
      List<String> texts = rules.stream().map(Rule::text).toList();
      return List.of(
          "the policy has no rule '%s': %s"
              .formatted(waived.rule(), Suggestion.remedy(waived.rule(), texts)));
    }
    return waived.slice().flatMap(slice -> sliceProblem(slice, rule.get())).stream().toList();
  }

  private static List<String> ofExamples(
      Waiver.Subject.Examples examples, List<ProtectedGroup> groups) {
    Optional<ProtectedGroup> group =
        groups.stream().filter(g -> g.name().equals(examples.group())).findFirst();
    if (group.isEmpty()) {
      List<String> names = groups.stream().map(ProtectedGroup::name).toList();
      return List.of(
          names.isEmpty()
              ? "the policy protects no examples: add them under protected, or remove the waiver"
              : "no protected group is named '%s': %s"
                  .formatted(examples.group(), Suggestion.remedy(examples.group(), names)));
    }
    List<List<String>> strange =
        examples.ids().stream().filter(id -> !group.get().covers(id)).toList();
    return strange.isEmpty()
        ? List.of()
        : List.of(
            "%s does not protect %s: correct the ids, or remove them from the waiver"
                .formatted(examples.group(), Ids.text(strange)));
  }

  private static Optional<String> sliceProblem(SliceKey slice, Rule rule) {
    boolean judged =
        rule.scope() instanceof Scope.Named named
            ? named.slice().equals(slice)
            : rule.scope() instanceof Scope.Each
                && new HashSet<>(slice.columns()).equals(new HashSet<>(rule.columns()));
    if (judged) {
      return Optional.empty();
    }
    String remedy =
        rule.columns().isEmpty()
            ? "leave out slice"
            : "name a value of " + String.join(" and ", rule.columns()) + ", or leave out slice";
    return Optional.of("the rule '%s' does not judge %s: %s".formatted(rule.text(), slice, remedy));
  }
}

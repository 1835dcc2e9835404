package org.flipcheck.gate;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;

/** Judges the protected groups: none of their examples may break, and each must be there. */
final class ProtectedJudge {

  private final WaiverDesk desk;

  ProtectedJudge(WaiverDesk desk) {
    this.desk = desk;
  }

  /** One finding on the flips, and one more where ids or a pattern match no example. */
  List<Finding> judge(ProtectedGroup group, ProtectedOutcomes.Group outcome) {
    List<Finding> findings = new ArrayList<>();
    findings.add(flips(group, outcome));
    if (outcome.unmatchedIds() > 0 || outcome.patternUnmatched()) {
      findings.add(unmatched(group, outcome));
    }
    return findings;
  }

  private Finding flips(ProtectedGroup group, ProtectedOutcomes.Group outcome) {
    Map<Waiver, Set<List<String>>> waived = desk.forgive(outcome);
    Set<List<String>> forgiven = new HashSet<>();
    waived.values().forEach(forgiven::addAll);
    long flips = outcome.negativeFlips();
    Finding finding =
        finding(
            "no negative flip in " + group.name(),
            Gate.PROTECTED_FLIPS,
            group,
            flips == 0 ? Verdict.PASS : Verdict.FAIL,
            flips,
            outcome.examples(),
            flipsText(group, outcome, forgiven));
    return flips > 0 && forgiven.size() == flips
        ? finding.waived(List.copyOf(waived.keySet()), terms(waived))
        : finding;
  }

  private static String terms(Map<Waiver, Set<List<String>>> waived) {
    return WaiverDesk.waivedText(List.copyOf(waived.keySet()));
  }

  private static String flipsText(
      ProtectedGroup group, ProtectedOutcomes.Group outcome, Set<List<String>> forgiven) {
    String of = Messages.count(outcome.examples());
    long flips = outcome.negativeFlips();
    if (flips == 0) {
      return "None of the %s protected examples of %s turned from right to wrong."
          .formatted(of, group.name());
    }
    List<List<String>> open =
        outcome.flips().stream()
            .map(ProtectedOutcomes.Flip::idValues)
            .filter(id -> !forgiven.contains(id))
            .toList();
    String some = open.isEmpty() ? "" : ": " + Ids.quoted(open, flips - forgiven.size());
    return "%s of the %s protected examples of %s turned from right to wrong, %s forgiven by waivers%s; ask %s."
        .formatted(
            Messages.count(flips),
            of,
            group.name(),
            forgiven.isEmpty() ? "none" : Messages.count(forgiven.size()),
            some,
            group.owner());
  }

  private static Finding unmatched(ProtectedGroup group, ProtectedOutcomes.Group outcome) {
    List<String> what = new ArrayList<>();
    long ids = outcome.unmatchedIds();
    if (ids > 0) {
      what.add(
          "the protected %s %s of %s"
              .formatted(
                  ids == 1 ? "id" : "ids", Ids.quoted(outcome.unmatched(), ids), group.name()));
    }
    if (outcome.patternUnmatched()) {
      what.add(
          "the pattern %s of %s".formatted(group.like().orElseThrow().pattern(), group.name()));
    }
    boolean one = ids + (outcome.patternUnmatched() ? 1 : 0) == 1;
    String text =
        "%s %s no judged example, so the release cannot be shown to keep %s: complete the data, or correct the policy; ask %s."
            .formatted(
                String.join(" and ", what),
                one ? "matches" : "match",
                one ? "it" : "them",
                group.owner());
    return finding(
        "every protected example of " + group.name() + " is judged",
        Gate.PROTECTED_UNMATCHED,
        group,
        Verdict.FAIL,
        ids,
        outcome.idsGiven(),
        Character.toUpperCase(text.charAt(0)) + text.substring(1));
  }

  private static Finding finding(
      String rule,
      String metric,
      ProtectedGroup group,
      Verdict verdict,
      long value,
      long n,
      String message) {
    return new Finding(
        rule,
        metric,
        Optional.empty(),
        verdict,
        group.severity(),
        OptionalDouble.of((double) value),
        OptionalDouble.empty(),
        OptionalDouble.empty(),
        0,
        n,
        message);
  }
}

package org.flipcheck.spark;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.DataTypes;
import org.flipcheck.gate.Policy;
import org.flipcheck.gate.ProtectedGroup;
import org.flipcheck.gate.ProtectedOutcomes;
import org.flipcheck.gate.ProtectedOutcomes.Flip;
import org.flipcheck.report.PolicyEvidence;
import org.flipcheck.report.PolicyFingerprints;
import org.flipcheck.spark.CompareSpec.PolicyText;

/** What several runs found out of the examples of a policy, as one. */
final class EvidenceTogether {

  private final Policy policy;
  private final List<FinishedRun> runs;

  private EvidenceTogether(Policy policy, List<FinishedRun> runs) {
    this.policy = policy;
    this.runs = runs;
  }

  /** What a policy needs, and the runs do not have. */
  static List<String> problems(Optional<PolicyText> policy, List<FinishedRun> runs) {
    List<String> problems = new ArrayList<>();
    if (policy.isEmpty()) {
      return problems;
    }
    Policy rules = policy.get().policy();
    if (rules.needsNoiseFloor()) {
      problems.add(
          "the policy limits what goes beyond the noise floor, and reruns of the old model are not added up; judge each run by it, or compare all examples at once");
    }
    Optional<String> wanted = PolicyFingerprints.ofProtected(rules);
    if (wanted.isPresent()) {
      for (FinishedRun run : runs) {
        Optional<ProtectedOutcomes> found = run.result().policyEvidence().protectedOutcomes();
        boolean same = found.map(ProtectedOutcomes::fingerprint).equals(wanted);
        if (!same || run.manifest().matchedIds().size() != rules.protectedGroups().size()) {
          problems.add(
              "%s: did not look for the protected examples of the policy; compare it again with --policy, in all runs the same protected examples"
                  .formatted(run.location()));
        }
      }
    }
    return problems;
  }

  /**
   * What is known of all examples together.
   *
   * @param confusions the confusion counts of all runs
   * @param cut whether a run left confusions out
   * @throws BadInputException if the policy asks for costs, and a run left confusions out
   */
  static PolicyEvidence of(
      Optional<PolicyText> text,
      List<FinishedRun> runs,
      PassCounts counts,
      Dataset<Row> confusions,
      boolean cut) {
    if (text.isEmpty()) {
      return PolicyEvidence.NONE;
    }
    Policy policy = text.get().policy();
    if (cut && FlipCostCounts.asked(policy)) {
      throw new BadInputException(
          "the policy limits flip_cost, but a run kept only its heaviest confusions; compare all examples at once");
    }
    EvidenceTogether together = new EvidenceTogether(policy, runs);
    return new PolicyEvidence(
        PolicyFingerprints.ofProtected(policy)
            .map(print -> new ProtectedOutcomes(print, together.groups())),
        FlipCostCounts.of(policy, counts, confusions),
        Optional.empty());
  }

  /** For each group which of its listed ids judged pairs of any run have. */
  static Map<String, MatchedIds> matched(Optional<PolicyText> policy, List<FinishedRun> runs) {
    Map<String, MatchedIds> matched = new TreeMap<>();
    if (policy.filter(text -> !text.policy().protectedGroups().isEmpty()).isPresent()) {
      for (FinishedRun run : runs) {
        run.manifest()
            .matchedIds()
            .forEach((name, ids) -> matched.merge(name, ids, MatchedIds::or));
      }
    }
    return matched;
  }

  private List<ProtectedOutcomes.Group> groups() {
    return policy.protectedGroups().stream().map(this::group).toList();
  }

  private ProtectedOutcomes.Group group(ProtectedGroup group) {
    List<ProtectedOutcomes.Group> parts =
        runs.stream()
            .flatMap(run -> run.result().policyEvidence().protectedOutcomes().stream())
            .flatMap(found -> found.groups().stream())
            .filter(part -> part.name().equals(group.name()))
            .toList();
    MatchedIds matched =
        runs.stream()
            .map(run -> run.manifest().matchedIds().get(group.name()))
            .reduce(new MatchedIds(new BitSet()), MatchedIds::or);
    List<List<String>> unmatched = matched.unmatched(group);
    return new ProtectedOutcomes.Group(
        group.name(),
        group.ids().size(),
        parts.stream().mapToLong(ProtectedOutcomes.Group::examples).reduce(0, Math::addExact),
        parts.stream().mapToLong(ProtectedOutcomes.Group::negativeFlips).reduce(0, Math::addExact),
        parts.stream()
            .flatMap(part -> part.flips().stream())
            .sorted(byId())
            .limit(ProtectedOutcomes.MAX_LISTED)
            .toList(),
        unmatched.size(),
        unmatched.stream().limit(ProtectedOutcomes.MAX_LISTED).toList(),
        parts.stream().allMatch(ProtectedOutcomes.Group::patternUnmatched));
  }

  /** The order in which one comparison lists flips: whole numbers by size, texts as they are. */
  private Comparator<Flip> byId() {
    Map<String, String> types = runs.get(0).manifest().columnTypes();
    return (a, b) -> {
      int order = 0;
      for (Map.Entry<String, String> part : a.id().entrySet()) {
        String other = b.id().get(part.getKey());
        boolean number = DataTypes.LongType.simpleString().equals(types.get(part.getKey()));
        int byPart =
            number
                ? Long.compare(Long.parseLong(part.getValue()), Long.parseLong(other))
                : part.getValue().compareTo(other);
        order = order == 0 ? byPart : order;
      }
      return order;
    };
  }
}

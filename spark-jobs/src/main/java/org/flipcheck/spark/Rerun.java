package org.flipcheck.spark;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.flipcheck.gate.CostOutcome;
import org.flipcheck.gate.NoiseFloor;
import org.flipcheck.gate.Policy;
import org.flipcheck.gate.ProtectedOutcomes;
import org.flipcheck.metrics.SliceKey;
import org.flipcheck.report.ComparisonResult;
import org.flipcheck.report.ComparisonResult.Input;
import org.flipcheck.report.PolicyEvidence;
import org.flipcheck.report.PolicyFingerprints;
import org.flipcheck.report.ToolVersion;

/** Tells whether a finished run is the very comparison that is asked for again. */
final class Rerun {

  private Rerun() {}

  static boolean isSame(
      ComparisonResult finished, CompareSpec spec, List<Table> tables, Preflight.Plan plan) {
    return finished.run().toolVersion().equals(ToolVersion.get())
        && finished.run().rule().equals(spec.rule().map(rule -> rule.key()))
        && settings(finished.run().config()).equals(settings(asStored(spec)))
        && finished.sliceSets().equals(spec.slicing().sets(plan.form().slices()))
        && isSame(Optional.of(finished.inputs().oldModel()), tables, TableSide.OLD)
        && isSame(Optional.of(finished.inputs().newModel()), tables, TableSide.NEW)
        && isSame(finished.inputs().labels(), tables, TableSide.LABELS);
  }

  /**
   * Refuses to judge a finished run by a policy that needs more of the examples than the run looked
   * at.
   *
   * @throws BadInputException if it would have to be counted again
   */
  static void requireEvidence(
      ComparisonResult finished,
      CompareSpec spec,
      List<OldReruns.Opened> reruns,
      OutputDirectory output) {
    Optional<Policy> policy = spec.policy().map(CompareSpec.PolicyText::policy);
    List<String> missing = missing(finished.policyEvidence(), policy);
    if (!isSame(finished.policyEvidence().noiseFloor(), reruns, policy)) {
      missing.add("reruns of the old model");
    }
    refuse(missing, output);
  }

  /** The same for a finished merge, which has no reruns. */
  static void requireEvidence(
      ComparisonResult finished, Optional<CompareSpec.PolicyText> policy, OutputDirectory output) {
    refuse(missing(finished.policyEvidence(), policy.map(CompareSpec.PolicyText::policy)), output);
  }

  private static void refuse(List<String> missing, OutputDirectory output) {
    if (!missing.isEmpty()) {
      throw new BadInputException(
          "--out %s: holds this run, but it was not counted for the %s of this command; give --overwrite to count again"
              .formatted(output, String.join(" and ", missing)));
    }
  }

  private static List<String> missing(PolicyEvidence evidence, Optional<Policy> policy) {
    List<String> missing = new ArrayList<>();
    Optional<String> ids = policy.flatMap(PolicyFingerprints::ofProtected);
    if (ids.isPresent()
        && !ids.equals(evidence.protectedOutcomes().map(ProtectedOutcomes::fingerprint))) {
      missing.add("protected examples");
    }
    Optional<String> costs =
        policy.filter(FlipCostCounts::asked).flatMap(PolicyFingerprints::ofCosts);
    if (costs.isPresent() && !costs.equals(evidence.costs().map(CostOutcome::fingerprint))) {
      missing.add("costs");
    }
    return missing;
  }

  private static boolean isSame(
      Optional<NoiseFloor> finished, List<OldReruns.Opened> reruns, Optional<Policy> policy) {
    if (finished.isEmpty() || reruns.isEmpty()) {
      return finished.isEmpty() && reruns.isEmpty();
    }
    NoiseFloor floor = finished.get();
    Set<List<String>> counted =
        floor.reruns().get(0).slices().keySet().stream()
            .map(SliceKey::columns)
            .collect(Collectors.toSet());
    Set<List<String>> wanted = policy.map(Policy::noiseFloorSliceSets).orElse(Set.of());
    return floor.reruns().size() == reruns.size()
        && reruns.stream().allMatch(rerun -> rerun.isIn(floor))
        && wanted.stream().allMatch(set -> counted.stream().anyMatch(has -> sameSet(has, set)));
  }

  private static boolean sameSet(List<String> a, List<String> b) {
    return a.size() == b.size() && a.containsAll(b);
  }

  /** The definition in the types that a result file has. */
  private static Map<String, Object> asStored(CompareSpec spec) {
    return new ComparisonResult.Run("", Instant.EPOCH, "", Optional.empty(), spec.definition())
        .config();
  }

  /** The settings but for where the inputs lie: their fingerprints tell what they are. */
  private static Map<String, Object> settings(Map<String, Object> definition) {
    Map<String, Object> settings = new LinkedHashMap<>(definition);
    Arrays.stream(TableSide.values()).map(TableSide::key).forEach(settings::remove);
    settings.remove("old_rerun");
    return settings;
  }

  private static boolean isSame(Optional<Input> finished, List<Table> tables, TableSide side) {
    Optional<Table> asked =
        tables.stream().filter(table -> table.source().side() == side).findFirst();
    // A table without files has no fingerprint, and so is never known to be the same.
    return finished.isEmpty()
        ? asked.isEmpty()
        : asked
            .flatMap(Table::fingerprint)
            .filter(finished.get().fingerprint()::equals)
            .isPresent();
  }
}

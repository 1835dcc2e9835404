package org.flipcheck.report;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.flipcheck.gate.CostOutcome;
import org.flipcheck.gate.NoiseFloor;
import org.flipcheck.gate.NoiseFloor.Rerun;
import org.flipcheck.gate.ProtectedOutcomes;
import org.flipcheck.gate.ProtectedOutcomes.Flip;
import org.flipcheck.gate.ProtectedOutcomes.Group;
import org.flipcheck.metrics.FlipCosts;
import org.flipcheck.metrics.PairSummary;
import org.flipcheck.metrics.SliceKey;
import org.flipcheck.report.ComparisonResult.SliceResult;

/** {@link PolicyEvidence} in {@code result.json}: three sections, each left out where empty. */
final class PolicyEvidenceJson {

  private static final String PROTECTED = "protected";
  private static final String COSTS = "flip_costs";
  private static final String FLOOR = "noise_floor";
  private static final String FINGERPRINT = "fingerprint";

  private PolicyEvidenceJson() {}

  static void write(PolicyEvidence evidence, Map<String, Object> to) {
    evidence.protectedOutcomes().ifPresent(outcomes -> to.put(PROTECTED, write(outcomes)));
    evidence.costs().ifPresent(costs -> to.put(COSTS, write(costs)));
    evidence.noiseFloor().ifPresent(floor -> to.put(FLOOR, write(floor)));
  }

  private static Map<String, Object> write(ProtectedOutcomes outcomes) {
    Map<String, Object> object = new LinkedHashMap<>();
    object.put(FINGERPRINT, outcomes.fingerprint());
    object.put("groups", outcomes.groups().stream().map(PolicyEvidenceJson::write).toList());
    return object;
  }

  private static Map<String, Object> write(Group group) {
    Map<String, Object> object = new LinkedHashMap<>();
    object.put("name", group.name());
    object.put("ids_given", group.idsGiven());
    object.put("examples", group.examples());
    object.put("negative_flips", group.negativeFlips());
    object.put("flips", group.flips().stream().map(PolicyEvidenceJson::write).toList());
    object.put("unmatched_ids", group.unmatchedIds());
    object.put("unmatched", group.unmatched());
    object.put("pattern_unmatched", group.patternUnmatched());
    return object;
  }

  private static Map<String, Object> write(Flip flip) {
    Map<String, Object> object = new LinkedHashMap<>();
    object.put("id", flip.id());
    object.put("label", flip.label().orElse(null));
    object.put("old_prediction", flip.oldPrediction().orElse(null));
    object.put("new_prediction", flip.newPrediction().orElse(null));
    return object;
  }

  private static Map<String, Object> write(CostOutcome outcome) {
    FlipCosts costs = outcome.costs();
    Map<String, Object> object = new LinkedHashMap<>();
    object.put(FINGERPRINT, outcome.fingerprint());
    object.put("n", costs.n());
    object.put("negative_flips", costs.negativeFlips());
    object.put("sum", Json.number(costs.sum()));
    object.put("sum_of_squares", Json.number(costs.sumOfSquares()));
    object.put("max_cost", Json.number(costs.maxCost()));
    return object;
  }

  private static Map<String, Object> write(NoiseFloor floor) {
    Map<String, Object> object = new LinkedHashMap<>();
    object.put("reruns", floor.reruns().stream().map(PolicyEvidenceJson::write).toList());
    return object;
  }

  private static Map<String, Object> write(Rerun rerun) {
    Map<String, Object> object = new LinkedHashMap<>();
    object.put("name", rerun.name());
    object.put("uri", rerun.uri());
    object.put(FINGERPRINT, rerun.fingerprint());
    object.put("matched", rerun.matched());
    object.put("unmatched", rerun.unmatched());
    Map<String, Object> overall = new LinkedHashMap<>();
    PairsJson.write(rerun.overall(), overall);
    object.put("overall", overall);
    List<Object> slices = new ArrayList<>();
    rerun
        .slices()
        .forEach(
            (slice, pairs) ->
                slices.add(ResultJson.countsOfSlice(new SliceResult(slice, pairs, Map.of()))));
    object.put("slices", slices);
    return object;
  }

  static PolicyEvidence read(Fields root) throws ResultException {
    Optional<Fields> outcomes = root.optionalObject(PROTECTED);
    Optional<Fields> costs = root.optionalObject(COSTS);
    Optional<Fields> floor = root.optionalObject(FLOOR);
    return new PolicyEvidence(
        outcomes.isPresent() ? Optional.of(readOutcomes(outcomes.get())) : Optional.empty(),
        costs.isPresent() ? Optional.of(readCosts(costs.get())) : Optional.empty(),
        floor.isPresent() ? Optional.of(readFloor(floor.get())) : Optional.empty());
  }

  private static ProtectedOutcomes readOutcomes(Fields from) throws ResultException {
    List<Group> groups = new ArrayList<>();
    for (Fields group : from.objects("groups")) {
      groups.add(readGroup(group));
    }
    return new ProtectedOutcomes(from.text(FINGERPRINT), groups);
  }

  private static Group readGroup(Fields from) throws ResultException {
    List<Flip> flips = new ArrayList<>();
    for (Fields flip : from.objects("flips")) {
      flips.add(
          new Flip(
              flip.object("id").texts(),
              flip.nullableText("label"),
              flip.nullableText("old_prediction"),
              flip.nullableText("new_prediction")));
    }
    try {
      return new Group(
          from.text("name"),
          from.count("ids_given"),
          from.count("examples"),
          from.count("negative_flips"),
          flips,
          from.count("unmatched_ids"),
          from.listsOfTexts("unmatched"),
          from.flag("pattern_unmatched"));
    } catch (IllegalArgumentException e) {
      throw from.refuse("negative_flips", "contradicts the rest: " + e.getMessage());
    }
  }

  private static CostOutcome readCosts(Fields from) throws ResultException {
    try {
      return new CostOutcome(
          from.text(FINGERPRINT),
          new FlipCosts(
              from.count("n"),
              from.count("negative_flips"),
              from.number("sum"),
              from.number("sum_of_squares"),
              from.number("max_cost")));
    } catch (IllegalArgumentException e) {
      throw from.refuse("sum", "contradicts the rest: " + e.getMessage());
    }
  }

  private static NoiseFloor readFloor(Fields from) throws ResultException {
    List<Rerun> reruns = new ArrayList<>();
    for (Fields rerun : from.objects("reruns")) {
      Map<SliceKey, PairSummary> slices = new LinkedHashMap<>();
      for (Fields slice : rerun.objects("slices")) {
        SliceResult counts = ResultJson.readCountsOfSlice(slice);
        slices.put(counts.slice(), counts.pairs());
      }
      reruns.add(
          new Rerun(
              rerun.text("name"),
              rerun.text("uri"),
              rerun.text(FINGERPRINT),
              rerun.count("matched"),
              rerun.count("unmatched"),
              PairsJson.read(rerun.object("overall")),
              slices));
    }
    if (reruns.isEmpty()) {
      throw from.refuse("reruns", "is empty, but a noise floor needs at least one");
    }
    return new NoiseFloor(reruns);
  }
}

package org.flipcheck.report;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.flipcheck.gate.Verdict;
import org.flipcheck.metrics.FlipCounts;
import org.flipcheck.report.MendResult.Choice;
import org.flipcheck.report.MendResult.Confirmation;
import org.flipcheck.select.CandidatePoint;
import org.flipcheck.select.Connectivity;
import org.flipcheck.select.SelectionRule;
import org.flipcheck.select.TrainedPoint;
import org.flipcheck.select.WeightPoint;
import org.flipcheck.stats.Interval;

/** {@code mend.json}: a finished attempt to mend an update, for programs. */
public final class MendJson {

  private MendJson() {}

  /**
   * Writes a result.
   *
   * @param result a finished attempt
   * @return a JSON object, the last line ended too
   */
  public static String write(MendResult result) {
    Map<String, Object> root = new LinkedHashMap<>();
    root.put("schema_version", MendResult.SCHEMA_VERSION);
    root.put("created_at", result.createdAt().toString());
    root.put("tool_version", result.toolVersion());
    root.put("outcome", result.outcome().name().toLowerCase(Locale.ROOT));
    root.put("sources", result.sources().stream().map(MendJson::source).toList());
    root.put("connectivity", result.connectivity().map(MendJson::connectivity).orElse(null));
    result.choice().ifPresent(choice -> add(root, choice));
    return Json.pretty(root);
  }

  private static Map<String, Object> source(MendResult.Source source) {
    Map<String, Object> object = new LinkedHashMap<>();
    object.put("role", source.role());
    object.put("uri", source.uri());
    object.put("fingerprint", source.fingerprint());
    return object;
  }

  private static Map<String, Object> connectivity(Connectivity connectivity) {
    Map<String, Object> object = new LinkedHashMap<>();
    object.put("connected", connectivity.isConnected());
    object.put("old_to_midpoint", counts(connectivity.oldToMiddle()));
    object.put("new_to_midpoint", counts(connectivity.newToMiddle()));
    return object;
  }

  private static void add(Map<String, Object> root, Choice choice) {
    SelectionRule rule = choice.selection().rule();
    Map<String, Object> selection = new LinkedHashMap<>();
    selection.put("split", "dev");
    selection.put("tolerance", rule.tolerance());
    selection.put("confidence", rule.confidence());
    selection.put("chosen", point(choice, choice.selection().chosen()));
    selection.put(
        "curve", choice.selection().curve().stream().map(point -> point(choice, point)).toList());
    root.put("selection", selection);
    root.put("confirmation", confirmation(choice.confirmation()));
  }

  private static Map<String, Object> point(Choice choice, CandidatePoint point) {
    Map<String, Object> object = new LinkedHashMap<>();
    if (point instanceof WeightPoint weighed) {
      object.put("kind", weighed.kind().title());
      object.put("old_weight", weighed.oldWeight());
      object.put("named_weights", weighed.named());
    } else if (point instanceof TrainedPoint trained) {
      object.put("kind", trained.method());
      object.put("settings", trained.settings());
    }
    object.put("against_old", counts(point.againstOld()));
    object.put("against_new", counts(point.againstNew()));
    object.put("least_accuracy_change", choice.selection().rule().leastAccuracyChange(point));
    object.put("admitted", choice.selection().rule().admits(point));
    Verdict verdict = choice.devVerdicts().get(point);
    object.put("verdict", verdict == null ? null : verdict.name());
    return object;
  }

  private static Map<String, Object> confirmation(Confirmation confirmation) {
    Map<String, Object> object = new LinkedHashMap<>();
    object.put("split", "test");
    object.put("update", counts(confirmation.update().overall().pairs().counts().orElseThrow()));
    object.put("mended", counts(confirmation.mended().overall().pairs().counts().orElseThrow()));
    object.put("new_to_mended", counts(confirmation.newToMended()));
    object.put("accuracy_change", interval(confirmation.accuracyChange()));
    object.put("negative_flip_rate_change", interval(confirmation.flipRateChange()));
    object.put(
        "relative_reduction",
        confirmation.relativeReduction().isPresent()
            ? confirmation.relativeReduction().getAsDouble()
            : null);
    object.put(
        "verdict",
        confirmation
            .mended()
            .gate()
            .map(gate -> (Object) gate.report().verdict().name())
            .orElse(null));
    return object;
  }

  private static Map<String, Object> interval(Interval interval) {
    Map<String, Object> object = new LinkedHashMap<>();
    object.put("low", interval.low());
    object.put("high", interval.high());
    return object;
  }

  private static Map<String, Object> counts(FlipCounts counts) {
    Map<String, Object> object = new LinkedHashMap<>();
    object.put("n", counts.n());
    object.put("both_right", counts.bothRight());
    object.put("negative_flips", counts.negativeFlips());
    object.put("positive_flips", counts.positiveFlips());
    object.put("both_wrong", counts.bothWrong());
    return object;
  }
}

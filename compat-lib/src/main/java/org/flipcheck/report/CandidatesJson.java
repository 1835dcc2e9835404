package org.flipcheck.report;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.flipcheck.gate.Verdict;
import org.flipcheck.metrics.FlipCounts;
import org.flipcheck.select.CandidatePoint;
import org.flipcheck.select.Selection;
import org.flipcheck.select.SelectionRule;
import org.flipcheck.select.TrainedPoint;
import org.flipcheck.select.WeightPoint;

/** Reads the candidates of a {@code mend.json} back, so that a later report can show them. */
public final class CandidatesJson {

  private CandidatesJson() {}

  /**
   * Reads candidates.
   *
   * @param file name of the file, for messages
   * @param json what {@link MendJson} wrote
   * @return the candidates; empty where nothing was searched
   * @throws ResultException if it is no such file, or of another version
   */
  public static Optional<Candidates> read(String file, String json) throws ResultException {
    Fields root = Fields.root(file, Json.parse(file, json));
    long version = root.count("schema_version");
    if (version != MendResult.SCHEMA_VERSION) {
      throw root.refuse(
          "schema_version",
          "is %d, but this version of Flipcheck reads %d; take the version that wrote it"
              .formatted(version, MendResult.SCHEMA_VERSION));
    }
    return root.has("selection")
        ? Optional.of(candidates(root.object("selection")))
        : Optional.empty();
  }

  private static Candidates candidates(Fields selection) throws ResultException {
    List<CandidatePoint> curve = new ArrayList<>();
    Map<CandidatePoint, Verdict> verdicts = new LinkedHashMap<>();
    List<Fields> points = selection.objects("curve");
    for (int i = 0; i < points.size(); i++) {
      CandidatePoint point = point(points.get(i), i);
      curve.add(point);
      verdict(points.get(i)).ifPresent(verdict -> verdicts.put(point, verdict));
    }
    int chosen = selection.list("curve").indexOf(selection.rawObject("chosen"));
    if (chosen < 0) {
      throw selection.refuse("chosen", "is not among the curve's points");
    }
    try {
      SelectionRule rule =
          new SelectionRule(selection.number("tolerance"), selection.number("confidence"));
      return new Candidates(new Selection<>(rule, curve, curve.get(chosen)), verdicts);
    } catch (IllegalArgumentException e) {
      throw selection.refuse("curve", "does not add up: " + e.getMessage());
    }
  }

  private static Optional<Verdict> verdict(Fields point) throws ResultException {
    Optional<String> name = point.nullableText("verdict");
    Optional<Verdict> verdict =
        name.flatMap(
            text -> Arrays.stream(Verdict.values()).filter(v -> v.name().equals(text)).findFirst());
    if (name.isPresent() && verdict.isEmpty()) {
      throw point.refuse("verdict", "is '%s', which is none".formatted(name.get()));
    }
    return verdict;
  }

  private static CandidatePoint point(Fields point, int place) throws ResultException {
    String kind = point.text("kind");
    FlipCounts againstOld = counts(point.object("against_old"));
    FlipCounts againstNew = counts(point.object("against_new"));
    Optional<WeightPoint.Kind> weighed =
        Arrays.stream(WeightPoint.Kind.values()).filter(k -> k.title().equals(kind)).findFirst();
    try {
      return weighed.isPresent() && point.has("old_weight")
          ? new WeightPoint(
              weighed.get(),
              point.number("old_weight"),
              numbers(point, "named_weights"),
              againstOld,
              againstNew)
          : new TrainedPoint(place + 1, kind, numbers(point, "settings"), againstOld, againstNew);
    } catch (IllegalArgumentException e) {
      throw point.refuse("kind", "'%s' does not add up: %s".formatted(kind, e.getMessage()));
    }
  }

  private static FlipCounts counts(Fields counts) throws ResultException {
    return new FlipCounts(
        counts.count("both_right"),
        counts.count("negative_flips"),
        counts.count("positive_flips"),
        counts.count("both_wrong"),
        OptionalLong.empty());
  }

  private static Map<String, Double> numbers(Fields point, String key) throws ResultException {
    Map<String, Double> numbers = new LinkedHashMap<>();
    for (Map.Entry<?, ?> entry : point.rawObject(key).entrySet()) {
      if (!(entry.getValue() instanceof Number number)) {
        throw point.refuse(key, "has a value that is no number: " + entry.getValue());
      }
      numbers.put(entry.getKey().toString(), number.doubleValue());
    }
    return numbers;
  }
}

package org.flipcheck.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.flipcheck.gate.Finding;
import org.flipcheck.metrics.FlipMetric;
import org.flipcheck.stats.Estimate;

/** The first screen: the verdict, the sentence that people repeat, counts with intervals. */
record VerdictSection(
    String oldName,
    String newName,
    String verdict,
    String kind,
    String judgement,
    Optional<String> notice,
    String story,
    List<Tile> tiles,
    List<String> notes,
    List<Outcome> outcomes,
    List<Reason> reasons,
    Optional<String> more) {

  private static final int NAME = 200;
  private static final int SENTENCE = 1_000;
  private static final int MOST_REASONS = 10;
  private static final int MOST_WAIVERS = 20;

  /** A number that matters. */
  record Tile(
      String name,
      String value,
      Optional<String> interval,
      Optional<String> because,
      String what) {}

  /** A line of the table of outcomes. */
  record Outcome(
      String name,
      Optional<String> kind,
      String count,
      String share,
      String interval,
      String meaning) {}

  /** A finding that people must know of. */
  record Reason(String kind, String label, String message) {}

  static VerdictSection of(ComparisonResult result) {
    List<Finding> reasons = Headline.reasons(result);
    return new VerdictSection(
        name(result.inputs().oldModel().name()),
        name(result.inputs().newModel().name()),
        Headline.verdict(result),
        kind(Headline.verdict(result)),
        sentence(Headline.judgement(result)),
        Headline.notice(result),
        sentence(Headline.story(result)),
        tiles(result),
        notes(result),
        outcomes(result),
        reasons.stream().limit(MOST_REASONS).map(VerdictSection::reason).toList(),
        reasons.size() > MOST_REASONS
            ? Optional.of(
                "And %s more, see Findings."
                    .formatted(Format.count((long) reasons.size() - MOST_REASONS)))
            : Optional.empty());
  }

  boolean hasTiles() {
    return !tiles.isEmpty();
  }

  boolean hasOutcomes() {
    return !outcomes.isEmpty();
  }

  boolean hasReasons() {
    return !reasons.isEmpty();
  }

  private static String name(String foreign) {
    return Format.ellipsis(foreign, NAME);
  }

  private static String sentence(String foreign) {
    return Format.ellipsis(foreign, SENTENCE);
  }

  /** The style of a verdict or of a finding's label. */
  static String kind(String verdict) {
    return switch (verdict) {
      case "PASS" -> "pass";
      case "FAIL" -> "fail";
      case "NOT JUDGED", "not judged" -> "none";
      default -> "open";
    };
  }

  private static Reason reason(Finding finding) {
    String label = Headline.label(finding);
    return new Reason(kind(label), label, sentence(finding.message()));
  }

  private static List<Tile> tiles(ComparisonResult result) {
    List<Tile> tiles = new ArrayList<>();
    for (FlipMetric metric : Headline.keyMetrics(result)) {
      Estimate estimate = result.overall().metrics().get(metric);
      tiles.add(
          new Tile(
              Headline.name(metric),
              Format.value(metric, estimate),
              Optional.of(Format.interval(metric, estimate)).filter(text -> !text.isEmpty()),
              estimate.value().isPresent()
                  ? Optional.empty()
                  : Optional.of(sentence(estimate.undefinedBecause())),
              metric.description()));
    }
    return tiles;
  }

  private static List<String> notes(ComparisonResult result) {
    List<String> notes = new ArrayList<>();
    result
        .overall()
        .mcNemar()
        .ifPresent(
            test ->
                notes.add(
                    "Do the two accuracies differ? McNemar's test (%s): p = %s%s."
                        .formatted(
                            test.method(),
                            Format.number(test.pValue()),
                            test.midP().isPresent()
                                ? "; mid-p: " + Format.number(test.midP().getAsDouble())
                                : "")));
    if (result.overall().pairs().content().weights()) {
      notes.add("Metrics are weighted; counts are counts of examples.");
    }
    result.bootstrap().ifPresent(b -> notes.add(sentence(Headline.groups(b))));
    WaiverText.of(result, MOST_WAIVERS).forEach(line -> notes.add(sentence(line)));
    return notes;
  }

  private static List<Outcome> outcomes(ComparisonResult result) {
    List<Outcome> outcomes = new ArrayList<>();
    for (Headline.Outcome row : Headline.outcomes(result.overall().pairs())) {
      Optional<FlipMetric> rate = rate(row.name());
      outcomes.add(
          new Outcome(
              row.name(),
              rate.map(metric -> metric == FlipMetric.NEGATIVE_FLIP_RATE ? "fail" : "pass"),
              Format.count(row.count()),
              Format.percent(row.share()),
              rate.map(metric -> interval(result, metric)).orElse(""),
              row.meaning()));
    }
    if (!outcomes.isEmpty()) {
      String all = Format.count(result.overall().pairs().n());
      outcomes.add(new Outcome("all", Optional.empty(), all, "100%", "", "judged pairs"));
    }
    return outcomes;
  }

  private static String interval(ComparisonResult result, FlipMetric metric) {
    Estimate estimate = result.overall().metrics().get(metric);
    return estimate == null || result.overall().pairs().content().weights()
        ? ""
        : Format.interval(metric, estimate);
  }

  private static Optional<FlipMetric> rate(String outcome) {
    return switch (outcome) {
      case "negative flips" -> Optional.of(FlipMetric.NEGATIVE_FLIP_RATE);
      case "positive flips" -> Optional.of(FlipMetric.POSITIVE_FLIP_RATE);
      default -> Optional.empty();
    };
  }
}

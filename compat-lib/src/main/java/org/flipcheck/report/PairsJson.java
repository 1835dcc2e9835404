package org.flipcheck.report;

import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import org.flipcheck.metrics.FlipCounts;
import org.flipcheck.metrics.FlipMetric;
import org.flipcheck.metrics.FlipTable;
import org.flipcheck.metrics.PairSummary;
import org.flipcheck.metrics.PairSummary.Content;
import org.flipcheck.metrics.Ratio;
import org.flipcheck.metrics.ScoreTable;
import org.flipcheck.metrics.SquaredSums;
import org.flipcheck.stats.Estimate;

/**
 * {@link PairSummary} and metrics to JSON and back, without loss: what the pairs carry follows from
 * what is present. {@code weighted_counts} and {@code scores} say so by being there, correctness by
 * {@code both_right} not being null, answers by {@code both_wrong_same} not being null or, without
 * correctness, by {@code different_answers} being there.
 */
final class PairsJson {

  private static final String COUNTS = "counts";
  private static final String WEIGHTED_COUNTS = "weighted_counts";
  private static final String SQUARES = "weight_squares";
  private static final String SCORES = "scores";
  private static final String METRICS = "metrics";
  private static final String N = "n";
  private static final String BOTH_RIGHT = "both_right";
  private static final String NEGATIVE_FLIPS = "negative_flips";
  private static final String POSITIVE_FLIPS = "positive_flips";
  private static final String BOTH_WRONG = "both_wrong";
  private static final String BOTH_WRONG_SAME = "both_wrong_same";
  private static final String BOTH_WRONG_DIFFERENT = "both_wrong_different";
  private static final String DIFFERENT_ANSWERS = "different_answers";
  private static final String GAIN_SQUARES = "gain_square_sum";
  private static final String REGRESSION_SQUARES = "regression_square_sum";

  private PairsJson() {}

  static void write(PairSummary pairs, Map<String, Object> to) {
    to.put(COUNTS, counts(pairs));
    if (pairs.content().weights()) {
      Map<String, Object> weighted = weightedCounts(pairs);
      pairs.ofSquares().ifPresent(squares -> weighted.put(SQUARES, weightedCounts(squares)));
      to.put(WEIGHTED_COUNTS, weighted);
    }
    pairs.scores().ifPresent(scores -> to.put(SCORES, scoresWithSquares(pairs, scores)));
  }

  static void writeMetrics(Map<FlipMetric, Estimate> metrics, Map<String, Object> to) {
    Map<String, Object> object = new LinkedHashMap<>();
    metrics.forEach((metric, estimate) -> object.put(metric.key(), estimate(estimate)));
    to.put(METRICS, object);
  }

  private static Map<String, Object> counts(PairSummary pairs) {
    Map<String, Object> object = new LinkedHashMap<>();
    Optional<FlipCounts> counts = pairs.counts();
    object.put(N, pairs.n());
    object.put(BOTH_RIGHT, counts.map(FlipCounts::bothRight).orElse(null));
    object.put(NEGATIVE_FLIPS, counts.map(FlipCounts::negativeFlips).orElse(null));
    object.put(POSITIVE_FLIPS, counts.map(FlipCounts::positiveFlips).orElse(null));
    object.put(BOTH_WRONG, counts.map(FlipCounts::bothWrong).orElse(null));
    object.put(BOTH_WRONG_SAME, counts.map(c -> orNull(c.bothWrongSame())).orElse(null));
    object.put(BOTH_WRONG_DIFFERENT, counts.map(c -> orNull(c.bothWrongDifferent())).orElse(null));
    // Of a weighted comparison without correctness, only the weight of changed answers is kept.
    pairs
        .answerChanges()
        .ifPresent(
            changes ->
                object.put(
                    DIFFERENT_ANSWERS,
                    pairs.content().weights() ? null : (Object) (long) changes.numerator()));
    return object;
  }

  private static Map<String, Object> weightedCounts(PairSummary pairs) {
    Map<String, Object> object = new LinkedHashMap<>();
    Optional<FlipTable> table = pairs.table();
    object.put(N, Json.number(totalWeight(pairs)));
    object.put(BOTH_RIGHT, table.map(t -> Json.number(t.bothRight())).orElse(null));
    object.put(NEGATIVE_FLIPS, table.map(t -> Json.number(t.negativeFlips())).orElse(null));
    object.put(POSITIVE_FLIPS, table.map(t -> Json.number(t.positiveFlips())).orElse(null));
    object.put(BOTH_WRONG, table.map(t -> Json.number(t.bothWrong())).orElse(null));
    object.put(BOTH_WRONG_SAME, table.map(t -> orNull(t.bothWrongSame())).orElse(null));
    object.put(BOTH_WRONG_DIFFERENT, table.map(t -> orNull(t.bothWrongDifferent())).orElse(null));
    pairs
        .answerChanges()
        .ifPresent(changes -> object.put(DIFFERENT_ANSWERS, Json.number(changes.numerator())));
    return object;
  }

  private static double totalWeight(PairSummary pairs) {
    return pairs
        .table()
        .map(FlipTable::n)
        .or(() -> pairs.answerChanges().map(Ratio::denominator))
        .or(() -> pairs.scores().map(ScoreTable::n))
        .orElse(0.0);
  }

  private static Map<String, Object> scoresWithSquares(PairSummary pairs, ScoreTable scores) {
    Map<String, Object> object = scores(scores);
    pairs
        .squares()
        .ifPresent(
            squares -> {
              object.put(GAIN_SQUARES, Json.number(squares.gainSquares()));
              object.put(REGRESSION_SQUARES, Json.number(squares.regressionSquares()));
              if (pairs.content().weights()) {
                object.put(SQUARES, scores(squares.scores().orElseThrow()));
              }
            });
    return object;
  }

  private static Map<String, Object> scores(ScoreTable scores) {
    Map<String, Object> object = new LinkedHashMap<>();
    object.put(N, Json.number(scores.n()));
    object.put("gains", Json.number(scores.gains()));
    object.put("regressions", Json.number(scores.regressions()));
    object.put("gain_sum", Json.number(scores.gainSum()));
    object.put("regression_sum", Json.number(scores.regressionSum()));
    return object;
  }

  private static Map<String, Object> estimate(Estimate estimate) {
    Map<String, Object> object = new LinkedHashMap<>();
    object.put("value", orNull(estimate.value()));
    object.put("low", orNull(estimate.low()));
    object.put("high", orNull(estimate.high()));
    object.put("method", estimate.method());
    if (!estimate.undefinedBecause().isEmpty()) {
      object.put("undefined_because", estimate.undefinedBecause());
    }
    return object;
  }

  static Object orNull(OptionalDouble value) {
    return value.isPresent() ? Json.number(value.getAsDouble()) : null;
  }

  private static Object orNull(OptionalLong value) {
    return value.isPresent() ? (Object) value.getAsLong() : null;
  }

  static PairSummary read(Fields from) throws ResultException {
    Fields counts = from.object(COUNTS);
    Optional<Fields> weighted = from.optionalObject(WEIGHTED_COUNTS);
    Optional<Fields> scores = from.optionalObject(SCORES);
    boolean judged = counts.isSet(BOTH_RIGHT);
    boolean answers = judged ? counts.isSet(BOTH_WRONG_SAME) : counts.has(DIFFERENT_ANSWERS);
    Optional<FlipCounts> flips = judged ? Optional.of(readCounts(counts)) : Optional.empty();
    Optional<FlipTable> table = flips.map(FlipTable::of);
    if (judged && weighted.isPresent()) {
      table = Optional.of(readTable(weighted.get()));
    }
    Optional<Ratio> changes =
        !judged && answers ? Optional.of(readChanges(weighted.orElse(counts))) : Optional.empty();
    PairSummary pairs =
        new PairSummary(
            new Content(judged, answers, scores.isPresent(), weighted.isPresent()),
            counts.count(N),
            flips,
            table,
            scores.isPresent() ? Optional.of(readScores(scores.get())) : Optional.empty(),
            changes);
    return readSquares(pairs, weighted, scores).map(pairs::withSquares).orElse(pairs);
  }

  /** Results of earlier versions have none, and then no interval where these are needed. */
  private static Optional<SquaredSums> readSquares(
      PairSummary pairs, Optional<Fields> weighted, Optional<Fields> scores)
      throws ResultException {
    boolean ofWeights = weighted.isPresent();
    boolean complete =
        (ofWeights || scores.isPresent())
            && (!ofWeights || weighted.get().has(SQUARES))
            && (scores.isEmpty()
                || (scores.get().has(GAIN_SQUARES) && (!ofWeights || scores.get().has(SQUARES))));
    if (!complete) {
      return Optional.empty();
    }
    Optional<FlipTable> table = pairs.table();
    Optional<Ratio> changes = pairs.answerChanges();
    Optional<ScoreTable> ofScores = pairs.scores();
    if (ofWeights) {
      Fields squares = weighted.get().object(SQUARES);
      table = table.isPresent() ? Optional.of(readTable(squares)) : table;
      changes = changes.isPresent() ? Optional.of(readChanges(squares)) : changes;
      ofScores =
          scores.isPresent()
              ? Optional.of(readScores(scores.get().object(SQUARES)))
              : Optional.empty();
    }
    return Optional.of(
        new SquaredSums(
            table,
            ofScores,
            changes,
            scores.isPresent() ? scores.get().number(GAIN_SQUARES) : 0,
            scores.isPresent() ? scores.get().number(REGRESSION_SQUARES) : 0));
  }

  private static FlipCounts readCounts(Fields from) throws ResultException {
    long bothWrong = from.count(BOTH_WRONG);
    OptionalLong same = from.nullableCount(BOTH_WRONG_SAME);
    OptionalLong different = from.nullableCount(BOTH_WRONG_DIFFERENT);
    if (same.isPresent() != different.isPresent()
        || (same.isPresent() && same.getAsLong() + different.getAsLong() != bothWrong)) {
      throw from.refuse(
          BOTH_WRONG, "is %d, but its two parts do not add up to it".formatted(bothWrong));
    }
    FlipCounts counts =
        new FlipCounts(
            from.count(BOTH_RIGHT),
            from.count(NEGATIVE_FLIPS),
            from.count(POSITIVE_FLIPS),
            bothWrong,
            same);
    if (counts.n() != from.count(N)) {
      throw from.refuse(
          N, "is %d, but the outcomes add up to %d".formatted(from.count(N), counts.n()));
    }
    return counts;
  }

  private static FlipTable readTable(Fields from) throws ResultException {
    from.number(N);
    return new FlipTable(
        from.number(BOTH_RIGHT),
        from.number(NEGATIVE_FLIPS),
        from.number(POSITIVE_FLIPS),
        from.number(BOTH_WRONG),
        from.nullableNumber(BOTH_WRONG_SAME));
  }

  private static Ratio readChanges(Fields from) throws ResultException {
    return Ratio.of(from.number(DIFFERENT_ANSWERS), from.number(N), "there is no pair");
  }

  private static ScoreTable readScores(Fields from) throws ResultException {
    return new ScoreTable(
        from.number(N),
        from.number("gains"),
        from.number("regressions"),
        from.number("gain_sum"),
        from.number("regression_sum"));
  }

  static Map<FlipMetric, Estimate> readMetrics(Fields from, PairSummary pairs)
      throws ResultException {
    Map<FlipMetric, Estimate> metrics = new EnumMap<>(FlipMetric.class);
    Fields object = from.object(METRICS);
    for (Object key : from.rawObject(METRICS).keySet()) {
      String name = (String) key;
      Optional<FlipMetric> metric = FlipMetric.fromKey(name);
      if (metric.isEmpty()) {
        throw object.refuse(name, "is not a metric that this version of Flipcheck knows");
      }
      if (!metric.get().appliesTo(pairs.content())) {
        throw object.refuse(name, "does not apply: the counts lack what it is computed from");
      }
      metrics.put(metric.get(), readEstimate(object.object(name)));
    }
    return metrics;
  }

  private static Estimate readEstimate(Fields from) throws ResultException {
    return new Estimate(
        from.nullableNumber("value"),
        from.nullableNumber("low"),
        from.nullableNumber("high"),
        from.text("method"),
        from.has("undefined_because") ? from.text("undefined_because") : "");
  }
}

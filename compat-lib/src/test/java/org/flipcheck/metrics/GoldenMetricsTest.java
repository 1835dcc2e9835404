package org.flipcheck.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.stream.IntStream;
import org.flipcheck.GoldenVectors;
import org.flipcheck.GoldenVectors.Vector;
import org.flipcheck.metrics.PairSummary.Content;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The metrics against numbers that the papers' own code, or their tables, gave. */
class GoldenMetricsTest {

  private static final Map<String, FlipMetric> NAMES_IN_FLIP_COUNTS =
      Map.of(
          "acc_old", FlipMetric.OLD_ACCURACY,
          "acc_new", FlipMetric.NEW_ACCURACY,
          "nfr", FlipMetric.NEGATIVE_FLIP_RATE,
          "pfr", FlipMetric.POSITIVE_FLIP_RATE,
          "churn", FlipMetric.CHURN,
          "muscle_nfr_mc", FlipMetric.INCONSISTENCY_RATE,
          "relative_nfr_pct", FlipMetric.RELATIVE_NEGATIVE_FLIP_RATE,
          "nfi", FlipMetric.NEGATIVE_FLIP_IMPACT,
          "btc", FlipMetric.BACKWARD_TRUST_COMPATIBILITY,
          "bec_paper", FlipMetric.BACKWARD_ERROR_COMPATIBILITY);

  static List<Vector> flipCounts() {
    return GoldenVectors.load("flip_counts");
  }

  @ParameterizedTest
  @MethodSource("flipCounts")
  void everyMetricOverallAndBySlice(Vector vector) {
    JsonNode inputs = vector.inputs();
    assertAllMetrics(GoldenVectors.count(vector), vector.expected().get("all"));
    for (Map.Entry<String, JsonNode> slice : vector.expected().get("by_slice").properties()) {
      String value = slice.getKey().substring("slice=".length());
      FlipCounts counts =
          GoldenVectors.count(
              inputs.get("old_pred"),
              inputs.get("new_pred"),
              inputs.get("label"),
              i -> inputs.get("slice").get(i).asText().equals(value));
      assertAllMetrics(counts, slice.getValue());
    }
  }

  private static void assertAllMetrics(FlipCounts counts, JsonNode expected) {
    assertThat(counts)
        .isEqualTo(
            FlipCounts.of(
                expected.get("both_correct").asLong(),
                expected.get("negative_flips").asLong(),
                expected.get("positive_flips").asLong(),
                expected.get("both_wrong_same").asLong(),
                expected.get("both_wrong_different").asLong()));
    assertThat(counts.n()).isEqualTo(expected.get("n").asLong());
    NAMES_IN_FLIP_COUNTS.forEach(
        (name, metric) ->
            assertMetric(metric, counts, GoldenVectors.number(expected.get(name)), 1e-12));
  }

  static List<Vector> mptMetrics() {
    return GoldenVectors.load("mpt_metrics");
  }

  @ParameterizedTest
  @MethodSource("mptMetrics")
  void relativeNegativeFlipRateOfMpt(Vector vector) {
    FlipCounts counts = GoldenVectors.count(vector);
    boolean crashed = !vector.expected().get("reference_raised").isNull();

    assertMetric(FlipMetric.NEGATIVE_FLIP_RATE, counts, vector.number("nfr"), 1e-12);
    assertMetric(
        FlipMetric.RELATIVE_NEGATIVE_FLIP_RATE,
        counts,
        crashed ? OptionalDouble.empty() : vector.number("relative_nfr"),
        1e-12);
  }

  static List<Vector> bcmlScores() {
    return GoldenVectors.load("bcml_scores");
  }

  @ParameterizedTest
  @MethodSource("bcmlScores")
  void trustAndErrorCompatibilityWithNewErrorsBelowTheLine(Vector vector) {
    FlipCounts counts =
        GoldenVectors.count(
            vector.inputs().get("h1_output_labels"),
            vector.inputs().get("h2_output_labels"),
            vector.inputs().get("expected_labels"));
    boolean oldEverRight = counts.bothRight() + counts.negativeFlips() > 0;

    assertMetric(
        FlipMetric.BACKWARD_TRUST_COMPATIBILITY,
        counts,
        oldEverRight ? vector.number("trust_compatibility_score") : OptionalDouble.empty(),
        1e-12);
    assertMetric(
        FlipMetric.BACKWARD_ERROR_COMPATIBILITY,
        counts,
        vector.number("bec_paper_definition"),
        1e-12);
  }

  static List<Vector> bcmlBatchedScores() {
    return GoldenVectors.load("bcml_batched_scores");
  }

  @ParameterizedTest
  @MethodSource("bcmlBatchedScores")
  void batchesAreAddedBeforeTheDivision(Vector vector) {
    JsonNode inputs = vector.inputs();
    FlipCounts sum = FlipCounts.ZERO;
    int start = 0;
    for (JsonNode size : inputs.get("batch_sizes")) {
      int from = start;
      int to = from + size.asInt();
      sum =
          sum.plus(
              GoldenVectors.count(
                  inputs.get("old_pred"),
                  inputs.get("new_pred"),
                  inputs.get("label"),
                  i -> from <= i && i < to));
      start = to;
    }

    assertThat(sum).isEqualTo(GoldenVectors.count(vector));
    assertMetric(
        FlipMetric.BACKWARD_TRUST_COMPATIBILITY, sum, vector.number("btc_whole_set"), 1e-12);
  }

  static List<Vector> amznMetrics() {
    return GoldenVectors.load("amzn_metrics");
  }

  @ParameterizedTest
  @MethodSource("amznMetrics")
  void ratesAndImpactOfTheBcwiCode(Vector vector) {
    FlipCounts counts = GoldenVectors.count(vector);
    boolean newEverWrong = counts.negativeFlips() + counts.bothWrong() > 0;

    assertMetric(FlipMetric.NEGATIVE_FLIP_RATE, counts, vector.number("NFR"), 1e-9);
    assertMetric(FlipMetric.POSITIVE_FLIP_RATE, counts, vector.number("PFR"), 1e-9);
    assertMetric(
        FlipMetric.NEW_ACCURACY, counts, hundredth(vector.number("acc_new_percent")), 1e-9);
    assertMetric(
        FlipMetric.NEGATIVE_FLIP_IMPACT,
        counts,
        newEverWrong ? hundredth(vector.number("nfi_percent")) : OptionalDouble.empty(),
        1e-9);
  }

  static List<Vector> published() {
    return GoldenVectors.load("published_pct_relative_nfr");
  }

  @ParameterizedTest
  @MethodSource("published")
  void relativeNegativeFlipRatePrintedByPct(Vector vector) {
    double oldErrors = vector.inputs().get("er_old_percent").asDouble();
    double newErrors = vector.inputs().get("er_new_percent").asDouble();
    double negative = vector.inputs().get("nfr_percent").asDouble();
    double bothRight = 100 - oldErrors - negative;
    FlipTable percents =
        new FlipTable(
            bothRight,
            negative,
            100 - newErrors - bothRight,
            newErrors - negative,
            OptionalDouble.empty());

    double relative = 100 * FlipMetrics.relativeNegativeFlipRate(percents).value().getAsDouble();

    assertThat(relative)
        .isCloseTo(vector.number("relative_nfr_percent_formula").getAsDouble(), within(6e-5));
    if (vector.expected().get("printed_consistent_with_formula_given_rounding").asBoolean()) {
      // The inputs are rounded to two decimals as well, so the printed value is only near.
      assertThat(relative)
          .isCloseTo(vector.number("relative_nfr_percent_printed").getAsDouble(), within(0.05));
    }
  }

  static List<Vector> sequences() {
    return GoldenVectors.load("sequence_metrics");
  }

  @ParameterizedTest
  @MethodSource("sequences")
  void stepsOfASequenceOfUpdates(Vector vector) {
    JsonNode versions = vector.inputs().get("predictions_by_version");
    JsonNode labels = vector.inputs().get("label");
    List<FlipCounts> steps = new ArrayList<>();
    for (int step = 1; step < versions.size(); step++) {
      steps.add(GoldenVectors.count(versions.get(step - 1), versions.get(step), labels));
    }
    FlipCounts all = steps.stream().reduce(FlipCounts.ZERO, FlipCounts::plus);
    FlipCounts direct =
        GoldenVectors.count(versions.get(0), versions.get(versions.size() - 1), labels);

    assertThat((double) all.negativeFlips())
        .isEqualTo(vector.number("sum_negative_flips").getAsDouble());
    assertThat((double) all.positiveFlips())
        .isEqualTo(vector.number("sum_positive_flips").getAsDouble());
    assertMetric(
        FlipMetric.NEGATIVE_FLIP_RATE, all, vector.number("average_nfr_per_update"), 1e-12);
    assertMetric(
        FlipMetric.NEGATIVE_FLIP_RATE, direct, vector.number("direct_first_to_last_nfr"), 1e-12);
    assertMetric(
        FlipMetric.ACCURACY_DELTA, direct, vector.number("delta_acc_first_to_last"), 1e-12);
    assertThat((double) all.positiveFlips() / all.negativeFlips())
        .isCloseTo(vector.number("pf_over_nf").getAsDouble(), within(1e-12));
    assertThat(everNegativelyFlipped(versions, labels))
        .isCloseTo(
            vector.number("fraction_of_items_ever_negative_flipped").getAsDouble(), within(1e-12));
    assertThat(mean(FlipMetric.BACKWARD_TRUST_COMPATIBILITY, steps))
        .isCloseTo(vector.number("mean_btc").getAsDouble(), within(1e-12));
    assertThat(mean(FlipMetric.BACKWARD_ERROR_COMPATIBILITY, steps))
        .isCloseTo(vector.number("mean_bec_paper").getAsDouble(), within(1e-12));
  }

  private static double everNegativelyFlipped(JsonNode versions, JsonNode labels) {
    long flipped =
        IntStream.range(0, labels.size())
            .filter(
                item ->
                    IntStream.range(1, versions.size())
                        .mapToObj(
                            step ->
                                GoldenVectors.count(
                                    versions.get(step - 1),
                                    versions.get(step),
                                    labels,
                                    i -> i == item))
                        .anyMatch(counts -> counts.negativeFlips() > 0))
            .count();
    return (double) flipped / labels.size();
  }

  private static double mean(FlipMetric metric, List<FlipCounts> steps) {
    return steps.stream()
        .mapToDouble(counts -> metric.of(PairSummary.of(counts)).value().getAsDouble())
        .average()
        .orElseThrow();
  }

  static List<Vector> multipleChoice() {
    return GoldenVectors.load("muscle_multiple_choice");
  }

  @ParameterizedTest
  @MethodSource("multipleChoice")
  void inconsistencyOfMuscle(Vector vector) {
    FlipCounts counts = GoldenVectors.count(vector);

    assertMetric(FlipMetric.INCONSISTENCY_RATE, counts, vector.number("nfr_mc"), 1e-12);
    assertMetric(FlipMetric.NEGATIVE_FLIP_RATE, counts, vector.number("nfr"), 1e-12);
    assertMetric(FlipMetric.POSITIVE_FLIP_RATE, counts, vector.number("pfr"), 1e-12);
    assertMetric(FlipMetric.OLD_ACCURACY, counts, vector.number("acc_old"), 1e-12);
    assertMetric(FlipMetric.NEW_ACCURACY, counts, vector.number("acc_new"), 1e-12);
  }

  static List<Vector> smoothMetrics() {
    return GoldenVectors.load("muscle_smooth_metrics");
  }

  @ParameterizedTest
  @MethodSource("smoothMetrics")
  void scoreChangesOfMuscle(Vector vector) {
    JsonNode old = vector.inputs().get("old_similarity");
    JsonNode now = vector.inputs().get("new_similarity");
    PairTally tally = new PairTally(new Content(false, false, true, false));
    CellSums cell = new CellSums();
    for (int i = 0; i < old.size(); i++) {
      cell.addPair(now.get(i).asDouble() - old.get(i).asDouble(), Double.NaN);
    }
    tally.add(FlipOutcome.SCORED, cell);
    PairSummary summary = tally.summary();

    assertMetric(FlipMetric.GAIN_RATE, summary, vector.number("pfr"), 1e-12);
    assertMetric(FlipMetric.REGRESSION_RATE, summary, vector.number("nfr"), 1e-12);
    assertMetric(FlipMetric.MEAN_GAIN, summary, vector.number("mean_gain"), 1e-12);
    assertMetric(FlipMetric.MEAN_REGRESSION, summary, vector.number("mean_regression"), 1e-12);
    assertMetric(FlipMetric.MEAN_SCORE_DELTA, summary, vector.number("net_change"), 1e-12);
  }

  private static OptionalDouble hundredth(OptionalDouble percent) {
    return OptionalDouble.of(percent.getAsDouble() / 100);
  }

  private static void assertMetric(
      FlipMetric metric, FlipCounts counts, OptionalDouble expected, double tolerance) {
    assertMetric(metric, PairSummary.of(counts), expected, tolerance);
  }

  private static void assertMetric(
      FlipMetric metric, PairSummary summary, OptionalDouble expected, double tolerance) {
    OptionalDouble value = metric.of(summary).value();
    if (expected.isEmpty()) {
      assertThat(value).as(metric.key()).isEmpty();
    } else {
      assertThat(value.getAsDouble())
          .as(metric.key())
          .isCloseTo(expected.getAsDouble(), within(tolerance * Math.abs(expected.getAsDouble())));
    }
  }
}

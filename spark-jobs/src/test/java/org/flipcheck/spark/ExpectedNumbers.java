package org.flipcheck.spark;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.DoubleNode;
import com.fasterxml.jackson.databind.node.LongNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.flipcheck.spark.ExpectedPair.Part;
import org.flipcheck.spark.ExpectedPair.Setting;

/**
 * Holds one {@code result.json} against what {@code expected.json} says about the pair. Every field
 * has to be known here, so that none is passed over in silence.
 */
final class ExpectedNumbers {

  private final ExpectedPair pair;
  private final Setting setting;
  private final JsonNode result;
  private final MissingAnswers missing;
  private final NumberCheck check;

  /** How many pairs lack an answer; no part of {@code result.json}, counted in the tables. */
  record MissingAnswers(long ofOld, long ofNew, long ofBothAndWrong) {}

  ExpectedNumbers(
      ExpectedPair pair,
      Setting setting,
      JsonNode result,
      MissingAnswers missing,
      NumberCheck check) {
    this.pair = pair;
    this.setting = setting;
    this.result = result;
    this.missing = missing;
    this.check = check;
  }

  void compare() {
    compareLedger();
    compareSides();
    for (Part part : setting.parts()) {
      compareNumbers("overall", part.overall(), result.path("overall"), Optional.of(missing));
      part.slices()
          .properties()
          .forEach(column -> compareSlices(column.getKey(), column.getValue()));
    }
  }

  private void compareLedger() {
    JsonNode ledger = result.path("ledger");
    JsonNode expected = pair.numbers();
    JsonNode overall = setting.parts().get(0).overall();
    long joined = expected.path("n_joined").asLong();
    long unlabelled = expected.path("n_unlabelled").asLong(0);
    long judged = overall.path(overall.has("n") ? "n" : "n_scored").asLong();
    ledger(ledger, "matched", joined);
    ledger(ledger, "judged", judged);
    ledger(ledger, "ungraded", unlabelled);
    ledger(ledger, "label_conflicts_excluded", joined - unlabelled - judged);
    if (expected.has("n_label_mismatch")) {
      ledger(ledger, "label_conflicts", expected.path("n_label_mismatch").asLong());
    }
    if (expected.has("slice_mismatch")) {
      long differing = 0;
      for (JsonNode column : expected.path("slice_mismatch")) {
        differing += column.asLong();
      }
      ledger(ledger, "slice_conflicts", differing);
    }
  }

  private void compareSides() {
    JsonNode ledger = result.path("ledger");
    JsonNode expected = pair.numbers();
    long joined = expected.path("n_joined").asLong();
    for (String side : new String[] {"old", "new"}) {
      long rows = expected.path(side + "_rows").asLong();
      long alone = expected.path("n_only_" + side).asLong();
      ledger(ledger, side + "_rows", rows);
      ledger(ledger, "only_" + side, alone);
      ledger(ledger, "duplicate_identical_" + side, rows - joined - alone);
      ledger(ledger, "duplicate_conflicting_" + side, 0);
      compareOwnAccuracy(side, rows == joined);
    }
  }

  private void ledger(JsonNode ledger, String bucket, long expected) {
    check.exact("ledger " + bucket, expected, ledger.path(bucket));
  }

  /** Where every row of a file is judged, the accuracy on the file is that on the pairs. */
  private void compareOwnAccuracy(String side, boolean allJoined) {
    JsonNode own = pair.numbers().path("acc_" + side + "_own_file");
    JsonNode ledger = result.path("ledger");
    boolean allJudged = ledger.path("judged").equals(ledger.path("matched"));
    if (allJoined && allJudged && !own.isMissingNode()) {
      JsonNode metrics = result.path("overall").path("metrics");
      check.exact("acc_" + side + "_own_file", own, metrics.path(side + "_accuracy").path("value"));
    }
  }

  private void compareSlices(String column, JsonNode expected) {
    Map<String, JsonNode> actual = new TreeMap<>();
    for (JsonNode slice : result.path("slices")) {
      JsonNode key = slice.path("slice");
      if (key.size() == 1 && key.has(column)) {
        String value = key.get(column).isNull() ? "" : key.get(column).asText();
        if (actual.put(value, slice) != null) {
          check.differ(column + "=" + value, "one slice", "two, one of them null");
        }
      }
    }
    expected
        .properties()
        .forEach(
            value -> {
              String where = column + "=" + value.getKey();
              JsonNode found = actual.remove(value.getKey());
              if (found == null) {
                check.differ(where, "a slice", "not there");
              } else {
                compareNumbers(where, value.getValue(), found, Optional.empty());
              }
            });
    actual.keySet().forEach(value -> check.differ(column + "=" + value, "no slice", "there"));
  }

  private void compareNumbers(
      String where, JsonNode expected, JsonNode actual, Optional<MissingAnswers> absent) {
    if (expected.isEmpty()) {
      check.differ(where, "numbers", "none are given");
    }
    expected
        .properties()
        .forEach(
            field ->
                compareField(
                    where + " " + field.getKey(), field.getKey(), expected, actual, absent));
  }

  private void compareField(
      String where,
      String field,
      JsonNode expected,
      JsonNode actual,
      Optional<MissingAnswers> absent) {
    JsonNode value = expected.get(field);
    switch (field) {
      case "nfr_rel" -> check.close(where, value, metric(actual, "relative_negative_flip_rate"));
      case "churn" -> compareChurn(where, expected, metric(actual, "churn"));
      case "mean_loss" ->
          compareMean(where, value, product(actual, "regression_rate", "mean_regression"));
      case "mean_gain" -> compareMean(where, value, product(actual, "gain_rate", "mean_gain"));
      case "mean_old" -> {} // compared together with mean_new
      case "mean_new" -> compareMeanDelta(where, expected, actual);
      case "churn_correctness" -> compareMean(where, value, correctnessChurn(actual));
      case "missing_old" -> compareMissing(where, value, absent.map(MissingAnswers::ofOld));
      case "missing_new" -> compareMissing(where, value, absent.map(MissingAnswers::ofNew));
      case "both_wrong_both_missing" ->
          compareMissing(where, value, absent.map(MissingAnswers::ofBothAndWrong));
      default -> check.exact(where, value, single(field, actual));
    }
  }

  /**
   * Churn is (NF + PF + WD) / N here. The expected file counts differing texts instead, which is
   * another number where a grade or a label that differs between the files, and not the answer,
   * tells right from wrong: such a difference is named, and the formula is held against the file's
   * own counts.
   */
  private void compareChurn(String where, JsonNode expected, JsonNode churn) {
    JsonNode texts = expected.get("churn");
    if (!expected.has("both_wrong_diff") || texts.isNull() || texts.equals(churn)) {
      check.exact(where, texts, churn);
      return;
    }
    double changed =
        expected.path("neg_flips").asDouble()
            + expected.path("pos_flips").asDouble()
            + expected.path("both_wrong_diff").asDouble();
    check.exact(where, DoubleNode.valueOf(changed / expected.path("n_scored").asDouble()), churn);
    check.name(where, texts, churn);
  }

  /** The number that is one field of the result, or one division. */
  private static JsonNode single(String field, JsonNode actual) {
    JsonNode counts = actual.path("counts");
    JsonNode scores = actual.path("scores");
    return switch (field) {
      case "n", "n_scored" -> counts.path("n");
      case "both_right", "both_wrong", "both_wrong_same" -> counts.path(field);
      case "both_wrong_diff" -> counts.path("both_wrong_different");
      case "neg_flips" -> counts.path("negative_flips");
      case "pos_flips" -> counts.path("positive_flips");
      case "prediction_differs" -> counts.path("different_answers");
      case "acc_old" -> metric(actual, "old_accuracy");
      case "acc_new" -> metric(actual, "new_accuracy");
      case "nfr" -> metric(actual, "negative_flip_rate");
      case "pfr" -> metric(actual, "positive_flip_rate");
      case "btc" -> metric(actual, "backward_trust_compatibility");
      case "bec" -> metric(actual, "backward_error_compatibility");
      case "n_better" -> scores.path("gains");
      case "n_worse" -> scores.path("regressions");
      case "n_equal" -> equalScores(scores);
      default -> throw new IllegalArgumentException("expected.json has an unknown field: " + field);
    };
  }

  private static JsonNode metric(JsonNode actual, String name) {
    return actual.path("metrics").path(name).path("value");
  }

  private static JsonNode equalScores(JsonNode scores) {
    return scores.isMissingNode()
        ? MissingNode.getInstance()
        : LongNode.valueOf(
            scores.path("n").asLong()
                - scores.path("gains").asLong()
                - scores.path("regressions").asLong());
  }

  private void compareMean(String where, JsonNode expected, Optional<Double> actual) {
    if (expected.isNumber() && actual.isPresent()) {
      check.close(where, expected.doubleValue(), actual.get(), expected.doubleValue());
    } else if (!expected.isNull() || actual.isPresent()) {
      check.differ(where, expected, actual);
    }
  }

  /** A rate times the mean of what it counts: 0 where it counts nothing and has no mean. */
  private static Optional<Double> product(JsonNode actual, String rate, String mean) {
    JsonNode share = metric(actual, rate);
    JsonNode size = metric(actual, mean);
    if (!share.isNumber() || (!size.isNumber() && share.doubleValue() != 0)) {
      return Optional.empty();
    }
    return Optional.of(share.doubleValue() * size.doubleValue());
  }

  private static Optional<Double> correctnessChurn(JsonNode actual) {
    JsonNode counts = actual.path("counts");
    long n = counts.path("n").asLong();
    long flips = counts.path("negative_flips").asLong() + counts.path("positive_flips").asLong();
    return n == 0 ? Optional.empty() : Optional.of((double) flips / n);
  }

  /** Flipcheck gives the difference of the means only; it is relative to the larger of the two. */
  private void compareMeanDelta(String where, JsonNode expected, JsonNode actual) {
    JsonNode delta = metric(actual, "mean_score_delta");
    double old = expected.path("mean_old").doubleValue();
    double fresh = expected.path("mean_new").doubleValue();
    if (delta.isNumber()) {
      double scale = Math.max(Math.abs(old), Math.abs(fresh));
      check.close(where + " - mean_old", fresh - old, delta.doubleValue(), scale);
    } else {
      check.differ(where, expected, delta);
    }
  }

  /** Compared overall only: slices of missing answers are in no table of a run. */
  private void compareMissing(String where, JsonNode expected, Optional<Long> actual) {
    if (expected.isNumber() && actual.isPresent()) {
      check.exact(where, expected, LongNode.valueOf(actual.get()));
    }
  }
}

package org.flipcheck.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.flipcheck.metrics.CellSums;
import org.flipcheck.metrics.FlipCounts;
import org.flipcheck.metrics.FlipOutcome;
import org.flipcheck.metrics.PairSummary;
import org.flipcheck.metrics.PairSummary.Content;
import org.flipcheck.metrics.PairTally;
import org.flipcheck.report.ComparisonResult.Overall;
import org.flipcheck.report.ComparisonResult.SliceResult;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class ResultJsonTest {

  /** Keys that may be absent: optional parts, and whatever the configuration holds. */
  private static final Set<String> OPTIONAL =
      Set.of(
          "on_inconclusive",
          "advisory",
          "exit_code",
          "slice",
          "overall_known_classes",
          "mid_p_value",
          "slices_truncated",
          "weighted_counts",
          "scores");

  @Test
  void writesTheLayoutOtherProgramsRelyOn() {
    ComparisonResult full = Fixtures.result();
    ComparisonResult result =
        new ComparisonResult(
            full.run(),
            full.inputs(),
            full.ledger(),
            new Overall(Fixtures.ALL, Map.of(), full.overall().mcNemar()),
            Optional.empty(),
            full.sliceSets(),
            List.of(
                new SliceResult(
                    Fixtures.NONE_KEY, PairSummary.of(FlipCounts.of(2, 1, 0, 0, 0)), Map.of())),
            Optional.empty(),
            Optional.empty());
    assertThat(ResultJson.write(result))
        .isEqualTo(
            """
            {
              "schema_version": 1,
              "run": {
                "id": "run-0042",
                "created_at": "2026-11-23T21:09:08.765Z",
                "tool_version": "0.1.0",
                "rule": "equals",
                "config": {
                  "cross": 1,
                  "id": ["image_id"],
                  "max_unmatched": 0.25
                }
              },
              "inputs": {
                "old": {"name": "forest-v1", "uri": "data/old.parquet", "format": "parquet", "rows": 10028, "fingerprint": "sha256:0a"},
                "new": {"name": "forest-v2", "uri": "data/new.csv", "format": "csv", "rows": 10029, "fingerprint": "sha256:0b"}
              },
              "ledger": {
                "old_rows": 10028,
                "new_rows": 10029,
                "matched": 10009,
                "judged": 10000,
                "ungraded": 7,
                "only_old": 5,
                "only_new": 8,
                "partner_excluded_old": 6,
                "partner_excluded_new": 4,
                "duplicate_identical_old": 3,
                "duplicate_identical_new": 2,
                "duplicate_conflicting_old": 0,
                "duplicate_conflicting_new": 0,
                "null_id_old": 1,
                "null_id_new": 0,
                "unusable_old": 4,
                "unusable_new": 6,
                "missing_prediction_old": 0,
                "missing_prediction_new": 0,
                "label_conflicts": 12,
                "label_conflicts_excluded": 2,
                "slice_conflicts": 13,
                "weight_conflicts": 14
              },
              "overall": {
                "counts": {"n": 10000, "both_right": 8713, "negative_flips": 187, "positive_flips": 312, "both_wrong": 788, "both_wrong_same": 641, "both_wrong_different": 147},
                "metrics": {},
                "mcnemar": {"p_value": 2.41E-8, "method": "exact", "mid_p_value": 2.2E-8}
              },
              "slice_sets": [
                ["class_group"]
              ],
              "slices": [
                {
                  "slice": {"class_group": null},
                  "counts": {"n": 3, "both_right": 2, "negative_flips": 1, "positive_flips": 0, "both_wrong": 0, "both_wrong_same": 0, "both_wrong_different": 0},
                  "metrics": {}
                }
              ],
              "gate": null
            }
            """);
  }

  @Test
  void writesMetricsAndFindings() {
    assertThat(ResultJson.write(Fixtures.result()))
        .contains(
            """
                  "negative_flip_rate": {"value": 0.0187, "low": 0.0143, "high": 0.02398, "method": "wilson"},
            """,
            """
              "gate": {
                "verdict": "fail",
                "on_inconclusive": "inconclusive",
                "advisory": false,
                "exit_code": 1,
                "policy_fingerprint": "sha256:f00d",
                "findings": [
                  {
                    "rule": "accuracy_delta >= -0.005",
                    "metric": "accuracy_delta",
                    "verdict": "pass",
                    "severity": "fail",
                    "value": 0.0625,
                    "low": 0.03125,
                    "high": 0.09375,
                    "limit": 0.015625,
                    "n": 4096,
                    "message": "accuracy_delta >= -0.005 on all examples: pass."
                  },
            """);
  }

  static Stream<PairSummary> summariesOfEveryContent() {
    List<PairSummary> summaries = new ArrayList<>();
    for (int bits = 0; bits < 16; bits++) {
      Content content =
          new Content((bits & 1) != 0, (bits & 2) != 0, (bits & 4) != 0, (bits & 8) != 0);
      if (content.judged() || content.answers() || content.scores()) {
        summaries.add(new PairTally(content).summary());
        summaries.add(tally(content).summary());
      }
    }
    return summaries.stream();
  }

  private static PairTally tally(Content content) {
    List<FlipOutcome> outcomes =
        content.judged()
            ? List.of(
                FlipOutcome.BOTH_RIGHT,
                FlipOutcome.NEGATIVE_FLIP,
                FlipOutcome.POSITIVE_FLIP,
                FlipOutcome.BOTH_WRONG_SAME,
                FlipOutcome.BOTH_WRONG_DIFFERENT)
            : content.answers()
                ? List.of(FlipOutcome.SAME_ANSWER, FlipOutcome.DIFFERENT_ANSWER)
                : List.of(FlipOutcome.SCORED);
    PairTally tally = new PairTally(content);
    int size = 8;
    for (FlipOutcome outcome : outcomes) {
      CellSums cell = new CellSums();
      size += 3;
      for (int i = 0; i < size; i++) {
        cell.addPair(
            content.scores() ? 0.1 * i - 0.7 : Double.NaN,
            content.weights() ? 0.3 + 0.01 * i : Double.NaN);
      }
      tally.add(outcome, cell);
    }
    return tally;
  }

  @ParameterizedTest
  @MethodSource("summariesOfEveryContent")
  void keepsEverySummaryWhole(PairSummary pairs) throws Exception {
    ComparisonResult result = Fixtures.bare(pairs);
    assertThat(ResultJson.read("result.json", ResultJson.write(result))).isEqualTo(result);
  }

  @ParameterizedTest
  @MethodSource("summariesOfEveryContent")
  void readsResultsThatWereWrittenWithoutSumsOfSquares(PairSummary pairs) throws Exception {
    String text =
        ResultJson.write(Fixtures.bare(pairs))
            .replaceAll(",\\s*\"weight_squares\": \\{[^}]*}", "")
            .replaceAll(",\\s*\"(gain|regression)_square_sum\": [^,}\\n]*", "");

    PairSummary read = ResultJson.read("result.json", text).overall().pairs();

    assertThat(text).doesNotContain("square");
    assertThat(read.squares()).isEmpty();
    assertThat(read.table()).isEqualTo(pairs.table());
    assertThat(read.scores()).isEqualTo(pairs.scores());
  }

  @Test
  void readsResultsWithoutMidPValue() throws Exception {
    String text =
        ResultJson.write(Fixtures.result()).replaceAll(",\\s*\"mid_p_value\": [^,}\\s]*", "");

    assertThat(text).doesNotContain("mid_p");
    assertThat(ResultJson.read("result.json", text).overall().mcNemar().orElseThrow().midP())
        .isEmpty();
  }

  @Test
  void readsWhatItWroteAndWritesItAgainByteForByte() throws Exception {
    String text = ResultJson.write(Fixtures.result());
    ComparisonResult read = ResultJson.read("result.json", text);
    assertThat(read).isEqualTo(Fixtures.result());
    assertThat(ResultJson.write(read)).isEqualTo(text);
  }

  @Test
  void marksUnknownAnswersWithNull() {
    PairSummary pairs = PairSummary.of(new FlipCounts(5, 4, 3, 2, OptionalLong.empty()));
    assertThat(ResultJson.write(Fixtures.bare(pairs)))
        .contains(
            "\"both_wrong\": 2, \"both_wrong_same\": null, \"both_wrong_different\": null}",
            "\"churn\": {\"value\": null, \"low\": null, \"high\": null, \"method\": \"none\","
                + " \"undefined_because\": \"whether two wrong answers agree is unknown: a side"
                + " gives no answers\"}");
  }

  @Test
  void writesChangedAnswersWhereThereIsNoCorrectness() {
    PairSummary pairs = tally(new Content(false, true, false, false)).summary();
    assertThat(ResultJson.write(Fixtures.bare(pairs)))
        .contains(
            "{\"n\": 25, \"both_right\": null, \"negative_flips\": null, \"positive_flips\": null,"
                + " \"both_wrong\": null, \"both_wrong_same\": null, \"both_wrong_different\":"
                + " null, \"different_answers\": 14}",
            "\"mcnemar\": null");
  }

  @Test
  void everyRequiredFieldIsMissedByName() throws Exception {
    List<String> missed = new ArrayList<>();
    forEachField(
        (root, owner, key, path) -> {
          Object value = owner.remove(key);
          assertThatThrownBy(() -> ResultJson.read("result.json", Json.pretty(root)))
              .isInstanceOf(ResultException.class)
              .hasMessage("result.json: %s is missing", path);
          owner.put(key, value);
          missed.add(path);
        });
    assertThat(missed).hasSizeGreaterThan(100).contains("run.id", "gate.findings[3].severity");
  }

  @Test
  void everyFieldOfAWrongTypeIsRefusedByName() throws Exception {
    forEachField(
        (root, owner, key, path) -> {
          Object value = owner.get(key);
          owner.put(key, true);
          assertThatThrownBy(() -> ResultJson.read("result.json", Json.pretty(root)))
              .isInstanceOf(ResultException.class)
              .hasMessageStartingWith("result.json: " + path + " is true, not ");
          owner.put(key, value);
        });
  }

  private interface FieldCheck {
    void accept(Object root, Map<String, Object> owner, String key, String path) throws Exception;
  }

  private static void forEachField(FieldCheck check) throws Exception {
    Object root = Json.parse("result.json", ResultJson.write(Fixtures.result()));
    walk(root, root, "", check);
  }

  @SuppressWarnings("unchecked") // what Json.parse makes of an object
  private static void walk(Object root, Object value, String path, FieldCheck check)
      throws Exception {
    if (value instanceof List<?> list) {
      for (int i = 0; i < list.size(); i++) {
        walk(root, list.get(i), "%s[%d]".formatted(path, i), check);
      }
    }
    if (!(value instanceof Map<?, ?> map) || path.endsWith("config") || path.endsWith("slice")) {
      return;
    }
    for (Object key : List.copyOf(map.keySet())) {
      String field = path.isEmpty() ? (String) key : path + "." + key;
      if (!path.endsWith("metrics") && !OPTIONAL.contains(key)) {
        check.accept(root, (Map<String, Object>) map, (String) key, field);
      }
      walk(root, map.get(key), field, check);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '^',
      value = {
        "\"schema_version\": 1|\"schema_version\": 2|result.json: schema_version is 2, but this"
            + " version of Flipcheck reads 1: use the version that wrote the result",
        "\"run-0042\"|42|result.json: run.id is 42, not text",
        "\"rows\": 10028|\"rows\": -1|result.json: inputs.old.rows is -1, not a count (a whole"
            + " number, 0 or more)",
        "\"rows\": 10028|\"rows\": 1.5|result.json: inputs.old.rows is 1.5, not a count (a whole"
            + " number, 0 or more)",
        "\"rows\": 10028|\"rows\": 99999999999999999999|result.json: inputs.old.rows is 1.0E20, not"
            + " a count (a whole number, 0 or more)",
        "\"matched\": 10009|\"matched\": 10008|result.json: ledger.matched cannot be trusted: the"
            + " join ledger does not add up: 10028 old rows, but their buckets hold 10027",
        "\"both_right\": 8713|\"both_right\": 8712|result.json: overall.counts.n is 10000, but the"
            + " outcomes add up to 9999",
        "\"both_wrong_same\": 641|\"both_wrong_same\": 640|result.json: overall.counts.both_wrong"
            + " is 788, but its two parts do not add up to it",
        "\"p_value\": 2.41E-8|\"p_value\": 1e999|result.json: overall.mcnemar.p_value is Infinity,"
            + " not a number",
        "\"class_group\": \"tops\"|\"class_group\": 7|result.json: slices[0].slice.class_group is"
            + " 7, not text",
        "\"churn\": {|\"chrun\": {|result.json: overall.metrics.chrun is not a metric that this"
            + " version of Flipcheck knows",
        "\"churn\": {|\"mean_gain\": {|result.json: overall.metrics.mean_gain does not apply: the"
            + " counts lack what it is computed from",
        "2026-11-23T21|yesterday|result.json: run.created_at is \"yesterday:09:08.765Z\", not a"
            + " time like 2026-01-31T12:00:00Z",
        "\"verdict\": \"pass\"|\"verdict\": \"good\"|result.json: gate.findings[0].verdict is"
            + " \"good\", not one of pass, fail, inconclusive, not_judged",
        "[\"class_group\"]|[7]|result.json: slice_sets is not a list of lists of column names",
        "\"id\": \"run-0042\"|\"id\": run|result.json:4: not JSON: Unrecognized token 'run': was"
            + " expecting (JSON String, Number, Array, Object or token 'null', 'true' or 'false')",
        "\"rule\": \"equals\"|\"id\": \"run-0043\"|result.json:7: not JSON: Duplicate field 'id'",
      })
  void refusesWhatDoesNotFit(String written, String changed, String message) {
    String text = ResultJson.write(Fixtures.result());
    assertThat(text).contains(written);
    String broken = text.replaceFirst(Pattern.quote(written), Matcher.quoteReplacement(changed));
    assertThatThrownBy(() -> ResultJson.read("result.json", broken))
        .isInstanceOf(ResultException.class)
        .hasMessage(message);
  }

  @Test
  void refusesWhatIsNoWholeObject() {
    String text = ResultJson.write(Fixtures.result());
    assertRefused(text.substring(0, text.length() / 2), "the file ends in the middle of a value");
    assertRefused(text + "{}", "something follows the end of the JSON object");
    assertRefused("", "result.json: the file is empty, not a JSON object");
    assertRefused("  \n", "result.json: the file is empty, not a JSON object");
    assertRefused("[1]", "result.json is a list, not a JSON object");
    assertRefused("null", "result.json is null, not a JSON object");
    assertRefused("[".repeat(100_000), "result.json:1: not JSON: ");
    assertRefused("{\"schema_version\": NaN}", "result.json:1: not JSON: Non-standard token 'NaN'");
  }

  @Test
  void refusesSlicesThatAreNotAllOrComeTwice() throws Exception {
    ObjectMapper json = new ObjectMapper();
    ObjectNode fewer = (ObjectNode) json.readTree(ResultJson.write(Fixtures.result()));
    ArrayNode slices = (ArrayNode) fewer.get("slices");
    ObjectNode twice = fewer.deepCopy();
    ((ArrayNode) twice.get("slices")).add(slices.get(0).deepCopy());
    slices.remove(0);

    assertRefused(twice.toString(), "slices has class_group=tops twice");
    assertRefused(
        fewer.toString(), "by class_group, but overall there are 10000: the file was changed");
  }

  private static void assertRefused(String text, String part) {
    assertThatThrownBy(() -> ResultJson.read("result.json", text))
        .isInstanceOf(ResultException.class)
        .hasMessageContaining(part);
  }

  @Test
  void everyTruncationIsRefused() {
    String text = ResultJson.write(Fixtures.result());
    for (int length = 0; length < text.length() - 2; length += 97) {
      String cut = text.substring(0, length);
      assertThatThrownBy(() -> ResultJson.read("result.json", cut))
          .isInstanceOf(ResultException.class);
    }
  }

  @Test
  void neverWritesNaN() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Json.number(Double.NaN))
        .withMessage("NaN cannot stand in a result: undefined is a value of its own");
  }

  @Test
  void ignoresKeysOfLaterVersions() throws Exception {
    String text = ResultJson.write(Fixtures.result());
    String later = text.replace("\"gate\": {", "\"history\": [], \"gate\": {\"hint\": 1,");
    assertThat(later).isNotEqualTo(text);
    assertThat(ResultJson.read("result.json", later)).isEqualTo(Fixtures.result());
  }
}

package org.flipcheck.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.Stream;
import org.flipcheck.gate.Policy;
import org.flipcheck.gate.PolicyException;
import org.flipcheck.gate.Rule;
import org.flipcheck.gate.Rule.Bound;
import org.flipcheck.gate.Scope;
import org.flipcheck.gate.Severity;
import org.flipcheck.gate.Suggestion;
import org.flipcheck.metrics.FlipMetric;
import org.flipcheck.metrics.SliceKey;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class PolicyFileTest {

  private static final String YAML =
      """
      schema_version: 1
      max_unmatched: 0.001
      rules:
        - metric: negative_flip_rate
          max: 2e-2
        - metric: accuracy_delta
          min: -.005
          confidence: 0
          slice: {country: NO, code: 007, vip: true, city: null, quoted: "null"}
        - {metric: churn, max: 0.05, each: [country, device], min_examples: 200, severity: warn}
        - {metric: churn, max: 0.06, each: country}
      """;

  private static List<String> problems(String text) {
    PolicyException e =
        catchThrowableOfType(PolicyException.class, () -> PolicyFile.parse("p.yaml", text));
    assertThat(e).as("no problem found").isNotNull();
    assertThat(e).hasMessage(String.join("\n", e.problems()));
    return e.problems();
  }

  @Test
  void readsEveryKey() {
    Policy policy = PolicyFile.parse("p.yaml", YAML).policy();
    assertThat(policy.maxUnmatched()).isEqualTo(OptionalDouble.of(0.001));
    Map<String, String> slice = new LinkedHashMap<>();
    slice.put("country", "NO");
    slice.put("code", "007");
    slice.put("vip", "true");
    slice.put("city", null);
    slice.put("quoted", "null");
    assertThat(policy.rules())
        .containsExactly(
            new Rule(
                FlipMetric.NEGATIVE_FLIP_RATE,
                Bound.MAX,
                0.02,
                0.95,
                new Scope.Overall(),
                0,
                Severity.FAIL),
            new Rule(
                FlipMetric.ACCURACY_DELTA,
                Bound.MIN,
                -0.005,
                0,
                new Scope.Named(new SliceKey(slice)),
                0,
                Severity.FAIL),
            new Rule(
                FlipMetric.CHURN,
                Bound.MAX,
                0.05,
                0.95,
                new Scope.Each(List.of("country", "device")),
                200,
                Severity.WARN),
            new Rule(
                FlipMetric.CHURN,
                Bound.MAX,
                0.06,
                0.95,
                new Scope.Each(List.of("country")),
                0,
                Severity.FAIL));
  }

  @Test
  void readsJsonIndentedByTabs() {
    String json =
        "{\n\t\"schema_version\": 1,\n\t\"rules\": [\n\t\t{\"metric\": \"churn\", \"max\": 0.05}\n\t]\n}\n";
    assertThat(PolicyFile.parse("p.json", json).policy().rules()).hasSize(1);
  }

  @Test
  void theFingerprintIsOfTheMeaningNotTheBytes() {
    String plain = "schema_version: 1\nrules: [{metric: churn, max: 0.05, each: [a, b]}]\n";
    String spelled =
        """
        # the same, spelled out
        rules:
          - severity: fail
            confidence: 0.95
            each: [b, a]
            min_examples: 0
            max: 5e-2
            metric: "churn"
        schema_version: 1
        """;
    String print = PolicyFile.parse("p.yaml", plain).fingerprint();
    assertThat(print).matches("sha256:[0-9a-f]{64}");
    assertThat(PolicyFile.parse("q.yaml", "\ufeff" + spelled).fingerprint()).isEqualTo(print);
    List<String> others = new ArrayList<>(List.of(print));
    for (String[] change :
        new String[][] {
          {"0.05", "0.051"},
          {"churn", "inconsistency_rate"},
          {"max:", "min:"},
          {"each: [a, b]", "each: a"},
          {"each: [a, b]", "slice: {a: b}"},
          {"each: [a, b]", "slice: {a: null}"},
          {"each: [a, b]", "slice: {a: 'null'}"},
          {"0.05", "0.05, confidence: 0.9"},
          {"0.05", "0.05, min_examples: 1"},
          {"0.05", "0.05, severity: warn"},
          {"rules:", "max_unmatched: 0\nrules:"},
        }) {
      others.add(PolicyFile.parse("p.yaml", plain.replace(change[0], change[1])).fingerprint());
    }
    assertThat(others).doesNotHaveDuplicates();
  }

  @Test
  void tellsAllProblemsAtOnceInTheOrderOfTheFile() {
    assertThat(
            problems(
                """
                schema_version: 3
                ruels: 7
                max_unmatched: 5
                rules:
                  - metric: negativ_flip_rate
                    maks: 0.02
                    confidence: 95
                  - metric: churn
                    max: 2
                    min: 1
                    severity: error
                  - just text
                """))
        .containsExactly(
            "p.yaml:1: schema_version is 3, but this version of Flipcheck reads 1",
            "p.yaml:2: unknown key 'ruels' in the policy: did you mean 'rules'?",
            "p.yaml:3: max_unmatched is 5, but it is a share of the examples, from 0 to 1: for 5% write 0.05",
            "p.yaml:5: unknown metric 'negativ_flip_rate': did you mean 'negative_flip_rate'?",
            "p.yaml:5: the rule has no limit: add max or min",
            "p.yaml:6: unknown key 'maks' in a rule: did you mean 'max'?",
            "p.yaml:7: confidence is 95, but must be at least 0 and below 1, such as 0.95: for 95% write 0.95",
            "p.yaml:8: the rule has both max and min: make it two rules",
            "p.yaml:11: severity is 'error', not one of fail, warn",
            "p.yaml:12: a rule is 'just text', not a mapping of keys to values");
  }

  private static final String METRICS =
      "old_accuracy, new_accuracy, accuracy_delta, negative_flip_rate, positive_flip_rate, "
          + "negative_flip_impact, relative_negative_flip_rate, backward_trust_compatibility, "
          + "backward_error_compatibility, churn, inconsistency_rate, mean_score_delta, gain_rate, "
          + "regression_rate, mean_gain, mean_regression, flip_cost";

  static Stream<Arguments> singleProblems() {
    return Stream.of(
        rule(
            "metric: churn, max: 2",
            "max is 2, but churn is a share, from 0 to 1: for 2% write 0.02"),
        rule("metric: churn, max: 200", "max is 200, but churn is a share, from 0 to 1"),
        rule("metric: churn, max: -0.1", "max is -0.1, but churn is a share, from 0 to 1"),
        rule(
            "metric: accuracy_delta, min: -2",
            "min is -2, but accuracy_delta is a difference of shares, from -1 to 1: for -2% write -0.02"),
        rule("metric: mean_regression, max: -1", "max is -1, but mean_regression is never below 0"),
        rule(
            "metric: relative_negative_flip_rate, max: -1",
            "max is -1, but relative_negative_flip_rate is never below 0"),
        rule("metric: churn, max: 2%", "max is '2%', not a number"),
        rule("metric: churn, max: .nan", "max is '.nan', not a number"),
        rule("metric: churn, max: 1e999", "max is '1e999', not a number"),
        rule("metric: churn, max: ", "max is empty, not a number"),
        rule("metric: churn, max: [1]", "max is a list, not a number"),
        rule(
            "metric: churn, max: '0.1'",
            "max is the text '0.1', not a number: leave out the quotation marks"),
        rule("metric: nfr, max: 0.1", "unknown metric 'nfr': known are " + METRICS),
        rule("max: 0.1", "metric is missing: a rule limits a metric, such as negative_flip_rate"),
        rule(
            "metric: churn, max: 0.1, confidence: 1",
            "confidence is 1, but must be at least 0 and below 1, such as 0.95"),
        rule(
            "metric: churn, max: 0.1, each: a, slice: {a: b}",
            "the rule has both each and slice: each judges every value of a column, slice names one"),
        rule("metric: churn, max: 0.1, each: []", "each is an empty list: name a slice column"),
        rule("metric: churn, max: 0.1, each: [a, a]", "each names a column twice: a, a"),
        rule("metric: churn, max: 0.1, each: ", "each is empty, not text"),
        rule(
            "metric: churn, max: 0.1, slice: {}",
            "slice is empty: name a column and its value, such as {country: DE}"),
        rule("metric: churn, max: 0.1, slice: {a: [b]}", "slice a is a list, not text"),
        rule(
            "metric: churn, max: 0.1, min_examples: 1.5",
            "min_examples is '1.5', not a whole number"),
        rule(
            "metric: churn, max: 0.1, min_examples: -1",
            "min_examples is -1, but cannot be negative"),
        rule(
            "metric: churn, max: 0.1, max: 0.2",
            "'max' is given twice, first on line 2: leave one of them"),
        Arguments.of(
            "", "p.yaml:1: the policy is empty: give schema_version: 1 and at least one rule"),
        Arguments.of(
            "# nothing\n",
            "p.yaml:1: the policy is empty: give schema_version: 1 and at least one rule"),
        Arguments.of("- a\n", "p.yaml:1: the policy is a list, not a mapping of keys to values"),
        Arguments.of(
            "schema_version: 1\n", "p.yaml:1: rules is missing: a policy has at least one rule"),
        Arguments.of(
            "schema_version: 1\nrules: []\n",
            "p.yaml:2: rules is an empty list: a policy has at least one rule"),
        Arguments.of("schema_version: 1\nrules:\n", "p.yaml:2: rules is empty, not a list"),
        Arguments.of(
            "rules: [{metric: churn, max: 0.1}]\n",
            "p.yaml:1: schema_version is missing: add schema_version: 1"),
        Arguments.of(
            "schema_version: 1\nrules: [}\n",
            "p.yaml:2: not YAML: expected the node content, but found '}'"),
        Arguments.of(
            "schema_version: 1\n? [a]\n: 1\nrules: [{metric: churn, max: 0.1}]\n",
            "p.yaml:2: a key of the policy is a list, not text"));
  }

  private static Arguments rule(String rule, String problem) {
    return Arguments.of("schema_version: 1\nrules: [{" + rule + "}]\n", "p.yaml:2: " + problem);
  }

  @ParameterizedTest
  @MethodSource("singleProblems")
  void tellsTheProblem(String text, String problem) {
    assertThat(problems(text)).containsExactly(problem);
  }

  @Test
  void refusesBytesThatAreNoText(@TempDir Path folder) throws Exception {
    Path file = Files.write(folder.resolve("p.yaml"), new byte[] {(byte) 0xff, (byte) 0xfe, 1});
    assertThat(catchThrowableOfType(PolicyException.class, () -> PolicyFile.read(file)))
        .hasMessage(file + ":1: not a text in UTF-8");
  }

  @Test
  void suggestsOnlyWhatIsNear() {
    List<String> names = List.of("max_unmatched", "min_examples", "each");
    assertThat(Suggestion.nearest("max-unmached", names)).isEqualTo(Optional.of("max_unmatched"));
    assertThat(Suggestion.nearest("EACH", names)).isEqualTo(Optional.of("each"));
    assertThat(Suggestion.nearest("aech", names)).isEqualTo(Optional.of("each"));
    assertThat(Suggestion.nearest("slices", names)).isEmpty();
  }
}

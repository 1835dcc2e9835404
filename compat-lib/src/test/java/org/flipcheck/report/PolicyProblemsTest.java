package org.flipcheck.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.List;
import java.util.stream.Stream;
import org.flipcheck.gate.PolicyException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What is refused in costs, baselines, protected examples and waivers, and where. */
class PolicyProblemsTest {

  private static String text(String more) {
    return "schema_version: 1\nrules: [{metric: churn, max: 0.1}]\n" + more;
  }

  static Stream<Arguments> problems() {
    return Stream.of(
        Arguments.of(
            "intervall: wilson", "unknown key 'intervall' in the policy: did you mean 'interval'?"),
        Arguments.of("interval: wald", "interval is 'wald': known are wilson, clopper_pearson"),
        Arguments.of(
            "multiplicity: bonferoni",
            "multiplicity is 'bonferoni': known are holm, benjamini_hochberg, none"),
        Arguments.of("multiplicity: hholm", "multiplicity is 'hholm': did you mean 'holm'?"),
        Arguments.of("costs: {default: -1}", "default is -1, but a cost is a number of at least 0"),
        Arguments.of("costs: {default: .nan}", "default is '.nan', not a number"),
        Arguments.of("costs: {default: .inf}", "default is '.inf', not a number"),
        Arguments.of(
            "costs: {cells: [{old: a, cost: -0.5}]}",
            "cost is -0.5, but a cost is a number of at least 0"),
        Arguments.of(
            "costs: {cells: [{old: a}]}", "the cell has no cost: add cost, such as cost: 5"),
        Arguments.of(
            "costs: {cells: [{lable: a, cost: 1}]}",
            "unknown key 'lable' in a cell: did you mean 'label'?"),
        Arguments.of("costs: 5", "costs is '5', not a mapping of keys to values"),
        group("name: g, ids: [x]", "owner is missing: say whom to ask about them"),
        group("name: g, owner: ' ', ids: [x]", "owner is blank: give a text"),
        group("owner: o, ids: [x]", "name is missing: say what people call the examples"),
        group("name: g, owner: o", "the group names no examples: add ids, ids_file or ids_like"),
        group("name: g, owner: o, ids: []", "ids is an empty list: name an example"),
        group(
            "name: g, owner: o, ids: [a, '']",
            "an id is an empty text: name an example, or remove it"),
        group("name: g, owner: o, ids: x", "ids is 'x', not a list"),
        group("name: g, owner: o, ids: [{a: b}]", "an id is a mapping, not text"),
        group("name: g, owner: o, ids: [null]", "an id is empty, not text"),
        group("name: g, owner: o, ids: [[]]", "an id is an empty list: name an example"),
        group(
            "name: g, owner: o, ids: [x, [y, z]]",
            "the ids 'x' and 'y\\tz' have 1 and 2 columns: give each id a text for every --id column"),
        group(
            "name: g, owner: o, ids: [x], severity: high",
            "severity is 'high', not one of fail, warn"),
        group(
            "name: g, owner: o, id_file: x",
            "unknown key 'id_file' in a protected group: did you mean 'ids_file'?",
            "the group names no examples: add ids, ids_file or ids_like"),
        group(
            "name: g, owner: o, ids: [x]}, {name: g, owner: p, ids: [y]",
            "two protected groups are named 'g': give each its own name"),
        group(
            "name: g, owner: o, ids_file: x.txt",
            "ids_file 'x.txt' cannot be found, for the policy is not a file: list the ids"),
        waiver(
            "rule: chrun <= 0.1, approver: a, reason: r, expires: 2026-01-01",
            "the policy has no rule 'chrun <= 0.1': did you mean 'churn <= 0.1'?"),
        waiver(
            "rule: churn <= 0.1, slice: {country: DE}, approver: a, reason: r, expires: 2026-01-01",
            "the rule 'churn <= 0.1' does not judge country=DE: leave out slice"),
        waiver(
            "rule: churn <= 0.1, approver: a, reason: r, expires: 2026-02-30",
            "expires is '2026-02-30', not a day such as 2026-12-31"),
        waiver(
            "rule: churn <= 0.1, approver: a, reason: r, expires: soon",
            "expires is 'soon', not a day such as 2026-12-31"),
        waiver(
            "rule: churn <= 0.1",
            "reason is missing: say why the exception is right",
            "approver is missing: say who allowed it",
            "expires is missing: say the last day it holds, as 2026-12-31"),
        waiver(
            "rule: churn <= 0.1, approver: '', reason: r, expires: 2026-01-01",
            "approver is blank: give a text"),
        waiver(
            "rule: churn <= 0.1, ids: [a], approver: a, reason: r, expires: 2026-01-01",
            "a waiver of a rule names a slice, not ids: remove ids"),
        waiver(
            "protected: g, ids: [a], approver: a, reason: r, expires: 2026-01-01",
            "the policy protects no examples: add them under protected, or remove the waiver"),
        waiver(
            "protected: g, approver: a, reason: r, expires: 2026-01-01",
            "ids is missing: say which examples of the group are forgiven"),
        waiver(
            "approver: a, reason: r, expires: 2026-01-01",
            "the waiver forgives nothing: add rule, or protected and ids"),
        waiver(
            "rule: churn <= 0.1, protected: g, approver: a, reason: r, expires: 2026-01-01",
            "the waiver has both protected and rule: make it two waivers"));
  }

  private static Arguments group(String group, String... problems) {
    return Arguments.of("protected: [{" + group + "}]", String.join("\n", problems));
  }

  private static Arguments waiver(String waiver, String... problems) {
    return Arguments.of("waivers: [{" + waiver + "}]", String.join("\n", problems));
  }

  @ParameterizedTest
  @MethodSource("problems")
  void tellsTheProblemAndItsLine(String more, String problems) {
    assertThat(problemsOf(text(more)))
        .containsExactly(problems.lines().map(line -> "p.yaml:3: " + line).toArray(String[]::new));
  }

  private static List<String> problemsOf(String text) {
    PolicyException e =
        catchThrowableOfType(PolicyException.class, () -> PolicyFile.parse("p.yaml", text));
    assertThat(e).as("no problem found").isNotNull();
    return e.problems();
  }

  @Test
  void waiversNameGroupsAndExamplesThatThePolicyProtects() {
    assertThat(
            problemsOf(
                text(
                    """
                    protected: [{name: golden, owner: o, ids: [a, b], ids_like: "x-*"}]
                    waivers:
                      - {protected: gold, ids: [a], reason: r, approver: a, expires: 2026-01-01}
                      - {protected: golden, ids: [a, x-1, c], reason: r, approver: a, expires: 2026-01-01}
                    """)))
        .containsExactly(
            "p.yaml:5: no protected group is named 'gold': did you mean 'golden'?",
            "p.yaml:6: golden does not protect c: correct the ids, or remove them from the waiver");
  }

  static Stream<Arguments> ruleProblems() {
    return Stream.of(
        Arguments.of(
            "metric: churn, max: 2, times: churn",
            "times names the rule's own metric churn: name another"),
        Arguments.of(
            "metric: churn, max: 2, times: chrun", "unknown metric 'chrun': did you mean 'churn'?"),
        Arguments.of(
            "metric: churn, max: -1, times: new_accuracy",
            "max is -1, but a multiple of a share is never below 0"),
        Arguments.of(
            "metric: churn, max: 2, times: accuracy_delta",
            "churn cannot be limited to a multiple of accuracy_delta: both must be shares, and both of flips or both of scores"),
        Arguments.of(
            "metric: churn, max: 2, times: gain_rate",
            "churn cannot be limited to a multiple of gain_rate: both must be shares, and both of flips or both of scores"),
        Arguments.of(
            "metric: churn, max: 2, beyond_noise_floor: true",
            "max is 2, but what goes beyond the noise floor is a difference of shares, from -1 to 1: for 2% write 0.02"),
        Arguments.of(
            "metric: churn, min: 0.1, beyond_noise_floor: true",
            "beyond_noise_floor limits from above: use max"),
        Arguments.of(
            "metric: accuracy_delta, max: 0.1, beyond_noise_floor: true",
            "accuracy_delta has no noise floor, for it is not a share: limit negative_flip_rate, churn or another share"),
        Arguments.of(
            "metric: churn, max: 0.1, beyond_noise_floor: yes",
            "beyond_noise_floor is 'yes', not true or false"),
        Arguments.of(
            "metric: churn, max: 0.1, beyond_noise_floor: true, times: new_accuracy",
            "the rule has both times and beyond_noise_floor: make it two rules"),
        Arguments.of(
            "metric: flip_cost, max: 0.1",
            "a rule limits flip_cost, but the policy has no costs: add costs, such as {default: 1}"),
        Arguments.of(
            "metric: churn, max: 0.1}, {metric: churn, min: 0.2",
            "no value can keep both churn <= 0.1 and churn >= 0.2: correct one of them"),
        Arguments.of(
            "metric: churn, max: 0.1, slice: {a: b}}, {metric: churn, min: 0.2, each: a",
            "no value can keep both churn <= 0.1 for a=b and churn >= 0.2 for each a: correct one of them"),
        Arguments.of(
            "metric: churn, min: 0.2, each: [a, b]}, {metric: churn, max: 0.1, each: [b, a]",
            "no value can keep both churn <= 0.1 for each b, a and churn >= 0.2 for each a, b: correct one of them"));
  }

  @ParameterizedTest
  @MethodSource("ruleProblems")
  void rulesThatMakeNoSense(String rules, String problem) {
    assertThat(problemsOf("schema_version: 1\nrules: [{" + rules + "}]"))
        .containsExactly("p.yaml:2: " + problem);
  }

  @Test
  void limitsOfDifferentExamplesOrBaselinesDoNotContradict() {
    String rules =
        """
        schema_version: 1
        rules:
          - {metric: churn, max: 0.1}
          - {metric: churn, min: 0.1}
          - {metric: churn, min: 0.2, each: a}
          - {metric: churn, min: 3, times: new_accuracy}
          - {metric: old_accuracy, min: 0.5}
          - {metric: churn, max: 0.1, slice: {b: c}}
        """;

    assertThat(PolicyFile.parse("p.yaml", rules).policy().problems()).isEmpty();
  }

  @Test
  void costsNeedNoSlice() {
    assertThat(
            problemsOf(
                "schema_version: 1\ncosts: {}\nrules: [{metric: flip_cost, max: 1, each: a}]"))
        .containsExactly(
            "p.yaml:3: flip_cost is counted over all examples only: leave out each and slice, or limit negative_flip_rate there");
  }
}

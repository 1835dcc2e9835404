package org.flipcheck.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.StreamSupport;
import org.apache.commons.statistics.distribution.BinomialDistribution;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The numbers are those that SamplePlanTest and DifferencePlanTest hold against brute force. */
class PlanCommandTest {

  private static final String ACCURACY =
      "--metric accuracy_delta --limit -0.01 --old-accuracy 0.8 --flip-rate 0.1 ";

  @TempDir private Path folder;

  /** Runs {@code flipcheck plan}, {@code @} standing for the folder. */
  private Ran plan(String line) {
    List<String> arguments = new ArrayList<>(List.of("plan"));
    arguments.addAll(
        line.isBlank() ? List.of() : List.of(line.strip().replace("@", folder + "/").split(" ")));
    return Ran.of(arguments.toArray(String[]::new)).told(text -> text.replace(folder + "/", "@"));
  }

  private String told(String line) {
    Ran ran = plan(line);
    assertThat(ran.err()).isEmpty();
    assertThat(ran.code()).isEqualTo(ExitCode.PASS);
    return ran.out();
  }

  private JsonNode json(String line) throws IOException {
    return new ObjectMapper().readTree(told(line + " --json"));
  }

  @Test
  void theAnswerComesFirst() {
    assertThat(told("--limit 0.01 --power 0.8 --expected 0.006"))
        .isEqualTo(
            """
            4,393 examples: then a set whose true negative flip rate is 0.6% passes `max: 0.01` at confidence
            0.95 with a probability of at least 0.8.

                                                                  381 examples     4,393 examples
              PASS with up to                                     0 flips (0%)  31 flips (0.706%)
              FAIL from                                         8 flips (2.1%)    57 flips (1.3%)
              probability of PASS at a true rate of 0.6%                 0.100              0.842
              FAIL with a probability of 0.8 at a true rate of   2.67% or more      1.44% or more

            Between PASS and FAIL the verdict is INCONCLUSIVE. The probability of PASS leaps with each flip more
            that may be seen, and sinks until the next. Examples are pairs that can be judged, taken as
            independent.
            """);
  }

  @Test
  void withoutAnExpectedRateItTellsSeveral() {
    assertThat(told("--limit 0.01"))
        .isEqualTo(
            """
            381 examples at least: with fewer it cannot pass, even if no flip is seen. How many examples it
            takes to pass `max: 0.01` at confidence 0.95 with a probability of at least 0.8 depends on the true
            negative flip rate:

              true negative flip rate  examples
                                   0%       381
                                0.25%     1,025
                                 0.5%     2,717
                                0.75%    11,711

            The nearer the truth is to the limit, the more examples it takes; at the limit no number is enough.
            """);
  }

  /** What 3,000 examples can show, by the binomial distribution and the interval's formula. */
  @Test
  void whatThereIsIsLookedAt() throws IOException {
    JsonNode plan = json("--limit 0.01 --expected 0.006 --examples 3,000");
    JsonNode size = plan.at("/sizes/1");

    assertThat(plan.path("can_pass_from").asLong()).isEqualTo(381);
    assertThat(plan.at("/needs/0/examples").asLong()).isEqualTo(4393);
    assertThat(plan.path("sizes").findValuesAsText("examples"))
        .containsExactly("381", "3000", "4393");
    int most = size.path("most_passing").asInt();
    int fewest = size.path("fewest_failing").asInt();
    assertThat(wilsonEnd(most, 3000, 1)).isLessThanOrEqualTo(0.01);
    assertThat(wilsonEnd(most + 1, 3000, 1)).isGreaterThan(0.01);
    assertThat(wilsonEnd(fewest, 3000, -1)).isGreaterThan(0.01);
    assertThat(wilsonEnd(fewest - 1, 3000, -1)).isLessThanOrEqualTo(0.01);
    assertThat(size.at("/powers/0/power").asDouble())
        .isCloseTo(BinomialDistribution.of(3000, 0.006).cumulativeProbability(most), within(1e-10));
    double found = size.path("detectable").asDouble();
    assertThat(BinomialDistribution.of(3000, found).survivalProbability(fewest - 1))
        .isCloseTo(0.8, within(1e-9));
  }

  private static double wilsonEnd(int k, int n, int sign) {
    double z = 1.959963984540054;
    double p = (double) k / n;
    double half = z * Math.sqrt(p * (1 - p) / n + z * z / (4.0 * n * n));
    return (p + z * z / (2 * n) + sign * half) / (1 + z * z / n);
  }

  @Test
  void theRulesOwnConfidenceAndIntervalAreUsed() throws IOException {
    JsonNode plan = json("--limit 0.02 --confidence 0.99 --interval clopper_pearson");

    assertThat(plan.path("interval").asText()).isEqualTo("clopper_pearson");
    assertThat(plan.path("can_pass_from").asLong())
        .isEqualTo((long) Math.ceil(Math.log(0.005) / Math.log1p(-0.02)));
  }

  @Test
  void accuracyDependsOnBothModels() {
    assertThat(told(ACCURACY + "--expected 0 --examples 5000"))
        .isEqualTo(
            """
            7,862 examples: then models whose true accuracy delta is 0 points (old accuracy 80%, 10% of the
            examples flip) pass `min: -0.01` at confidence 0.95 with a probability of at least 0.8.

                                                                       5,000 examples     7,862 examples
              probability of PASS at a true delta of 0 points                   0.607              0.800
              FAIL with a probability of 0.8 at a true delta of  -2.25 points or less  -2 points or less

            Between PASS and FAIL the verdict is INCONCLUSIVE. Examples are pairs that can be judged, taken as
            independent.
            """);
    assertThat(told(ACCURACY))
        .startsWith("How many examples it takes to pass `min: -0.01` ")
        .contains("             0 points     7,862\n", "-0.75 points   125,575\n");
  }

  @Test
  void aPolicyIsPlannedRuleByRule() throws IOException {
    Files.writeString(
        folder.resolve("policy.yaml"),
        """
        schema_version: 1
        rules:
          - {metric: negative_flip_rate, max: 0.01}
          - {metric: negative_flip_rate, max: 0.05, each: country}
          - {metric: new_accuracy, min: 0.99}
          - {metric: accuracy_delta, min: -0.01}
          - {metric: negative_flip_impact, max: 0.5, confidence: 0.9}
          - {metric: churn, max: 0.2, confidence: 0}
          - {metric: churn, max: 1}
          - {metric: positive_flip_rate, max: 0}
          - {metric: negative_flip_rate, max: 0.5, times: positive_flip_rate}
          - {metric: relative_negative_flip_rate, max: 0.5}
        """);
    assertThat(told("--policy @policy.yaml --old-accuracy 0.8 --flip-rate 0.1"))
        .isEqualTo(
            """
            Examples that each rule by itself needs to pass with a probability of at least 0.8, by how far the
            truth is on the way from the best value to the limit:

              rule                                                                     can pass from  at 1/4  at 1/2   at 3/4
              negative_flip_rate <= 0.01                                                         381   1,025   2,717   11,711
              negative_flip_rate <= 0.05 for each country                                         73     202     514    2,267
              new_accuracy >= 0.99                                                               381   1,025   2,717   11,711
              accuracy_delta >= -0.01                                                              -  13,974  31,421  125,575
              negative_flip_impact <= 0.5 at confidence 0.9 (errors of the new model)              3       9      25      101

              churn <= 0.2 by its point value: its point value is judged, whatever the number of examples.
              churn <= 1: every value keeps its limit.
              positive_flip_rate <= 0: no interval ends at its limit, so that no number of examples is enough.
              negative_flip_rate <= 0.5 times positive_flip_rate: its limit depends on what will be measured.
              relative_negative_flip_rate <= 0.5: only rates and accuracy_delta can be planned.

            A rule for each slice needs them in every slice. To pass takes no correction for the number of
            slices; to FAIL does, so that a bad slice among many is found later.
            """);

    JsonNode rules = json("--policy @policy.yaml").path("rules");
    assertThat(examples(rules.get(0))).containsExactly(381L, 1025L, 2717L, 11711L);
    assertThat(examples(rules.get(2))).isEqualTo(examples(rules.get(0)));
    assertThat(rules.get(2).path("needs").findValuesAsText("expected"))
        .containsExactly("1", "0.9975", "0.995", "0.9925");
    assertThat(rules.get(3).path("not_planned_because").asText())
        .isEqualTo("it depends on the models: give --old-accuracy and --flip-rate");
  }

  private static List<Long> examples(JsonNode rule) {
    return StreamSupport.stream(rule.path("needs").spliterator(), false)
        .map(need -> need.path("examples").asLong())
        .toList();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "                           | --limit SHARE is missing: the limit of the rule, such as 0.01 for 1%; or give --policy FILE",
        "--limit 5                  | --limit 5: must be a share above 0 and below 1; 5% is 0.05",
        "--limit 1                  | --limit 1: must be a share above 0 and below 1; 1% is 0.01",
        "--limit 1%                 | --limit 1%: is not a number; 1% is 0.01",
        "--limit 0.0                | --limit 0.0: no number of examples shows that nothing flips; allow some flips, such as 0.001",
        "--limit -0.01              | --limit -0.01: must be a share above 0 and below 1",
        "--limit NaN                | --limit NaN: is not a number; give a share, 0.01 for 1%",
        "--limit 0.01 --power 80    | --power 80: must be a share above 0 and below 1; 80% is 0.8",
        "--limit 0.01 --power 1     | --power 1: must be a share above 0 and below 1; 1% is 0.01",
        "--limit 0.01 --confidence 0 | --confidence 0: must be a share above 0 and below 1",
        "--limit 0.01 --expected -0.1 | --expected -0.1: must be a share from 0 to below 1",
        "--limit 0.01 --expected 0.01 | --expected 0.01: is not below the limit of 0.01, so that no number of examples makes passing likely: such a model fails, the surer the more examples there are",
        "--limit 0.01 --examples 10k | --examples 10k: must be a whole number from 1 to 1000000000000",
        "--limit 0.01 --examples 0  | --examples 0: must be a whole number from 1 to 1000000000000",
        "--limit 0.01 --interval willson | --interval willson: there is no such interval; did you mean 'wilson'?",
        "--limit 0.01 --flip-rate 0.1 | --flip-rate goes with --metric accuracy_delta",
        "--limit 0.01 --metric churn | --metric churn: must be negative_flip_rate or accuracy_delta; rules on other metrics are planned by --policy",
        "--metric accuracy_delta --limit -5 --old-accuracy 0.9 --flip-rate 0.1 | --limit -5: must be a share above -1 and below 1; -5% is -0.05",
        "--metric accuracy_delta --limit 0.01 --old-accuracy 0.9 --flip-rate 0.1 | --limit 0.01: demands a gain; say what you expect with --expected, or write -0.01 to allow a loss",
        "--metric accuracy_delta --limit -0.01 --old-accuracy 0.9 --flip-rate 0.1 --expected -0.01 | --expected -0.01: is not above the limit of -0.01, so that no number of examples makes passing likely: such a model fails, the surer the more examples there are",
        "--metric accuracy_delta --limit -0.01 --old-accuracy 0.9 --flip-rate 0.1 --expected 0.2 | --expected 0.2: no two models have that with --old-accuracy 0.9 and --flip-rate 0.1; correct one of them",
        "--metric accuracy_delta --limit -0.01 --old-accuracy 0.99 --flip-rate 0.1 | a loss within the limit: no two models have that with --old-accuracy 0.99 and --flip-rate 0.1; correct one of them",
        "--metric accuracy_delta --limit -0.01 --old-accuracy 0.9 --flip-rate 0.1 --interval wilson | --interval goes with rates; accuracy_delta has one interval, Newcombe's",
        "--metric accuracy_delta --limit -0.01 --old-accuracy 0.9 --flip-rate 0.1 --examples 10000001 | --examples 10000001: must be a whole number from 1 to 10000000",
        "--metric accuracy_delta --limit -0.01 --old-accuracy 0.9 | --flip-rate SHARE is missing: the share of examples that flip either way, such as negative_flip_rate + positive_flip_rate of an earlier comparison",
        "--policy /                 | --policy /: cannot be read: Is a directory",
        "--policy @none.yaml        | --policy @none.yaml: there is no such file; check the path"
      })
  void badUsage(String line, String problem) {
    assertThat(plan(line == null ? "" : line))
        .isEqualTo(
            new Ran(
                ExitCode.BAD_INPUT,
                "",
                "flipcheck plan: 1 problem, nothing was planned\n  - " + problem + "\n"));
  }

  @Test
  void allProblemsAreToldAtOnce() {
    assertThat(plan("--limit 5 --power NaN --confidence 95 --examples -1 --interval x").err())
        .startsWith("flipcheck plan: 5 problems, nothing was planned\n");
    assertThat(plan("--policy @none.yaml --limit 0.1 --expected 0 --flip-rate 2").err())
        .isEqualTo(
            """
            flipcheck plan: 5 problems, nothing was planned
              - --limit goes with one rule, and not with --policy, whose rules differ; leave one of them out
              - --expected goes with one rule, and not with --policy, whose rules differ; leave one of them out
              - --flip-rate 2: must be a share above 0 and below 1; 2% is 0.02
              - --old-accuracy SHARE is missing: the accuracy of the old model, such as 0.9
              - --policy @none.yaml: there is no such file; check the path
            """);
  }
}

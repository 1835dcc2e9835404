package org.flipcheck.cli;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/** Command lines, configurations, policies and class files that make no sense. */
class BadOptionsTest extends CompareHarness {

  private static final String GOOD = CSV + PLAIN;

  @Test
  void nothingGiven() {
    assertRefused("--out @out", "?");
  }

  @Test
  void unknownOption() {
    assertRefusedWith(GOOD + " --tresholds 0.5 --slices country", "?");
  }

  @Test
  void badValues() {
    assertRefusedWith(
        GOOD
            + " --cross two --on-null-id keep --threshold high --rule equal --on-duplicate maybe --old-classes",
        "?");
  }

  @Test
  void valuesOutOfRange() {
    assertRefused(
        GOOD
            + " --cross 0 --max-cells 0 --max-unmatched 2 --id-as number --on-null-id keep"
            + " --on-unusable wrong --on-label-conflict wrong --on-missing-prediction keep",
        "?");
  }

  @Test
  void ruleThatLacksWhatItNeeds() {
    assertRefused(CSV + "--id id --rule top_k --prediction p", "?");
    assertRefused(CSV + "--id id --rule graded --label label", "?");
    assertRefused(CSV + "--id id --rule threshold", "?");
    assertRefused(CSV + "--id id --rule tolerance --label label", "?");
    assertRefused(CSV + "--id id --rule set_equals --label label --logits logits", "?");
    assertRefused(CSV + "--id id --rule equals --score score", "?");
    assertRefused(CSV + "--id id --label label", "?");
    assertRefused(CSV + "--id id", "?");
  }

  @Test
  void limitsOfARuleThatMakeNoSense() {
    assertRefused(GOOD + " --rule top_k --k 0 --abs-tol 1 --threshold 1", "?");
    assertRefused(GOOD + " --rule tolerance --abs-tol -1 --rel-tol NaN --k 3", "?");
    assertRefused(CSV + "--id id --score score --threshold NaN --old-threshold 1", "?");
    assertRefused(CSV + "--id id --score score --threshold Infinity", "?");
    assertRefused(CSV + "--id id --score score --old-threshold 1", "?");
  }

  @Test
  void classFiles() {
    file("twice.txt", "cat", "dog", "cat");
    file("gap.txt", "cat", "", "dog");
    bytes("latin.txt", "caf\u00e9\n".getBytes(StandardCharsets.ISO_8859_1));
    bytes("none.txt", new byte[0]);
    file("object.json", "[\"cat\", {\"name\": \"dog\"}, null]");
    file("open.json", "[\"cat\", ");
    assertRefused(GOOD + " --old-classes @missing.txt --new-classes @twice.txt", "?");
    assertRefused(GOOD + " --old-classes @latin.txt --new-classes @none.txt", "?");
    assertRefused(GOOD + " --old-classes @object.json --new-classes @open.json", "?");
    assertRefused(GOOD + " --old-classes @gap.txt --new-classes {" + folder + "}", "?");
  }

  @Test
  void configuration() {
    file(
        "compare.yaml",
        "old: old.csv",
        "predicton: p",
        "slices: [country]",
        "id: {a: b}",
        "overwrite: yes",
        "label:",
        "  - [cat]",
        "old: again.csv");
    assertRefusedAs("flipcheck", "--config @compare.yaml", "?");
  }

  @Test
  void configurationThatIsMissingOrNotText() {
    bytes("latin.yaml", "id: \u00e9\n".getBytes(StandardCharsets.ISO_8859_1));
    file("broken.yaml", "id: [a", "label: b");
    assertRefusedAs("flipcheck", "--config @missing.yaml", "?");
    assertRefusedAs("flipcheck", "--config @latin.yaml", "?");
    assertRefusedAs("flipcheck", "--config @broken.yaml", "?");
  }

  @Test
  void valuesOfAConfiguration() {
    goodTables();
    file(
        "compare.yaml",
        "id: id",
        "label: label",
        "prediction: prediction",
        "slice:",
        "  - label",
        "  - country",
        "max_unmatched: 2",
        "cross: 0");
    assertRefused(CSV + "--config @compare.yaml", "?");
    assertRefused(CSV + "--config @compare.yaml --max-unmatched 0 --cross 1", "?");
    file("compare.yaml", "id: id", "cross: many");
    assertRefusedWith(CSV + "--config @compare.yaml", "?");
  }

  @Test
  void policyThatMakesNoSense() {
    file(
        "policy.yaml",
        "schema_version: 2",
        "rule: []",
        "rules:",
        "  - metric: negative_flip_rat",
        "    max: 0.02",
        "  - metric: negative_flip_rate",
        "    max: 2",
        "    confidence: 95",
        "  - metric: accuracy_delta",
        "    minimum: -0.1",
        "  - metric: churn",
        "    max: high",
        "    severity: error",
        "    min_examples: -5");
    assertRefused(GOOD + " --policy @policy.yaml", "?");
  }

  @Test
  void policyThatIsEmptyMissingOrBroken() {
    bytes("empty.yaml", new byte[0]);
    file("none.yaml", "schema_version: 1", "rules: []");
    file("broken.yaml", "rules: [");
    assertRefused(GOOD + " --policy @missing.yaml", "?");
    assertRefused(GOOD + " --policy @empty.yaml", "?");
    assertRefused(GOOD + " --policy @none.yaml", "?");
    assertRefused(GOOD + " --policy @broken.yaml", "?");
  }

  @Test
  void policyThatNeedsWhatTheComparisonLacks() {
    goodTables();
    file(
        "policy.yaml",
        "schema_version: 1",
        "rules:",
        "  - metric: negative_flip_rate",
        "    each: contry",
        "    max: 0.1",
        "  - metric: churn",
        "    slice: {region: EU}",
        "    max: 0.1");
    assertRefused(GOOD + " --policy @policy.yaml", "?");
    file("policy.yaml", "schema_version: 1", "rules:", "  - metric: gain_rate", "    min: 0.1");
    assertRefused(GOOD + " --policy @policy.yaml", "?");
  }

  @Test
  void problemsOfEveryKindAtOnce() {
    file("policy.yaml", "schema_version: 1", "rules:", "  - metric: churn");
    assertRefused(
        "--old @old.csv --rule tolerance --prediction p --cross 0 --policy @policy.yaml"
            + " --old-classes @classes.txt",
        "?");
  }

  private void assertRefusedAs(String command, String line, String... problems) {
    String count = problems.length == 1 ? "1 problem" : problems.length + " problems";
    assertRefusedWith(
        line,
        command
            + ": "
            + count
            + ", nothing was judged\n  - "
            + String.join("\n  - ", problems)
            + "\n");
  }
}

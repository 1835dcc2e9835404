package org.flipcheck.cli;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/** Command lines, configurations, policies and class files that make no sense. */
class BadOptionsTest extends CompareHarness {

  private static final String GOOD = CSV + PLAIN;

  @Test
  void nothingGiven() {
    assertRefused(
        "--out @out",
        "--old PATH is missing: the predictions of the model in use",
        "--new PATH is missing: the predictions of the candidate",
        "--id COL is missing: the column that names an example",
        "nothing to compare: give --label and --prediction (or --logits), --correct, or --score with --threshold; --prediction alone gives churn, --score alone the scored metrics");
  }

  @Test
  void unknownOption() {
    assertRefusedWith(
        GOOD + " --tresholds 0.5 --slices country",
        "flipcheck compare: 2 problems, nothing was judged\n  - there is no option --tresholds, did you mean --threshold?\n  - there is no option --slices, did you mean --slice?\nTry 'flipcheck compare --help'.\n");
  }

  @Test
  void optionsGivenTwice() {
    assertRefusedWith(
        GOOD + " --on-duplicate exclude --on-null-id exclude --on-duplicate=fail --out @a --out @b",
        "flipcheck compare: 2 problems, nothing was judged\n  - option '--on-duplicate' (fail|exclude) should be specified only once\n  - option '--out' (DIR) should be specified only once\nTry 'flipcheck compare --help'.\n");
  }

  @Test
  void badValues() {
    assertRefusedWith(
        GOOD + " --cross two --on-null-id keep --threshold high --rule equal --on-duplicate maybe",
        "flipcheck compare: 4 problems, nothing was judged\n  - Invalid value for option '--cross': 'two' is not an int\n  - Invalid value for option '--threshold': 'high' is not a double\n  - Invalid value for option '--rule': expected one of [EQUALS, GRADED, THRESHOLD, TOLERANCE, TOP_K, SET_EQUALS] (case-insensitive) but was 'equal'\n  - Invalid value for option '--on-duplicate': expected one of [FAIL, EXCLUDE, KEEP, WRONG] (case-insensitive) but was 'maybe'\nTry 'flipcheck compare --help'.\n");
  }

  @Test
  void valuesOutOfRange() {
    assertRefused(
        GOOD
            + " --cross 0 --max-cells 0 --max-unmatched 2 --id-as number --on-null-id keep"
            + " --on-unusable wrong --on-label-conflict wrong --on-missing-prediction keep",
        "--cross 0: must be at least 1 (1 counts no crosses)",
        "--max-cells 0: must be at least 1",
        "--max-unmatched 2.0: must be a share from 0 to 1 (0.02 is 2%)",
        "--id-as number: the one choice is text",
        "--on-null-id keep: must be fail or exclude",
        "--on-label-conflict wrong: must be fail or exclude or keep",
        "--on-unusable wrong: must be fail or exclude",
        "--on-missing-prediction keep: must be wrong or exclude or fail");
  }

  @Test
  void ruleThatLacksWhatItNeeds() {
    assertRefused(
        CSV + "--id id --rule top_k --prediction p",
        "--rule top_k needs --label COL",
        "--rule top_k needs --k N");
    assertRefused(CSV + "--id id --rule graded --label label", "--rule graded needs --correct COL");
    assertRefused(
        CSV + "--id id --rule threshold",
        "--rule threshold needs --score COL",
        "give --threshold T, or both --old-threshold and --new-threshold");
    assertRefused(
        CSV + "--id id --rule tolerance --label label",
        "--rule tolerance needs --prediction COL (or --logits COL)",
        "--rule tolerance needs --abs-tol X or --rel-tol X");
    assertRefused(
        CSV + "--id id --rule set_equals --label label --logits logits",
        "--rule set_equals needs --prediction COL, a list");
    assertRefused(
        CSV + "--id id --rule equals --score score",
        "--rule equals needs --label COL",
        "--rule equals needs --prediction COL (or --logits COL)");
    assertRefused(
        CSV + "--id id --label label",
        "nothing to compare: give --label and --prediction (or --logits), --correct, or --score with --threshold; --prediction alone gives churn, --score alone the scored metrics",
        "--label without --prediction or --logits: what should equal the label?");
    assertRefused(
        CSV + "--id id",
        "nothing to compare: give --label and --prediction (or --logits), --correct, or --score with --threshold; --prediction alone gives churn, --score alone the scored metrics");
  }

  @Test
  void limitsOfARuleThatMakeNoSense() {
    assertRefused(
        GOOD + " --rule top_k --k 0 --abs-tol 1 --threshold 1",
        "--threshold goes with --rule threshold only",
        "--abs-tol and --rel-tol go with --rule tolerance only",
        "--k 0: must be at least 1");
    assertRefused(
        GOOD + " --rule tolerance --abs-tol -1 --rel-tol NaN --k 3",
        "--k goes with --rule top_k only",
        "--abs-tol and --rel-tol must be finite and at least 0");
    assertRefused(
        CSV + "--id id --score score --threshold NaN --old-threshold 1",
        "give --threshold T, or both --old-threshold and --new-threshold",
        "a threshold must be a finite number");
    assertRefused(
        CSV + "--id id --score score --threshold Infinity", "a threshold must be a finite number");
    assertRefused(
        CSV + "--id id --score score --old-threshold 1",
        "give --threshold T, or both --old-threshold and --new-threshold");
  }

  @Test
  void classFiles() {
    file("twice.txt", "cat", "dog", "cat");
    file("gap.txt", "cat", "", "dog");
    bytes("latin.txt", "caf\u00e9\n".getBytes(StandardCharsets.ISO_8859_1));
    bytes("none.txt", new byte[0]);
    file("object.json", "[\"cat\", {\"name\": \"dog\"}, null]");
    file("open.json", "[\"cat\", ");
    assertRefused(
        GOOD + " --old-classes @missing.txt --new-classes @twice.txt",
        "--old-classes missing.txt: there is no such file; check the path",
        "--new-classes twice.txt: classes 0 and 2 are both named 'cat'; each class needs a name of its own");
    assertRefused(
        GOOD + " --old-classes @latin.txt --new-classes @none.txt",
        "--old-classes latin.txt: is not UTF-8; convert the file",
        "--new-classes none.txt: names no class; give one class name a line, in the order of the indices");
    assertRefused(
        GOOD + " --old-classes @object.json --new-classes @open.json",
        "--old-classes object.json: class 1 is {\"name\":\"dog\"}, not a name; give a list of texts",
        "--new-classes open.json: starts like a JSON list but is none: Unexpected end-of-input within/between Array entries");
    assertRefused(
        GOOD + " --old-classes @gap.txt --new-classes {" + folder + "}",
        "--old-classes gap.txt: class 1 has no name, and the classes behind it would move up; name it, or take the empty line out",
        "--new-classes " + folder + ": cannot be read: Is a directory");
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
    assertRefusedAs(
        "flipcheck",
        "--config @compare.yaml",
        "compare.yaml:2: unknown key 'predicton' in the configuration: did you mean 'prediction'?",
        "compare.yaml:3: unknown key 'slices' in the configuration: did you mean 'slice'?",
        "compare.yaml:4: id is a mapping, not text",
        "compare.yaml:5: overwrite is 'yes', not true or false",
        "compare.yaml:7: an item of label is a list, not text",
        "compare.yaml:8: 'old' is given twice, first on line 1: leave one of them");
  }

  @Test
  void configurationThatIsMissingOrNotText() {
    bytes("latin.yaml", "id: \u00e9\n".getBytes(StandardCharsets.ISO_8859_1));
    file("broken.yaml", "id: [a", "label: b");
    assertRefusedAs(
        "flipcheck", "--config @missing.yaml", "--config missing.yaml: there is no such file");
    assertRefusedAs(
        "flipcheck", "--config @latin.yaml", "--config latin.yaml: the file is not UTF-8");
    assertRefusedAs(
        "flipcheck",
        "--config @broken.yaml",
        "broken.yaml:2: not YAML: expected ',' or ']', but got :");
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
    assertRefused(
        CSV + "--config @compare.yaml",
        "compare.yaml:8: --cross 0: must be at least 1 (1 counts no crosses)",
        "compare.yaml:7: --max-unmatched 2.0: must be a share from 0 to 1 (0.02 is 2%)");
    assertRefused(
        CSV + "--config @compare.yaml --max-unmatched 0 --cross 1",
        "compare.yaml:6: --slice country: no table has such a column; they have 'id', 'label', 'prediction'");
    file("compare.yaml", "id: id", "cross: many");
    assertRefusedWith(
        CSV + "--config @compare.yaml",
        "flipcheck compare: 1 problem, nothing was judged\n  - compare.yaml:2: Invalid value for option '--cross': 'many' is not an int\nTry 'flipcheck compare --help'.\n");
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
    assertRefused(
        GOOD + " --policy @policy.yaml",
        "policy.yaml:1: schema_version is 2, but this version of Flipcheck reads 1",
        "policy.yaml:2: unknown key 'rule' in the policy: did you mean 'rules'?",
        "policy.yaml:4: unknown metric 'negative_flip_rat': did you mean 'negative_flip_rate'?",
        "policy.yaml:7: max is 2, but negative_flip_rate is a share, from 0 to 1: for 2% write 0.02",
        "policy.yaml:8: confidence is 95, but must be at least 0 and below 1, such as 0.95: for 95% write 0.95",
        "policy.yaml:9: the rule has no limit: add max or min",
        "policy.yaml:10: unknown key 'minimum' in a rule: known are metric, max, min, times, beyond_noise_floor, confidence, each, slice, min_examples, severity",
        "policy.yaml:12: max is 'high', not a number",
        "policy.yaml:13: severity is 'error', not one of fail, warn",
        "policy.yaml:14: min_examples is -5, but cannot be negative");
  }

  @Test
  void policyThatIsEmptyMissingOrBroken() {
    bytes("empty.yaml", new byte[0]);
    file("none.yaml", "schema_version: 1", "rules: []");
    file("broken.yaml", "rules: [");
    assertRefused(
        GOOD + " --policy @missing.yaml",
        "--policy missing.yaml: there is no such file; check the path");
    assertRefused(
        GOOD + " --policy @empty.yaml",
        "empty.yaml:1: the policy is empty: give schema_version: 1 and at least one rule");
    assertRefused(
        GOOD + " --policy @none.yaml",
        "none.yaml:2: rules is an empty list: a policy has at least one rule");
    assertRefused(
        GOOD + " --policy @broken.yaml",
        "broken.yaml:2: not YAML: expected the node content, but found '<stream end>'");
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
    assertRefused(
        GOOD + " --policy @policy.yaml",
        "policy.yaml:4: slice column contry: no table has such a column; they have 'id', 'label', 'prediction'",
        "policy.yaml:7: slice column region: no table has such a column; they have 'id', 'label', 'prediction'");
    file("policy.yaml", "schema_version: 1", "rules:", "  - metric: gain_rate", "    min: 0.1");
    assertRefused(
        GOOD + " --policy @policy.yaml",
        "rule gain_rate >= 0.1: the comparison has no gain_rate, for it has no scores; give compare --score, or remove the rule");
  }

  @Test
  void problemsOfEveryKindAtOnce() {
    file("policy.yaml", "schema_version: 1", "rules:", "  - metric: churn");
    assertRefused(
        "--old @old.csv --rule tolerance --prediction p --cross 0 --policy @policy.yaml"
            + " --old-classes @classes.txt",
        "--new PATH is missing: the predictions of the candidate",
        "--id COL is missing: the column that names an example",
        "--cross 0: must be at least 1 (1 counts no crosses)",
        "--rule tolerance needs --label COL",
        "--rule tolerance needs --abs-tol X or --rel-tol X",
        "policy.yaml:3: the rule has no limit: add max or min",
        "--old-classes classes.txt: there is no such file; check the path");
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

package org.flipcheck.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.time.Duration;
import org.flipcheck.gate.PolicyException;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Policies are data: none of them takes more time or memory than its size is worth. */
class YamlBombTest {

  private static String problems(String text) {
    return Assertions.assertTimeout(
        Duration.ofSeconds(20),
        () -> {
          PolicyException e =
              catchThrowableOfType(PolicyException.class, () -> PolicyFile.parse("p.yaml", text));
          assertThat(e).as("it was accepted").isNotNull();
          return e.getMessage();
        });
  }

  @Test
  void aliasesThatMultiplyAreRefused() {
    StringBuilder laughs = new StringBuilder("schema_version: 1\na0: &a0 [lol, lol]\n");
    for (int i = 1; i < 30; i++) {
      String before = "*a" + (i - 1);
      laughs.append("a%d: &a%d [%s, %s, %s]\n".formatted(i, i, before, before, before));
    }
    assertThat(problems(laughs + "rules: *a29\n"))
        .isEqualTo(
            "p.yaml:1: not YAML: Number of aliases for non-scalar nodes exceeds the specified max=50");
  }

  @Test
  void fewAliasesThatMultiplyAreNotExpanded() {
    StringBuilder laughs =
        new StringBuilder("schema_version: 1\nrules: [{metric: churn, max: 1}]\n");
    laughs.append("protected:\n- name: g\n  owner: o\n  ids:\n  - &a0 [lol]\n");
    for (int i = 1; i < 25; i++) {
      laughs.append("  - &a%d [*a%d, *a%d]\n".formatted(i, i - 1, i - 1));
    }
    assertThat(problems(laughs.toString()).lines())
        .hasSize(48)
        .allMatch(l -> l.endsWith("an item of an id is a list, not text"));
  }

  @Test
  void aListInItselfIsRefused() {
    assertThat(problems("schema_version: 1\nrules: &r [*r]\n"))
        .isEqualTo("p.yaml:2: a rule is a list, not a mapping of keys to values");
  }

  @ParameterizedTest
  @ValueSource(strings = {"[", "{a: ", "- "})
  void deepNestingIsRefused(String open) {
    assertThat(problems("schema_version: 1\nrules: " + open.repeat(100_000)))
        .startsWith("p.yaml:")
        .contains("not YAML: ")
        .doesNotContain("\n");
  }

  @Test
  void depthIsAllowedUpToItsLimit() {
    String open = "[".repeat(ShallowParser.MAX_DEPTH - 1);
    String close = "]".repeat(ShallowParser.MAX_DEPTH - 1);
    assertThat(problems("schema_version: 1\nrules: " + open + close))
        .isEqualTo("p.yaml:2: a rule is a list, not a mapping of keys to values");
    assertThat(problems("schema_version: 1\nrules: [" + open + close + "]"))
        .isEqualTo("p.yaml:2: not YAML: values nested more than 50 deep");
  }

  @Test
  void hugeFilesAreRefused() {
    String comment = "# " + "x".repeat(YamlTree.MAX_CHARACTERS - 3);
    assertThat(problems(comment + "\n"))
        .isEqualTo("p.yaml:1: the policy is empty: give schema_version: 1 and at least one rule");
    assertThat(problems(comment + "x\n"))
        .isEqualTo(
            "p.yaml:1: the file has 1,048,577 characters, more than the 1,048,576 allowed: make it shorter");
  }

  @Test
  void tagsMakeNoObjects() {
    assertThat(problems("schema_version: 1\nrules: !!java.net.URL [\"http://localhost/\"]\n"))
        .isEqualTo("p.yaml:2: a rule is 'http://localhost/', not a mapping of keys to values");
  }
}

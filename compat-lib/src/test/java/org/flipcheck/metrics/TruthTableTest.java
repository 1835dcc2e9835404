package org.flipcheck.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.flipcheck.metrics.CorrectnessRule.Side;
import org.flipcheck.metrics.TruthTable.Case;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class TruthTableTest {

  static List<Case> cases() {
    return TruthTable.load();
  }

  @ParameterizedTest
  @MethodSource("cases")
  void plainJavaReproducesEveryCase(Case given) {
    CorrectnessRule rule = given.rule();

    assertThat(
            rule.classify(
                TruthTable.label(rule, given.oldSide()),
                TruthTable.prediction(rule, given.oldSide()),
                TruthTable.label(rule, given.newSide()),
                TruthTable.prediction(rule, given.newSide())))
        .isEqualTo(given.expected());
  }

  @Test
  void namesAreUniqueAndSayWhichRule() {
    Set<String> names = new HashSet<>();

    assertThat(cases())
        .allSatisfy(
            given -> {
              assertThat(names.add(given.name())).as(given.name()).isTrue();
              assertThat(given.name()).startsWith(given.rule().key() + ": ");
            });
  }

  @Test
  void everyRuleMeetsEveryOutcomeAndAPairThatCannotBeJudged() {
    Map<String, List<Case>> byRule =
        cases().stream().collect(Collectors.groupingBy(given -> given.rule().key()));

    assertThat(byRule)
        .containsOnlyKeys("equals", "graded", "threshold", "tolerance", "top_k", "set_equals");
    assertThat(byRule.values())
        .allSatisfy(
            cases -> {
              assertThat(cases.stream().flatMap(given -> given.expected().stream()).distinct())
                  .containsExactlyInAnyOrderElementsOf(
                      EnumSet.range(FlipOutcome.BOTH_RIGHT, FlipOutcome.BOTH_WRONG_DIFFERENT));
              assertThat(cases).anyMatch(given -> given.expected().isEmpty());
            });
  }

  @Test
  void aMissingAnswerMattersExactlyToTheRulesThatCompareAnswers() {
    assertThat(cases())
        .filteredOn(given -> given.oldSide().answer().isEmpty())
        .allSatisfy(
            given ->
                assertThat(
                        given
                            .rule()
                            .judge(
                                Side.OLD,
                                TruthTable.label(given.rule(), given.oldSide()),
                                TruthTable.prediction(given.rule(), given.oldSide()))
                            .isEmpty())
                    .as(given.name())
                    .isEqualTo(given.rule().comparesAnswers()));
  }

  @Test
  void cellsOfListsAreReadItemByItem() {
    assertThat(TruthTable.items("[a|b]")).containsExactly("a", "b");
    assertThat(TruthTable.items("[a]")).containsExactly("a");
    assertThat(TruthTable.items("[]")).isEmpty();
  }
}

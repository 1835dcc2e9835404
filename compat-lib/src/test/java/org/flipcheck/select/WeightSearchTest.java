package org.flipcheck.select;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.DoubleStream;
import org.flipcheck.select.WeightPoint.Kind;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class WeightSearchTest {

  private static final SelectionRule OBSERVED = new SelectionRule(0, 0);

  private static Selection<WeightPoint> search(Scores scores, SelectionRule rule, Kind kind)
      throws IOException {
    return search(scores, rule, kind, List.of());
  }

  private static Selection<WeightPoint> search(
      Scores scores, SelectionRule rule, Kind kind, List<String> groups) throws IOException {
    scores.kind = kind;
    return new WeightSearch(rule, point -> true, kind, scores::at)
        .run(WeightPoint.ofNew(scores.update()), WeightPoint.ofOld(scores.update()), groups);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
  void comesNearTheBestOfABlindGridWithAQuarterOfItsEvaluations(long seed) throws IOException {
    Scores scores = new Scores(seed, 20_000, 0.9, 0.1, 0.2);
    Selection<WeightPoint> found = search(scores, SelectionRule.DEFAULT, Kind.BCWI);
    int spent = scores.evaluations;
    List<WeightPoint> blind = new ArrayList<>(List.of(WeightPoint.ofNew(scores.update())));
    DoubleStream.iterate(0.025, w -> w < 0.99, w -> w + 0.025)
        .forEach(w -> blind.add(scores.at(w, Map.of())));
    WeightPoint best = SelectionRule.DEFAULT.best(blind);

    assertThat(found.mends()).isTrue();
    assertThat(SelectionRule.DEFAULT.admits(found.chosen())).isTrue();
    assertThat(found.chosen().oldWeight()).isCloseTo(best.oldWeight(), within(0.03));
    assertThat(spent).isLessThanOrEqualTo(WeightSearch.mostEvaluations(0)).isLessThanOrEqualTo(10);
  }

  private static org.assertj.core.data.Offset<Double> within(double offset) {
    return org.assertj.core.data.Offset.offset(offset);
  }

  @ParameterizedTest
  @EnumSource(names = {"BCWI", "FISHER_BCWI", "SOUP_BCWI"})
  void nothingIsChosenWhereEveryMixtureIsWorse(Kind kind) throws IOException {
    Scores notConnected = new Scores(11, 20_000, 0.9, 0.1, -20);
    Selection<WeightPoint> found = search(notConnected, OBSERVED, kind);
    assertThat(found.mends()).isFalse();
    assertThat(found.chosen()).isEqualTo(found.now());
    assertThat(found.relativeReduction()).hasValue(0);
  }

  @Test
  void anOldModelThatIsNotInferiorIsKept() throws IOException {
    Selection<WeightPoint> found =
        search(new Scores(12, 20_000, 0.9, -0.1, 0), OBSERVED, Kind.BCWI);
    assertThat(found.chosen().oldWeight()).isEqualTo(1);
    assertThat(found.relativeReduction()).hasValue(1);
  }

  @Test
  void aGroupGetsAWeightOfItsOwnOnlyIfThatHelps() throws IOException {
    Scores scores = new Scores(13, 20_000, 0.9, 0.1, 0.2);
    Selection<WeightPoint> alone = search(scores, SelectionRule.DEFAULT, Kind.BCWI);
    Scores again = new Scores(13, 20_000, 0.9, 0.1, 0.2);
    Selection<WeightPoint> grouped =
        search(again, SelectionRule.DEFAULT, Kind.BCWI, List.of("head.*"));
    assertThat(grouped.curve()).containsAll(alone.curve());
    assertThat(grouped.chosen().negativeFlipRate())
        .isLessThanOrEqualTo(alone.chosen().negativeFlipRate());
    assertThat(again.evaluations).isLessThanOrEqualTo(WeightSearch.mostEvaluations(1));
    assertThat(grouped.curve())
        .anySatisfy(point -> assertThat(point.named()).containsOnlyKeys("head.*"));
  }

  /** A policy that only lets weights through at which the rule alone would not stop. */
  @Test
  void searchesAroundWhatPasses() throws IOException {
    Scores scores = new Scores(17, 20_000, 0.9, 0.1, 0.2);
    Selection<WeightPoint> free = search(scores, SelectionRule.DEFAULT, Kind.BCWI);
    double limit = free.chosen().oldWeight() / 2;
    Selection<WeightPoint> held =
        new WeightSearch(
                SelectionRule.DEFAULT,
                point -> point.oldWeight() <= limit && point.oldWeight() > 0,
                Kind.BCWI,
                scores::at)
            .run(WeightPoint.ofNew(scores.update()), WeightPoint.ofOld(scores.update()), List.of());
    assertThat(held.chosen().oldWeight()).isLessThanOrEqualTo(limit).isGreaterThan(limit - 0.05);
  }

  @Test
  void noWeightIsEvaluatedTwiceAndTheEndsNever() throws IOException {
    List<Double> asked = new ArrayList<>();
    Scores scores = new Scores(14, 2_000, 0.9, 0.1, 0.2);
    scores.kind = Kind.FISHER_BCWI;
    new WeightSearch(
            SelectionRule.DEFAULT,
            point -> true,
            Kind.FISHER_BCWI,
            (weight, named) -> {
              asked.add(weight);
              return scores.at(weight, named);
            })
        .run(WeightPoint.ofNew(scores.update()), WeightPoint.ofOld(scores.update()), List.of());
    assertThat(asked).doesNotHaveDuplicates().doesNotContain(0.0, 1.0);
    assertThat(asked.subList(0, 4)).containsExactly(0.004, 0.14, 0.86, 0.996);
  }

  /** Fisher information over decades: only a small weight takes its rare large entries alone. */
  @Test
  void weightsOfFisherReachWhereOddsAreSmall() throws IOException {
    List<Double> asked = new ArrayList<>();
    Scores scores = new Scores(16, 20_000, 0.9, 0.1, 0);
    scores.kind = Kind.FISHER_BCWI;
    Selection<WeightPoint> found =
        new WeightSearch(
                OBSERVED,
                point -> true,
                Kind.FISHER_BCWI,
                (weight, named) -> {
                  asked.add(weight);
                  WeightPoint at = scores.at(1000 * weight / (1 + 999 * weight), named);
                  return new WeightPoint(
                      Kind.FISHER_BCWI, weight, named, at.againstOld(), at.againstNew());
                })
            .run(WeightPoint.ofNew(scores.update()), WeightPoint.ofOld(scores.update()), List.of());
    assertThat(found.mends()).isTrue();
    assertThat(found.chosen().oldWeight()).isLessThan(0.004).isGreaterThan(0);
    assertThat(asked).hasSizeLessThanOrEqualTo(WeightSearch.mostEvaluations(0));
  }

  @Test
  void aSoupIsEvaluatedAtItsLowerEnd() throws IOException {
    Selection<WeightPoint> found =
        search(new Scores(15, 2_000, 0.9, 0.1, 0.2), OBSERVED, Kind.SOUP_BCWI);
    assertThat(found.curve())
        .anySatisfy(
            point -> {
              assertThat(point.kind()).isEqualTo(Kind.SOUP_BCWI);
              assertThat(point.oldWeight()).isZero();
            });
  }
}

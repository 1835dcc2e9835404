package org.flipcheck.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.From;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.flipcheck.metrics.PairSummary.Content;
import org.junit.jupiter.api.Test;

class PairTallyTest {

  private static final Content EVERYTHING = new Content(true, true, true, true);

  record Pair(FlipOutcome outcome, double delta, double weight) {}

  @Provide
  Arbitrary<Pair> pairs() {
    Arbitrary<FlipOutcome> outcomes =
        Arbitraries.of(
            FlipOutcome.BOTH_RIGHT,
            FlipOutcome.NEGATIVE_FLIP,
            FlipOutcome.POSITIVE_FLIP,
            FlipOutcome.BOTH_WRONG_SAME,
            FlipOutcome.BOTH_WRONG_DIFFERENT);
    Arbitrary<Double> deltas =
        Arbitraries.frequencyOf(
            Tuple.of(1, Arbitraries.just(0.0)),
            Tuple.of(4, Arbitraries.doubles().between(-1e6, 1e6).ofScale(9)));
    return Combinators.combine(
            outcomes, deltas, Arbitraries.doubles().between(0.001, 1e9).ofScale(7))
        .as(Pair::new);
  }

  @Property
  void pairsTalliedInPartsInAnyOrderGiveTheSameBits(
      @ForAll @Size(max = 40) List<@From("pairs") Pair> pairs,
      @ForAll @IntRange(min = 1, max = 6) int parts,
      @ForAll Random random) {
    PairTally whole = tally(pairs);

    List<Pair> shuffled = new ArrayList<>(pairs);
    Collections.shuffle(shuffled, random);
    List<PairTally> partial = new ArrayList<>();
    for (int part = 0; part < parts; part++) {
      int from = part * shuffled.size() / parts;
      int to = (part + 1) * shuffled.size() / parts;
      partial.add(tally(shuffled.subList(from, to)));
    }
    Collections.shuffle(partial, random);
    PairTally merged = new PairTally(EVERYTHING);
    partial.forEach(merged::add);

    assertThat(merged.summary()).isEqualTo(whole.summary());
    assertThat(merged.n()).isEqualTo(pairs.size());
  }

  private static PairTally tally(List<Pair> pairs) {
    PairTally tally = new PairTally(EVERYTHING);
    for (Pair pair : pairs) {
      CellSums cell = new CellSums();
      cell.addPair(pair.delta(), pair.weight());
      tally.add(pair.outcome(), cell);
    }
    return tally;
  }

  @Test
  void weightsAndScoresLandInTheirOwnTables() {
    PairSummary summary =
        tally(
                List.of(
                    new Pair(FlipOutcome.BOTH_RIGHT, 0.5, 2),
                    new Pair(FlipOutcome.BOTH_RIGHT, 0, 3),
                    new Pair(FlipOutcome.NEGATIVE_FLIP, -0.25, 5),
                    new Pair(FlipOutcome.POSITIVE_FLIP, 1, 7),
                    new Pair(FlipOutcome.BOTH_WRONG_SAME, -0.125, 11),
                    new Pair(FlipOutcome.BOTH_WRONG_DIFFERENT, -1, 13)))
            .summary();

    assertThat(summary.n()).isEqualTo(6);
    assertThat(summary.counts()).contains(FlipCounts.of(2, 1, 1, 1, 1));
    assertThat(summary.table()).contains(new FlipTable(5, 5, 7, 24, OptionalDouble.of(11)));
    assertThat(summary.scores())
        .contains(new ScoreTable(41, 9, 29, 2 * 0.5 + 7, 5 * 0.25 + 11 * 0.125 + 13));
    assertThat(summary.answerChanges()).isEmpty();
    assertThat(summary.squares())
        .contains(
            new SquaredSums(
                Optional.of(new FlipTable(13, 25, 49, 121 + 169, OptionalDouble.of(121))),
                Optional.of(
                    new ScoreTable(
                        13 + 25 + 49 + 121 + 169,
                        4 + 49,
                        25 + 121 + 169,
                        4 * 0.5 + 49,
                        25 * 0.25 + 121 * 0.125 + 169)),
                Optional.empty(),
                1 + 49,
                1.25 * 1.25 + 1.375 * 1.375 + 169));
  }

  @Test
  void unweightedScoresAreCountedAndSummed() {
    PairTally tally = new PairTally(new Content(true, true, true, false));
    CellSums right = new CellSums();
    right.addPair(0.5, Double.NaN);
    right.addPair(-0.25, Double.NaN);
    right.addPair(0, Double.NaN);
    tally.add(FlipOutcome.BOTH_RIGHT, right);

    assertThat(tally.summary().scores()).contains(new ScoreTable(3, 1, 1, 0.5, 0.25));
    assertThat(tally.summary().table()).contains(new FlipTable(3, 0, 0, 0, OptionalDouble.of(0)));
    assertThat(tally.summary().squares())
        .contains(
            new SquaredSums(
                tally.summary().table(), tally.summary().scores(), Optional.empty(), 0.25, 0.0625));
  }

  @Test
  void withoutAnswersTheSplitOfBothWrongIsGivenUp() {
    PairTally tally = new PairTally(Content.CLASSIFICATION.withoutAnswers());
    tally.add(FlipOutcome.BOTH_WRONG_SAME, cellOf(3));
    tally.add(FlipOutcome.BOTH_WRONG_DIFFERENT, cellOf(4));
    tally.add(FlipOutcome.NEGATIVE_FLIP, cellOf(5));

    PairSummary summary = tally.summary();

    assertThat(summary.counts()).contains(new FlipCounts(0, 5, 0, 7, OptionalLong.empty()));
    assertThat(FlipMetric.CHURN.of(summary).undefinedBecause())
        .isEqualTo("whether two wrong answers agree is unknown: a side gives no answers");
  }

  @Test
  void withoutCorrectnessThereIsChurnAlone() {
    PairTally tally = new PairTally(new Content(false, true, false, false));
    tally.add(FlipOutcome.SAME_ANSWER, cellOf(7));
    tally.add(FlipOutcome.DIFFERENT_ANSWER, cellOf(3));

    PairSummary summary = tally.summary();

    assertThat(summary.n()).isEqualTo(10);
    assertThat(summary.counts()).isEmpty();
    assertThat(FlipMetric.CHURN.of(summary).value()).hasValue(0.3);
    assertThat(FlipMetric.NEGATIVE_FLIP_RATE.of(summary).undefinedBecause())
        .isEqualTo("right and wrong are unknown: there is no label, grade or threshold");
  }

  private static CellSums cellOf(int pairs) {
    CellSums cell = new CellSums();
    for (int i = 0; i < pairs; i++) {
      cell.addPair();
    }
    return cell;
  }
}

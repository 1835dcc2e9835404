package org.flipcheck.metrics;

import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import org.flipcheck.metrics.CellSums.Sum;
import org.flipcheck.metrics.PairSummary.Content;

/**
 * Counts the pairs of one slice: per outcome, the {@link CellSums}. Its {@link #summary()} is what
 * metrics are functions of. Tallies form a commutative monoid under {@link #add(PairTally)}.
 * Mutable, not thread-safe.
 */
public final class PairTally {

  private final Content content;
  private final Map<FlipOutcome, CellSums> cells = new EnumMap<>(FlipOutcome.class);

  /**
   * A tally of no pairs.
   *
   * @param content what the pairs of the comparison carry
   */
  public PairTally(Content content) {
    this.content = content;
  }

  /**
   * Adds a cell.
   *
   * @param outcome which outcome the cell's pairs had
   * @param sums the cell; it is read, not kept
   */
  public void add(FlipOutcome outcome, CellSums sums) {
    FlipOutcome kept = content.answers() ? outcome : outcome.withoutAnswers();
    cells.computeIfAbsent(kept, unused -> new CellSums()).add(sums);
  }

  /**
   * Adds all cells of another tally.
   *
   * @param other a tally of other pairs of the same comparison
   */
  public void add(PairTally other) {
    other.cells.forEach(this::add);
  }

  /**
   * What the pairs of this comparison carry.
   *
   * @return the content given at construction
   */
  public Content content() {
    return content;
  }

  /**
   * All pairs, whatever their outcome.
   *
   * @return n
   */
  public long n() {
    return cells.values().stream().mapToLong(CellSums::n).reduce(0, Math::addExact);
  }

  /**
   * The cell of one outcome.
   *
   * @param outcome any outcome
   * @return its sums; an empty cell where no pair had it
   */
  public CellSums cell(FlipOutcome outcome) {
    return cells.getOrDefault(outcome, new CellSums());
  }

  private Optional<FlipCounts> flips() {
    if (!content.judged()) {
      return Optional.empty();
    }
    long same = cell(FlipOutcome.BOTH_WRONG_SAME).n();
    long bothWrong =
        Math.addExact(
            Math.addExact(same, cell(FlipOutcome.BOTH_WRONG_DIFFERENT).n()),
            cell(FlipOutcome.BOTH_WRONG).n());
    return Optional.of(
        new FlipCounts(
            cell(FlipOutcome.BOTH_RIGHT).n(),
            cell(FlipOutcome.NEGATIVE_FLIP).n(),
            cell(FlipOutcome.POSITIVE_FLIP).n(),
            bothWrong,
            content.answers() ? OptionalLong.of(same) : OptionalLong.empty()));
  }

  private Optional<FlipTable> table() {
    return content.weights() ? weightTable() : flips().map(FlipTable::of);
  }

  private Optional<FlipTable> weightTable() {
    if (!content.judged()) {
      return Optional.empty();
    }
    double same = weight(FlipOutcome.BOTH_WRONG_SAME);
    ExactSum bothWrong = new ExactSum();
    for (FlipOutcome outcome :
        new FlipOutcome[] {
          FlipOutcome.BOTH_WRONG_SAME, FlipOutcome.BOTH_WRONG_DIFFERENT, FlipOutcome.BOTH_WRONG
        }) {
      ExactSum part = cell(outcome).exactSums().get(Sum.WEIGHT);
      if (part != null) {
        bothWrong.add(part);
      }
    }
    return Optional.of(
        new FlipTable(
            weight(FlipOutcome.BOTH_RIGHT),
            weight(FlipOutcome.NEGATIVE_FLIP),
            weight(FlipOutcome.POSITIVE_FLIP),
            bothWrong.doubleValue(),
            content.answers() ? OptionalDouble.of(same) : OptionalDouble.empty()));
  }

  private double weight(FlipOutcome outcome) {
    return cell(outcome).value(Sum.WEIGHT);
  }

  private Optional<Ratio> answerChanges() {
    if (content.judged() || !content.answers()) {
      return Optional.empty();
    }
    CellSums changed = cell(FlipOutcome.DIFFERENT_ANSWER);
    CellSums same = cell(FlipOutcome.SAME_ANSWER);
    double numerator = content.weights() ? changed.value(Sum.WEIGHT) : changed.n();
    double kept = content.weights() ? same.value(Sum.WEIGHT) : same.n();
    return Optional.of(Ratio.of(numerator, numerator + kept, "there is no pair"));
  }

  private Optional<ScoreTable> scores() {
    if (!content.scores()) {
      return Optional.empty();
    }
    CellSums all = new CellSums();
    cells.values().forEach(all::add);
    return Optional.of(
        content.weights()
            ? new ScoreTable(
                all.value(Sum.WEIGHT),
                all.value(Sum.WEIGHT_OF_GAINS),
                all.value(Sum.WEIGHT_OF_REGRESSIONS),
                all.value(Sum.WEIGHTED_GAIN),
                all.value(Sum.WEIGHTED_REGRESSION))
            : new ScoreTable(
                all.n(),
                all.gains(),
                all.regressions(),
                all.value(Sum.GAIN),
                all.value(Sum.REGRESSION)));
  }

  /**
   * The tables metrics are computed from, rounded once.
   *
   * @return an immutable summary of what was counted so far
   */
  public PairSummary summary() {
    return new PairSummary(content, n(), flips(), table(), scores(), answerChanges());
  }
}

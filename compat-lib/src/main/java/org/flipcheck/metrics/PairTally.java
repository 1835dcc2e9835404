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
    return content.weights() ? table(Sum.WEIGHT) : flips().map(FlipTable::of);
  }

  private Optional<FlipTable> table(Sum weight) {
    if (!content.judged()) {
      return Optional.empty();
    }
    double same = value(FlipOutcome.BOTH_WRONG_SAME, weight);
    ExactSum bothWrong = new ExactSum();
    for (FlipOutcome outcome :
        new FlipOutcome[] {
          FlipOutcome.BOTH_WRONG_SAME, FlipOutcome.BOTH_WRONG_DIFFERENT, FlipOutcome.BOTH_WRONG
        }) {
      ExactSum part = cell(outcome).exactSums().get(weight);
      if (part != null) {
        bothWrong.add(part);
      }
    }
    return Optional.of(
        new FlipTable(
            value(FlipOutcome.BOTH_RIGHT, weight),
            value(FlipOutcome.NEGATIVE_FLIP, weight),
            value(FlipOutcome.POSITIVE_FLIP, weight),
            bothWrong.doubleValue(),
            content.answers() ? OptionalDouble.of(same) : OptionalDouble.empty()));
  }

  private double value(FlipOutcome outcome, Sum sum) {
    return cell(outcome).value(sum);
  }

  private Optional<Ratio> answerChanges(Sum weight) {
    if (content.judged() || !content.answers()) {
      return Optional.empty();
    }
    CellSums changed = cell(FlipOutcome.DIFFERENT_ANSWER);
    CellSums same = cell(FlipOutcome.SAME_ANSWER);
    double numerator = content.weights() ? changed.value(weight) : changed.n();
    double kept = content.weights() ? same.value(weight) : same.n();
    return Optional.of(Ratio.of(numerator, numerator + kept, "there is no pair"));
  }

  private CellSums all() {
    CellSums all = new CellSums();
    cells.values().forEach(all::add);
    return all;
  }

  private Optional<ScoreTable> scores(CellSums all) {
    if (!content.scores()) {
      return Optional.empty();
    }
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

  private Optional<ScoreTable> squaredScores(CellSums all) {
    if (!content.weights()) {
      return scores(all);
    }
    return Optional.of(
        new ScoreTable(
            all.value(Sum.SQUARED_WEIGHT),
            all.value(Sum.SQUARED_WEIGHT_OF_GAINS),
            all.value(Sum.SQUARED_WEIGHT_OF_REGRESSIONS),
            all.value(Sum.SQUARED_WEIGHT_GAIN),
            all.value(Sum.SQUARED_WEIGHT_REGRESSION)));
  }

  /** Whether no square was lost above the largest double or below the smallest. */
  private static boolean areUsable(CellSums all) {
    double weights = all.value(Sum.SQUARED_WEIGHT);
    double changes = Math.max(all.value(Sum.GAIN_SQUARE), all.value(Sum.REGRESSION_SQUARE));
    boolean tooSmall = weights < Double.MIN_NORMAL && all.value(Sum.WEIGHT) > 0;
    return !tooSmall && Math.max(weights, changes) < Double.MAX_VALUE;
  }

  private Optional<SquaredSums> squares(CellSums all) {
    boolean needed = content.weights() || content.scores();
    if (!needed || !areUsable(all)) {
      return Optional.empty();
    }
    return Optional.of(
        new SquaredSums(
            content.weights() ? table(Sum.SQUARED_WEIGHT) : table(),
            content.scores() ? squaredScores(all) : Optional.empty(),
            answerChanges(Sum.SQUARED_WEIGHT),
            all.value(Sum.GAIN_SQUARE),
            all.value(Sum.REGRESSION_SQUARE)));
  }

  /**
   * The tables metrics are computed from, rounded once.
   *
   * @return an immutable summary of what was counted so far
   */
  public PairSummary summary() {
    CellSums all = all();
    return new PairSummary(
        content, n(), flips(), table(), scores(all), answerChanges(Sum.WEIGHT), squares(all));
  }
}

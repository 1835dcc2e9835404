package org.flipcheck.report;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.flipcheck.gate.Enforcement;
import org.flipcheck.gate.Verdict;
import org.flipcheck.metrics.FlipCounts;
import org.flipcheck.select.CandidatePoint;
import org.flipcheck.select.Connectivity;
import org.flipcheck.select.Selection;
import org.flipcheck.stats.Estimates;
import org.flipcheck.stats.Interval;
import org.flipcheck.stats.PairedDifferenceInterval;

/**
 * A finished attempt to mend an update, by interpolation or by training: what {@code mend.json}
 * says.
 *
 * @param createdAt when it was finished
 * @param toolVersion version of Flipcheck
 * @param sources what went in
 * @param connectivity whether the two models can be mixed at all; empty where nothing is mixed,
 *     since candidates were trained
 * @param choice what was chosen on the development examples; empty where the models are not
 *     connected, for then nothing was searched
 */
public record MendResult(
    Instant createdAt,
    String toolVersion,
    List<Source> sources,
    Optional<Connectivity> connectivity,
    Optional<Choice> choice) {

  /** The version of the layout of {@code mend.json}. */
  public static final int SCHEMA_VERSION = 1;

  /** Keeps an unmodifiable copy of the list. */
  public MendResult {
    sources = List.copyOf(sources);
  }

  /**
   * A file or folder that went in.
   *
   * @param role old, new, soup, fisher, dev or test
   * @param uri where it was
   * @param fingerprint identity of its content
   */
  public record Source(String role, String uri, String fingerprint) {}

  /**
   * The choice, and what it came to on the test examples.
   *
   * @param selection what was evaluated on the development examples
   * @param devVerdicts what the policy says of each point on the development examples; empty
   *     without a policy
   * @param confirmation the chosen model on the test examples
   * @param enforced the exit code of the judgement, were it not advisory; empty without a policy
   */
  public record Choice(
      Selection<?> selection,
      Map<CandidatePoint, Verdict> devVerdicts,
      Confirmation confirmation,
      Optional<Integer> enforced) {

    /** Keeps a copy of the map. */
    public Choice {
      devVerdicts = Map.copyOf(devVerdicts);
    }

    /** Whether the test examples show fewer negative flips than the new model has. */
    boolean breaksLess() {
      return confirmation.flips().negativeFlips() < confirmation.flips().positiveFlips();
    }

    /** Whether the test examples show a loss of accuracy beyond the tolerance. */
    boolean isSurelyWorse() {
      return confirmation.accuracyChange().high() < -selection.rule().tolerance();
    }

    /** Whether the rule that chose would let the chosen model pass on the test examples too. */
    boolean isNotInferior() {
      return selection.chosen().isNew() || selection.rule().admits(confirmation.newToMended());
    }
  }

  /**
   * What the chosen model comes to on examples that chose nothing.
   *
   * @param update the plain update: old against new model
   * @param mended old against chosen model, judged if there was a policy
   * @param newToMended outcomes of the pairs of new and chosen model
   * @param flips examples by whether the new and whether the chosen model flips them: {@code
   *     bothRight} neither does, {@code negativeFlips} only the chosen one, {@code positiveFlips}
   *     only the new one, {@code bothWrong} both do
   */
  public record Confirmation(
      ComparisonResult update, ComparisonResult mended, FlipCounts newToMended, FlipCounts flips) {

    /**
     * The accuracy of the chosen model minus that of the new one, at 95 %.
     *
     * @return an interval within [-1, 1]
     */
    public Interval accuracyChange() {
      return PairedDifferenceInterval.of(newToMended, Estimates.REPORTED_CONFIDENCE);
    }

    /**
     * The negative flip rate of the chosen model minus that of the new one, at 95 %.
     *
     * @return an interval within [-1, 1]
     */
    public Interval flipRateChange() {
      Interval kept = PairedDifferenceInterval.of(flips, Estimates.REPORTED_CONFIDENCE);
      return new Interval(-kept.high(), -kept.low());
    }

    /**
     * How much smaller the negative flip rate of the chosen model is, relative to the new one's.
     *
     * @return at most 1; empty where the new model has no negative flip
     */
    public OptionalDouble relativeReduction() {
      long before = flips.positiveFlips() + flips.bothWrong();
      long after = flips.negativeFlips() + flips.bothWrong();
      return before == 0
          ? OptionalDouble.empty()
          : OptionalDouble.of((double) (before - after) / before);
    }
  }

  /** What came of it. */
  public enum Outcome {
    /**
     * On the test examples the chosen model has fewer negative flips than the new one, its accuracy
     * is not inferior, and the policy, if there is one, lets it pass.
     */
    MENDED,
    /** No mixture is better than the new model, and the policy lets that one pass. */
    NOTHING_TO_MEND,
    /** The old model is not inferior to the new one: there is nothing to gain by an update. */
    KEEP_OLD,
    /** The chosen model fails, or nothing is better than the new model. */
    NOT_MENDED,
    /** The test examples do not decide. */
    UNDECIDED,
    /** The two models cannot be mixed. */
    NOT_CONNECTED
  }

  /**
   * What came of it.
   *
   * @return the outcome
   */
  public Outcome outcome() {
    if (choice.isEmpty()) {
      return Outcome.NOT_CONNECTED;
    }
    Choice made = choice.get();
    if (made.selection().chosen().isOld()) {
      return Outcome.KEEP_OLD;
    }
    int code = made.enforced().orElse(Enforcement.PASSES);
    if (code != Enforcement.PASSES) {
      return code == Enforcement.UNDECIDED ? Outcome.UNDECIDED : Outcome.NOT_MENDED;
    }
    if (!made.selection().mends()) {
      return made.enforced().isPresent() ? Outcome.NOTHING_TO_MEND : Outcome.NOT_MENDED;
    }
    if (made.isSurelyWorse() || !made.breaksLess()) {
      return Outcome.NOT_MENDED;
    }
    return made.enforced().isPresent() || made.isNotInferior() ? Outcome.MENDED : Outcome.UNDECIDED;
  }

  /**
   * Whether there is a model to release.
   *
   * @return true if the chosen model is written
   */
  public boolean hasModel() {
    return outcome() == Outcome.MENDED || outcome() == Outcome.NOTHING_TO_MEND;
  }

  /**
   * The exit code that says so.
   *
   * @return {@link Enforcement#PASSES} if there is a model to release, {@link
   *     Enforcement#UNDECIDED} if the data do not decide, else {@link Enforcement#FAILS}
   */
  public int exitCode() {
    return switch (outcome()) {
      case MENDED, NOTHING_TO_MEND -> Enforcement.PASSES;
      case UNDECIDED -> Enforcement.UNDECIDED;
      default -> Enforcement.FAILS;
    };
  }
}

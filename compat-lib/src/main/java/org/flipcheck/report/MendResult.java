package org.flipcheck.report;

import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.flipcheck.gate.Verdict;
import org.flipcheck.metrics.FlipCounts;
import org.flipcheck.select.Connectivity;
import org.flipcheck.select.Selection;
import org.flipcheck.select.WeightPoint;
import org.flipcheck.stats.Estimates;
import org.flipcheck.stats.Interval;
import org.flipcheck.stats.PairedDifferenceInterval;

/**
 * A finished attempt to mend an update by interpolation: what {@code mend.json} says.
 *
 * @param createdAt when it was finished
 * @param toolVersion version of Flipcheck
 * @param sources what went in
 * @param connectivity whether the two models can be mixed at all
 * @param choice what was chosen on the development examples; empty where the models are not
 *     connected, for then nothing was searched
 */
public record MendResult(
    Instant createdAt,
    String toolVersion,
    List<Source> sources,
    Connectivity connectivity,
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
   * @param enforced the exit code of the judgement; empty without a policy
   */
  public record Choice(
      Selection selection,
      Map<WeightPoint, Verdict> devVerdicts,
      Confirmation confirmation,
      Optional<Integer> enforced) {

    /** Keeps a copy of the map. */
    public Choice {
      devVerdicts = Map.copyOf(new HashMap<>(devVerdicts));
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
    /** The chosen model breaks less, its accuracy is not inferior, and the policy lets it pass. */
    MENDED,
    /** No mixture is better than the new model, and the policy lets that one pass. */
    NOTHING_TO_MEND,
    /** The chosen model does not pass, or nothing is better than the new model. */
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
    boolean surelyWorse =
        made.confirmation().accuracyChange().high() < -made.selection().rule().tolerance();
    if (made.enforced().isPresent() && made.enforced().get() == 3) {
      return Outcome.UNDECIDED;
    }
    boolean passes = made.enforced().map(code -> code == 0).orElse(made.selection().mends());
    if (!passes || surelyWorse) {
      return Outcome.NOT_MENDED;
    }
    return made.selection().mends() ? Outcome.MENDED : Outcome.NOTHING_TO_MEND;
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
   * @return 0 if there is a model to release, 3 if the data do not decide, else 1
   */
  public int exitCode() {
    return hasModel() ? 0 : outcome() == Outcome.UNDECIDED ? 3 : 1;
  }
}

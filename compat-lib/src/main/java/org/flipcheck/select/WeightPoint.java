package org.flipcheck.select;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.flipcheck.metrics.FlipCounts;

/**
 * What an interpolated model came to on the development examples.
 *
 * @param kind how the model was made
 * @param oldWeight how much the old model counts, 0 (the new model) to 1 (the old one)
 * @param named weights of the old model for tensors whose names fit a pattern, by pattern; the
 *     first that fits counts; empty where {@code oldWeight} holds for all
 * @param againstOld outcomes of the pairs of old and interpolated model: its negative flips are the
 *     update's
 * @param againstNew outcomes of the pairs of new and interpolated model, on the same examples: what
 *     the interpolation costs and gains
 */
public record WeightPoint(
    Kind kind,
    double oldWeight,
    Map<String, Double> named,
    FlipCounts againstOld,
    FlipCounts againstNew)
    implements CandidatePoint {

  /** How a model was made. */
  public enum Kind {
    /** It is the new model as it came. */
    NEW("new"),
    /** It is the old model as it is in use. */
    OLD("old"),
    /** Plain interpolation of the old and the new model. */
    BCWI("BCWI"),
    /** Interpolation that holds on to what mattered to the old model, by its Fisher information. */
    FISHER_BCWI("FisherBCWI"),
    /** Interpolation of the old model and the mean of several new ones. */
    SOUP_BCWI("SoupBCWI");

    private final String title;

    Kind(String title) {
      this.title = title;
    }

    /**
     * The name in the literature.
     *
     * @return such as BCWI
     */
    public String title() {
      return title;
    }
  }

  /**
   * Checks the figures, and keeps an unmodifiable copy of the map.
   *
   * @throws IllegalArgumentException if a weight is outside [0, 1], there is no example, or the two
   *     tables cannot be of the same interpolated model and examples
   */
  public WeightPoint {
    requireWeight(oldWeight);
    named.values().forEach(WeightPoint::requireWeight);
    named = Collections.unmodifiableMap(new LinkedHashMap<>(named));
    requireSameModel(againstOld, againstNew);
  }

  static void requireSameModel(FlipCounts fromOld, FlipCounts fromNew) {
    if (fromOld.n() == 0) {
      throw new IllegalArgumentException("there are no examples: nothing can be chosen by them");
    }
    if (fromOld.n() != fromNew.n() || right(fromOld) != right(fromNew)) {
      throw new IllegalArgumentException(
          "the interpolated model has %d of %d right beside the old model, but %d of %d beside the new one"
              .formatted(right(fromOld), fromOld.n(), right(fromNew), fromNew.n()));
    }
  }

  /**
   * A point with one weight for all tensors.
   *
   * @param kind how the model was made
   * @param oldWeight how much the old model counts, 0 to 1
   * @param againstOld outcomes of the pairs of old and interpolated model
   * @param againstNew outcomes of the pairs of new and interpolated model
   * @return the point
   */
  public static WeightPoint of(
      Kind kind, double oldWeight, FlipCounts againstOld, FlipCounts againstNew) {
    return new WeightPoint(kind, oldWeight, Map.of(), againstOld, againstNew);
  }

  /**
   * The new model itself.
   *
   * @param update outcomes of the pairs of old and new model
   * @return weight 0, without discordant pairs beside the new model
   */
  public static WeightPoint ofNew(FlipCounts update) {
    long wrong = update.n() - right(update);
    return of(Kind.NEW, 0, update, FlipCounts.of(right(update), 0, 0, wrong, 0));
  }

  /**
   * The old model itself.
   *
   * @param update outcomes of the pairs of old and new model
   * @return weight 1, without negative flips
   */
  public static WeightPoint ofOld(FlipCounts update) {
    long right = update.bothRight() + update.negativeFlips();
    FlipCounts itself = FlipCounts.of(right, 0, 0, update.n() - right, 0);
    FlipCounts fromNew =
        new FlipCounts(
            update.bothRight(),
            update.positiveFlips(),
            update.negativeFlips(),
            update.bothWrong(),
            update.bothWrongSame());
    return of(Kind.OLD, 1, itself, fromNew);
  }

  @Override
  public boolean isNew() {
    return kind == Kind.NEW;
  }

  @Override
  public boolean isOld() {
    return kind == Kind.OLD;
  }

  @Override
  public int place() {
    return List.of(Kind.values()).indexOf(kind);
  }

  @Override
  public double treatment() {
    return oldWeight;
  }

  @Override
  public int settingCount() {
    return named.size();
  }

  private static long right(FlipCounts counts) {
    return Math.addExact(counts.bothRight(), counts.positiveFlips());
  }

  private static void requireWeight(double weight) {
    if (!(weight >= 0 && weight <= 1)) {
      throw new IllegalArgumentException(
          "the weight of the old model is %s, it must be from 0 (new) to 1 (old)"
              .formatted(weight));
    }
  }
}

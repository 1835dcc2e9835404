package org.flipcheck.select;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.flipcheck.metrics.FlipCounts;

/**
 * What a model that was trained in the new one's place came to on the development examples.
 *
 * @param number which candidate it is, from 1
 * @param method how it was trained, such as MPT-KL
 * @param settings of the method, by name, such as the margin
 * @param againstOld outcomes of the pairs of old and trained model
 * @param againstNew outcomes of the pairs of the untreated new and the trained model, on the same
 *     examples
 */
public record TrainedPoint(
    int number,
    String method,
    Map<String, Double> settings,
    FlipCounts againstOld,
    FlipCounts againstNew)
    implements CandidatePoint {

  /**
   * Checks the figures, and keeps an unmodifiable copy of the map.
   *
   * @throws IllegalArgumentException if there is no example, or the two tables cannot be of the
   *     same model and examples
   */
  public TrainedPoint {
    settings = Collections.unmodifiableMap(new LinkedHashMap<>(settings));
    WeightPoint.requireSameModel(againstOld, againstNew);
  }

  @Override
  public boolean isNew() {
    return false;
  }

  @Override
  public boolean isOld() {
    return false;
  }

  /** Old and new model come first. */
  @Override
  public int place() {
    return WeightPoint.Kind.values().length + number;
  }

  /** All are equally far: each was trained anew. */
  @Override
  public double treatment() {
    return 0;
  }

  @Override
  public int settingCount() {
    return settings.size();
  }
}

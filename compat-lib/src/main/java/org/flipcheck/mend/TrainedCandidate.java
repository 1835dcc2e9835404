package org.flipcheck.mend;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.flipcheck.report.Mixtures;
import org.flipcheck.select.TrainedPoint;

/**
 * A model that is trained in the new one's place; or the old or the new model itself.
 *
 * @param number which candidate it is, from 1; 0 for the old and the new model
 * @param method how it is trained, such as MPT-KL
 * @param settings of the method, by name
 */
public record TrainedCandidate(int number, String method, Map<String, Double> settings)
    implements Contender {

  /** The old model. */
  public static final TrainedCandidate OLD = new TrainedCandidate(0, "old", Map.of());

  /** The new model, trained without treatment. */
  public static final TrainedCandidate NEW = new TrainedCandidate(0, "new", Map.of());

  /** Keeps an unmodifiable copy of the map. */
  public TrainedCandidate {
    settings = Collections.unmodifiableMap(new LinkedHashMap<>(settings));
  }

  static TrainedCandidate of(TrainedPoint point) {
    return new TrainedCandidate(point.number(), point.method(), point.settings());
  }

  /** The model by its making, such as {@code MPT-KL, margin 1}. */
  @Override
  public String title() {
    return number == 0 ? "the %s model".formatted(method) : Mixtures.title(method, settings);
  }

  /** A name for files: {@code old}, {@code new} or the number. */
  @Override
  public String key() {
    return number == 0 ? method : "candidate-" + number;
  }

  @Override
  public String role() {
    return number == 0 ? method : "candidate";
  }

  @Override
  public Map<String, Object> making() {
    Map<String, Object> making = new LinkedHashMap<>();
    making.put("kind", method);
    making.put("settings", settings);
    return making;
  }
}

package org.flipcheck.mend;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.flipcheck.report.Mixtures;
import org.flipcheck.select.WeightPoint;
import org.flipcheck.select.WeightPoint.Kind;
import org.flipcheck.text.Sha256;

/**
 * A model between the old and the new one, or one of them.
 *
 * @param kind how it is made
 * @param oldWeight how much the old model counts, 0 to 1
 * @param named its weights for tensors whose names fit a pattern, by pattern; the first that fits
 *     counts
 */
public record Mixture(Kind kind, double oldWeight, Map<String, Double> named) implements Contender {

  /** The old model. */
  public static final Mixture OLD = new Mixture(Kind.OLD, 1, Map.of());

  /** The new model. */
  public static final Mixture NEW = new Mixture(Kind.NEW, 0, Map.of());

  private static final int KEY_DIGITS = 16;

  /** Keeps an unmodifiable copy of the map. */
  public Mixture {
    named = Collections.unmodifiableMap(new LinkedHashMap<>(named));
  }

  /**
   * The mixture that a point of a search is about.
   *
   * @param point a point
   * @return its kind and weights
   */
  public static Mixture of(WeightPoint point) {
    return new Mixture(point.kind(), point.oldWeight(), point.named());
  }

  /**
   * The model by its making.
   *
   * @return such as {@code BCWI, 30 % old + 70 % new}
   */
  @Override
  public String title() {
    return Mixtures.title(kind, oldWeight, named);
  }

  /** A name for files: letters, digits, dots and dashes, different for different mixtures. */
  @Override
  public String key() {
    return switch (kind) {
      case OLD, NEW -> kind.title();
      default ->
          "%s-%s%s"
              .formatted(
                  kind.title(),
                  oldWeight,
                  named.isEmpty()
                      ? ""
                      : "-" + Sha256.of(named.toString()).substring(0, KEY_DIGITS));
    };
  }

  /** The title of its kind. */
  @Override
  public String role() {
    return kind.title();
  }

  /** Kind and weights. */
  @Override
  public Map<String, Object> making() {
    Map<String, Object> making = new LinkedHashMap<>();
    making.put("kind", kind.title());
    making.put("old_weight", oldWeight);
    making.put("named_weights", named);
    return making;
  }
}

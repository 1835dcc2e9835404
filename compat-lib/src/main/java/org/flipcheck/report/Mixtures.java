package org.flipcheck.report;

import java.math.BigDecimal;
import java.util.Map;
import java.util.stream.Collectors;
import org.flipcheck.select.CandidatePoint;
import org.flipcheck.select.TrainedPoint;
import org.flipcheck.select.WeightPoint;
import org.flipcheck.select.WeightPoint.Kind;

/** Names of candidates; of mixtures with both shares, so that nobody takes one for the other. */
public final class Mixtures {

  private static final int TO_PERCENT = 2;

  private Mixtures() {}

  /**
   * A model by its making.
   *
   * @param point any
   * @return such as {@code BCWI, 30 % old + 70 % new}, or {@code the new model}
   */
  public static String title(CandidatePoint point) {
    if (point instanceof WeightPoint weighed) {
      return title(weighed.kind(), weighed.oldWeight(), weighed.named());
    }
    TrainedPoint trained = (TrainedPoint) point;
    return title(trained.method(), trained.settings());
  }

  /**
   * A trained model by its making.
   *
   * @param method such as MPT-KL
   * @param settings of the method, by name
   * @return such as {@code MPT-KL, margin 1}
   */
  public static String title(String method, Map<String, Double> settings) {
    return method
        + settings.entrySet().stream()
            .map(setting -> ", %s %s".formatted(setting.getKey(), number(setting.getValue())))
            .collect(Collectors.joining());
  }

  private static String number(double value) {
    return BigDecimal.valueOf(value).stripTrailingZeros().toPlainString();
  }

  /**
   * A model by its making.
   *
   * @param kind how it is made
   * @param oldWeight how much the old model counts, 0 to 1
   * @param named its weights for tensors whose names fit a pattern, by pattern
   * @return as {@link #title(CandidatePoint)}
   */
  public static String title(Kind kind, double oldWeight, Map<String, Double> named) {
    if (kind == Kind.OLD || kind == Kind.NEW) {
      return "the %s model".formatted(kind.title());
    }
    String groups =
        named.entrySet().stream()
            .map(entry -> ", %s %s".formatted(entry.getKey(), shares(entry.getValue())))
            .collect(Collectors.joining());
    return "%s, %s%s".formatted(kind.title(), shares(oldWeight), groups);
  }

  /**
   * Both shares of a mixture.
   *
   * @param oldWeight how much the old model counts, 0 to 1
   * @return such as {@code 30 % old + 70 % new}
   */
  public static String shares(double oldWeight) {
    BigDecimal old = BigDecimal.valueOf(oldWeight);
    return "%s %% old + %s %% new".formatted(percent(old), percent(BigDecimal.ONE.subtract(old)));
  }

  private static String percent(BigDecimal share) {
    return share.movePointRight(TO_PERCENT).stripTrailingZeros().toPlainString();
  }
}

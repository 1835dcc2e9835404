package org.flipcheck.report;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.flipcheck.metrics.FlipGaps;
import org.flipcheck.metrics.OperatingPoint;
import org.flipcheck.report.Why.Confusion;
import org.flipcheck.report.Why.Moved;
import org.flipcheck.report.Why.Thresholds;

/** The part of {@code result.json} that tells why examples flipped. */
final class WhyJson {

  private WhyJson() {}

  static Map<String, Object> write(Why why) {
    Map<String, Object> object = new LinkedHashMap<>();
    object.put("gaps", why.gaps().map(WhyJson::gaps).orElse(null));
    object.put("thresholds", why.thresholds().map(WhyJson::thresholds).orElse(null));
    object.put("confusions", why.confusions().stream().map(WhyJson::confusion).toList());
    return object;
  }

  private static Map<String, Object> gaps(FlipGaps gaps) {
    Map<String, Object> object = new LinkedHashMap<>();
    object.put("near", gaps.near());
    object.put("between", gaps.between());
    object.put("confident", gaps.confident());
    object.put("unknown", gaps.unknown());
    object.put("near_limit", Json.number(FlipGaps.NEAR_LIMIT));
    object.put("confident_limit", Json.number(FlipGaps.CONFIDENT_LIMIT));
    return object;
  }

  private static Map<String, Object> thresholds(Thresholds thresholds) {
    Map<String, Object> object = new LinkedHashMap<>();
    object.put("old_threshold", Json.number(thresholds.oldThreshold()));
    object.put("negative_flips", moved(thresholds.negativeFlips()));
    object.put("positive_flips", moved(thresholds.positiveFlips()));
    object.put("present", point(thresholds.present()));
    object.put("suggested", thresholds.suggested().map(WhyJson::point).orElse(null));
    if (thresholds.suggested().isEmpty()) {
      object.put("no_suggestion_because", thresholds.noSuggestionBecause());
    }
    return object;
  }

  private static Map<String, Object> moved(Moved moved) {
    Map<String, Object> object = new LinkedHashMap<>();
    object.put("score_moved", moved.scoreMoved());
    object.put("threshold_moved", moved.thresholdMoved());
    return object;
  }

  private static Map<String, Object> point(OperatingPoint point) {
    Map<String, Object> object = new LinkedHashMap<>();
    object.put("new_threshold", Json.number(point.threshold()));
    object.put("negative_flips", point.negativeFlips());
    object.put("positive_flips", point.positiveFlips());
    object.put("precision", share(point.precision()));
    object.put("recall", share(point.recall()));
    return object;
  }

  private static Object share(OptionalDouble share) {
    return share.isPresent() ? Json.number(share.getAsDouble()) : null;
  }

  private static Map<String, Object> confusion(Confusion confusion) {
    Map<String, Object> object = new LinkedHashMap<>();
    object.put("label", confusion.label().orElse(null));
    object.put("old_prediction", confusion.oldAnswer().orElse(null));
    object.put("new_prediction", confusion.newAnswer().orElse(null));
    object.put("n", confusion.n());
    return object;
  }

  static Why read(Fields from) throws ResultException {
    Optional<Fields> gaps = from.optionalObject("gaps");
    Optional<Fields> thresholds = from.optionalObject("thresholds");
    List<Confusion> confusions = new ArrayList<>();
    for (Fields confusion : from.objects("confusions")) {
      confusions.add(
          new Confusion(
              confusion.nullableText("label"),
              confusion.nullableText("old_prediction"),
              confusion.nullableText("new_prediction"),
              confusion.count("n")));
    }
    return new Why(
        gaps.isPresent() ? Optional.of(readGaps(gaps.get())) : Optional.empty(),
        thresholds.isPresent() ? Optional.of(readThresholds(thresholds.get())) : Optional.empty(),
        confusions);
  }

  private static FlipGaps readGaps(Fields from) throws ResultException {
    return new FlipGaps(
        from.count("near"), from.count("between"), from.count("confident"), from.count("unknown"));
  }

  private static Thresholds readThresholds(Fields from) throws ResultException {
    Optional<Fields> suggested = from.optionalObject("suggested");
    return new Thresholds(
        from.number("old_threshold"),
        readMoved(from.object("negative_flips")),
        readMoved(from.object("positive_flips")),
        readPoint(from.object("present")),
        suggested.isPresent() ? Optional.of(readPoint(suggested.get())) : Optional.empty(),
        suggested.isPresent() ? "" : from.text("no_suggestion_because"));
  }

  private static Moved readMoved(Fields from) throws ResultException {
    return new Moved(from.count("score_moved"), from.count("threshold_moved"));
  }

  private static OperatingPoint readPoint(Fields from) throws ResultException {
    return new OperatingPoint(
        from.number("new_threshold"),
        from.count("negative_flips"),
        from.count("positive_flips"),
        from.nullableNumber("precision"),
        from.nullableNumber("recall"));
  }
}

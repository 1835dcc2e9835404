package org.flipcheck.report;

import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import org.flipcheck.gate.Baseline;
import org.flipcheck.gate.BaselineProblems;
import org.flipcheck.gate.Rule;
import org.flipcheck.gate.Rule.Bound;
import org.flipcheck.gate.Scope;
import org.flipcheck.gate.Severity;
import org.flipcheck.gate.Suggestion;
import org.flipcheck.metrics.FlipMetric;
import org.flipcheck.metrics.SliceKey;

/** Reads one rule of a policy. */
final class RuleReader {

  private static final String BEYOND = "beyond_noise_floor";
  private static final List<String> RULE_KEYS =
      List.of(
          "metric",
          "max",
          "min",
          "times",
          BEYOND,
          "confidence",
          "each",
          "slice",
          "min_examples",
          "severity");
  private static final List<String> METRICS =
      Arrays.stream(FlipMetric.values()).map(FlipMetric::key).toList();
  private static final List<String> SEVERITIES =
      Arrays.stream(Severity.values()).map(Severity::key).toList();

  private RuleReader() {}

  static Optional<Rule> rule(YamlNode node) {
    Map<String, YamlNode> keys = node.map("a rule", RULE_KEYS);
    if (!node.isMap()) {
      return Optional.empty();
    }
    Optional<FlipMetric> metric = metric(node, "metric", keys.get("metric"));
    Optional<Baseline> baseline = baseline(node, keys);
    Optional<Bound> bound = bound(node, keys);
    OptionalDouble limit = OptionalDouble.empty();
    if (bound.isPresent()) {
      String name = bound.get() == Bound.MAX ? "max" : "min";
      boolean absolute = baseline.map(Baseline.ABSOLUTE::equals).orElse(false);
      limit = limit(name, keys.get(name), absolute ? metric : Optional.empty());
    }
    double confidence = confidence(keys.get("confidence"));
    Optional<Scope> scope = scope(keys);
    long minExamples = minExamples(keys.get("min_examples"));
    Optional<Severity> severity = severity(keys.get("severity"));
    boolean usable = metric.isPresent() && limit.isPresent() && baseline.isPresent();
    if (!usable || scope.isEmpty() || severity.isEmpty()) {
      return Optional.empty();
    }
    Rule rule =
        new Rule(
            metric.get(),
            bound.get(),
            limit.getAsDouble(),
            confidence,
            scope.get(),
            minExamples,
            severity.get(),
            baseline.get());
    BaselineProblems.of(rule).forEach(node::refuse);
    return Optional.of(rule);
  }

  private static Optional<Baseline> baseline(YamlNode rule, Map<String, YamlNode> keys) {
    YamlNode times = keys.get("times");
    YamlNode beyond = keys.get(BEYOND);
    if (times != null && beyond != null) {
      beyond.refuse("the rule has both times and beyond_noise_floor: make it two rules");
      return Optional.empty();
    }
    if (times != null) {
      return metric(rule, "times", times).map(Baseline.Times::new);
    }
    if (beyond == null) {
      return Optional.of(Baseline.ABSOLUTE);
    }
    return beyond.flag(BEYOND).map(on -> on ? new Baseline.Floor() : Baseline.ABSOLUTE);
  }

  private static Optional<FlipMetric> metric(YamlNode rule, String key, YamlNode node) {
    if (node == null) {
      rule.refuse("metric is missing: a rule limits a metric, such as negative_flip_rate");
      return Optional.empty();
    }
    Optional<String> name = node.text(key);
    Optional<FlipMetric> metric = name.flatMap(FlipMetric::fromKey);
    if (name.isPresent() && metric.isEmpty()) {
      node.refuse(
          "unknown metric %s: %s".formatted(node.shown(), Suggestion.remedy(name.get(), METRICS)));
    }
    return metric;
  }

  private static Optional<Bound> bound(YamlNode rule, Map<String, YamlNode> keys) {
    if (keys.containsKey("max") && keys.containsKey("min")) {
      rule.refuse("the rule has both max and min: make it two rules");
      return Optional.empty();
    }
    if (!keys.containsKey("max") && !keys.containsKey("min")) {
      rule.refuse("the rule has no limit: add max or min");
      return Optional.empty();
    }
    return Optional.of(keys.containsKey("max") ? Bound.MAX : Bound.MIN);
  }

  private static OptionalDouble limit(String name, YamlNode node, Optional<FlipMetric> metric) {
    OptionalDouble limit = node.number(name);
    if (limit.isPresent() && metric.isPresent()) {
      limitProblem(name, limit.getAsDouble(), metric.get()).ifPresent(node::refuse);
    }
    return limit;
  }

  private static Optional<String> limitProblem(String name, double limit, FlipMetric metric) {
    return switch (metric.kind()) {
      case PROPORTION ->
          PolicyReader.isShare(limit)
              ? Optional.empty()
              : Optional.of(PolicyReader.notAShare(name, limit, metric.key() + " is a share"));
      case PAIRED_DIFFERENCE ->
          Math.abs(limit) <= 1
              ? Optional.empty()
              : Optional.of(
                  "%s is %s, but %s is a difference of shares, from -1 to 1%s"
                      .formatted(name, plain(limit), metric.key(), PolicyReader.asShare(limit)));
      case RATIO -> notNegative(name, limit, metric);
      case MEAN ->
          metric == FlipMetric.MEAN_SCORE_DELTA
              ? Optional.empty()
              : notNegative(name, limit, metric);
    };
  }

  private static Optional<String> notNegative(String name, double limit, FlipMetric metric) {
    return limit >= 0
        ? Optional.empty()
        : Optional.of(
            "%s is %s, but %s is never below 0".formatted(name, plain(limit), metric.key()));
  }

  private static String plain(double value) {
    return Format.number(value);
  }

  private static double confidence(YamlNode node) {
    if (node == null) {
      return Rule.DEFAULT_CONFIDENCE;
    }
    OptionalDouble level = node.number("confidence");
    if (level.isPresent() && !(level.getAsDouble() >= 0 && level.getAsDouble() < 1)) {
      node.refuse(
          "confidence is %s, but must be at least 0 and below 1, such as 0.95%s"
              .formatted(plain(level.getAsDouble()), PolicyReader.asShare(level.getAsDouble())));
    }
    return level.orElse(Rule.DEFAULT_CONFIDENCE);
  }

  private static Optional<Scope> scope(Map<String, YamlNode> keys) {
    YamlNode each = keys.get("each");
    YamlNode slice = keys.get("slice");
    if (each != null && slice != null) {
      slice.refuse(
          "the rule has both each and slice: each judges every value of a column, slice names one");
      return Optional.empty();
    }
    if (each != null) {
      return each(each);
    }
    return slice != null ? named(slice) : Optional.of(new Scope.Overall());
  }

  private static Optional<Scope> each(YamlNode node) {
    List<String> columns = node.textOrTexts("each");
    if (node.isList() && node.items("each").isEmpty()) {
      node.refuse("each is an empty list: name a slice column");
    }
    if (new HashSet<>(columns).size() < columns.size()) {
      node.refuse("each names a column twice: %s".formatted(String.join(", ", columns)));
    }
    return columns.isEmpty() ? Optional.empty() : Optional.of(new Scope.Each(columns));
  }

  private static Optional<Scope> named(YamlNode node) {
    return slice(node).map(Scope.Named::new);
  }

  static Optional<SliceKey> slice(YamlNode node) {
    Map<String, String> values = new LinkedHashMap<>();
    node.map("slice")
        .forEach(
            (column, value) ->
                values.put(
                    column, value.isNull() ? null : value.text("slice " + column).orElse("")));
    if (node.isMap() && values.isEmpty()) {
      node.refuse("slice is empty: name a column and its value, such as {country: DE}");
    }
    return values.isEmpty() ? Optional.empty() : Optional.of(new SliceKey(values));
  }

  private static long minExamples(YamlNode node) {
    if (node == null) {
      return 0;
    }
    OptionalLong least = node.wholeNumber("min_examples");
    if (least.isPresent() && least.getAsLong() < 0) {
      node.refuse("min_examples is %d, but cannot be negative".formatted(least.getAsLong()));
    }
    return least.orElse(0);
  }

  static Optional<Severity> severity(YamlNode node) {
    if (node == null) {
      return Optional.of(Severity.FAIL);
    }
    Optional<String> name = node.text("severity");
    Optional<Severity> severity =
        name.flatMap(
            text -> Arrays.stream(Severity.values()).filter(s -> s.key().equals(text)).findFirst());
    if (name.isPresent() && severity.isEmpty()) {
      node.refuse(
          "severity is %s, not one of %s".formatted(node.shown(), String.join(", ", SEVERITIES)));
    }
    return severity;
  }
}

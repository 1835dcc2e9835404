package org.flipcheck.report;

import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import org.flipcheck.gate.Policy;
import org.flipcheck.gate.PolicyException;
import org.flipcheck.gate.Rule;
import org.flipcheck.gate.Rule.Bound;
import org.flipcheck.gate.Scope;
import org.flipcheck.gate.Severity;
import org.flipcheck.gate.Suggestion;
import org.flipcheck.metrics.FlipMetric;
import org.flipcheck.metrics.SliceKey;

/** Turns a {@link YamlTree} into a {@link Policy}, and tells everything that is wrong at once. */
final class PolicyReader {

  private static final List<String> KEYS = List.of("schema_version", "max_unmatched", "rules");
  private static final List<String> RULE_KEYS =
      List.of("metric", "max", "min", "confidence", "each", "slice", "min_examples", "severity");
  private static final List<String> METRICS =
      Arrays.stream(FlipMetric.values()).map(FlipMetric::key).toList();
  private static final List<String> SEVERITIES =
      Arrays.stream(Severity.values()).map(Severity::key).toList();

  private final YamlTree tree;

  PolicyReader(YamlTree tree) {
    this.tree = tree;
  }

  Policy read() {
    Optional<YamlNode> root = tree.root().filter(node -> !node.isNull());
    if (root.isEmpty() && tree.problems().isEmpty()) {
      tree.refuse(1, "the policy is empty: give schema_version: 1 and at least one rule");
    }
    Map<String, YamlNode> keys =
        root.map(node -> node.map("the policy", KEYS)).orElseGet(LinkedHashMap::new);
    List<Rule> rules = List.of();
    OptionalDouble maxUnmatched = OptionalDouble.empty();
    if (root.isPresent() && root.get().isMap()) {
      checkVersion(root.get(), keys.get("schema_version"));
      rules = rules(root.get(), keys.get("rules"));
      maxUnmatched = maxUnmatched(keys.get("max_unmatched"));
    }
    if (!tree.problems().isEmpty()) {
      throw new PolicyException(tree.problems());
    }
    return new Policy(rules, maxUnmatched);
  }

  private static void checkVersion(YamlNode root, YamlNode version) {
    if (version == null) {
      root.refuse("schema_version is missing: add schema_version: 1");
      return;
    }
    OptionalLong number = version.wholeNumber("schema_version");
    if (number.isPresent() && number.getAsLong() != PolicyFile.SCHEMA_VERSION) {
      version.refuse(
          "schema_version is %d, but this version of Flipcheck reads %d"
              .formatted(number.getAsLong(), PolicyFile.SCHEMA_VERSION));
    }
  }

  private static OptionalDouble maxUnmatched(YamlNode node) {
    if (node == null) {
      return OptionalDouble.empty();
    }
    OptionalDouble share = node.number("max_unmatched");
    if (share.isPresent() && !isShare(share.getAsDouble())) {
      node.refuse(notAShare("max_unmatched", share.getAsDouble(), "it is a share of the examples"));
    }
    return share;
  }

  private static List<Rule> rules(YamlNode root, YamlNode rules) {
    if (rules == null) {
      root.refuse("rules is missing: a policy has at least one rule");
      return List.of();
    }
    List<YamlNode> items = rules.items("rules");
    if (rules.isList() && items.isEmpty()) {
      rules.refuse("rules is an empty list: a policy has at least one rule");
    }
    return items.stream().flatMap(item -> rule(item).stream()).toList();
  }

  private static Optional<Rule> rule(YamlNode node) {
    Map<String, YamlNode> keys = node.map("a rule", RULE_KEYS);
    if (!node.isMap()) {
      return Optional.empty();
    }
    Optional<FlipMetric> metric = metric(node, keys.get("metric"));
    Optional<Bound> bound = bound(node, keys);
    OptionalDouble limit = OptionalDouble.empty();
    if (bound.isPresent()) {
      String name = bound.get() == Bound.MAX ? "max" : "min";
      limit = limit(name, keys.get(name), metric);
    }
    double confidence = confidence(keys.get("confidence"));
    Optional<Scope> scope = scope(keys);
    long minExamples = minExamples(keys.get("min_examples"));
    Optional<Severity> severity = severity(keys.get("severity"));
    if (metric.isEmpty() || limit.isEmpty() || scope.isEmpty() || severity.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        new Rule(
            metric.get(),
            bound.get(),
            limit.getAsDouble(),
            confidence,
            scope.get(),
            minExamples,
            severity.get()));
  }

  private static Optional<FlipMetric> metric(YamlNode rule, YamlNode node) {
    if (node == null) {
      rule.refuse("metric is missing: a rule limits a metric, such as negative_flip_rate");
      return Optional.empty();
    }
    Optional<String> name = node.text("metric");
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
          isShare(limit)
              ? Optional.empty()
              : Optional.of(notAShare(name, limit, metric.key() + " is a share"));
      case PAIRED_DIFFERENCE ->
          Math.abs(limit) <= 1
              ? Optional.empty()
              : Optional.of(
                  "%s is %s, but %s is a difference of shares, from -1 to 1%s"
                      .formatted(name, plain(limit), metric.key(), asShare(limit)));
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

  private static boolean isShare(double value) {
    return value >= 0 && value <= 1;
  }

  private static String notAShare(String name, double value, String what) {
    return "%s is %s, but %s, from 0 to 1%s".formatted(name, plain(value), what, asShare(value));
  }

  /** Somebody who writes 2 means 2 %. */
  private static String asShare(double percent) {
    return Math.abs(percent) > 1 && Math.abs(percent) <= 100
        ? ": for %s%% write %s".formatted(plain(percent), plain(percent / 100))
        : "";
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
              .formatted(plain(level.getAsDouble()), asShare(level.getAsDouble())));
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
    Map<String, String> values = new LinkedHashMap<>();
    node.map("slice")
        .forEach(
            (column, value) ->
                values.put(
                    column, value.isNull() ? null : value.text("slice " + column).orElse("")));
    if (node.isMap() && values.isEmpty()) {
      node.refuse("slice is empty: name a column and its value, such as {country: DE}");
    }
    return values.isEmpty() ? Optional.empty() : Optional.of(new Scope.Named(new SliceKey(values)));
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

  private static Optional<Severity> severity(YamlNode node) {
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

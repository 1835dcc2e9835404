package org.flipcheck.report;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.function.Function;
import org.flipcheck.gate.Contradiction;
import org.flipcheck.gate.Correction;
import org.flipcheck.gate.Policy;
import org.flipcheck.gate.PolicyException;
import org.flipcheck.gate.ProtectedGroup;
import org.flipcheck.gate.Rule;
import org.flipcheck.gate.Suggestion;
import org.flipcheck.gate.Waiver;
import org.flipcheck.metrics.CostTable;
import org.flipcheck.metrics.FlipMetric;
import org.flipcheck.stats.IntervalMethod;

/** Turns a {@link YamlTree} into a {@link Policy}, and tells everything that is wrong at once. */
final class PolicyReader {

  private static final List<String> KEYS =
      List.of(
          "schema_version",
          "max_unmatched",
          "interval",
          "multiplicity",
          "rules",
          "costs",
          "protected",
          "waivers");

  private final YamlTree tree;
  private final Optional<Path> folder;

  /**
   * A reader of one file.
   *
   * @param tree what the file says
   * @param folder where it lies, for the files it names; empty if nowhere
   */
  PolicyReader(YamlTree tree, Optional<Path> folder) {
    this.tree = tree;
    this.folder = folder;
  }

  Policy read() {
    Optional<YamlNode> root = tree.root().filter(node -> !node.isNull());
    if (root.isEmpty() && tree.problems().isEmpty()) {
      tree.refuse(1, "the policy is empty: give schema_version: 1 and at least one rule");
    }
    Map<String, YamlNode> keys =
        root.map(node -> node.map("the policy", KEYS)).orElseGet(LinkedHashMap::new);
    Optional<Policy> policy = root.filter(YamlNode::isMap).map(node -> read(node, keys));
    if (!tree.problems().isEmpty()) {
      throw new PolicyException(tree.problems());
    }
    return policy.orElseThrow();
  }

  private Policy read(YamlNode root, Map<String, YamlNode> keys) {
    checkVersion(root, keys.get("schema_version"));
    List<Rule> rules = rules(root, keys.get("rules"));
    Optional<CostTable> costs = Optional.ofNullable(keys.get("costs")).map(CostsReader::costs);
    boolean limitsCosts = rules.stream().anyMatch(r -> r.metric() == FlipMetric.FLIP_COST);
    if (limitsCosts && costs.isEmpty()) {
      keys.get("rules").refuse(Policy.NO_COSTS);
    }
    List<ProtectedGroup> groups = new ProtectedReader(folder).groups(keys.get("protected"));
    List<Waiver> waivers = new WaiverReader(rules, groups).waivers(keys.get("waivers"));
    return new Policy(
        rules,
        maxUnmatched(keys.get("max_unmatched")),
        choice("interval", keys.get("interval"), IntervalMethod.values(), IntervalMethod::key),
        choice("multiplicity", keys.get("multiplicity"), Correction.values(), Correction::key),
        costs,
        groups,
        waivers);
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

  /** The constant a value names; the first one is the default. */
  static <E> E choice(String key, YamlNode node, E[] constants, Function<E, String> name) {
    if (node == null) {
      return constants[0];
    }
    Optional<String> given = node.text(key);
    Optional<E> found =
        given.flatMap(
            text -> Arrays.stream(constants).filter(c -> name.apply(c).equals(text)).findFirst());
    if (given.isPresent() && found.isEmpty()) {
      List<String> names = Arrays.stream(constants).map(name).toList();
      node.refuse(
          "%s is %s: %s".formatted(key, node.shown(), Suggestion.remedy(given.get(), names)));
    }
    return found.orElse(constants[0]);
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
    List<Rule> read = new ArrayList<>();
    for (YamlNode item : items) {
      RuleReader.rule(item).ifPresent(rule -> add(rule, item, read));
    }
    return read;
  }

  private static void add(Rule rule, YamlNode place, List<Rule> rules) {
    Contradiction.of(rule, rules).forEach(pair -> place.refuse(pair.text()));
    rules.add(rule);
  }

  static boolean isShare(double value) {
    return value >= 0 && value <= 1;
  }

  static String notAShare(String name, double value, String what) {
    return "%s is %s, but %s, from 0 to 1%s"
        .formatted(name, Format.number(value), what, asShare(value));
  }

  /** Somebody who writes 2 means 2%. */
  static String asShare(double percent) {
    return Math.abs(percent) > 1 && Math.abs(percent) <= 100
        ? ": for %s%% write %s".formatted(Format.number(percent), Format.number(percent / 100))
        : "";
  }
}

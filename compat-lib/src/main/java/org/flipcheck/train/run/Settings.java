package org.flipcheck.train.run;

import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.stream.Collectors;
import org.flipcheck.gate.Suggestion;
import org.flipcheck.report.YamlNode;

/** The keys of one section of a configuration. */
final class Settings {

  private final YamlNode node;
  private final String section;
  private final Map<String, YamlNode> values;

  Settings(YamlNode node, String section, Collection<String> known) {
    this.node = node;
    this.section = section;
    this.values = node.map(section, known);
  }

  Optional<YamlNode> find(String key) {
    return Optional.ofNullable(values.get(key)).filter(value -> !value.isNull());
  }

  Optional<YamlNode> need(String key) {
    Optional<YamlNode> found = find(key);
    if (found.isEmpty() && node.isMap()) {
      node.refuse("%s has no '%s'; give it".formatted(section, key));
    }
    return found;
  }

  Optional<String> text(String key) {
    return find(key).flatMap(value -> value.text(named(key)));
  }

  double number(String key, double otherwise) {
    return find(key).map(value -> value.number(named(key)).orElse(otherwise)).orElse(otherwise);
  }

  OptionalDouble number(String key) {
    return find(key).map(value -> value.number(named(key))).orElse(OptionalDouble.empty());
  }

  int wholeNumber(String key, int otherwise) {
    return find(key)
        .flatMap(
            value ->
                value.wholeNumber(named(key)).stream()
                    .boxed()
                    .findFirst()
                    .map(number -> inRange(value, key, number, otherwise)))
        .orElse(otherwise);
  }

  private int inRange(YamlNode value, String key, long number, int otherwise) {
    if (number < Integer.MIN_VALUE || number > Integer.MAX_VALUE) {
      value.refuse("%s is %d, which is too large".formatted(named(key), number));
      return otherwise;
    }
    return (int) number;
  }

  /** The known keys that are there. */
  Set<String> keys() {
    return values.keySet();
  }

  boolean isMap() {
    return node.isMap();
  }

  <E extends Enum<E>> E choice(String key, Class<E> type, E otherwise) {
    return choice(key, List.of(type.getEnumConstants()), otherwise);
  }

  <E extends Enum<E>> E choice(String key, List<E> constants, E otherwise) {
    Optional<YamlNode> found = find(key);
    Optional<String> text = found.flatMap(value -> value.text(named(key)));
    if (text.isEmpty()) {
      return otherwise;
    }
    for (E constant : constants) {
      if (lower(constant).equals(text.get())) {
        return constant;
      }
    }
    String known = constants.stream().map(Settings::lower).collect(Collectors.joining(", "));
    found.get().refuse("%s is '%s'; it is one of %s".formatted(named(key), text.get(), known));
    return otherwise;
  }

  /** The name of a constant as it is written in a configuration. */
  static String lower(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }

  void refuse(String problem) {
    node.refuse("%s: %s".formatted(section, problem));
  }

  static String remedy(String found, Collection<String> known) {
    return Suggestion.remedy(found, known);
  }

  private String named(String key) {
    return "%s of %s".formatted(key, section);
  }
}

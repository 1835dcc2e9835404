package org.flipcheck.cli;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.flipcheck.spark.Source;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParseResult;

/** The options of a comparison as its result records them. */
final class RecordedSettings {

  /** What a run is asked for, beside what is compared: not part of the comparison's definition. */
  private static final Set<String> NOT_DEFINING =
      Set.of(
          "--config",
          "--master",
          "--out",
          "--engine",
          "--store",
          "--overwrite",
          "--policy",
          "--advisory",
          "--on-inconclusive",
          "--help",
          "--version");

  private static final Set<String> SECRET_WORDS = Set.of("password", "secret", "token", "key");

  private final ParseResult parsed;
  private final Map<String, Object> fromStore;

  /**
   * The settings of a command line.
   *
   * @param fromStore columns that were not given, but came with a model of a store
   */
  RecordedSettings(ParseResult parsed, Map<String, Object> fromStore) {
    this.parsed = parsed;
    this.fromStore = fromStore;
  }

  /**
   * The settings as they were given, sorted: the record that makes two runs the same comparison.
   */
  Map<String, Object> of(Source old, Source candidate) {
    Map<String, Object> definition = new TreeMap<>(fromStore);
    for (OptionSpec option : parsed.matchedOptions()) {
      if (!NOT_DEFINING.contains(option.longestName())) {
        String key = option.longestName().substring(2).replace('-', '_');
        definition.put(key, recorded(option));
      }
    }
    old.classes().ifPresent(c -> definition.put("old_classes", c.names()));
    candidate.classes().ifPresent(c -> definition.put("new_classes", c.names()));
    return new LinkedHashMap<>(definition);
  }

  private static Object recorded(OptionSpec option) {
    Object value = option.getValue();
    if (value instanceof Optional<?> optional) {
      value = optional.orElse(null);
    }
    if (value instanceof Map<?, ?> map) {
      Map<String, Object> entries = new TreeMap<>();
      map.forEach(
          (key, entry) -> entries.put(key.toString(), masked(key.toString(), entry.toString())));
      return entries;
    }
    if (value instanceof List<?> list) {
      return list.stream().map(Object::toString).toList();
    }
    if (value instanceof Enum<?> constant) {
      return constant.name().toLowerCase(Locale.ROOT);
    }
    return value instanceof Number || value instanceof Boolean ? value : String.valueOf(value);
  }

  /** A secret typed out against all advice is still not stored. */
  private static String masked(String key, String value) {
    boolean secret = SECRET_WORDS.stream().anyMatch(key.toLowerCase(Locale.ROOT)::contains);
    return secret && !value.startsWith("${") ? "(not stored)" : value;
  }
}

package org.flipcheck.spark;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.flipcheck.report.ComparisonResult;
import org.flipcheck.spark.CompareSpec.FlipsFormat;
import org.flipcheck.stats.PoissonWeights;
import org.flipcheck.text.Sha256;

/**
 * What a comparison counts, whatever its inputs and whoever counted them: runs that agree in it can
 * be added up.
 */
final class Definition {

  /**
   * Settings that say where and how the tables are read, what reports call the models, how the work
   * is done and how the result is judged, but not what is counted.
   */
  private static final Set<String> NOT_COUNTING =
      Set.of(
          "old",
          "new",
          "labels",
          "old_rerun",
          "old_name",
          "new_name",
          "old_where",
          "new_where",
          "labels_where",
          "old_format",
          "new_format",
          "labels_format",
          "old_option",
          "new_option",
          "labels_option",
          "old_column",
          "new_column",
          "labels_column",
          "slice",
          "cross",
          "max_cells",
          "max_unmatched",
          SliceFinding.LISTED,
          SliceFinding.LEAST_EXAMPLES,
          "engine",
          FlipsFormat.SETTING,
          "store",
          "merged_from");

  /** What a setting is that was not given; to give it in so many words makes no difference. */
  private static final Map<String, Object> DEFAULTS =
      Map.of(
          "on_null_id", "fail",
          "on_duplicate", "fail",
          "on_label_conflict", "fail",
          "on_unusable", "fail",
          "on_missing_prediction", "wrong",
          "flips", "changed");

  private static final ObjectMapper JSON =
      new ObjectMapper().enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS);

  private static final int LONGEST_VALUE = 120;

  private final Map<String, String> settings = new TreeMap<>();

  /**
   * The definition of a finished run.
   *
   * @param columnTypes types of the id columns and of those kept in the flip table, by name
   */
  Definition(ComparisonResult result, Map<String, String> columnTypes) {
    result
        .run()
        .config()
        .forEach(
            (key, value) -> {
              if (!NOT_COUNTING.contains(key)) {
                settings.put(key, json(value));
              }
            });
    DEFAULTS.forEach((key, value) -> settings.putIfAbsent(key, json(value)));
    result
        .bootstrap()
        .ifPresent(
            bootstrap -> {
              settings.put("replicates", json(bootstrap.replicates()));
              settings.put("replicates_version", json(PoissonWeights.VERSION));
            });
    settings.put("rule", json(result.run().rule().orElse("none")));
    settings.put("slice_sets", json(result.sliceSets()));
    settings.put("column_types", json(columnTypes));
    if (SliceFinding.of(result.run().config()).isPresent()) {
      settings.put("id_halves", json(true));
    }
  }

  private static String json(Object value) {
    try {
      return JSON.writeValueAsString(value);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  /** A hash of the settings: equal for definitions whose counts can be added up. */
  String hash() {
    byte[] bytes = json(settings).getBytes(StandardCharsets.UTF_8);
    return "sha256:" + Sha256.of(bytes);
  }

  /**
   * Where another definition differs.
   *
   * @return for each setting {@code name is X there and Y here}, empty if they agree
   */
  List<String> differences(Definition there) {
    Set<String> names = new TreeSet<>(settings.keySet());
    names.addAll(there.settings.keySet());
    return names.stream()
        .filter(name -> !Objects.equals(settings.get(name), there.settings.get(name)))
        .map(name -> "%s is %s there and %s here".formatted(name, there.shown(name), shown(name)))
        .toList();
  }

  private String shown(String name) {
    String value = settings.getOrDefault(name, "not set");
    return value.length() <= LONGEST_VALUE ? value : value.substring(0, LONGEST_VALUE) + "...";
  }
}

package org.flipcheck.report;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.flipcheck.metrics.SliceKey;
import org.flipcheck.stats.FoundSlice;
import org.flipcheck.stats.FoundSlice.Comparison;
import org.flipcheck.stats.FoundSlices;
import org.flipcheck.stats.SearchCorrection;
import org.flipcheck.stats.SliceCounts;
import org.flipcheck.stats.SliceSearch.Settings;

/** The slices that a search found, in {@code result.json}. */
final class FoundSlicesJson {

  private FoundSlicesJson() {}

  static Map<String, Object> write(FoundSlices found) {
    Map<String, Object> object = new LinkedHashMap<>();
    object.put("settings", settings(found.settings()));
    object.put("depth", (long) found.depth());
    object.put("examined", found.examined());
    object.put("standing_out", found.standingOut());
    object.put("tested", found.tested());
    object.put("limits", found.limits());
    object.put("slices", found.slices().stream().map(FoundSlicesJson::slice).toList());
    return object;
  }

  private static Map<String, Object> settings(Settings settings) {
    Map<String, Object> object = new LinkedHashMap<>();
    object.put("depth", (long) settings.depth());
    object.put("min_examples", settings.leastExamples());
    object.put("max_candidates", (long) settings.mostCandidates());
    object.put("max_tested", (long) settings.mostHypotheses());
    object.put("discover_level", Json.number(settings.discoverLevel()));
    object.put("confirm_level", Json.number(settings.confirmLevel()));
    object.put("correction", settings.correction().key());
    return object;
  }

  private static Map<String, Object> slice(FoundSlice slice) {
    Map<String, Object> object = new LinkedHashMap<>();
    object.put("slice", slice.slice().values());
    object.put("aliases", slice.aliases().stream().map(SliceKey::values).toList());
    object.put("counts", counts(slice.counts()));
    object.put("rest", counts(slice.rest()));
    object.put("excess_negative_flips", Json.number(slice.excessNegativeFlips()));
    object.put("within", slice.within().map(SliceKey::values).orElse(null));
    object.put("discovered", comparison(slice.discovered()));
    object.put("confirmed", comparison(slice.confirmed()));
    object.put("p_value", Json.number(slice.pValue()));
    object.put("adjusted_p_value", Json.number(slice.adjustedPValue()));
    return object;
  }

  private static Map<String, Object> comparison(Comparison comparison) {
    Map<String, Object> object = new LinkedHashMap<>();
    object.put("slice", counts(comparison.slice()));
    object.put("others", counts(comparison.others()));
    return object;
  }

  private static Map<String, Object> counts(SliceCounts counts) {
    Map<String, Object> object = new LinkedHashMap<>();
    object.put("n", counts.examples());
    object.put("negative_flips", counts.negativeFlips());
    object.put("negative_flip_rate", Json.number(counts.rate()));
    return object;
  }

  static FoundSlices read(Fields from) throws ResultException {
    List<FoundSlice> slices = new ArrayList<>();
    for (Fields slice : from.objects("slices")) {
      slices.add(readSlice(slice));
    }
    List<String> limits = new ArrayList<>();
    for (Object limit : from.list("limits")) {
      limits.add(String.valueOf(limit));
    }
    return new FoundSlices(
        readSettings(from.object("settings")),
        slices,
        (int) from.count("depth"),
        from.count("examined"),
        from.count("standing_out"),
        from.count("tested"),
        limits);
  }

  private static Settings readSettings(Fields from) throws ResultException {
    String correction = from.text("correction");
    SearchCorrection known =
        SearchCorrection.of(correction)
            .orElseThrow(
                () -> from.refuse("correction", "is \"%s\", which is none".formatted(correction)));
    try {
      return new Settings(
          (int) from.count("depth"),
          from.count("min_examples"),
          (int) from.count("max_candidates"),
          (int) from.count("max_tested"),
          from.number("discover_level"),
          from.number("confirm_level"),
          known);
    } catch (IllegalArgumentException e) {
      throw from.refuse("depth", "or another setting is out of its range: " + e.getMessage());
    }
  }

  private static FoundSlice readSlice(Fields from) throws ResultException {
    List<SliceKey> aliases = new ArrayList<>();
    for (Fields alias : from.objects("aliases")) {
      aliases.add(ResultJson.readKey(alias));
    }
    Optional<Fields> within = from.optionalObject("within");
    return new FoundSlice(
        ResultJson.readSliceKey(from),
        aliases,
        readCounts(from.object("counts")),
        readCounts(from.object("rest")),
        readComparison(from.object("discovered")),
        readComparison(from.object("confirmed")),
        from.number("p_value"),
        from.number("adjusted_p_value"),
        within.isPresent() ? Optional.of(ResultJson.readKey(within.get())) : Optional.empty());
  }

  private static Comparison readComparison(Fields from) throws ResultException {
    return new Comparison(readCounts(from.object("slice")), readCounts(from.object("others")));
  }

  private static SliceCounts readCounts(Fields from) throws ResultException {
    long examples = from.count("n");
    long flips = from.count("negative_flips");
    if (flips > examples) {
      throw from.refuse("negative_flips", "is %d of n = %d".formatted(flips, examples));
    }
    return new SliceCounts(examples, flips);
  }
}

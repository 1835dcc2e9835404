package org.flipcheck.report;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.flipcheck.metrics.SliceKey;
import org.flipcheck.stats.FoundSlice;
import org.flipcheck.stats.FoundSlices;

/** The slices that a search found, in words for people. */
final class FoundSlicesText {

  private FoundSlicesText() {}

  /** What was found, in one sentence. */
  static String headline(FoundSlices found) {
    if (found.depth() == 0) {
      return "Slices were to be searched for negative flips, but were not.";
    }
    String slices =
        found.slices().isEmpty()
            ? "none has"
            : found.slices().size() == 1 ? "1 has" : Format.count(found.slices().size()) + " have";
    return "Of %s with at least %s, %s more negative flips than the rest, found by search in one half of the ids and confirmed on the other."
        .formatted(
            Format.count(found.examined(), "slice"),
            Format.count(found.settings().leastExamples(), "example"),
            slices);
  }

  /** How it was searched, and what the figures mean. */
  static String method(FoundSlices found) {
    return "All values of the slice columns%s were searched. %s stood out in the first half; %s tested on the other half, by Fisher's exact test, with p-values corrected for that number (%s, %s). Excess is what the slice has beyond the rate of all other examples; it counts both halves, so that the first, where slices are picked, makes it somewhat too large."
        .formatted(
            found.depth() > 1 ? " and crosses of up to %d".formatted(found.depth()) : "",
            Format.count(found.standingOut()),
            found.tested() == 1 ? "1 was" : Format.count(found.tested()) + " were",
            found.settings().correction().key(),
            Format.number(found.settings().confirmLevel()));
  }

  /** The bounds that the search met, each a sentence; empty text where it was complete. */
  static String limits(FoundSlices found) {
    return found.limits().stream()
        .map(limit -> Character.toUpperCase(limit.charAt(0)) + limit.substring(1) + ".")
        .collect(Collectors.joining(" "));
  }

  /** A slice with its other names, and with what it was compared. */
  static String name(FoundSlice slice) {
    List<String> parts = new ArrayList<>();
    parts.add(slice.slice().toString());
    if (!slice.aliases().isEmpty()) {
      parts.add(
          "the same examples as "
              + slice.aliases().stream().map(SliceKey::toString).collect(Collectors.joining("; ")));
    }
    slice.within().ifPresent(parent -> parts.add("compared within " + parent));
    return parts.size() == 1
        ? parts.get(0)
        : "%s (%s)".formatted(parts.get(0), String.join("; ", parts.subList(1, parts.size())));
  }
}

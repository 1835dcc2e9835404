package org.flipcheck.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.ToDoubleFunction;
import org.flipcheck.stats.FoundSlice;
import org.flipcheck.stats.FoundSlices;

/** The slices that a search found. */
final class FoundSection {

  private FoundSection() {}

  static Optional<PageSection> of(ComparisonResult result) {
    return result.foundSlices().map(FoundSection::section);
  }

  private static PageSection section(FoundSlices found) {
    List<String> notes = new ArrayList<>();
    notes.add(FoundSlicesText.headline(found));
    if (found.depth() > 0) {
      notes.add(FoundSlicesText.method(found));
    }
    if (!found.limits().isEmpty()) {
      notes.add(FoundSlicesText.limits(found));
    }
    return new PageSection(
        "found",
        "Found slices",
        "Slices found by search",
        notes,
        found.slices().isEmpty() ? List.of() : List.of(table(found.slices())));
  }

  private static DataTable table(List<FoundSlice> slices) {
    return new DataTable(
        "found-table",
        "Slices with more negative flips than the rest",
        List.of(
            DataColumn.text("Slice", slices, FoundSlicesText::name),
            DataColumn.count("Examples", slices, s -> s.counts().examples()),
            DataColumn.count("Negative flips", slices, s -> s.counts().negativeFlips()),
            share("Rate", slices, s -> s.counts().rate()),
            share("Rate of the rest", slices, s -> s.rest().rate()),
            DataColumn.number(
                "Excess",
                slices,
                s -> Format.excess(s.excessNegativeFlips()),
                FoundSlice::excessNegativeFlips),
            share("Rate when tested", slices, s -> s.confirmed().slice().rate()),
            DataColumn.number(
                "Corrected p",
                slices,
                s -> Format.number(s.adjustedPValue()),
                FoundSlice::adjustedPValue)));
  }

  private static DataColumn share(
      String title, List<FoundSlice> slices, ToDoubleFunction<FoundSlice> of) {
    return DataColumn.number(
        title, slices, s -> Format.percent(of.applyAsDouble(s)), of::applyAsDouble);
  }
}

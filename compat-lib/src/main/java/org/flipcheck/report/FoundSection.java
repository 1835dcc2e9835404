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

  static Optional<TableSection> of(ComparisonResult result) {
    return result.foundSlices().map(FoundSection::section);
  }

  private static TableSection section(FoundSlices found) {
    List<String> notes = new ArrayList<>();
    notes.add(FoundSlicesText.headline(found));
    if (found.depth() > 0) {
      notes.add(FoundSlicesText.method(found));
    }
    if (!found.limits().isEmpty()) {
      notes.add(FoundSlicesText.limits(found));
    }
    return new TableSection(
        notes, found.slices().isEmpty() ? Optional.empty() : Optional.of(table(found.slices())));
  }

  private static DataTable table(List<FoundSlice> slices) {
    return new DataTable(
        "found-table",
        "Slices with more negative flips than the rest",
        List.of(
            DataColumn.text("Slice", slices.stream().map(FoundSlicesText::name).toList()),
            DataColumn.count("Examples", slices.stream().map(s -> s.counts().examples()).toList()),
            DataColumn.count(
                "Negative flips", slices.stream().map(s -> s.counts().negativeFlips()).toList()),
            share("Rate", slices, s -> s.counts().rate()),
            share("Rate of the rest", slices, s -> s.rest().rate()),
            DataColumn.number(
                "Excess",
                slices.stream().map(s -> Format.excess(s.excessNegativeFlips())).toList(),
                slices.stream().map(FoundSlice::excessNegativeFlips).toList()),
            share("Rate when tested", slices, s -> s.confirmed().slice().rate()),
            DataColumn.number(
                "Corrected p",
                slices.stream().map(s -> Format.number(s.adjustedPValue())).toList(),
                slices.stream().map(FoundSlice::adjustedPValue).toList())));
  }

  private static DataColumn share(
      String title, List<FoundSlice> slices, ToDoubleFunction<FoundSlice> of) {
    return DataColumn.number(
        title,
        slices.stream().map(s -> Format.percent(of.applyAsDouble(s))).toList(),
        slices.stream().map(of::applyAsDouble).toList());
  }
}

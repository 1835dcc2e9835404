package org.flipcheck.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.flipcheck.metrics.FlipMetric;
import org.flipcheck.metrics.FlipTable;
import org.flipcheck.report.ComparisonResult.SliceResult;
import org.flipcheck.stats.Estimate;

/**
 * Where it broke: slices by the number of negative flips beyond those that the overall rate would
 * give them, the worst of them as a drawing too.
 */
final class SliceSection {

  private static final String EXPLAINED =
      " Excess is the number of negative flips beyond those that the overall rate would give a slice of that size.";
  private static final String WEIGHTED =
      " Rates and excess are weighted: excess is the weight of negative flips beyond what the overall rate would give a slice of that weight.";

  private SliceSection() {}

  static Optional<PageSection> of(ComparisonResult result) {
    if (result.slices().isEmpty()) {
      return Optional.empty();
    }
    Optional<FlipTable> all = result.overall().pairs().table().filter(table -> table.n() > 0);
    if (all.isEmpty()) {
      return Optional.of(section(listed(result), Optional.empty(), unjudged(result)));
    }
    double rate = all.get().negativeFlips() / all.get().n();
    List<Headline.Worst> worst = Headline.worstSlices(result);
    String summary =
        "%s %s more negative flips than the overall rate of %s would give them.%s"
            .formatted(
                listed(result),
                worst.size() == 1 ? "1 has" : Format.count(worst.size()) + " have",
                Format.percent(rate),
                result.overall().pairs().content().weights() ? WEIGHTED : EXPLAINED);
    return Optional.of(section(summary, SliceChart.render(worst, rate), judged(result)));
  }

  private static PageSection section(String note, Optional<String> chart, DataTable table) {
    return new PageSection(
        "slices",
        "Where it broke",
        "Where it broke",
        List.of(note),
        chart,
        Optional.empty(),
        List.of(table));
  }

  private static String listed(ComparisonResult result) {
    return result.slicesTruncated().isPresent()
        ? "%s of %s are listed here, as in result.json."
            .formatted(
                Format.count(result.slices().size()), Format.count(result.totalSlices(), "slice"))
        : Format.count(result.slices().size(), "slice") + ".";
  }

  private static DataTable judged(ComparisonResult result) {
    List<Headline.Worst> slices = Headline.slicesByExcess(result);
    return new DataTable(
        "slices-table",
        "Slices, the greatest excess first",
        List.of(
            DataColumn.text("Slice", slices, s -> s.slice().slice().toString()),
            DataColumn.count("Examples", slices, s -> s.slice().pairs().n()),
            DataColumn.count("Negative flips", slices, Headline.Worst::flips),
            DataColumn.number("Rate", slices, s -> Format.percent(s.rate()), Headline.Worst::rate),
            estimates(
                "95% interval",
                slices.stream().map(Headline.Worst::slice).toList(),
                FlipMetric.NEGATIVE_FLIP_RATE,
                Format::interval,
                Estimate::low),
            estimates(
                "Accuracy change",
                slices.stream().map(Headline.Worst::slice).toList(),
                FlipMetric.ACCURACY_DELTA,
                Format::value,
                Estimate::value),
            DataColumn.number(
                "Excess", slices, s -> Format.excess(s.excess()), Headline.Worst::excess)));
  }

  /** Without labels and grades: what else there is to say of slices. */
  private static DataTable unjudged(ComparisonResult result) {
    List<SliceResult> slices = result.slices();
    List<DataColumn> columns = new ArrayList<>();
    columns.add(DataColumn.text("Slice", slices, s -> s.slice().toString()));
    columns.add(DataColumn.count("Examples", slices, s -> s.pairs().n()));
    for (FlipMetric metric : Headline.keyMetrics(result)) {
      columns.add(estimates(Headline.name(metric), slices, metric, Format::value, Estimate::value));
    }
    return new DataTable("slices-table", "Slices", columns);
  }

  /** A metric of each slice; some results have the counts of a slice alone. */
  private static DataColumn estimates(
      String title,
      List<SliceResult> slices,
      FlipMetric metric,
      BiFunction<FlipMetric, Estimate, String> text,
      Function<Estimate, OptionalDouble> number) {
    return DataColumn.number(
        title,
        slices,
        slice -> of(slice, metric).map(estimate -> text.apply(metric, estimate)).orElse(null),
        slice -> of(slice, metric).map(number).map(DataColumn::key).orElse(null));
  }

  private static Optional<Estimate> of(SliceResult slice, FlipMetric metric) {
    return Optional.ofNullable(slice.metrics().get(metric));
  }
}

package org.flipcheck.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.flipcheck.metrics.FlipMetric;
import org.flipcheck.metrics.FlipTable;
import org.flipcheck.report.ComparisonResult.SliceResult;
import org.flipcheck.stats.Estimate;

/**
 * Where it broke: slices by the number of negative flips beyond those that the overall rate would
 * give them.
 *
 * @param summary how many there are, and how they are ordered
 * @param chart the worst as a drawing; empty where none is worse, and where Java has no fonts
 * @param table all that {@code result.json} lists
 */
record SliceSection(String summary, Optional<String> chart, Optional<DataTable> table) {

  private static final String EXPLAINED =
      " Excess is the number of negative flips beyond those that the overall rate would give a slice of that size.";
  private static final String WEIGHTED =
      " Rates and excess are weighted: excess is the weight of negative flips beyond what the overall rate would give a slice of that weight.";

  static Optional<SliceSection> of(ComparisonResult result) {
    if (result.slices().isEmpty()) {
      return Optional.empty();
    }
    Optional<FlipTable> all = result.overall().pairs().table().filter(table -> table.n() > 0);
    if (all.isEmpty()) {
      return Optional.of(new SliceSection(listed(result), Optional.empty(), unjudged(result)));
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
    return Optional.of(
        new SliceSection(summary, SliceChart.render(worst, rate), Optional.of(judged(result))));
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
    List<DataColumn> columns = new ArrayList<>();
    columns.add(names(slices.stream().map(Headline.Worst::slice).toList()));
    columns.add(
        DataColumn.count("Examples", slices.stream().map(s -> s.slice().pairs().n()).toList()));
    columns.add(
        DataColumn.count("Negative flips", slices.stream().map(Headline.Worst::flips).toList()));
    columns.add(
        DataColumn.number(
            "Rate",
            slices.stream().map(s -> Format.percent(s.rate())).toList(),
            slices.stream().map(Headline.Worst::rate).toList()));
    columns.add(
        metric(
            "95% interval",
            slices,
            rate(
                FlipMetric.NEGATIVE_FLIP_RATE,
                e -> Format.interval(FlipMetric.NEGATIVE_FLIP_RATE, e)),
            rate(FlipMetric.NEGATIVE_FLIP_RATE, SliceSection::low)));
    columns.add(
        metric(
            "Accuracy change",
            slices,
            rate(FlipMetric.ACCURACY_DELTA, e -> Format.value(FlipMetric.ACCURACY_DELTA, e)),
            rate(FlipMetric.ACCURACY_DELTA, SliceSection::value)));
    columns.add(
        DataColumn.number(
            "Excess",
            slices.stream().map(s -> Format.excess(s.excess())).toList(),
            slices.stream().map(Headline.Worst::excess).toList()));
    return new DataTable("slices-table", "Slices, the greatest excess first", columns);
  }

  /** Without labels and grades: what else there is to say of slices. */
  private static Optional<DataTable> unjudged(ComparisonResult result) {
    List<SliceResult> slices = result.slices();
    List<DataColumn> columns = new ArrayList<>();
    columns.add(names(slices));
    columns.add(DataColumn.count("Examples", slices.stream().map(s -> s.pairs().n()).toList()));
    for (FlipMetric metric : Headline.keyMetrics(result)) {
      List<Estimate> values = slices.stream().map(s -> s.metrics().get(metric)).toList();
      columns.add(
          DataColumn.number(
              Headline.name(metric),
              values.stream().map(e -> e == null ? null : Format.value(metric, e)).toList(),
              values.stream().map(e -> e == null ? null : value(e)).toList()));
    }
    return Optional.of(new DataTable("slices-table", "Slices", columns));
  }

  private static DataColumn names(List<SliceResult> slices) {
    return DataColumn.text("Slice", slices.stream().map(s -> s.slice().toString()).toList());
  }

  private static DataColumn metric(
      String title,
      List<Headline.Worst> slices,
      Function<SliceResult, String> text,
      Function<SliceResult, Double> number) {
    List<SliceResult> results = slices.stream().map(Headline.Worst::slice).toList();
    return DataColumn.number(
        title, results.stream().map(text).toList(), results.stream().map(number).toList());
  }

  private static <T> Function<SliceResult, T> rate(
      FlipMetric metric, Function<Estimate, T> ofEstimate) {
    return slice -> {
      Estimate estimate = slice.metrics().get(metric);
      return estimate == null ? null : ofEstimate.apply(estimate);
    };
  }

  private static Double low(Estimate estimate) {
    return estimate.low().isPresent() ? (Double) estimate.low().getAsDouble() : null;
  }

  private static Double value(Estimate estimate) {
    return estimate.value().isPresent() ? (Double) estimate.value().getAsDouble() : null;
  }
}

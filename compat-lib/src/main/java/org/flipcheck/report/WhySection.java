package org.flipcheck.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.Stream;
import org.flipcheck.metrics.Answers;
import org.flipcheck.metrics.FlipGaps;
import org.flipcheck.metrics.OperatingPoint;

/** Margins and confidence of the flips. */
final class WhySection {

  private WhySection() {}

  static Optional<PageSection> of(ComparisonResult result, FlipExamples examples) {
    List<String> notes = result.why().map(WhyText::sentences).orElse(List.of());
    Optional<String> chart = ProbabilityChart.render(examples);
    List<DataTable> tables = new ArrayList<>();
    result.why().flatMap(Why::gaps).filter(g -> g.total() > 0).ifPresent(g -> tables.add(gaps(g)));
    result
        .why()
        .flatMap(Why::thresholds)
        .filter(WhyText::suggestsAnother)
        .ifPresent(thresholds -> tables.add(points(thresholds)));
    if (notes.isEmpty() && chart.isEmpty() && tables.isEmpty()) {
      return Optional.empty();
    }
    int drawn = ProbabilityChart.probabilities(examples, "new_label_probability").size();
    return Optional.of(
        new PageSection(
            "why",
            "Margins and confidence",
            "Margins and confidence",
            notes,
            chart,
            Optional.of(
                "The probability that each model gives the label, over the %s listed below where it is known."
                    .formatted(Format.count(drawn, "negative flip"))),
            tables));
  }

  /** Negative flips with a gap of some kind. */
  private record Gap(String name, long flips) {}

  private static DataTable gaps(FlipGaps gaps) {
    List<Gap> rows =
        Stream.of(
                new Gap("near the boundary (type I)", gaps.near()),
                new Gap("between", gaps.between()),
                new Gap("confident (type II)", gaps.confident()),
                new Gap("not known", gaps.unknown()))
            .filter(gap -> gap.flips() > 0 || !gap.name().equals("not known"))
            .toList();
    return new DataTable(
        "gaps-table",
        "Negative flips by the gap between the two models' probabilities of the label",
        List.of(
            DataColumn.text("Gap", rows, Gap::name),
            DataColumn.count("Negative flips", rows, Gap::flips),
            DataColumn.number(
                "Share",
                rows,
                gap -> Format.percent((double) gap.flips() / gaps.total()),
                gap -> (double) gap.flips() / gaps.total())));
  }

  private static DataTable points(Why.Thresholds thresholds) {
    List<OperatingPoint> points =
        List.of(thresholds.present(), thresholds.suggested().orElseThrow());
    return new DataTable(
        "thresholds-table",
        "Thresholds of the new model, on these examples",
        List.of(
            DataColumn.text("New threshold", List.of("present", "suggested")),
            DataColumn.number(
                "At", points, p -> Answers.ofNumber(p.threshold()), OperatingPoint::threshold),
            DataColumn.count("Negative flips", points, OperatingPoint::negativeFlips),
            DataColumn.count("Positive flips", points, OperatingPoint::positiveFlips),
            shares("Precision", points.stream().map(OperatingPoint::precision)),
            shares("Recall", points.stream().map(OperatingPoint::recall))));
  }

  private static DataColumn shares(String title, Stream<OptionalDouble> shares) {
    List<OptionalDouble> all = shares.toList();
    return DataColumn.number(title, all, WhyText::share, DataColumn::key);
  }
}

package org.flipcheck.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.Stream;
import org.flipcheck.metrics.Answers;
import org.flipcheck.metrics.FlipGaps;
import org.flipcheck.metrics.OperatingPoint;

/**
 * Margins and confidence of the flips.
 *
 * @param notes what is known of the reasons, in words
 * @param chart the probabilities of the labels; empty without them, and where Java has no fonts
 * @param chartNote what the chart is made of
 * @param tables the gaps and the thresholds
 */
record WhySection(
    List<String> notes, Optional<String> chart, String chartNote, List<DataTable> tables) {

  static Optional<WhySection> of(ComparisonResult result, FlipExamples examples) {
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
        new WhySection(
            notes,
            chart,
            "The probability that each model gives the label, over the %s listed below where it is known."
                .formatted(Format.count(drawn, "negative flip")),
            tables));
  }

  private static DataTable gaps(FlipGaps gaps) {
    List<String> names = new ArrayList<>();
    List<Long> counts = new ArrayList<>();
    add(names, counts, "near the boundary (type I)", gaps.near());
    add(names, counts, "between", gaps.between());
    add(names, counts, "confident (type II)", gaps.confident());
    if (gaps.unknown() > 0) {
      add(names, counts, "not known", gaps.unknown());
    }
    return new DataTable(
        "gaps-table",
        "Negative flips by the gap between the two models' probabilities of the label",
        List.of(
            DataColumn.text("Gap", names),
            DataColumn.count("Negative flips", counts),
            DataColumn.number(
                "Share",
                counts.stream().map(n -> Format.percent((double) n / gaps.total())).toList(),
                counts.stream().map(n -> (double) n / gaps.total()).toList())));
  }

  private static void add(List<String> names, List<Long> counts, String name, long count) {
    names.add(name);
    counts.add(count);
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
                "At",
                points.stream().map(p -> Answers.ofNumber(p.threshold())).toList(),
                points.stream().map(OperatingPoint::threshold).toList()),
            DataColumn.count(
                "Negative flips", points.stream().map(OperatingPoint::negativeFlips).toList()),
            DataColumn.count(
                "Positive flips", points.stream().map(OperatingPoint::positiveFlips).toList()),
            shares("Precision", points.stream().map(OperatingPoint::precision)),
            shares("Recall", points.stream().map(OperatingPoint::recall))));
  }

  private static DataColumn shares(String title, Stream<OptionalDouble> shares) {
    List<OptionalDouble> all = shares.toList();
    return DataColumn.number(
        title,
        all.stream().map(WhyText::share).toList(),
        all.stream().map(s -> s.isPresent() ? (Double) s.getAsDouble() : null).toList());
  }
}

package org.flipcheck.report;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.flipcheck.gate.Verdict;
import org.flipcheck.metrics.FlipMetric;
import org.flipcheck.report.MendResult.Choice;
import org.flipcheck.select.CandidatePoint;
import org.flipcheck.select.Selection;
import org.flipcheck.stats.Estimate;

/** {@code mend.md}: a finished attempt to mend an update, for people. */
public final class MendMarkdown {

  private static final int NAME = 300;
  private static final int TABLE_BYTES = 200_000;

  private MendMarkdown() {}

  /**
   * Renders a result.
   *
   * @param result a finished attempt
   * @param chart name of the file beside the page that shows the curve; empty for none
   * @return GitHub-flavoured Markdown
   */
  public static String render(MendResult result, String chart) {
    Markdown out = new Markdown();
    out.block("# " + Markdown.escape(MendText.headline(result), NAME * 4));
    result.choice().ifPresent(choice -> choice(out, choice, chart));
    result
        .connectivity()
        .ifPresent(
            connectivity -> {
              out.heading("Connection");
              out.block(Markdown.escape(connectivity.message() + ".", NAME * 4));
            });
    out.heading("Sources");
    out.table(
        List.of("Role", "Path", "Fingerprint"),
        result.sources().stream()
            .map(
                source ->
                    List.of(
                        source.role(),
                        Markdown.escape(source.uri(), NAME),
                        Markdown.escape(source.fingerprint(), NAME)))
            .toList(),
        TABLE_BYTES);
    return out.toString();
  }

  private static void choice(Markdown out, Choice choice, String chart) {
    out.heading("Confirmed on examples that chose nothing");
    out.table(
        List.of("", ">Accuracy", "95 %", ">NFR", "95 %", ">Negative flips", ">Positive flips"),
        List.of(
            row("New model", choice.confirmation().update()),
            row(
                "Chosen: " + Mixtures.title(choice.selection().chosen()),
                choice.confirmation().mended())),
        TABLE_BYTES);
    out.block(
        "Chosen minus new: accuracy %s to %s, negative flip rate %s to %s (95 %%, paired)."
            .formatted(
                Format.points(choice.confirmation().accuracyChange().low()),
                Format.points(choice.confirmation().accuracyChange().high()),
                Format.points(choice.confirmation().flipRateChange().low()),
                Format.points(choice.confirmation().flipRateChange().high())));
    choice
        .confirmation()
        .mended()
        .gate()
        .ifPresent(gate -> findings(out, choice.confirmation().mended()));
    out.heading("Chosen on development examples");
    out.block(
        "The rule: %s. These %s examples chose, so their figures flatter what they chose."
            .formatted(
                MendText.rule(choice.selection().rule()),
                Format.count(choice.selection().chosen().n())));
    if (!chart.isEmpty()) {
      out.block("![Accuracy against negative flip rate](%s)".formatted(chart));
    }
    curve(out, choice);
  }

  private static void findings(Markdown out, ComparisonResult judged) {
    out.block(
        MarkdownReport.section(judged, report -> report.findings(Integer.MAX_VALUE, TABLE_BYTES))
            .strip());
  }

  private static List<String> row(String name, ComparisonResult result) {
    Estimate accuracy = result.overall().metrics().get(FlipMetric.NEW_ACCURACY);
    Estimate flips = result.overall().metrics().get(FlipMetric.NEGATIVE_FLIP_RATE);
    return List.of(
        Markdown.escape(name, NAME),
        Format.value(FlipMetric.NEW_ACCURACY, accuracy),
        Format.interval(FlipMetric.NEW_ACCURACY, accuracy),
        Format.value(FlipMetric.NEGATIVE_FLIP_RATE, flips),
        Format.interval(FlipMetric.NEGATIVE_FLIP_RATE, flips),
        Format.count(result.overall().pairs().counts().orElseThrow().negativeFlips()),
        Format.count(result.overall().pairs().counts().orElseThrow().positiveFlips()));
  }

  private static void curve(Markdown out, Choice choice) {
    Selection<?> selection = choice.selection();
    boolean isJudged = !choice.devVerdicts().isEmpty();
    List<String> titles =
        new ArrayList<>(
            List.of("Model", ">Accuracy", ">NFR", ">Accuracy lost at most", "Not inferior"));
    if (isJudged) {
      titles.add("Policy");
    }
    List<List<String>> rows = new ArrayList<>();
    for (CandidatePoint point : selection.curve()) {
      Stream<String> cells =
          Stream.of(
              (point.equals(selection.chosen()) ? "**chosen:** " : "")
                  + Markdown.escape(Mixtures.title(point), NAME),
              Format.percent(point.accuracy()),
              Format.percent(point.negativeFlipRate()),
              Format.points(selection.rule().leastAccuracyChange(point)),
              selection.rule().admits(point) ? "yes" : "no");
      Verdict verdict = choice.devVerdicts().get(point);
      rows.add(
          Stream.concat(
                  cells,
                  isJudged ? Stream.of(verdict == null ? "" : verdict.name()) : Stream.empty())
              .toList());
    }
    out.table(titles, rows, TABLE_BYTES);
  }
}

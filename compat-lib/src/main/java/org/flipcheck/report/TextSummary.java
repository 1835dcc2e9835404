package org.flipcheck.report;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.flipcheck.gate.Finding;
import org.flipcheck.metrics.FlipMetric;
import org.flipcheck.stats.Estimate;
import org.flipcheck.stats.FoundSlice;
import org.flipcheck.stats.FoundSlices;

/** What a person sees in the terminal after a comparison: one screen, the verdict first. */
public final class TextSummary extends TextPage {

  private static final int MAX_REASONS = 5;
  private static final int MAX_SLICES = 5;
  private static final int MAX_WAIVERS = 20;
  private static final int MAX_CONFUSIONS = 5;

  private final ComparisonResult result;
  private final boolean colour;
  private final Detail detail;

  /** How much is told; where a screen is small, what the report says better is left to it. */
  private enum Detail {
    EVERYTHING,
    WITHOUT_CONFUSIONS,
    WITHOUT_REASONS_OF_FLIPS,
    WITHOUT_FOUND_SLICES,
    LEAST;

    private static final int FEW = 3;

    boolean has(Detail lost) {
      return compareTo(lost) < 0;
    }

    int most(int full) {
      return this == LEAST ? FEW : full;
    }
  }

  private TextSummary(ComparisonResult result, boolean colour, int width, Detail detail) {
    super(width);
    this.result = result;
    this.colour = colour;
    this.detail = detail;
  }

  /**
   * Renders a result.
   *
   * @param result a finished comparison
   * @param colour whether to colour the verdict, by ANSI codes
   * @param width columns of the terminal; less than 60 is taken as 60
   * @return lines of text, the last one ended too
   */
  public static String render(ComparisonResult result, boolean colour, int width) {
    return render(result, colour, width, Detail.EVERYTHING);
  }

  /**
   * Renders a result for a screen: where it does not fit, less is told.
   *
   * @param result a finished comparison
   * @param colour whether to colour the verdict, by ANSI codes
   * @param width columns of the terminal; less than 60 is taken as 60
   * @param height lines there are for it; verdict, counts and numbers are told even if they are
   *     more
   * @return lines of text, the last one ended too
   */
  public static String render(ComparisonResult result, boolean colour, int width, int height) {
    String text = "";
    for (Detail detail : Detail.values()) {
      text = render(result, colour, width, detail);
      if (text.lines().count() <= height) {
        break;
      }
    }
    return text;
  }

  private static String render(ComparisonResult result, boolean colour, int width, Detail detail) {
    TextSummary summary = new TextSummary(result, colour, width, detail);
    summary.verdict();
    summary.counts();
    summary.numbers();
    summary.worstSlices();
    if (detail.has(Detail.WITHOUT_FOUND_SLICES)) {
      result.foundSlices().ifPresent(summary::foundSlices);
    }
    if (detail.has(Detail.WITHOUT_REASONS_OF_FLIPS)) {
      result.why().ifPresent(summary::why);
    }
    return summary.out.toString();
  }

  private void verdict() {
    String verdict = Headline.verdict(result);
    String indent = " ".repeat(verdict.length() + 2);
    paragraph(painted(verdict) + "  ", indent, Headline.judgement(result));
    Headline.notice(result)
        .ifPresent(notice -> paragraph(indent + "*** ", indent, notice + " ***"));
    paragraph(indent, indent, Headline.story(result));
    leftOut(indent);
    WaiverText.of(result, MAX_WAIVERS).forEach(line -> paragraph(indent, indent, line));
    List<Finding> reasons = Headline.reasons(result);
    if (!reasons.isEmpty()) {
      out.append('\n');
    }
    int most = detail.most(MAX_REASONS);
    for (Finding finding : reasons.subList(0, Math.min(most, reasons.size()))) {
      paragraph("  " + Headline.label(finding) + "  ", "    ", finding.message());
    }
    if (reasons.size() > most) {
      line("  and %s more".formatted(Format.count(reasons.size() - most)));
    }
  }

  private void leftOut(String indent) {
    String rows =
        LedgerText.leftOut(result.ledger()).stream()
            .map(
                row ->
                    "%s (old %s, new %s)"
                        .formatted(
                            row.name().substring(2),
                            Format.count(row.old()),
                            Format.count(row.fresh())))
            .collect(Collectors.joining(", "));
    if (!rows.isEmpty()) {
      paragraph(indent, indent, "Rows left out: " + rows + ".");
    }
    if (result.ledger().judged() < result.ledger().matched()) {
      paragraph(indent, indent, LedgerText.pairs(result.ledger()));
    }
  }

  private String painted(String verdict) {
    if (!colour) {
      return verdict;
    }
    int code =
        switch (verdict) {
          case "PASS" -> 32;
          case "FAIL" -> 31;
          case "INCONCLUSIVE" -> 33;
          default -> 36;
        };
    return "\u001b[1;" + code + "m" + verdict + "\u001b[0m";
  }

  private void counts() {
    List<List<String>> rows = new ArrayList<>();
    for (Headline.Outcome row : Headline.outcomes(result.overall().pairs())) {
      rows.add(
          List.of(
              row.name(), Format.count(row.count()), Format.percent(row.share()), row.meaning()));
    }
    table("lrrl", rows);
  }

  private void numbers() {
    List<List<String>> rows = new ArrayList<>();
    for (FlipMetric metric : Headline.keyMetrics(result)) {
      Estimate estimate = result.overall().metrics().get(metric);
      String interval = Format.interval(metric, estimate);
      String detail = interval.isEmpty() ? "" : "95% interval " + interval;
      if (estimate.value().isEmpty()) {
        detail = Format.visible(estimate.undefinedBecause());
      }
      rows.add(List.of(Headline.name(metric), Format.value(metric, estimate), detail));
    }
    table("lrl", rows);
    result
        .bootstrap()
        .filter(bootstrap -> bootstrap.slicesCovered() < bootstrap.slicesTotal())
        .ifPresent(bootstrap -> paragraph("  ", "  ", Headline.groups(bootstrap)));
  }

  private void worstSlices() {
    List<Headline.Worst> worst = Headline.worstSlices(result);
    if (worst.isEmpty()) {
      return;
    }
    List<List<String>> rows = new ArrayList<>();
    rows.add(
        List.of(
            "worst of %s".formatted(Format.count(result.totalSlices(), "slice")),
            "examples",
            "flips",
            "rate",
            "excess"));
    for (Headline.Worst row : worst.subList(0, Math.min(detail.most(MAX_SLICES), worst.size()))) {
      rows.add(
          List.of(
              Format.ellipsis(Format.visible(row.slice().slice().toString()), width - 40),
              Format.count(row.slice().pairs().n()),
              Format.count(row.flips()),
              Format.percent(row.rate()),
              Format.excess(row.excess())));
    }
    table("lrrrr", rows);
  }

  private void foundSlices(FoundSlices found) {
    out.append('\n');
    paragraph("  ", "  ", FoundSlicesText.headline(found));
    if (!found.limits().isEmpty()) {
      paragraph("  ", "  ", FoundSlicesText.limits(found));
    }
    if (found.slices().isEmpty()) {
      return;
    }
    List<List<String>> rows = new ArrayList<>();
    rows.add(List.of("found by search", "examples", "flips", "rate", "excess", "p"));
    for (FoundSlice row : found.slices().subList(0, Math.min(MAX_SLICES, found.slices().size()))) {
      rows.add(
          List.of(
              Format.ellipsis(Format.visible(row.slice().toString()), width - 48),
              Format.count(row.counts().examples()),
              Format.count(row.counts().negativeFlips()),
              Format.percent(row.counts().rate()),
              Format.excess(row.excessNegativeFlips()),
              Format.number(row.adjustedPValue())));
    }
    table("lrrrrr", rows);
  }

  private void why(Why why) {
    List<String> sentences = WhyText.sentences(why);
    if (!sentences.isEmpty()) {
      out.append('\n');
    }
    sentences.forEach(sentence -> paragraph("  ", "  ", sentence));
    if (detail.has(Detail.WITHOUT_CONFUSIONS)) {
      table("lllr", WhyText.rows(why, MAX_CONFUSIONS, (width - 20) / 3));
    }
  }
}

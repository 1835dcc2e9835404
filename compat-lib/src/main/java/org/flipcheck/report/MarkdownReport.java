package org.flipcheck.report;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Collector;
import java.util.stream.Collectors;
import org.flipcheck.gate.Finding;
import org.flipcheck.metrics.FlipMetric;
import org.flipcheck.metrics.JoinLedger;
import org.flipcheck.metrics.SliceKey;
import org.flipcheck.report.ComparisonResult.Input;
import org.flipcheck.report.ComparisonResult.Overall;
import org.flipcheck.report.ComparisonResult.Run;
import org.flipcheck.stats.Estimate;
import org.flipcheck.stats.FoundSlice;
import org.flipcheck.stats.FoundSlices;

/**
 * {@code report.md}: the verdict and the figures behind it, for people. It stays under 1,000 KB,
 * the most that GitHub takes as the summary of a step: long tables are cut, and say how long they
 * are.
 */
public final class MarkdownReport {

  private static final int NAME = 200;
  private static final int SENTENCE = 1_000;
  private static final int MAX_REASONS = 10;
  private static final int MAX_SLICES = 20;
  private static final int MAX_WAIVERS = 20;
  private static final int MAX_FINDINGS = 1_000;

  /** Budgets in bytes; with all that is bounded anyhow, they add up to less than 1,000 KB. */
  private static final int FINDINGS_BYTES = 600_000;

  private static final int SLICES_BYTES = 100_000;
  private static final int CONFIG_BYTES = 100_000;
  private static final int SMALL_TABLE_BYTES = 20_000;

  private final ComparisonResult result;
  private final Markdown out = new Markdown();

  private MarkdownReport(ComparisonResult result) {
    this.result = result;
  }

  /**
   * Renders a result.
   *
   * @param result a finished comparison
   * @return GitHub-flavoured Markdown
   */
  public static String render(ComparisonResult result) {
    MarkdownReport report = new MarkdownReport(result);
    report.verdict();
    report.counts();
    report.numbers();
    report.findings(MAX_FINDINGS, FINDINGS_BYTES);
    report.worstSlices(MAX_SLICES, SLICES_BYTES);
    result.foundSlices().ifPresent(report::foundSlices);
    result.why().ifPresent(why -> WhyText.write(why, report.out));
    report.ledger();
    report.allMetrics();
    report.provenance();
    return report.out.toString();
  }

  /** A section by itself, for pages made of some; empty where it has nothing to say. */
  static String section(ComparisonResult result, Consumer<MarkdownReport> section) {
    MarkdownReport report = new MarkdownReport(result);
    section.accept(report);
    return report.out.toString();
  }

  private static String name(String foreign) {
    return Markdown.escape(foreign, NAME);
  }

  private static String sentence(String foreign) {
    return Markdown.escape(foreign, SENTENCE);
  }

  private void verdict() {
    out.block(
        "# Flipcheck: %s against %s"
            .formatted(
                name(result.inputs().newModel().name()), name(result.inputs().oldModel().name())));
    out.block(
        "**%s**: %s".formatted(Headline.verdict(result), sentence(Headline.judgement(result))));
    Headline.notice(result).ifPresent(notice -> out.block("**%s**".formatted(sentence(notice))));
    out.block(sentence(Headline.story(result)));
    WaiverText.of(result, MAX_WAIVERS).forEach(line -> out.block(sentence(line)));
    List<Finding> reasons = Headline.reasons(result);
    if (!reasons.isEmpty()) {
      out.block(
          reasons.stream()
              .limit(MAX_REASONS)
              .map(f -> "- **%s** %s".formatted(Headline.label(f), sentence(f.message())))
              .collect(Collectors.joining("\n")));
    }
    if (reasons.size() > MAX_REASONS) {
      out.block("and %s more, see Findings.".formatted(Format.count(reasons.size() - MAX_REASONS)));
    }
  }

  void examples() {
    counts();
    ledger();
  }

  private void counts() {
    List<Headline.Outcome> outcomes = Headline.outcomes(result.overall().pairs());
    if (outcomes.isEmpty()) {
      return;
    }
    List<List<String>> rows = new ArrayList<>();
    for (Headline.Outcome row : outcomes) {
      rows.add(
          List.of(
              row.name(), Format.count(row.count()), Format.percent(row.share()), row.meaning()));
    }
    rows.add(List.of("all", Format.count(result.overall().pairs().n()), "100%", "judged pairs"));
    out.heading("What became of the examples");
    out.table(List.of("Outcome", ">Examples", ">Share", "Old and new"), rows, SMALL_TABLE_BYTES);
  }

  void numbers() {
    List<List<String>> rows = new ArrayList<>();
    for (FlipMetric metric : Headline.keyMetrics(result)) {
      rows.add(metricRow(metric, result.overall().metrics().get(metric)));
    }
    if (rows.isEmpty()) {
      return;
    }
    out.heading("The numbers that matter");
    metricTable(rows);
    result
        .overall()
        .mcNemar()
        .ifPresent(
            test ->
                out.block(
                    "Do the two accuracies differ? McNemar's test (%s): p = %s%s."
                        .formatted(
                            name(test.method()),
                            Format.number(test.pValue()),
                            test.midP().isPresent()
                                ? "; mid-p: " + Format.number(test.midP().getAsDouble())
                                : "")));
    if (result.overall().pairs().content().weights()) {
      out.block("Metrics are weighted; counts are counts of examples.");
    }
    result.bootstrap().ifPresent(b -> out.block(sentence(Headline.groups(b))));
  }

  private void metricTable(List<List<String>> rows) {
    out.table(List.of("Metric", ">Value", ">95% interval", "What it is"), rows, SMALL_TABLE_BYTES);
  }

  private static List<String> metricRow(FlipMetric metric, Estimate estimate) {
    String because = estimate.value().isPresent() ? "" : ": " + name(estimate.undefinedBecause());
    return List.of(
        metric.key(),
        Format.value(metric, estimate) + because,
        Format.interval(metric, estimate),
        metric.description());
  }

  void findings(int maxRows, int maxBytes) {
    List<Finding> findings = Headline.gravestFirst(result);
    if (findings.isEmpty()) {
      return;
    }
    out.heading("Findings");
    out.block(
        "%s: %s.".formatted(Format.count(findings.size(), "finding"), Headline.totals(findings)));
    int written =
        out.table(
            List.of("Verdict", "Rule", "Slice", ">Examples", "What the numbers say"),
            findings.stream().limit(maxRows).map(MarkdownReport::findingRow).toList(),
            maxBytes);
    tellRest(written, findings.size(), "findings");
  }

  private static List<String> findingRow(Finding finding) {
    return List.of(
        Headline.label(finding),
        name(finding.rule()),
        name(finding.slice().map(SliceKey::toString).orElse("all examples")),
        Format.count(finding.n()),
        sentence(finding.message()));
  }

  private void tellRest(int written, long total, String what) {
    if (written < total) {
      out.block(
          "%s of %s %s are shown; result.json has the others."
              .formatted(Format.count(written), Format.count(total), what));
    }
  }

  void worstSlices(int maxRows, int maxBytes) {
    if (result.slices().isEmpty()) {
      return;
    }
    List<Headline.Worst> worst = Headline.worstSlices(result);
    out.heading("Worst slices");
    String listed =
        result.slicesTruncated().isPresent()
            ? " (the %s listed in result.json were looked at)"
                .formatted(Format.count(result.slices().size()))
            : "";
    out.block(
        "Of %s%s, %s more negative flips than the overall rate would give them. Worst first, by that excess:"
            .formatted(
                Format.count(result.totalSlices(), "slice"),
                listed,
                worst.size() == 1 ? "1 has" : Format.count(worst.size()) + " have"));
    if (worst.isEmpty()) {
      return;
    }
    int written =
        out.table(
            List.of("Slice", ">Examples", ">Negative flips", ">Rate", ">95% interval", ">Excess"),
            worst.stream().limit(maxRows).map(MarkdownReport::worstRow).toList(),
            maxBytes);
    tellRest(written, worst.size(), "such slices");
  }

  private static List<String> worstRow(Headline.Worst worst) {
    Optional<Estimate> rate =
        Optional.ofNullable(worst.slice().metrics().get(FlipMetric.NEGATIVE_FLIP_RATE));
    return List.of(
        name(worst.slice().slice().toString()),
        Format.count(worst.slice().pairs().n()),
        Format.count(worst.flips()),
        Format.percent(worst.rate()),
        rate.map(r -> Format.interval(FlipMetric.NEGATIVE_FLIP_RATE, r)).orElse(""),
        Format.excess(worst.excess()));
  }

  private void foundSlices(FoundSlices found) {
    out.heading("Slices found by search");
    out.block(sentence(FoundSlicesText.headline(found)));
    List<List<String>> rows = new ArrayList<>();
    for (FoundSlice slice : found.slices()) {
      rows.add(
          List.of(
              name(FoundSlicesText.name(slice)),
              Format.count(slice.counts().examples()),
              Format.count(slice.counts().negativeFlips()),
              Format.percent(slice.counts().rate()),
              Format.percent(slice.rest().rate()),
              Format.excess(slice.excessNegativeFlips()),
              Format.percent(slice.confirmed().slice().rate()),
              Format.number(slice.adjustedPValue())));
    }
    if (!rows.isEmpty()) {
      int written =
          out.table(
              List.of(
                  "Slice",
                  ">Examples",
                  ">Negative flips",
                  ">Rate",
                  ">Rate of the rest",
                  ">Excess",
                  ">Rate when tested",
                  ">Corrected p"),
              rows,
              SMALL_TABLE_BYTES);
      tellRest(written, rows.size(), "such slices");
    }
    if (found.depth() > 0) {
      out.block(sentence(FoundSlicesText.method(found)));
    }
    if (!found.limits().isEmpty()) {
      out.block(sentence(FoundSlicesText.limits(found)));
    }
  }

  private void ledger() {
    JoinLedger ledger = result.ledger();
    List<List<String>> rows = new ArrayList<>();
    LedgerText.sides(ledger)
        .forEach(
            row ->
                rows.add(List.of(row.name(), Format.count(row.old()), Format.count(row.fresh()))));
    out.heading("Where the rows went");
    out.table(List.of("Rows", ">Old", ">New"), rows, SMALL_TABLE_BYTES);
    out.block((LedgerText.pairs(ledger) + " " + LedgerText.conflicts(ledger)).strip());
  }

  void allMetrics() {
    allMetrics("All metrics", result.overall());
    result.overallKnownClasses().ifPresent(this::knownClasses);
  }

  private void allMetrics(String title, Overall overall) {
    List<List<String>> rows = new ArrayList<>();
    overall.metrics().forEach((metric, estimate) -> rows.add(metricRow(metric, estimate)));
    out.heading(title);
    metricTable(rows);
  }

  private void knownClasses(Overall known) {
    if (known.pairs().equals(result.overall().pairs())) {
      out.block("The old model knew the class of every example.");
      return;
    }
    allMetrics("The same on classes the old model knew", known);
    out.block("%s.".formatted(Format.count(known.pairs().n(), "example")));
  }

  void provenance() {
    Run run = result.run();
    List<List<String>> rows = new ArrayList<>();
    rows.add(inputRow("old", result.inputs().oldModel()));
    rows.add(inputRow("new", result.inputs().newModel()));
    result.inputs().labels().ifPresent(labels -> rows.add(inputRow("labels", labels)));
    out.heading("Inputs and provenance");
    out.table(
        List.of("Input", "Name", "Where", "Format", ">Rows", "Fingerprint"), rows, SLICES_BYTES);
    out.block(
        "Run %s of %s, Flipcheck %s, rule %s%s."
            .formatted(
                name(run.id()),
                run.createdAt(),
                name(run.toolVersion()),
                name(run.rule().orElse("none")),
                result.gate().map(g -> ", policy " + name(g.policyFingerprint())).orElse("")));
    String config = Json.pretty(run.config()).lines().map(Format::visible).collect(lines());
    // No line of it can end the block: JSON escapes line breaks in texts.
    out.block(
        config.getBytes(StandardCharsets.UTF_8).length > CONFIG_BYTES
            ? "The configuration is too long to show; result.json has it."
            : "```json\n" + config + "\n```");
  }

  private static Collector<CharSequence, ?, String> lines() {
    return Collectors.joining("\n");
  }

  private static List<String> inputRow(String side, Input input) {
    return List.of(
        side,
        name(input.name()),
        name(input.uri()),
        name(input.format()),
        Format.count(input.rows()),
        name(input.fingerprint()));
  }
}

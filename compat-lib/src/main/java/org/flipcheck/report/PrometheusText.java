package org.flipcheck.report;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.TreeMap;
import java.util.function.Function;
import org.flipcheck.gate.Finding;
import org.flipcheck.gate.Verdict;
import org.flipcheck.gate.WaiverUse;
import org.flipcheck.metrics.FlipCounts;
import org.flipcheck.metrics.FlipMetric;
import org.flipcheck.metrics.FlipOutcome;
import org.flipcheck.report.ComparisonResult.GateSection;
import org.flipcheck.report.ComparisonResult.Inputs;
import org.flipcheck.report.ComparisonResult.Run;
import org.flipcheck.report.ComparisonResult.SliceResult;
import org.flipcheck.report.Exposition.Sample;
import org.flipcheck.stats.Estimate;

/**
 * The result as gauges in Prometheus' text format, for a textfile collector or a push gateway.
 *
 * <p>Verdicts are coded as their exit codes: 0 PASS, 1 FAIL, 3 INCONCLUSIVE, and -1 where nothing
 * was judged. What is undefined has no sample. Slices and findings are bounded, the worst and the
 * gravest kept; {@code flipcheck_left_out} tells how many have no sample.
 */
public final class PrometheusText {

  /** How many slices, and how many findings, have samples. */
  static final int MAX_SERIES = 500;

  private static final int NAME = 200;
  private static final String CODES = "0 PASS, 1 FAIL, 3 INCONCLUSIVE, -1 not judged";

  private final ComparisonResult result;
  private final Exposition out;

  private PrometheusText(ComparisonResult result) {
    this.result = result;
    Inputs inputs = result.inputs();
    Map<String, String> models = new LinkedHashMap<>();
    models.put("old", name(inputs.oldModel().name()));
    models.put("new", name(inputs.newModel().name()));
    this.out = new Exposition(models);
  }

  /**
   * Renders a result.
   *
   * @param result a finished comparison
   * @return families of gauges, each with HELP and TYPE, to be stored as UTF-8
   */
  public static String render(ComparisonResult result) {
    PrometheusText text = new PrometheusText(result);
    text.run();
    result.gate().ifPresent(text::gate);
    text.counts();
    text.findings();
    text.slices();
    text.leftOut();
    return text.out.toString();
  }

  private static String name(String foreign) {
    return UniqueNames.bounded(foreign, NAME);
  }

  private void number(String name, String help, long value) {
    out.gauge("flipcheck_" + name, help, List.of(Sample.of(Map.of(), value)));
  }

  private void run() {
    Run run = result.run();
    Map<String, String> labels = new LinkedHashMap<>();
    labels.put("run", name(run.id()));
    labels.put("rule", name(run.rule().orElse("none")));
    labels.put("tool_version", name(run.toolVersion()));
    labels.put("policy", name(result.gate().map(GateSection::policyFingerprint).orElse("none")));
    out.gauge(
        "flipcheck_result_info", "What was compared, always 1.", List.of(Sample.of(labels, 1)));
    number(
        "result_created_timestamp_seconds",
        "When the result was written, in Unix time.",
        run.createdAt().getEpochSecond());
    number(
        "verdict",
        "Verdict of the gate: %s for want of a policy.".formatted(CODES),
        result.gate().map(gate -> code(gate.report().verdict())).orElse(-1));
  }

  private static int code(Verdict verdict) {
    return switch (verdict) {
      case PASS -> 0;
      case FAIL -> 1;
      case INCONCLUSIVE -> 3;
      case NOT_JUDGED -> -1;
    };
  }

  private void gate(GateSection gate) {
    number(
        "exit_code",
        "Exit code of the command that judged: the verdict after --on-inconclusive and --advisory.",
        gate.exitCode());
    number(
        "advisory",
        "1 where no verdict stops the build, because --advisory was given.",
        gate.enforcement().advisory() ? 1 : 0);
    Map<Map<String, String>, Long> totals = new LinkedHashMap<>();
    for (Finding finding : gate.report().findings()) {
      Map<String, String> kind = new LinkedHashMap<>();
      kind.put("verdict", finding.verdict().key());
      putWeight(kind, finding);
      totals.merge(kind, 1L, Long::sum);
    }
    List<Sample> samples = new ArrayList<>();
    totals.forEach((kind, n) -> samples.add(Sample.of(kind, n)));
    out.gauge("flipcheck_findings", "Findings by what they count for, all of them.", samples);
    waivers(gate.report().waivers());
  }

  private void waivers(List<WaiverUse> uses) {
    UniqueNames names = new UniqueNames();
    out.gauge(
        "flipcheck_waiver_forgiven",
        "Findings, or flips of protected examples, that a waiver forgave.",
        uses.stream()
            .limit(MAX_SERIES)
            .map(
                use ->
                    Sample.of(
                        Map.of(
                            "waiver",
                            names.next(name(use.waiver().subjectText())),
                            "state",
                            use.state().key()),
                        use.forgiven()))
            .toList());
  }

  /** Whether a finding counts for the verdict, and why not. */
  private static void putWeight(Map<String, String> labels, Finding finding) {
    labels.put("severity", finding.severity().key());
    labels.put("waived", Boolean.toString(!finding.waivedBy().isEmpty()));
  }

  private void counts() {
    List<Sample> ledger = new ArrayList<>();
    LedgerJson.write(result.ledger())
        .forEach((bucket, n) -> ledger.add(Sample.of(Map.of("bucket", bucket), n)));
    out.gauge("flipcheck_ledger", "Where the input rows went, by bucket of the ledger.", ledger);
    number("examples", "Judged pairs.", result.overall().pairs().n());
    out.gauge("flipcheck_outcome_examples", "Judged pairs by outcome.", outcomes());
    result
        .overall()
        .metrics()
        .forEach((metric, value) -> estimates("", metric, List.of(Map.entry(Map.of(), value))));
  }

  private List<Sample> outcomes() {
    Map<FlipOutcome, Long> examples = new LinkedHashMap<>();
    Optional<FlipCounts> counts = result.overall().pairs().counts();
    counts.ifPresent(
        all -> {
          examples.put(FlipOutcome.BOTH_RIGHT, all.bothRight());
          examples.put(FlipOutcome.NEGATIVE_FLIP, all.negativeFlips());
          examples.put(FlipOutcome.POSITIVE_FLIP, all.positiveFlips());
          all.bothWrongSame()
              .ifPresentOrElse(
                  same -> {
                    examples.put(FlipOutcome.BOTH_WRONG_SAME, same);
                    examples.put(FlipOutcome.BOTH_WRONG_DIFFERENT, all.bothWrong() - same);
                  },
                  () -> examples.put(FlipOutcome.BOTH_WRONG, all.bothWrong()));
        });
    return examples.entrySet().stream()
        .map(row -> Sample.of(Map.of("outcome", row.getKey().key()), row.getValue()))
        .toList();
  }

  /** Families for the value and the ends of its interval, as far as they are defined. */
  private void estimates(
      String prefix, FlipMetric metric, List<Map.Entry<Map<String, String>, Estimate>> estimates) {
    String name = "flipcheck_" + prefix + metric.key();
    String what =
        Character.toUpperCase(metric.description().charAt(0)) + metric.description().substring(1);
    out.gauge(name, what + ".", samples(estimates, Estimate::value));
    out.gauge(
        name + "_low",
        what + ", lower end of the 95% interval.",
        samples(estimates, Estimate::low));
    out.gauge(
        name + "_high",
        what + ", upper end of the 95% interval.",
        samples(estimates, Estimate::high));
  }

  private static List<Sample> samples(
      List<Map.Entry<Map<String, String>, Estimate>> estimates,
      Function<Estimate, OptionalDouble> part) {
    return estimates.stream()
        .filter(entry -> part.apply(entry.getValue()).isPresent())
        .map(entry -> Sample.of(entry.getKey(), part.apply(entry.getValue()).getAsDouble()))
        .toList();
  }

  private void findings() {
    List<Sample> verdicts = new ArrayList<>();
    List<Sample> values = new ArrayList<>();
    List<Sample> limits = new ArrayList<>();
    UniqueNames names = new UniqueNames();
    Headline.gravestFirst(result).stream()
        .limit(MAX_SERIES)
        .forEach(
            finding -> {
              Map<String, String> labels = labels(finding, names);
              verdicts.add(Sample.of(labels, code(finding.verdict())));
              finding.value().ifPresent(value -> values.add(Sample.of(labels, value)));
              limits.add(Sample.of(labels, finding.limit()));
            });
    out.gauge(
        "flipcheck_finding_verdict",
        "Verdict of a rule on a slice: %s.".formatted(CODES),
        verdicts);
    out.gauge("flipcheck_finding_value", "Value that a rule judges on a slice.", values);
    out.gauge("flipcheck_finding_limit", "Limit of a rule on a slice.", limits);
  }

  private static Map<String, String> labels(Finding finding, UniqueNames names) {
    String rule = name(finding.rule());
    String slice = finding.slice().map(key -> name(key.toString())).orElse("all");
    Map<String, String> labels = new LinkedHashMap<>();
    labels.put("rule", rule);
    labels.put("slice", names.next(rule + "\n" + slice).substring(rule.length() + 1));
    putWeight(labels, finding);
    return labels;
  }

  private void slices() {
    out.gauge(
        "flipcheck_slices",
        "Slices of the comparison, with samples or without.",
        List.of(Sample.of(Map.of(), result.totalSlices())));
    UniqueNames names = new UniqueNames();
    Map<Map<String, String>, SliceResult> slices = new LinkedHashMap<>();
    result.slices().stream()
        .sorted(Comparator.comparingLong(PrometheusText::negativeFlips).reversed())
        .limit(MAX_SERIES)
        .forEach(
            slice ->
                slices.put(Map.of("slice", names.next(name(slice.slice().toString()))), slice));
    out.gauge(
        "flipcheck_slice_examples",
        "Judged pairs of a slice.",
        counts(slices, slice -> slice.pairs().n()));
    if (result.overall().pairs().counts().isPresent()) {
      out.gauge(
          "flipcheck_slice_negative_flips",
          "Negative flips of a slice.",
          counts(slices, PrometheusText::negativeFlips));
    }
    for (FlipMetric metric : Headline.keyMetrics(result)) {
      List<Map.Entry<Map<String, String>, Estimate>> estimates = new ArrayList<>();
      slices.forEach(
          (labels, slice) ->
              Optional.ofNullable(slice.metrics().get(metric))
                  .ifPresent(estimate -> estimates.add(Map.entry(labels, estimate))));
      estimates("slice_", metric, estimates);
    }
  }

  private static List<Sample> counts(
      Map<Map<String, String>, SliceResult> slices, Function<SliceResult, Long> count) {
    return slices.entrySet().stream()
        .map(entry -> Sample.of(entry.getKey(), count.apply(entry.getValue())))
        .toList();
  }

  private static long negativeFlips(SliceResult slice) {
    return slice.pairs().counts().map(FlipCounts::negativeFlips).orElse(0L);
  }

  private void leftOut() {
    long findings = result.gate().map(gate -> gate.report().findings().size()).orElse(0);
    long waivers = result.gate().map(gate -> gate.report().waivers().size()).orElse(0);
    Map<String, Long> rest = new TreeMap<>();
    rest.put("waivers", Math.max(0, waivers - MAX_SERIES));
    rest.put("findings", Math.max(0, findings - MAX_SERIES));
    rest.put("slices", result.totalSlices() - Math.min(MAX_SERIES, result.slices().size()));
    out.gauge(
        "flipcheck_left_out",
        "Findings, slices and waivers that have no samples of their own here; result.json has them.",
        rest.entrySet().stream()
            .map(entry -> Sample.of(Map.of("what", entry.getKey()), entry.getValue()))
            .toList());
  }
}

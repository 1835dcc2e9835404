package org.flipcheck.report;

import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.TreeMap;
import org.flipcheck.gate.Finding;
import org.flipcheck.gate.GateReport;
import org.flipcheck.gate.Severity;
import org.flipcheck.gate.Verdict;
import org.flipcheck.metrics.FlipCounts;
import org.flipcheck.metrics.FlipMetric;
import org.flipcheck.metrics.JoinLedger;
import org.flipcheck.metrics.PairSummary;
import org.flipcheck.metrics.SliceKey;
import org.flipcheck.report.ComparisonResult.GateSection;
import org.flipcheck.report.ComparisonResult.Input;
import org.flipcheck.report.ComparisonResult.Inputs;
import org.flipcheck.report.ComparisonResult.McNemar;
import org.flipcheck.report.ComparisonResult.Overall;
import org.flipcheck.report.ComparisonResult.Run;
import org.flipcheck.report.ComparisonResult.SliceResult;
import org.flipcheck.stats.Estimate;

/** A comparison in which no two numbers are the same, so that a mix-up cannot hide. */
final class Fixtures {

  static final PairSummary ALL = PairSummary.of(FlipCounts.of(8713, 187, 312, 641, 147));
  static final PairSummary TOPS = PairSummary.of(FlipCounts.of(2500, 121, 90, 200, 89));
  static final PairSummary OTHERS = PairSummary.of(FlipCounts.of(6213, 66, 222, 441, 58));
  static final SliceKey TOPS_KEY = SliceKey.of("class_group", "tops");
  static final SliceKey NONE_KEY = SliceKey.of("class_group", null);

  private Fixtures() {}

  /** Two slices, a failing gate, all optional parts but truncation and labels. */
  static ComparisonResult result() {
    return new ComparisonResult(
        run(Map.of("id", List.of("image_id"), "max_unmatched", 0.25, "cross", 1)),
        inputs("forest-v1", "forest-v2"),
        ledger(),
        overall(ALL),
        Optional.of(overall(PairSummary.of(FlipCounts.of(8001, 175, 302, 602, 131)))),
        List.of(List.of("class_group")),
        List.of(slice(TOPS_KEY, TOPS), slice(NONE_KEY, OTHERS)),
        Optional.empty(),
        Optional.of(new GateSection("sha256:f00d", gate(Verdict.FAIL, findings()))));
  }

  static GateReport gate(Verdict verdict, List<Finding> findings) {
    return new GateReport(verdict, findings);
  }

  static ComparisonResult withGate(Verdict verdict, List<Finding> findings) {
    return result().withGate(new GateSection("sha256:beef", gate(verdict, findings)));
  }

  /** A result without policy, slices and known classes. */
  static ComparisonResult bare(PairSummary pairs) {
    return new ComparisonResult(
        run(Map.of()),
        inputs("forest-v1", "forest-v2"),
        ledger(),
        overall(pairs),
        Optional.empty(),
        List.of(),
        List.of(),
        Optional.empty(),
        Optional.empty());
  }

  static ComparisonResult named(String oldName, String newName, List<SliceResult> slices) {
    ComparisonResult result = result();
    return new ComparisonResult(
        result.run(),
        inputs(oldName, newName),
        result.ledger(),
        result.overall(),
        Optional.empty(),
        result.sliceSets(),
        slices,
        Optional.empty(),
        result.gate());
  }

  static Run run(Map<String, Object> config) {
    return new Run(
        "run-0042",
        Instant.parse("2026-11-23T21:09:08.765Z"),
        "0.1.0",
        Optional.of("equals"),
        new LinkedHashMap<>(new TreeMap<>(config)));
  }

  static Inputs inputs(String oldName, String newName) {
    return new Inputs(
        new Input(oldName, "data/old.parquet", "parquet", 10_028, "sha256:0a"),
        new Input(newName, "data/new.csv", "csv", 10_029, "sha256:0b"),
        Optional.empty());
  }

  static JoinLedger ledger() {
    return new JoinLedger(
            new JoinLedger.Side(10_028, 1, 3, 0, 4, 0, 5, 6),
            new JoinLedger.Side(10_029, 0, 2, 0, 6, 0, 8, 4),
            10_009,
            10_000,
            7,
            12,
            2,
            13,
            14)
        .check();
  }

  static Overall overall(PairSummary pairs) {
    return new Overall(
        pairs,
        metrics(pairs),
        pairs.content().judged()
            ? Optional.of(new McNemar(2.41e-8, "exact", OptionalDouble.of(2.2e-8)))
            : Optional.empty());
  }

  static SliceResult slice(SliceKey key, PairSummary pairs) {
    return new SliceResult(key, pairs, metrics(pairs));
  }

  /** True values between made-up ends, different for every metric. */
  static Map<FlipMetric, Estimate> metrics(PairSummary pairs) {
    Map<FlipMetric, Estimate> metrics = new EnumMap<>(FlipMetric.class);
    double step = 0;
    for (FlipMetric metric : FlipMetric.values()) {
      step += 0.0011;
      if (!metric.appliesTo(pairs.content())) {
        continue;
      }
      OptionalDouble value = metric.of(pairs).value();
      metrics.put(
          metric,
          value.isPresent()
              ? new Estimate(
                  value,
                  OptionalDouble.of(value.getAsDouble() - step),
                  OptionalDouble.of(value.getAsDouble() + 1.2 * step),
                  "wilson",
                  "")
              : new Estimate(
                  OptionalDouble.empty(),
                  OptionalDouble.empty(),
                  OptionalDouble.empty(),
                  "none",
                  metric.of(pairs).undefinedBecause()));
    }
    return metrics;
  }

  static List<Finding> findings() {
    List<Finding> findings = new ArrayList<>();
    findings.add(finding("accuracy_delta >= -0.005", Optional.empty(), Verdict.PASS));
    findings.add(finding("negative_flip_rate <= 0.01", Optional.empty(), Verdict.FAIL));
    findings.add(finding("churn <= 0.07", Optional.empty(), Verdict.INCONCLUSIVE));
    findings.add(warning(finding("churn <= 0.05", Optional.of(TOPS_KEY), Verdict.FAIL)));
    findings.add(finding("churn <= 0.05", Optional.of(NONE_KEY), Verdict.NOT_JUDGED));
    return findings;
  }

  static Finding finding(String rule, Optional<SliceKey> slice, Verdict verdict) {
    String metric = rule.substring(0, rule.indexOf(' '));
    boolean judged = verdict != Verdict.NOT_JUDGED;
    return new Finding(
        rule,
        metric,
        slice,
        verdict,
        Severity.FAIL,
        judged ? OptionalDouble.of(0.0625) : OptionalDouble.empty(),
        judged ? OptionalDouble.of(0.03125) : OptionalDouble.empty(),
        judged ? OptionalDouble.of(0.09375) : OptionalDouble.empty(),
        0.015625,
        4096,
        "%s on %s: %s."
            .formatted(rule, slice.map(SliceKey::toString).orElse("all examples"), verdict.key()));
  }

  static Finding warning(Finding f) {
    return new Finding(
        f.rule(),
        f.metric(),
        f.slice(),
        f.verdict(),
        Severity.WARN,
        f.value(),
        f.low(),
        f.high(),
        f.limit(),
        f.n(),
        f.message());
  }
}

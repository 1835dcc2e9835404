package org.flipcheck.report;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.Collectors;
import org.flipcheck.gate.Enforcement;
import org.flipcheck.gate.Finding;
import org.flipcheck.gate.Severity;
import org.flipcheck.gate.Verdict;
import org.flipcheck.metrics.FlipCounts;
import org.flipcheck.metrics.FlipMetric;
import org.flipcheck.metrics.FlipTable;
import org.flipcheck.metrics.PairSummary;
import org.flipcheck.metrics.ScoreTable;
import org.flipcheck.report.ComparisonResult.GateSection;
import org.flipcheck.report.ComparisonResult.SliceResult;

/** What every report says first, in the same words. Foreign text in it is not escaped yet. */
final class Headline {

  private static final Comparator<Finding> GRAVEST_FIRST = Comparator.comparingInt(Headline::rank);

  private Headline() {}

  /** One line of the table of outcomes. */
  record Outcome(String name, long count, double share, String meaning) {}

  /**
   * A slice with more negative flips than its share.
   *
   * @param excess negative flips (or their weight) beyond those the overall rate would give
   */
  record Worst(SliceResult slice, long flips, double rate, double excess) {}

  /** The verdict in capitals. */
  static String verdict(ComparisonResult result) {
    return result.gate().map(gate -> gate.report().verdict().name()).orElse("NOT JUDGED");
  }

  /** Whether the release may go, in one sentence. */
  static String judgement(ComparisonResult result) {
    return Judgement.of(result);
  }

  /**
   * What must be said wherever the build does not follow the verdict; empty where it does.
   *
   * <p>An advisory gate always says so, that nobody takes its silence for safety.
   */
  static Optional<String> notice(ComparisonResult result) {
    return result.gate().flatMap(Headline::notice);
  }

  private static Optional<String> notice(GateSection gate) {
    Enforcement enforcement = gate.enforcement();
    Verdict verdict = gate.report().verdict();
    int earnest = enforcement.exitCodeInEarnest(verdict);
    if (enforcement.advisory()) {
      return Optional.of(
          earnest == gate.exitCode()
              ? "ADVISORY: no verdict stops the build, because --advisory was given."
              : "ADVISORY: this verdict does not stop the build, because --advisory was given: the exit code is %d instead of %d."
                  .formatted(gate.exitCode(), earnest));
    }
    return earnest == Enforcement.FULL.exitCode(verdict)
        ? Optional.empty()
        : Optional.of(
            "NOTE: inconclusive counts as a %s here, because --on-inconclusive %s was given: the exit code is %d."
                .formatted(
                    earnest == Enforcement.PASSES ? "pass" : "failure",
                    enforcement.onInconclusive().key(),
                    gate.exitCode()));
  }

  /** What happened, in the sentence people repeat. */
  static String story(ComparisonResult result) {
    PairSummary pairs = result.overall().pairs();
    if (pairs.n() == 0) {
      return "No pair of predictions could be compared.";
    }
    return pairs
        .counts()
        .map(counts -> flips(counts, result))
        .or(() -> pairs.answerChanges().map(changes -> answers(pairs)))
        .or(() -> pairs.scores().map(scores -> scores(pairs)))
        .orElse("");
  }

  private static String flips(FlipCounts counts, ComparisonResult result) {
    String broke =
        counts.negativeFlips() == 0
            ? "None of %s broke".formatted(Format.count(counts.n(), "example"))
            : "%s of %s broke (%s got them right, %s gets them wrong)"
                .formatted(
                    Format.count(counts.negativeFlips()),
                    Format.count(counts.n(), "example"),
                    result.inputs().oldModel().name(),
                    result.inputs().newModel().name());
    return "%s, and %s mended."
        .formatted(
            broke,
            counts.positiveFlips() == 0
                ? "none was"
                : Format.count(counts.positiveFlips())
                    + (counts.positiveFlips() == 1 ? " was" : " were"));
  }

  private static String answers(PairSummary pairs) {
    double share = pairs.answerChanges().get().value().orElse(0);
    return "%s of the answers to %s changed; without labels, nobody can say whether for the better."
        .formatted(Format.percent(share), Format.count(pairs.n(), "example"));
  }

  private static String scores(PairSummary pairs) {
    ScoreTable scores = pairs.scores().get();
    return "Of the scores of %s, %s fell and %s rose."
        .formatted(
            Format.count(pairs.n(), "example"),
            Format.percent(scores.regressions() / scores.n()),
            Format.percent(scores.gains() / scores.n()));
  }

  /** The few metrics a person should see. */
  static List<FlipMetric> keyMetrics(ComparisonResult result) {
    return List.of(
            FlipMetric.NEGATIVE_FLIP_RATE,
            FlipMetric.ACCURACY_DELTA,
            FlipMetric.CHURN,
            FlipMetric.MEAN_SCORE_DELTA,
            FlipMetric.REGRESSION_RATE,
            FlipMetric.GAIN_RATE)
        .stream()
        .filter(metric -> result.overall().metrics().containsKey(metric))
        .toList();
  }

  /** A metric's name in words. */
  static String name(FlipMetric metric) {
    return metric.key().replace('_', ' ');
  }

  /** Where the pairs went; without correctness there is no such table. */
  static List<Outcome> outcomes(PairSummary pairs) {
    List<Outcome> rows = new ArrayList<>();
    FlipCounts counts = pairs.counts().orElse(FlipCounts.ZERO);
    if (counts.n() > 0) {
      rows.add(outcome(pairs, "both right", counts.bothRight(), ""));
      rows.add(outcome(pairs, "negative flips", counts.negativeFlips(), "old right, new wrong"));
      rows.add(outcome(pairs, "positive flips", counts.positiveFlips(), "old wrong, new right"));
      if (counts.bothWrongSame().isPresent()) {
        long same = counts.bothWrongSame().getAsLong();
        rows.add(outcome(pairs, "both wrong, same", same, "the same wrong answer"));
        long different = counts.bothWrong() - same;
        rows.add(outcome(pairs, "both wrong, different", different, "another wrong answer"));
      } else {
        rows.add(outcome(pairs, "both wrong", counts.bothWrong(), "answers unknown"));
      }
    }
    return rows;
  }

  private static Outcome outcome(PairSummary pairs, String name, long count, String meaning) {
    return new Outcome(name, count, (double) count / pairs.n(), meaning);
  }

  /** Listed slices with more negative flips than the overall rate would give, worst first. */
  static List<Worst> worstSlices(ComparisonResult result) {
    return slicesByExcess(result).stream().filter(worst -> worst.excess() > 0).toList();
  }

  /** Listed slices with examples, the greatest excess of negative flips first. */
  static List<Worst> slicesByExcess(ComparisonResult result) {
    return result.slices().stream()
        .filter(slice -> slice.pairs().n() > 0)
        .flatMap(slice -> worst(result, slice).stream())
        .sorted(Comparator.comparingDouble(Worst::excess).reversed())
        .toList();
  }

  private static Optional<Worst> worst(ComparisonResult result, SliceResult slice) {
    OptionalDouble excess = SliceExcess.of(result, slice.pairs());
    if (excess.isEmpty()) {
      return Optional.empty();
    }
    FlipTable table = slice.pairs().table().orElseThrow();
    return Optional.of(
        new Worst(
            slice,
            slice.pairs().counts().orElseThrow().negativeFlips(),
            table.negativeFlips() / table.n(),
            excess.getAsDouble()));
  }

  /** The verdict of one finding as people read it. */
  static String label(Finding finding) {
    if (!finding.waivedBy().isEmpty()) {
      return finding.verdict() == Verdict.FAIL ? "WAIVED" : "WAIVED (inconclusive)";
    }
    return switch (finding.verdict()) {
      case PASS -> "PASS";
      case NOT_JUDGED -> "not judged";
      case FAIL -> finding.severity() == Severity.WARN ? "WARN" : "FAIL";
      case INCONCLUSIVE ->
          finding.severity() == Severity.WARN ? "WARN (inconclusive)" : "INCONCLUSIVE";
    };
  }

  private static int rank(Finding finding) {
    int warning = finding.counts() ? 0 : 2;
    return switch (finding.verdict()) {
      case FAIL -> warning;
      case INCONCLUSIVE -> warning + 1;
      case PASS -> 4;
      case NOT_JUDGED -> 5;
    };
  }

  /** All findings, the gravest first, otherwise in the order of the policy. */
  static List<Finding> gravestFirst(ComparisonResult result) {
    return result.gate().stream()
        .flatMap(gate -> gate.report().findings().stream())
        .sorted(GRAVEST_FIRST)
        .toList();
  }

  /** How many findings there are of each kind, in their order: {@code 3 FAIL, 10 PASS}. */
  static String totals(List<Finding> findings) {
    return findings.stream()
        .collect(Collectors.groupingBy(Headline::label, LinkedHashMap::new, Collectors.counting()))
        .entrySet()
        .stream()
        .map(entry -> Format.count(entry.getValue()) + " " + entry.getKey())
        .collect(Collectors.joining(", "));
  }

  /** The findings a person must know of: broken, undecided, and warnings of either kind. */
  static List<Finding> reasons(ComparisonResult result) {
    return gravestFirst(result).stream().filter(finding -> rank(finding) < 4).toList();
  }

  /** What the intervals know of groups of examples. */
  static String groups(ComparisonResult.Bootstrap bootstrap) {
    String intervals =
        "Intervals draw whole groups (%s) anew, %s times: the examples vary as %s groups of equal size would."
            .formatted(
                bootstrap.group(),
                Format.count(bootstrap.replicates()),
                Format.count(Math.round(bootstrap.groupsEffective())));
    return bootstrap.slicesCovered() == bootstrap.slicesTotal()
        ? intervals
        : "%s Those of %s of %s slices do not, and are as if each example stood alone: there is room for %s."
            .formatted(
                intervals,
                Format.count(bootstrap.slicesTotal() - bootstrap.slicesCovered()),
                Format.count(bootstrap.slicesTotal()),
                Format.count(bootstrap.slicesCovered()));
  }
}

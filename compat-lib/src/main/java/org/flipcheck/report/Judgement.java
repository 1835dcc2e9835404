package org.flipcheck.report;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.flipcheck.gate.Finding;
import org.flipcheck.gate.Gate;
import org.flipcheck.gate.Severity;
import org.flipcheck.gate.Verdict;

/**
 * Whether the release may go, in one sentence. A limit counts once, however many slices it is held
 * against; expired waivers and examples without a partner are no limits.
 */
final class Judgement {

  private final ComparisonResult result;
  private final List<Finding> findings;
  private final List<Finding> deciding;
  private final Set<String> limits;

  private Judgement(ComparisonResult result) {
    this.result = result;
    this.findings = result.gate().orElseThrow().report().findings();
    this.deciding = findings.stream().filter(Judgement::decides).toList();
    this.limits = rules(deciding.stream().filter(Judgement::isOfLimit).toList());
  }

  /** The sentence; foreign text in it is not escaped yet. */
  static String of(ComparisonResult result) {
    if (result.gate().isEmpty()) {
      return "No policy was given, so nothing was judged.";
    }
    return new Judgement(result).text(result.gate().get().report().verdict());
  }

  private String text(Verdict verdict) {
    String candidate = result.inputs().newModel().name();
    String inUse = result.inputs().oldModel().name();
    return switch (verdict) {
      case PASS -> "%s may replace %s: %s.".formatted(candidate, inUse, held());
      case FAIL -> "%s may not replace %s: %s.".formatted(candidate, inUse, broken());
      default ->
          "The data do not decide whether %s may replace %s: %s"
              .formatted(candidate, inUse, deciding.isEmpty() ? notJudged() : open() + ".");
    };
  }

  /** Whether a finding has a part in the verdict. */
  private static boolean decides(Finding finding) {
    return finding.counts() && finding.verdict() != Verdict.NOT_JUDGED;
  }

  private static boolean isOfLimit(Finding finding) {
    return !finding.metric().equals(Gate.WAIVER) && !finding.metric().equals(Gate.UNMATCHED_SHARE);
  }

  private static Set<String> rules(List<Finding> findings) {
    return findings.stream().map(Finding::rule).collect(Collectors.toSet());
  }

  private String held() {
    Set<String> waived =
        rules(
            findings.stream()
                .filter(f -> f.severity() == Severity.FAIL && !f.waivedBy().isEmpty())
                .toList());
    long whole = limits.stream().filter(rule -> !waived.contains(rule)).count();
    if (whole == 0) {
      return waived.isEmpty() ? "every rule only warns" : "all that broke is waived";
    }
    String hold =
        whole == 1 ? "the limit holds" : "all %s hold".formatted(Format.count(whole, "limit"));
    return waived.isEmpty()
        ? hold
        : "%s %s, and all that broke is waived"
            .formatted(Format.count(whole, "limit"), whole == 1 ? "holds" : "hold");
  }

  private String broken() {
    List<String> parts = new ArrayList<>();
    limitsThatAre(Verdict.FAIL, "broken").ifPresent(parts::add);
    long expired = deciding.stream().filter(f -> f.metric().equals(Gate.WAIVER)).count();
    if (expired > 0) {
      parts.add(
          "%s %s expired"
              .formatted(Format.count(expired, "waiver"), expired == 1 ? "has" : "have"));
    }
    return String.join(", and ", parts);
  }

  private String open() {
    List<String> parts = new ArrayList<>();
    limitsThatAre(Verdict.INCONCLUSIVE, "open").ifPresent(parts::add);
    if (deciding.stream().anyMatch(f -> f.metric().equals(Gate.UNMATCHED_SHARE))) {
      parts.add("too many examples have no partner");
    }
    return String.join(", and ", parts);
  }

  private Optional<String> limitsThatAre(Verdict verdict, String what) {
    long count =
        rules(deciding.stream().filter(f -> isOfLimit(f) && f.verdict() == verdict).toList())
            .size();
    String phrase =
        "%s of %s %s %s"
            .formatted(
                Format.count(count),
                Format.count(limits.size(), "limit"),
                count == 1 ? "is" : "are",
                what);
    return Optional.of(phrase).filter(unused -> count > 0);
  }

  /** Tells of the largest slice, which is the nearest to be judged. */
  private String notJudged() {
    return "no rule could be judged."
        + findings.stream()
            .filter(finding -> finding.verdict() == Verdict.NOT_JUDGED)
            .max(Comparator.comparingLong(Finding::n))
            .map(
                largest ->
                    " Of what is too small the largest is: %s Lower min_examples, or compare more examples."
                        .formatted(largest.message()))
            .orElse("");
  }
}

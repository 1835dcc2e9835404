package org.flipcheck.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.flipcheck.gate.Enforcement;
import org.flipcheck.gate.Verdict;
import org.flipcheck.metrics.FlipMetric;
import org.flipcheck.report.MendResult.Choice;
import org.flipcheck.report.MendResult.Confirmation;
import org.flipcheck.select.SelectionRule;
import org.flipcheck.stats.Estimate;
import org.flipcheck.stats.Interval;

/** A finished attempt to mend an update in a few sentences, for the terminal and for pages. */
public final class MendText {

  private MendText() {}

  /**
   * What came of it, in one sentence.
   *
   * @param result a finished attempt
   * @return a sentence that can be repeated
   */
  public static String headline(MendResult result) {
    if (result.choice().isEmpty()) {
      return "Not mended: " + result.connectivity().orElseThrow().message() + ".";
    }
    Choice choice = result.choice().get();
    String chosen = Mixtures.title(choice.selection().chosen());
    return switch (result.outcome()) {
      case MENDED -> "Mended by %s: %s.".formatted(chosen, gain(choice.confirmation()));
      case NOTHING_TO_MEND ->
          "Nothing to mend: no candidate breaks less at the same accuracy, and the new model passes as it is.";
      case KEEP_OLD ->
          "Not mended: on the development examples the old model is not inferior to the new one, so keep it.";
      case UNDECIDED ->
          "Not decided: %s comes closest, but the test examples do not decide whether it passes: %s."
              .formatted(chosen, gain(choice.confirmation()));
      default -> notMended(choice, chosen);
    };
  }

  private static String notMended(Choice choice, String chosen) {
    String closest = "%s comes closest: %s".formatted(chosen, gain(choice.confirmation()));
    if (choice.enforced().isPresent() && choice.enforced().get() != Enforcement.PASSES) {
      boolean someDid =
          choice.devVerdicts().entrySet().stream()
              .anyMatch(e -> !e.getKey().isOld() && e.getValue() != Verdict.FAIL);
      return "Not mended: %s; %s."
          .formatted(
              someDid
                  ? "by the policy the chosen model does not pass on the test examples"
                  : "no candidate passes the policy",
              closest);
    }
    if (!choice.selection().mends()) {
      return "Not mended: no candidate breaks less without losing accuracy.";
    }
    return choice.breaksLess()
        ? "Not mended: the test examples show a loss of accuracy beyond the tolerance; %s."
            .formatted(closest)
        : "Not mended: on the test examples the chosen model breaks no less than the new one; %s."
            .formatted(closest);
  }

  private static String gain(Confirmation confirmation) {
    OptionalDouble less = confirmation.relativeReduction();
    String flips =
        "%s negative flips instead of %s on the test examples%s"
            .formatted(
                Format.count(negativeFlips(confirmation.mended())),
                Format.count(negativeFlips(confirmation.update())),
                less.isPresent() ? " (%s)".formatted(relative(less.getAsDouble())) : "");
    return flips + ", accuracy " + change(confirmation.accuracyChange(), confirmation);
  }

  private static String relative(double reduction) {
    return reduction < 0
        ? Format.percent(-reduction) + " more"
        : Format.percent(reduction) + " less";
  }

  private static String change(Interval interval, Confirmation confirmation) {
    double change =
        (double)
                (confirmation.newToMended().positiveFlips()
                    - confirmation.newToMended().negativeFlips())
            / confirmation.newToMended().n();
    return "%s (%s to %s)"
        .formatted(
            Format.points(change), Format.points(interval.low()), Format.points(interval.high()));
  }

  private static long negativeFlips(ComparisonResult result) {
    return result.overall().pairs().counts().orElseThrow().negativeFlips();
  }

  /**
   * The lines below the headline: how it was chosen and confirmed.
   *
   * @param result a finished attempt
   * @return sentences; empty where nothing was chosen
   */
  public static List<String> lines(MendResult result) {
    Optional<Choice> made = result.choice();
    if (made.isEmpty()) {
      return List.of();
    }
    Choice choice = made.get();
    Confirmation confirmation = choice.confirmation();
    List<String> lines = new ArrayList<>();
    lines.add(
        "chosen on %s development examples out of %s, by %s"
            .formatted(
                Format.count(choice.selection().chosen().n()),
                Format.count(choice.selection().curve().size(), "model"),
                rule(choice.selection().rule())));
    lines.add(
        "confirmed on %s test examples that chose nothing:"
            .formatted(Format.count(confirmation.newToMended().n())));
    lines.add(model("new", confirmation.update()));
    lines.add(model("mended", confirmation.mended()));
    lines.add("  change of accuracy  " + change(confirmation.accuracyChange(), confirmation));
    Interval flips = confirmation.flipRateChange();
    lines.add(
        "  change of NFR       %s to %s"
            .formatted(Format.points(flips.low()), Format.points(flips.high())));
    return lines;
  }

  /** The rule in words. */
  static String rule(SelectionRule rule) {
    return rule.confidence() == 0
        ? "the lowest NFR whose observed accuracy is at most %s below the new model's"
            .formatted(Format.points(rule.tolerance()).replace("+", ""))
        : "the lowest NFR whose accuracy is, at %s confidence, at most %s below the new model's"
            .formatted(
                Format.percent(rule.confidence()),
                Format.points(rule.tolerance()).replace("+", ""));
  }

  private static String model(String name, ComparisonResult result) {
    return "  %-7s accuracy %s, NFR %s"
        .formatted(
            name,
            metric(result, FlipMetric.NEW_ACCURACY),
            metric(result, FlipMetric.NEGATIVE_FLIP_RATE));
  }

  private static String metric(ComparisonResult result, FlipMetric metric) {
    Estimate estimate = result.overall().metrics().get(metric);
    return "%s (%s)".formatted(Format.value(metric, estimate), Format.interval(metric, estimate));
  }
}

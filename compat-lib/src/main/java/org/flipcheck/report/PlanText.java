package org.flipcheck.report;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.function.Function;
import org.flipcheck.gate.AccuracyPlan;
import org.flipcheck.gate.AccuracyPlan.Assumed;
import org.flipcheck.gate.PlanAnswer;
import org.flipcheck.gate.PlanAnswer.Need;
import org.flipcheck.gate.PlanAnswer.Size;
import org.flipcheck.gate.Rule;
import org.flipcheck.metrics.Answers;
import org.flipcheck.metrics.FlipMetric;
import org.flipcheck.stats.SampleSize;

/** What a person reads of a plan: the answer first. */
public final class PlanText extends TextPage {

  private static final MathContext THREE_DIGITS = new MathContext(3, RoundingMode.HALF_EVEN);
  private static final int DECIMALS_OF_POWER = 3;

  /** Why the power at the answer is more than what was asked for. */
  private static final String SAW =
      " The probability of PASS leaps with each flip more that may be seen, and sinks until the next.";

  private final PlanAnswer answer;
  private final boolean isRate;

  private PlanText(PlanAnswer answer, int width) {
    super(width);
    this.answer = answer;
    this.isRate = answer.plan().rule().metric() != FlipMetric.ACCURACY_DELTA;
  }

  /**
   * Renders a plan.
   *
   * @param answer what a plan for {@code negative_flip_rate} or {@code accuracy_delta} says
   * @param hasExpected whether somebody expects the one value that it says what it takes for
   * @param width columns of the terminal; less than 60 is taken as 60
   * @return lines of text, the last one ended too
   */
  public static String render(PlanAnswer answer, boolean hasExpected, int width) {
    PlanText text = new PlanText(answer, width);
    if (hasExpected) {
      text.expected(answer.needs().get(0));
    } else {
      text.ladder();
    }
    text.sizes();
    return text.out.toString();
  }

  private void expected(Need need) {
    String examples =
        need.examples().isPresent()
            ? Format.count(need.examples().getAsLong(), "example")
            : "More than %s examples".formatted(Format.count(SampleSize.MAX));
    String whom =
        isRate ? "a set whose true negative flip rate" : "models whose true accuracy delta";
    paragraph(
        "",
        "",
        "%s: then %s is %s%s %s %s with a probability of at least %s."
            .formatted(
                examples,
                whom,
                value(need.expected()),
                assumed(),
                isRate ? "passes" : "pass",
                limit(),
                power()));
  }

  private void ladder() {
    OptionalLong least = answer.plan().canPassFrom();
    String first =
        least.isEmpty()
            ? ""
            : "%s at least: with fewer it cannot pass, even if no flip is seen. "
                .formatted(Format.count(least.getAsLong(), "example"));
    String what = isRate ? "true negative flip rate" : "true accuracy delta";
    paragraph(
        "",
        "",
        "%sHow many examples it takes to pass %s with a probability of at least %s depends on the %s%s:"
            .formatted(first, limit(), power(), what, assumed()));
    List<List<String>> rows = new ArrayList<>();
    rows.add(List.of(what, "examples"));
    for (Need need : answer.needs()) {
      rows.add(List.of(value(need.expected()), count(need.examples())));
    }
    table("rr", rows);
    line("");
    paragraph(
        "",
        "",
        "The nearer the truth is to the limit, the more examples it takes; at the limit no number is enough.%s"
            .formatted(isRate ? "" : " Twice the flips take about twice the examples."));
  }

  private String assumed() {
    if (!(answer.plan() instanceof AccuracyPlan plan)) {
      return "";
    }
    Assumed models = plan.assumed();
    return " (old accuracy %s, %s of the examples flip)"
        .formatted(percent(models.oldAccuracy()), percent(models.flips()));
  }

  private String limit() {
    Rule rule = answer.plan().rule();
    return "`%s: %s` at confidence %s"
        .formatted(
            rule.bound().key(),
            Answers.ofNumber(rule.limit()),
            Answers.ofNumber(rule.confidence()));
  }

  /** A column for each size. */
  private void sizes() {
    if (answer.sizes().isEmpty()) {
      return;
    }
    List<List<String>> rows = new ArrayList<>();
    rows.add(row("", size -> Format.count(size.examples(), "example")));
    if (isRate) {
      rows.add(row("PASS with up to", size -> flips(size.mostPassing(), size.examples())));
      rows.add(row("FAIL from", size -> flips(size.fewestFailing(), size.examples())));
    }
    for (int i = 0; i < answer.needs().size(); i++) {
      int need = i;
      rows.add(
          row(
              "probability of PASS at a true %s of %s"
                  .formatted(noun(), value(answer.needs().get(i).expected())),
              size -> power(size.powers().get(need))));
    }
    rows.add(
        row(
            "FAIL with a probability of %s at a true %s of".formatted(power(), noun()),
            size -> detectable(size.detectable())));
    table("l" + "r".repeat(answer.sizes().size()), rows);
    line("");
    paragraph(
        "",
        "",
        "Between PASS and FAIL the verdict is INCONCLUSIVE.%s Examples are pairs that can be judged, taken as independent."
            .formatted(isRate ? SAW : ""));
  }

  private List<String> row(String name, Function<Size, String> cell) {
    List<String> row = new ArrayList<>();
    row.add(name);
    answer.sizes().forEach(size -> row.add(cell.apply(size)));
    return row;
  }

  private String detectable(OptionalDouble found) {
    return found.isEmpty()
        ? "never"
        : "%s or %s".formatted(value(found.getAsDouble()), isRate ? "more" : "less");
  }

  private String noun() {
    return isRate ? "rate" : "delta";
  }

  private static String flips(OptionalLong flips, long examples) {
    if (flips.isEmpty()) {
      return "never";
    }
    double share = (double) flips.getAsLong() / examples;
    return "%s (%s)".formatted(Format.count(flips.getAsLong(), "flip"), percent(share));
  }

  private String value(double value) {
    String number = percent(value);
    if (isRate) {
      return number;
    }
    String digits = number.substring(0, number.length() - 1);
    boolean isOne = digits.equals("1") || digits.equals("-1");
    return (value > 0 ? "+" : "") + digits + (isOne ? " point" : " points");
  }

  /** In percent with three significant digits. */
  static String percent(double share) {
    return Answers.ofNumber(BigDecimal.valueOf(share).movePointRight(2).round(THREE_DIGITS)) + "%";
  }

  private String power() {
    return Answers.ofNumber(answer.power());
  }

  /** Rounded down, so that none seems to be enough that is not. */
  private static String power(double power) {
    return BigDecimal.valueOf(power).setScale(DECIMALS_OF_POWER, RoundingMode.DOWN).toPlainString();
  }

  static String count(OptionalLong examples) {
    return examples.isPresent()
        ? Format.count(examples.getAsLong())
        : "more than " + Format.count(SampleSize.MAX);
  }
}

package org.flipcheck.report;

import java.util.ArrayList;
import java.util.List;
import org.flipcheck.gate.PlanAnswer.Need;
import org.flipcheck.gate.PolicyPlan.Planned;
import org.flipcheck.gate.RatePlan;
import org.flipcheck.gate.Rule;
import org.flipcheck.gate.Scope;
import org.flipcheck.metrics.Answers;

/** How many examples each rule of a policy needs, a line a rule. */
public final class PolicyPlanText extends TextPage {

  private PolicyPlanText(int width) {
    super(width);
  }

  /**
   * Renders the plans of a policy's rules.
   *
   * @param rules the rules
   * @param power the probability of passing that was asked for
   * @param width columns of the terminal; less than 60 is taken as 60
   * @return lines of text, the last one ended too
   */
  public static String render(List<Planned> rules, double power, int width) {
    PolicyPlanText text = new PolicyPlanText(width);
    text.table(rules, power);
    text.notes(rules);
    return text.out.toString();
  }

  private void table(List<Planned> rules, double power) {
    List<List<String>> rows = new ArrayList<>();
    rows.add(List.of("rule", "can pass from", "at 1/4", "at 1/2", "at 3/4"));
    for (Planned planned : rules) {
      planned
          .answer()
          .ifPresent(
              answer -> {
                List<String> row = new ArrayList<>();
                row.add(name(planned.rule()));
                boolean isRate = answer.plan() instanceof RatePlan;
                row.add(isRate ? PlanText.count(answer.plan().canPassFrom()) : "-");
                answer.needs().stream()
                    .skip(1)
                    .map(Need::examples)
                    .map(PlanText::count)
                    .forEach(row::add);
                rows.add(row);
              });
    }
    if (rows.size() == 1) {
      paragraph("", "", "No rule of this policy has a number of examples that can be told.");
      return;
    }
    paragraph(
        "",
        "",
        "Examples that each rule by itself needs to pass with a probability of at least %s, by how far the truth is on the way from the best value to the limit:"
            .formatted(Answers.ofNumber(power)));
    table("lrrrr", rows);
  }

  private void notes(List<Planned> rules) {
    List<Planned> unplanned = rules.stream().filter(rule -> rule.answer().isEmpty()).toList();
    if (!unplanned.isEmpty()) {
      line("");
      unplanned.forEach(
          rule ->
              paragraph(
                  "  ", "    ", "%s: %s.".formatted(rule.rule().text(), rule.notPlannedBecause())));
    }
    if (rules.stream().anyMatch(rule -> rule.rule().scope() instanceof Scope.Each)) {
      line("");
      paragraph(
          "",
          "",
          "A rule for each slice needs them in every slice. To pass takes no correction for the number of slices; to FAIL does, so that a bad slice among many is found later.");
    }
  }

  private static String name(Rule rule) {
    String text = Format.visible(rule.text());
    return switch (rule.metric()) {
      case NEGATIVE_FLIP_IMPACT, BACKWARD_ERROR_COMPATIBILITY ->
          text + " (errors of the new model)";
      case BACKWARD_TRUST_COMPATIBILITY -> text + " (right answers of the old model)";
      default -> text;
    };
  }
}

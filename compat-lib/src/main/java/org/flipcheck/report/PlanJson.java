package org.flipcheck.report;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import org.flipcheck.gate.AccuracyPlan;
import org.flipcheck.gate.PlanAnswer;
import org.flipcheck.gate.PlanAnswer.Need;
import org.flipcheck.gate.PlanAnswer.Size;
import org.flipcheck.gate.PolicyPlan.Planned;
import org.flipcheck.gate.RatePlan;
import org.flipcheck.gate.Rule;

/** A plan as JSON. Where a number would exceed 10<sup>12</sup>, or there is none, stands null. */
public final class PlanJson {

  private PlanJson() {}

  /**
   * Writes a plan.
   *
   * @param answer what the plan says
   * @return a JSON object, the last line ended too
   */
  public static String of(PlanAnswer answer) {
    return Json.pretty(object(answer));
  }

  /**
   * Writes the plans of a policy's rules.
   *
   * @param rules the rules
   * @param power the probability of passing that was asked for
   * @return a JSON object, the last line ended too
   */
  public static String of(List<Planned> rules, double power) {
    Map<String, Object> root = new LinkedHashMap<>();
    root.put("power", power);
    root.put("rules", rules.stream().map(PlanJson::rule).toList());
    return Json.pretty(root);
  }

  private static Map<String, Object> rule(Planned planned) {
    if (planned.answer().isPresent()) {
      return object(planned.answer().get());
    }
    Map<String, Object> rule = ruleOnly(planned.rule());
    rule.put("not_planned_because", planned.notPlannedBecause());
    return rule;
  }

  private static Map<String, Object> ruleOnly(Rule rule) {
    Map<String, Object> object = new LinkedHashMap<>();
    object.put("rule", rule.text());
    object.put("metric", rule.metric().key());
    object.put(rule.bound().key(), Json.number(rule.limit()));
    object.put("confidence", Json.number(rule.confidence()));
    return object;
  }

  private static Map<String, Object> object(PlanAnswer answer) {
    Map<String, Object> object = ruleOnly(answer.plan().rule());
    if (answer.plan() instanceof RatePlan plan) {
      object.put("interval", plan.method().key());
    }
    if (answer.plan() instanceof AccuracyPlan plan) {
      object.put("old_accuracy", Json.number(plan.assumed().oldAccuracy()));
      object.put("flip_rate", Json.number(plan.assumed().flips()));
    }
    object.put("power", answer.power());
    object.put("can_pass_from", number(answer.plan().canPassFrom()));
    object.put("needs", answer.needs().stream().map(PlanJson::need).toList());
    object.put("sizes", answer.sizes().stream().map(size -> size(answer, size)).toList());
    return object;
  }

  private static Map<String, Object> need(Need need) {
    Map<String, Object> object = new LinkedHashMap<>();
    object.put("expected", Json.number(need.expected()));
    object.put("examples", number(need.examples()));
    return object;
  }

  private static Map<String, Object> size(PlanAnswer answer, Size size) {
    Map<String, Object> object = new LinkedHashMap<>();
    object.put("examples", size.examples());
    object.put("most_passing", number(size.mostPassing()));
    object.put("fewest_failing", number(size.fewestFailing()));
    object.put("detectable", number(size.detectable()));
    List<Map<String, Object>> powers = new ArrayList<>();
    for (int i = 0; i < size.powers().size(); i++) {
      Map<String, Object> power = new LinkedHashMap<>();
      power.put("expected", Json.number(answer.needs().get(i).expected()));
      power.put("power", Json.number(size.powers().get(i)));
      powers.add(power);
    }
    object.put("powers", powers);
    return object;
  }

  private static Object number(OptionalLong number) {
    return number.isPresent() ? (Object) number.getAsLong() : null;
  }

  private static Object number(OptionalDouble number) {
    return number.isPresent() ? Json.number(number.getAsDouble()) : null;
  }
}

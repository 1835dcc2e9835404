package org.flipcheck.train.experiment;

import java.util.ArrayList;
import java.util.List;
import org.flipcheck.select.SelectionRule;

/**
 * What a rule chose for one method and seed, as a row of a file.
 *
 * @param rule what chose
 * @param method for which
 * @param at the chosen point; that of the new model where nothing was better
 */
record ChosenPoint(SelectionRule rule, Method method, RunPoint at) {

  static final List<Column<ChosenPoint>> COLUMNS =
      List.of(
          new Column<>("setting", row -> row.at.run().setting().key()),
          new Column<>("recipe", row -> row.at.run().recipe().key()),
          new Column<>("rule_tolerance", row -> row.rule.tolerance()),
          new Column<>("rule_confidence", row -> row.rule.confidence()),
          new Column<>("method", row -> row.method.key()),
          new Column<>("seed", row -> row.at.run().seed()),
          new Column<>("old_weight", row -> row.at.point().oldWeight()),
          new Column<>("test_examples", row -> row.at.test().n()),
          new Column<>("test_right", row -> row.at.test().right()),
          new Column<>("known_test_examples", row -> row.at.run().knownTest()),
          new Column<>("negative_flips", row -> row.at.test().againstOld().negativeFlips()),
          new Column<>("new_negative_flips", ChosenPoint::flipsOfNew),
          new Column<>("gained_of_new", row -> row.at.test().againstNew().positiveFlips()),
          new Column<>("lost_of_new", row -> row.at.test().againstNew().negativeFlips()));

  /** What each of some rules chooses for each method, in every run. */
  static List<ChosenPoint> of(List<SeedRun> runs, List<SelectionRule> rules, List<Method> methods) {
    List<ChosenPoint> rows = new ArrayList<>();
    for (SeedRun run : runs) {
      for (SelectionRule rule : rules) {
        for (Method method : methods) {
          rows.add(new ChosenPoint(rule, method, new RunPoint(run, run.chosen(method, rule))));
        }
      }
    }
    return rows;
  }

  private static Object flipsOfNew(ChosenPoint row) {
    return row.at.run().only(Method.NEW).test().againstOld().negativeFlips();
  }
}

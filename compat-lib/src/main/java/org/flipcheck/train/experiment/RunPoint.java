package org.flipcheck.train.experiment;

import java.util.List;
import org.flipcheck.select.WeightPoint;

/**
 * A point of the curve of one seed, as a row of a file.
 *
 * @param run the seed
 * @param point what was evaluated
 */
record RunPoint(SeedRun run, CurvePoint point) {

  static final List<Column<RunPoint>> COLUMNS =
      List.of(
          new Column<>("setting", row -> row.run.setting().key()),
          new Column<>("recipe", row -> row.run.recipe().key()),
          new Column<>("seed", row -> row.run.seed()),
          new Column<>("method", row -> row.point.method().key()),
          new Column<>("old_weight", row -> row.point.oldWeight()),
          new Column<>("dev_examples", row -> row.point.dev().n()),
          new Column<>("dev_right", row -> row.point.dev().right()),
          new Column<>("dev_known", row -> row.run.knownDev()),
          new Column<>("dev_negative_flips", row -> row.point.dev().againstOld().negativeFlips()),
          new Column<>("dev_gained_of_new", row -> row.point.dev().againstNew().positiveFlips()),
          new Column<>("dev_lost_of_new", row -> row.point.dev().againstNew().negativeFlips()),
          new Column<>("test_examples", row -> row.test().n()),
          new Column<>("test_right", row -> row.test().right()),
          new Column<>("test_known", row -> row.run.knownTest()),
          new Column<>("test_negative_flips", row -> row.test().againstOld().negativeFlips()),
          new Column<>("test_gained_of_new", row -> row.test().againstNew().positiveFlips()),
          new Column<>("test_lost_of_new", row -> row.test().againstNew().negativeFlips()));

  /** All points of some runs. */
  static List<RunPoint> of(List<SeedRun> runs) {
    return runs.stream()
        .flatMap(run -> run.points().stream().map(point -> new RunPoint(run, point)))
        .toList();
  }

  WeightPoint test() {
    return point.test();
  }
}

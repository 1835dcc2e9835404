package org.flipcheck.report;

import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.flipcheck.gate.Verdict;
import org.flipcheck.select.CandidatePoint;
import org.flipcheck.select.Selection;
import org.flipcheck.select.TrainedPoint;
import org.flipcheck.select.WeightPoint;

/**
 * The curve of accuracy against negative flip rate as CSV, a line for each model that was
 * evaluated.
 */
public final class CurveCsv {

  private static final String HEADER =
      "kind,old_weight,named_weights,n,right,accuracy,negative_flips,negative_flip_rate,"
          + "accuracy_change,least_accuracy_change,admitted,verdict,chosen\n";

  private CurveCsv() {}

  /**
   * Renders a curve.
   *
   * @param selection what was evaluated, and what was chosen
   * @param verdicts of the policy on the same examples; empty without one
   * @return a header and the lines, rates as shares
   */
  public static String render(Selection<?> selection, Map<CandidatePoint, Verdict> verdicts) {
    StringBuilder csv = new StringBuilder(HEADER);
    for (CandidatePoint point : selection.curve()) {
      csv.append(
          String.format(
              Locale.ROOT,
              "%s,%d,%d,%s,%d,%s,%s,%s,%b,%s,%b\n",
              making(point),
              point.n(),
              point.right(),
              point.accuracy(),
              point.againstOld().negativeFlips(),
              point.negativeFlipRate(),
              point.accuracyChange(),
              selection.rule().leastAccuracyChange(point),
              selection.rule().admits(point),
              verdicts.containsKey(point) ? verdicts.get(point) : "",
              point.equals(selection.chosen())));
    }
    return csv.toString();
  }

  /** A trained candidate has no weight of the old model; its settings stand for named weights. */
  private static String making(CandidatePoint point) {
    if (point instanceof TrainedPoint trained) {
      return "%s,,%s".formatted(trained.method(), quoted(trained.settings()));
    }
    WeightPoint weighed = (WeightPoint) point;
    return "%s,%s,%s"
        .formatted(weighed.kind().title(), weighed.oldWeight(), quoted(weighed.named()));
  }

  private static String quoted(Map<String, Double> named) {
    String text =
        named.entrySet().stream()
            .map(entry -> entry.getKey() + "=" + entry.getValue())
            .collect(Collectors.joining(" "));
    return text.isEmpty() ? "" : "\"" + text.replace("\"", "\"\"") + "\"";
  }
}

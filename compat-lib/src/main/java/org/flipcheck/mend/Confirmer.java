package org.flipcheck.mend;

import java.time.Clock;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.flipcheck.gate.Verdict;
import org.flipcheck.mend.MixableModels.Source;
import org.flipcheck.mend.Predictions.Row;
import org.flipcheck.metrics.FlipCounts;
import org.flipcheck.report.ComparisonResult;
import org.flipcheck.report.MendResult;
import org.flipcheck.report.MendResult.Choice;
import org.flipcheck.report.MendResult.Confirmation;
import org.flipcheck.report.ToolVersion;
import org.flipcheck.select.CandidatePoint;
import org.flipcheck.select.Connectivity;
import org.flipcheck.select.Selection;

/** What is the same however candidates are made: what they are judged by, and the confirmation. */
final class Confirmer {

  private static final int NAMED = 3;

  private final String command;
  private final String namingSlices;
  private final List<Source> sources;
  private final Judge judge;

  /** {@code namingSlices} says how a user of the command names the slice columns. */
  Confirmer(String command, String namingSlices, List<Source> sources, Judge judge) {
    this.command = command;
    this.namingSlices = namingSlices;
    this.sources = List.copyOf(sources);
    this.judge = judge;
  }

  /**
   * Comparisons of models of which the old one said this.
   *
   * @throws MendException if the policy judges slices that the predictions lack
   */
  Comparisons comparisons(Predictions oldDev) {
    return new Comparisons(command, sources, sliceSets(oldDev.sliceColumns()), isGraded(oldDev));
  }

  private List<List<String>> sliceSets(List<String> columns) {
    Set<List<String>> sets = new LinkedHashSet<>();
    columns.forEach(column -> sets.add(List.of(column)));
    for (List<String> set : judge.sliceSets()) {
      if (!columns.containsAll(set)) {
        throw new MendException(
            "the policy judges slices of %s, but the predictions have the slice columns %s; name them %s"
                .formatted(set, columns, namingSlices));
      }
      sets.add(set);
    }
    return List.copyOf(sets);
  }

  private static boolean isGraded(Predictions predictions) {
    return predictions.rows().values().stream().allMatch(row -> row.label().isEmpty());
  }

  static void requireDisjoint(Predictions dev, Predictions test) {
    List<String> both =
        dev.rows().keySet().stream().filter(id -> test.rows().containsKey(id)).toList();
    if (!both.isEmpty()) {
      throw new MendException(
          "%s both in --dev and in --test, such as %s: what chose the weight cannot confirm it; take them out of one, or, where they are other examples, give each an id of its own"
              .formatted(
                  both.size() == 1 ? "1 example is" : both.size() + " examples are",
                  String.join(", ", both.stream().limit(NAMED).toList())));
    }
  }

  /** The chosen model beside the old and the new one, on examples that chose nothing. */
  Choice confirm(
      Selection<?> selection,
      Map<CandidatePoint, Verdict> devVerdicts,
      Contender chosen,
      Comparisons comparisons,
      Contender newModel,
      Map<String, Predictions> test) {
    Predictions old = test.get("old");
    Predictions now = test.get("new");
    Predictions mended = test.get("mended");
    Pairs update = new Pairs("the old model", old, "the new model", now);
    Pairs pairs = new Pairs("the old model", old, chosen.title(), mended);
    ComparisonResult judged = judge.judged(comparisons.of(chosen, Split.TEST, pairs));
    return new Choice(
        selection,
        devVerdicts,
        new Confirmation(
            judge.judged(comparisons.of(newModel, Split.TEST, update)),
            judged,
            new Pairs("the new model", now, chosen.title(), mended).counts(),
            flips(old, now, mended)),
        judged.gate().map(gate -> gate.enforcement().exitCodeInEarnest(gate.report().verdict())));
  }

  /** Examples by whether the new and the chosen model flip them; not to flip counts as right. */
  private static FlipCounts flips(Predictions old, Predictions now, Predictions chosen) {
    long[] cells = new long[4];
    old.rows()
        .forEach(
            (id, row) -> {
              int byNew = isFlip(row, now.rows().get(id)) ? 2 : 0;
              cells[byNew + (isFlip(row, chosen.rows().get(id)) ? 1 : 0)]++;
            });
    return FlipCounts.of(cells[0], cells[1], cells[2], cells[3], 0);
  }

  private static boolean isFlip(Row before, Row after) {
    return before.isRight() && !after.isRight();
  }

  MendResult result(Optional<Connectivity> connectivity, Optional<Choice> choice) {
    return new MendResult(
        Clock.systemUTC().instant(),
        ToolVersion.get(),
        sources.stream()
            .map(
                source ->
                    new MendResult.Source(
                        source.role(), source.path().toString(), source.fingerprint()))
            .toList(),
        connectivity,
        choice);
  }
}

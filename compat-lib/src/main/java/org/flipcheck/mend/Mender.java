package org.flipcheck.mend;

import java.io.IOException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.flipcheck.gate.Verdict;
import org.flipcheck.mend.Predictions.Row;
import org.flipcheck.metrics.FlipCounts;
import org.flipcheck.report.ComparisonResult;
import org.flipcheck.report.MendResult;
import org.flipcheck.report.MendResult.Choice;
import org.flipcheck.report.MendResult.Confirmation;
import org.flipcheck.report.ToolVersion;
import org.flipcheck.select.Connectivity;
import org.flipcheck.select.Selection;
import org.flipcheck.select.SelectionRule;
import org.flipcheck.select.WeightPoint;
import org.flipcheck.select.WeightPoint.Kind;
import org.flipcheck.select.WeightSearch;

/**
 * Mends an update: asks the old, the new and the half-way model, and if the two are connected
 * searches the weight on the development examples, then asks the chosen model about the test
 * examples.
 *
 * <p>Of all models that were evaluated, the {@link SelectionRule} chooses among those that do not
 * fail the policy on the development examples; if all of them do, among all.
 */
public final class Mender {

  /** Is told of every model that was asked. */
  @FunctionalInterface
  public interface Progress {

    /**
     * A model was evaluated.
     *
     * @param step which one it was, from 1
     * @param most how many there are at most
     * @param line what it came to, for people
     */
    void at(int step, int most, String line);
  }

  private static final int ENDS = 5;
  private static final int NAMED = 3;

  private final MixableModels models;
  private final SelectionRule rule;
  private final List<String> groups;
  private final Judge judge;
  private final Progress progress;
  private final int most;
  private int step;

  /** Answers that were given are good if the next question fails, and are kept. */
  private boolean isAsking;

  /**
   * Prepares.
   *
   * @param models the models and examples
   * @param rule which weight is the best
   * @param groups patterns of names of tensors that get a weight of their own
   * @param judge the policy
   * @param progress is told of every step
   */
  public Mender(
      MixableModels models,
      SelectionRule rule,
      List<String> groups,
      Judge judge,
      Progress progress) {
    this.models = models;
    this.rule = rule;
    this.groups = List.copyOf(groups);
    this.judge = judge;
    this.progress = progress;
    this.most = ENDS + 1 + models.kinds().size() * WeightSearch.mostEvaluations(groups.size());
  }

  /**
   * Does it.
   *
   * @return what came of it; nothing is written
   * @throws MendException if a model cannot be asked, or what it says cannot be used
   * @throws IOException if something cannot be read or written
   */
  public Mended run() throws IOException {
    try {
      return mend();
    } catch (MendException e) {
      if (!isAsking) {
        models.forget();
      }
      throw e;
    }
  }

  private Mended mend() throws IOException {
    for (Kind kind : models.kinds()) {
      models.check(
          new Mixture(kind, 0, groups.stream().collect(Collectors.toMap(g -> g, g -> 0.0))));
    }
    Predictions oldDev = ask(Mixture.OLD, Split.DEV);
    List<List<String>> sliceSets = sliceSets(oldDev.sliceColumns());
    Map<String, Predictions> test = new LinkedHashMap<>();
    test.put("old", ask(Mixture.OLD, Split.TEST));
    requireDisjoint(oldDev, test.get("old"));
    Predictions newDev = ask(Mixture.NEW, Split.DEV);
    test.put("new", ask(Mixture.NEW, Split.TEST));
    Comparisons comparisons = new Comparisons(models, sliceSets, isGraded(oldDev));
    DevExamples dev =
        new DevExamples(comparisons, judge, mixture -> ask(mixture, Split.DEV), oldDev, newDev);
    Connectivity connectivity = dev.connectivity();
    if (!connectivity.isConnected()) {
      return new Mended(result(connectivity, Optional.empty()), Optional.empty(), test);
    }
    Selection selection = select(dev);
    Mixture chosen = Mixture.of(selection.chosen());
    test.put("mended", askOnce(chosen, test));
    Choice choice = confirm(selection, dev.verdicts(), comparisons, test);
    return new Mended(result(connectivity, Optional.of(choice)), Optional.of(chosen), test);
  }

  private MendResult result(Connectivity connectivity, Optional<Choice> choice) {
    return new MendResult(
        Clock.systemUTC().instant(),
        ToolVersion.get(),
        models.sources().stream()
            .map(
                source ->
                    new MendResult.Source(
                        source.role(), source.path().toString(), source.fingerprint()))
            .toList(),
        connectivity,
        choice);
  }

  private List<List<String>> sliceSets(List<String> columns) {
    Set<List<String>> sets = new LinkedHashSet<>();
    columns.forEach(column -> sets.add(List.of(column)));
    for (List<String> set : judge.sliceSets()) {
      if (!columns.containsAll(set)) {
        throw new MendException(
            "the policy judges slices of %s, but the predictions have the slice columns %s; name them by --slice"
                .formatted(set, columns));
      }
      sets.add(set);
    }
    return List.copyOf(sets);
  }

  private static boolean isGraded(Predictions predictions) {
    return predictions.rows().values().stream().allMatch(row -> row.label().isEmpty());
  }

  private static void requireDisjoint(Predictions dev, Predictions test) {
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

  private Predictions ask(Mixture mixture, Split split) throws IOException {
    isAsking = true;
    Predictions predictions = models.predict(mixture, split);
    isAsking = false;
    progress.at(
        ++step,
        most,
        "%s on %s: %,d of %,d right"
            .formatted(
                mixture.title(), split.key(), predictions.right(), predictions.rows().size()));
    return predictions;
  }

  private Predictions askOnce(Mixture chosen, Map<String, Predictions> test) throws IOException {
    return switch (chosen.kind()) {
      case OLD, NEW -> test.get(chosen.kind().title());
      default -> ask(chosen, Split.TEST);
    };
  }

  private Selection select(DevExamples dev) throws IOException {
    List<WeightPoint> points = new ArrayList<>(List.of(dev.middle()));
    for (Kind kind : models.kinds()) {
      WeightSearch search =
          new WeightSearch(
              rule,
              dev::passes,
              kind,
              (weight, named) -> dev.point(new Mixture(kind, weight, named)));
      points.addAll(search.run(dev.now(), dev.old(), groups).curve());
    }
    return new Selection(rule, points, rule.best(points, dev::passes));
  }

  private Choice confirm(
      Selection selection,
      Map<WeightPoint, Verdict> devVerdicts,
      Comparisons comparisons,
      Map<String, Predictions> test) {
    Mixture chosen = Mixture.of(selection.chosen());
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
            judge.judged(comparisons.of(Mixture.NEW, Split.TEST, update)),
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
}

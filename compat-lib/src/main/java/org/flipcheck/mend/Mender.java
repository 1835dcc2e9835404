package org.flipcheck.mend;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.flipcheck.report.MendResult.Choice;
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

  private final MixableModels models;
  private final SelectionRule rule;
  private final List<String> groups;
  private final Judge judge;
  private final Confirmer confirmer;
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
    this.confirmer = new Confirmer("mend", "by --slice", models.sources(), judge);
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
    Comparisons comparisons = confirmer.comparisons(oldDev);
    Map<String, Predictions> test = new LinkedHashMap<>();
    test.put("old", ask(Mixture.OLD, Split.TEST));
    Confirmer.requireDisjoint(oldDev, test.get("old"));
    Predictions newDev = ask(Mixture.NEW, Split.DEV);
    test.put("new", ask(Mixture.NEW, Split.TEST));
    DevExamples dev =
        new DevExamples(comparisons, judge, mixture -> ask(mixture, Split.DEV), oldDev, newDev);
    Connectivity connectivity = dev.connectivity();
    if (!connectivity.isConnected()) {
      return new Mended(
          confirmer.result(Optional.of(connectivity), Optional.empty()),
          Optional.empty(),
          test,
          folder -> PredictionTables.write(test, folder));
    }
    Selection<WeightPoint> selection = select(dev);
    Mixture chosen = Mixture.of(selection.chosen());
    test.put("mended", askOnce(chosen, test));
    Choice choice =
        confirmer.confirm(selection, dev.verdicts(), chosen, comparisons, Mixture.NEW, test);
    return new Mended(
        confirmer.result(Optional.of(connectivity), Optional.of(choice)),
        Optional.of(folder -> models.write(chosen, folder)),
        test,
        folder -> PredictionTables.write(test, folder));
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

  private Selection<WeightPoint> select(DevExamples dev) throws IOException {
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
    return new Selection<>(rule, points, rule.best(points, dev::passes));
  }
}

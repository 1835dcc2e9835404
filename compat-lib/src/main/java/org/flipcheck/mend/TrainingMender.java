package org.flipcheck.mend;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.flipcheck.gate.Verdict;
import org.flipcheck.metrics.FlipCounts;
import org.flipcheck.report.MendResult.Choice;
import org.flipcheck.select.CandidatePoint;
import org.flipcheck.select.Selection;
import org.flipcheck.select.TrainedPoint;
import org.flipcheck.select.WeightPoint;

/**
 * Mends an update by training: trains every candidate, counts on the development examples, chooses,
 * and asks the chosen one about the test examples.
 *
 * <p>As with mixtures, the rule chooses among those that do not fail the policy on the development
 * examples; if all of them do, among all.
 */
public final class TrainingMender {

  private final TrainableModels models;
  private final Judge judge;
  private final Trainings.Progress progress;
  private final Map<CandidatePoint, Verdict> verdicts = new HashMap<>();

  /**
   * Prepares.
   *
   * @param models the models and examples, an old one among them
   * @param judge the policy
   * @param progress is told what each candidate came to
   */
  public TrainingMender(TrainableModels models, Judge judge, Trainings.Progress progress) {
    this.models = models;
    this.judge = judge;
    this.progress = progress;
  }

  /**
   * Does it.
   *
   * @return what came of it; nothing is written
   * @throws MendException if a model cannot be trained or asked, or what it says cannot be used
   * @throws IOException if something cannot be read or written
   */
  public Mended run() throws IOException {
    Confirmer confirmer = new Confirmer("train", "under slices of data", models.sources(), judge);
    Predictions oldDev = models.predict(TrainedCandidate.OLD, Split.DEV);
    Predictions oldTest = models.predict(TrainedCandidate.OLD, Split.TEST);
    Confirmer.requireDisjoint(oldDev, oldTest);
    Comparisons comparisons = confirmer.comparisons(oldDev);
    Predictions newDev = models.predict(TrainedCandidate.NEW, Split.DEV);
    List<CandidatePoint> points = ends(comparisons, oldDev, newDev);
    for (TrainedCandidate candidate : models.candidates()) {
      points.add(point(comparisons, candidate, oldDev, newDev));
    }
    CandidatePoint best = models.rule().best(points, point -> verdicts.get(point) != Verdict.FAIL);
    TrainedCandidate chosen = candidate(best);
    Map<String, Predictions> test = new LinkedHashMap<>();
    test.put("old", oldTest);
    test.put("new", models.predict(TrainedCandidate.NEW, Split.TEST));
    test.put("mended", models.predict(chosen, Split.TEST));
    Choice choice =
        confirmer.confirm(
            new Selection<>(models.rule(), points, best),
            verdicts,
            chosen,
            comparisons,
            TrainedCandidate.NEW,
            test);
    return new Mended(
        confirmer.result(Optional.empty(), Optional.of(choice)),
        Optional.of(folder -> models.write(chosen, folder)),
        test,
        folder ->
            models.writeEvidence(
                Map.of("old", TrainedCandidate.OLD, "new", TrainedCandidate.NEW, "mended", chosen),
                folder));
  }

  private List<CandidatePoint> ends(
      Comparisons comparisons, Predictions oldDev, Predictions newDev) {
    Pairs update = new Pairs("the old model", oldDev, "the new model", newDev);
    Pairs same = new Pairs("the old model", oldDev, "the old model", oldDev);
    List<CandidatePoint> ends = new ArrayList<>();
    WeightPoint now = WeightPoint.ofNew(update.counts());
    WeightPoint old = WeightPoint.ofOld(update.counts());
    judge(comparisons, TrainedCandidate.NEW, update, now);
    judge(comparisons, TrainedCandidate.OLD, same, old);
    ends.add(now);
    ends.add(old);
    return ends;
  }

  private CandidatePoint point(
      Comparisons comparisons, TrainedCandidate candidate, Predictions oldDev, Predictions newDev)
      throws IOException {
    Predictions said = models.predict(candidate, Split.DEV);
    Pairs pairs = new Pairs("the old model", oldDev, candidate.title(), said);
    FlipCounts againstNew = new Pairs("the new model", newDev, candidate.title(), said).counts();
    TrainedPoint point =
        new TrainedPoint(
            candidate.number(),
            candidate.method(),
            candidate.settings(),
            pairs.counts(),
            againstNew);
    judge(comparisons, candidate, pairs, point);
    progress.line(
        "%s on dev: %,d of %,d right, %,d negative flips"
            .formatted(
                candidate.title(), point.right(), point.n(), point.againstOld().negativeFlips()));
    return point;
  }

  private void judge(
      Comparisons comparisons, TrainedCandidate candidate, Pairs pairs, CandidatePoint point) {
    judge
        .verdict(() -> comparisons.of(candidate, Split.DEV, pairs))
        .ifPresent(verdict -> verdicts.put(point, verdict));
  }

  private static TrainedCandidate candidate(CandidatePoint point) {
    if (point instanceof TrainedPoint trained) {
      return TrainedCandidate.of(trained);
    }
    return point.isOld() ? TrainedCandidate.OLD : TrainedCandidate.NEW;
  }
}

package org.flipcheck.mend;

import java.io.IOException;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import org.flipcheck.gate.Verdict;
import org.flipcheck.metrics.FlipCounts;
import org.flipcheck.select.CandidatePoint;
import org.flipcheck.select.Connectivity;
import org.flipcheck.select.WeightPoint;
import org.flipcheck.select.WeightPoint.Kind;

/** The development examples: what the old and the new model say of them, and each mixture. */
final class DevExamples {

  /** Asks a model about these examples. */
  @FunctionalInterface
  interface Question {
    Predictions ask(Mixture mixture) throws IOException;
  }

  private static final double HALF = 0.5;

  private final Comparisons comparisons;
  private final Judge judge;
  private final Question question;
  private final Predictions old;
  private final Predictions now;
  private final FlipCounts update;
  private final Map<Mixture, WeightPoint> known = new HashMap<>();
  private final Map<CandidatePoint, Verdict> verdicts = new HashMap<>();

  /**
   * Judges both models at once, which tells of a policy that cannot be judged before anything that
   * takes long.
   */
  DevExamples(
      Comparisons comparisons, Judge judge, Question question, Predictions old, Predictions now) {
    this.comparisons = comparisons;
    this.judge = judge;
    this.question = question;
    this.old = old;
    this.now = now;
    Pairs pairs = pairsWithOld(Mixture.NEW, now);
    this.update = pairs.counts();
    judge(Mixture.NEW, pairs, now());
    judge(Mixture.OLD, pairsWithOld(Mixture.OLD, old), old());
  }

  WeightPoint now() {
    return WeightPoint.ofNew(update);
  }

  WeightPoint old() {
    return WeightPoint.ofOld(update);
  }

  /** What the policy says of each point; empty without one. */
  Map<CandidatePoint, Verdict> verdicts() {
    return Collections.unmodifiableMap(verdicts);
  }

  /** Whether the policy, if there is one, does not fail a point. */
  boolean passes(WeightPoint point) {
    return verdicts.get(point) != Verdict.FAIL;
  }

  WeightPoint middle() throws IOException {
    return point(new Mixture(Kind.BCWI, HALF, Map.of()));
  }

  Connectivity connectivity() throws IOException {
    return new Connectivity(middle().againstOld(), middle().againstNew());
  }

  WeightPoint point(Mixture mixture) throws IOException {
    WeightPoint point = known.get(mixture);
    if (point == null) {
      point = counted(mixture, question.ask(mixture));
      known.put(mixture, point);
    }
    return point;
  }

  private WeightPoint counted(Mixture mixture, Predictions predictions) {
    Pairs pairs = pairsWithOld(mixture, predictions);
    WeightPoint point =
        new WeightPoint(
            mixture.kind(),
            mixture.oldWeight(),
            mixture.named(),
            pairs.counts(),
            new Pairs("the new model", now, mixture.title(), predictions).counts());
    judge(mixture, pairs, point);
    return point;
  }

  private Pairs pairsWithOld(Mixture mixture, Predictions predictions) {
    return new Pairs("the old model", old, mixture.title(), predictions);
  }

  private void judge(Mixture mixture, Pairs pairs, WeightPoint point) {
    judge
        .verdict(() -> comparisons.of(mixture, Split.DEV, pairs))
        .ifPresent(verdict -> verdicts.put(point, verdict));
  }
}

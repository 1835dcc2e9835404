package org.flipcheck.train.experiment;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.flipcheck.metrics.FlipCounts;
import org.flipcheck.select.WeightPoint;
import org.flipcheck.select.WeightPoint.Kind;
import org.flipcheck.train.Classifier;
import org.flipcheck.train.interpolation.ProbabilityEnsemble;
import org.flipcheck.train.interpolation.WeightInterpolation;

/**
 * Asks models about the development and the test examples of an update, and counts what they say
 * beside its old and its untreated new model.
 */
final class Examination implements AutoCloseable {

  /** Weights of the old model, as far apart as one another. */
  static final double[] EVEN_WEIGHTS =
      DoubleStream.iterate(0, i -> i <= 20, i -> i + 1).map(i -> i / 20).toArray();

  private final Update update;
  private final LogitPair oldLogits;
  private final LogitPair newLogits;
  private final HeldExamples dev;
  private final HeldExamples test;
  private final Pair oldAnswers;
  private final Pair newAnswers;
  private final int[] knownTest;

  /** What a model says about the examples that choose, and about those that do not. */
  record Pair(Answers dev, Answers test) {}

  private static final class LogitPair {
    private final float[][] dev;
    private final float[][] test;

    private LogitPair(float[][] dev, float[][] test) {
      this.dev = dev;
      this.test = test;
    }
  }

  /** The models are left to their owner. */
  Examination(Update update, Classifier old, Classifier now) {
    this.update = update;
    dev = new HeldExamples(update.dev());
    test = new HeldExamples(update.test());
    knownTest = update.placesOfKnown(update.test());
    oldLogits = logits(old);
    newLogits = logits(now);
    oldAnswers = answers(oldLogits, old.classes());
    newAnswers = answers(newLogits, now.classes());
  }

  /** The answers of a model. */
  Pair ask(Classifier classifier) {
    return answers(logits(classifier), classifier.classes());
  }

  private LogitPair logits(Classifier classifier) {
    return new LogitPair(classifier.logits(dev), classifier.logits(test));
  }

  private Pair answers(LogitPair logits, List<String> classes) {
    return new Pair(
        Answers.of(logits.dev, classes, update.classes()),
        Answers.of(logits.test, classes, update.classes()));
  }

  /** The old model itself. */
  CurvePoint ofOld() {
    return new CurvePoint(
        Method.OLD,
        OptionalDouble.empty(),
        WeightPoint.ofOld(newAnswers.dev.against(oldAnswers.dev, dev)),
        WeightPoint.ofOld(newAnswers.test.against(oldAnswers.test, test)),
        known(oldAnswers.test));
  }

  /** The new model itself. */
  CurvePoint ofNew() {
    return new CurvePoint(
        Method.NEW,
        OptionalDouble.empty(),
        WeightPoint.ofNew(newAnswers.dev.against(oldAnswers.dev, dev)),
        WeightPoint.ofNew(newAnswers.test.against(oldAnswers.test, test)),
        known(newAnswers.test));
  }

  /** A model that was interpolated. */
  CurvePoint point(Method method, Kind kind, double oldWeight, Pair answers) {
    return point(method, kind, oldWeight, OptionalDouble.empty(), answers);
  }

  /**
   * A model that was trained in its own way. A rule looks at counts alone, and at the kind only to
   * tell the new model itself, which this is not.
   */
  CurvePoint point(Method method, OptionalDouble margin, Pair answers) {
    return point(method, Kind.BCWI, 0, margin, answers);
  }

  private CurvePoint point(
      Method method, Kind kind, double oldWeight, OptionalDouble margin, Pair answers) {
    return new CurvePoint(
        method,
        margin,
        WeightPoint.of(
            kind,
            oldWeight,
            answers.dev.against(oldAnswers.dev, dev),
            answers.dev.against(newAnswers.dev, dev)),
        WeightPoint.of(
            kind,
            oldWeight,
            answers.test.against(oldAnswers.test, test),
            answers.test.against(newAnswers.test, test)),
        known(answers.test));
  }

  private CurvePoint.KnownTest known(Answers answers) {
    FlipCounts counts = answers.against(oldAnswers.test, test, knownTest);
    int[] flipsOfNew =
        IntStream.of(knownTest)
            .filter(i -> oldAnswers.test.isRight(i, test) && !newAnswers.test.isRight(i, test))
            .toArray();
    return new CurvePoint.KnownTest(
        counts.bothRight() + counts.positiveFlips(),
        answers.against(oldAnswers.test, test, flipsOfNew).negativeFlips());
  }

  /** Models between the old one and another, one after the other in a network of their kind. */
  List<CurvePoint> interpolated(
      Method method, Kind kind, WeightInterpolation models, double[] weights, Classifier mixed) {
    List<CurvePoint> points = new ArrayList<>();
    for (double weight : weights) {
      models.at(weight, mixed.network());
      points.add(point(method, kind, weight, ask(mixed)));
    }
    return points;
  }

  /** The mean of the probabilities of old and new model, at every even weight. */
  List<CurvePoint> ensemble() {
    ProbabilityEnsemble ensemble = ProbabilityEnsemble.of(update.knownClasses(), update.classes());
    List<CurvePoint> points = new ArrayList<>();
    for (double weight : EVEN_WEIGHTS) {
      double[][] ofDev = ensemble.probabilities(weight, oldLogits.dev, newLogits.dev);
      double[][] ofTest = ensemble.probabilities(weight, oldLogits.test, newLogits.test);
      Pair answers =
          new Pair(
              Answers.of(ProbabilityEnsemble.answers(ofDev)),
              Answers.of(ProbabilityEnsemble.answers(ofTest)));
      points.add(point(Method.ENSEMBLE, Kind.BCWI, weight, answers));
    }
    return points;
  }

  @Override
  public void close() {
    dev.close();
    test.close();
  }
}

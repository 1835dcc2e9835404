package org.flipcheck.train.experiment;

import java.util.ArrayList;
import java.util.List;
import org.flipcheck.select.WeightPoint.Kind;
import org.flipcheck.train.Classifier;
import org.flipcheck.train.LabelledExamples;
import org.flipcheck.train.TrainingPlan;
import org.flipcheck.train.interpolation.DiagonalFisher;
import org.flipcheck.train.interpolation.InputBatches;
import org.flipcheck.train.interpolation.ModelWeights;
import org.flipcheck.train.interpolation.WeightInterpolation;

/**
 * Trains the models of one update and counts, on its development and its test examples, what every
 * method comes to at every weight.
 */
final class UpdateTrial implements AutoCloseable {

  /** How many new models there are: the first is the update, all are the soup. */
  static final int NEW_MODELS = 3;

  /** How many training examples of the update the Fisher information is a mean over. */
  static final int FISHER_SAMPLE = 1000;

  private static final int FISHER_BATCH = 100;
  private static final int FISHER_SEED = 1_000_000;

  /**
   * With a Fisher mean of 1 entries are spread over decades: most lie far below and matter only at
   * weights near 1, the largest are the old model's from small weights on.
   */
  private static final double[] FISHER_WEIGHTS = {
    0, 0.0002, 0.001, 0.004, 0.01, 0.03, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.85, 0.9, 0.92,
    0.94, 0.96, 0.98, 0.99, 0.995, 0.998, 1
  };

  private final Update update;
  private final int seed;
  private final Classifier old;
  private final List<Classifier> now = new ArrayList<>();
  private final Classifier mixed;
  private final Examination examination;
  private final List<CurvePoint> points = new ArrayList<>();

  private UpdateTrial(Update update, FineTuning recipe, int seed) {
    this.update = update;
    this.seed = seed;
    old = update.untrained("old", update.knownClasses());
    old.fit(update.oldTrain(), recipe.old().withSeed(seed), epoch -> {});
    for (int i = 0; i < NEW_MODELS; i++) {
      now.add(fineTuned(recipe.now(), seed, i));
    }
    mixed = update.untrained("mixed", update.classes());
    mixed.startFrom(now.get(0), seed);
    examination = new Examination(update, old, now.get(0));
  }

  static SeedRun run(Setting<FineTuning> setting, FineTuning recipe, int seed, Update update) {
    try (UpdateTrial trial = new UpdateTrial(update, recipe, seed)) {
      trial.evaluate();
      return SeedRun.of(setting, recipe, seed, update, trial.points);
    }
  }

  /** Rows of classes that are new begin alike in all of them, as they must for a soup. */
  private Classifier fineTuned(TrainingPlan plan, int seed, int model) {
    Classifier classifier = update.untrained("new", update.classes());
    classifier.startFrom(old, seed);
    classifier.fit(update.newTrain(), plan.withSeed(1000 * (model + 1) + seed), epoch -> {});
    return classifier;
  }

  private void evaluate() {
    points.add(examination.ofOld());
    points.add(examination.ofNew());
    ModelWeights oldWeights = ModelWeights.of(old.network());
    List<ModelWeights> newWeights =
        now.stream().map(model -> ModelWeights.of(model.network())).toList();
    WeightInterpolation.Builder plain = builder(oldWeights, newWeights.get(0));
    addCurve(Method.BCWI, Kind.BCWI, plain.build(), Examination.EVEN_WEIGHTS);
    WeightInterpolation fisher =
        builder(oldWeights, newWeights.get(0)).optOldFisher(oldFisher()).build();
    addCurve(Method.FISHER_BCWI, Kind.FISHER_BCWI, fisher, FISHER_WEIGHTS);
    WeightInterpolation soup =
        builder(oldWeights, newWeights.get(0))
            .optSoup(newWeights.subList(1, newWeights.size()))
            .build();
    addCurve(Method.SOUP_BCWI, Kind.SOUP_BCWI, soup, Examination.EVEN_WEIGHTS);
    points.addAll(examination.ensemble());
    points.add(examination.point(Method.RESEEDED, Kind.NEW, 0, examination.ask(now.get(1))));
  }

  private WeightInterpolation.Builder builder(ModelWeights oldWeights, ModelWeights newWeights) {
    return WeightInterpolation.builder(oldWeights, newWeights).optRows(update.outputRows());
  }

  private ModelWeights oldFisher() {
    LabelledExamples sample = fisherSample(update.newTrain(), seed);
    InputBatches data = InputBatches.of(sample.size(), FISHER_BATCH, sample::inputs);
    return DiagonalFisher.of(old.network(), data, DiagonalFisher.Labels.PREDICTED)
        .scaledToMeanOne();
  }

  /**
   * Random training examples of the update. Data sets come sorted by label, or with the old model's
   * examples first; and the order of the seed itself has parted them already, into what the old
   * model learnt from and what it did not.
   */
  static LabelledExamples fisherSample(LabelledExamples train, int seed) {
    return Shuffle.part(train, 0, Math.min(FISHER_SAMPLE, train.size()), FISHER_SEED + seed);
  }

  private void addCurve(Method method, Kind kind, WeightInterpolation models, double[] weights) {
    points.addAll(examination.interpolated(method, kind, models, weights, mixed));
  }

  @Override
  public void close() {
    old.close();
    now.forEach(Classifier::close);
    mixed.close();
    examination.close();
  }
}

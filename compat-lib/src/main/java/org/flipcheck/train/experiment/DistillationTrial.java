package org.flipcheck.train.experiment;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.function.DoubleFunction;
import java.util.stream.DoubleStream;
import org.flipcheck.select.WeightPoint.Kind;
import org.flipcheck.train.Classifier;
import org.flipcheck.train.LabelledExamples;
import org.flipcheck.train.distillation.ClassMapping;
import org.flipcheck.train.distillation.ClassReduction;
import org.flipcheck.train.distillation.DistillationLoss;
import org.flipcheck.train.distillation.EnsembleInhibition;
import org.flipcheck.train.distillation.FocalWeights;
import org.flipcheck.train.distillation.LogitDistance;
import org.flipcheck.train.distillation.LogitInhibition;
import org.flipcheck.train.distillation.LogitInhibition.Label;
import org.flipcheck.train.distillation.LogitMatching;
import org.flipcheck.train.distillation.MarginPreservingDistillation;
import org.flipcheck.train.distillation.PositiveCongruentTraining;
import org.flipcheck.train.distillation.SoftenedDivergence;
import org.flipcheck.train.distillation.Teacher;
import org.flipcheck.train.experiment.Examination.Pair;
import org.flipcheck.train.fit.FitPlan;
import org.flipcheck.train.fit.TeacherCache;
import org.flipcheck.train.fit.TeacherLogits;
import org.flipcheck.train.fit.UpdateTrainer;
import org.flipcheck.train.interpolation.ModelWeights;
import org.flipcheck.train.interpolation.WeightInterpolation;

/**
 * Trains one update by every method and counts, on its development and its test examples, what each
 * comes to. Students start from random weights, as in MPT's released script; all with the same ones
 * and the same order of the examples as the new model without treatment, so that only the loss
 * differs. BCWI needs a new model that went on from the old one, and has one of its own.
 */
final class DistillationTrial implements AutoCloseable {

  /** How many untreated new models, of other seeds, are ELODI's reference. */
  static final int MEMBERS = 3;

  /** The published grid, but for 0, which is the fine-tuned model itself. */
  private static final double[] OLD_WEIGHTS =
      DoubleStream.iterate(1, i -> i <= 10, i -> i + 1).map(i -> i / 10).toArray();

  private static final int SEED_STEP = 1000;

  /** As in MPT's comparison: it imitates the old model at its own constants. */
  private static final DistillationLoss PCT_KL = pct(SoftenedDivergence.MPT, 1);

  private static final DistillationLoss PCT_LM = pct(new LogitMatching(ClassReduction.MEAN), 0.4);

  /** As in the released command lines for an ensemble. */
  private static final DistillationLoss ELODI =
      new EnsembleInhibition(
          Teacher.NEW, new LogitInhibition(0.2, 2, OptionalInt.empty(), Label.EXCLUDED), 0.8);

  private final Update update;
  private final FromScratch recipe;
  private final ClassMapping classes;
  private final FitPlan newPlan;
  private final Classifier old;
  private final Classifier now;
  private final List<Classifier> members = new ArrayList<>();
  private final Examination examination;
  private final List<CurvePoint> points = new ArrayList<>();

  private DistillationTrial(Update update, FromScratch recipe, int seed) throws IOException {
    this.update = update;
    this.recipe = recipe;
    classes = ClassMapping.of(update.knownClasses(), update.classes());
    newPlan = recipe.plan().withSeed(SEED_STEP + seed);
    old = untreated("old", update.oldTrain(), seed);
    now = untreated("new", update.newTrain(), newPlan.seed());
    for (int i = 1; i <= MEMBERS; i++) {
      members.add(untreated("member", update.newTrain(), SEED_STEP * (i + 1) + seed));
    }
    examination = new Examination(update, old, now);
  }

  /** The cache may hold what it likes: its files are named by what they are of. */
  static SeedRun run(
      Setting<FromScratch> setting, FromScratch recipe, int seed, Update update, Path cache)
      throws IOException {
    try (DistillationTrial trial = new DistillationTrial(update, recipe, seed)) {
      trial.evaluate(new TeacherCache(cache), seed);
      return SeedRun.of(setting, recipe, seed, update, trial.points);
    }
  }

  private static DistillationLoss pct(LogitDistance distance, double weight) {
    return new PositiveCongruentTraining(distance, FocalWeights.PCT, weight, 1);
  }

  private Classifier untreated(String name, LabelledExamples examples, int seed)
      throws IOException {
    Classifier model = update.untrained(name, examples.classes());
    UpdateTrainer.of(model, examples, recipe.plan().withSeed(seed)).fit();
    return model;
  }

  private void evaluate(TeacherCache cache, int seed) throws IOException {
    points.add(examination.ofOld());
    points.add(examination.ofNew());
    add(Method.RESEEDED, OptionalDouble.empty(), members.get(0));
    TeacherLogits ofOld = cache.logits(old, update.newTrain());
    TeacherLogits ofNew = cache.logits(now, update.newTrain());
    TeacherLogits reference = cache.mean(members, update.newTrain());
    addStudent(Method.PCT_KL, OptionalDouble.empty(), PCT_KL, ofOld, ofNew);
    addStudent(Method.PCT_LM, OptionalDouble.empty(), PCT_LM, ofOld, ofNew);
    addStudent(Method.ELODI, OptionalDouble.empty(), ELODI, ofOld, reference);
    addMargins(Method.MPT_KL, MarginPreservingDistillation::divergence, ofOld, ofNew);
    addMargins(Method.MPT_LM, MarginPreservingDistillation::logitMatching, ofOld, ofNew);
    addInterpolated(seed);
    points.addAll(examination.ensemble());
  }

  private void addMargins(
      Method method,
      DoubleFunction<DistillationLoss> loss,
      TeacherLogits ofOld,
      TeacherLogits ofNew)
      throws IOException {
    for (double margin : recipe.margins()) {
      addStudent(method, OptionalDouble.of(margin), loss.apply(margin), ofOld, ofNew);
    }
  }

  private void addStudent(
      Method method,
      OptionalDouble margin,
      DistillationLoss loss,
      TeacherLogits ofOld,
      TeacherLogits ofNew)
      throws IOException {
    try (Classifier student = update.untrained("student", update.classes())) {
      UpdateTrainer.of(student, update.newTrain(), newPlan)
          .optLoss(loss, classes)
          .optTeacher(Teacher.OLD, ofOld)
          .optTeacher(Teacher.NEW, ofNew)
          .fit();
      add(method, margin, student);
    }
  }

  private void addInterpolated(int seed) throws IOException {
    try (Classifier tuned = update.untrained("fine-tuned", update.classes());
        Classifier mixed = update.untrained("mixed", update.classes())) {
      tuned.startFrom(old, seed);
      UpdateTrainer.of(tuned, update.newTrain(), newPlan).fit();
      Pair answers = examination.ask(tuned);
      points.add(examination.point(Method.FINE_TUNED, OptionalDouble.empty(), answers));
      points.add(examination.point(Method.BCWI, Kind.BCWI, 0, answers));
      mixed.startFrom(tuned, seed);
      WeightInterpolation models =
          WeightInterpolation.builder(
                  ModelWeights.of(old.network()), ModelWeights.of(tuned.network()))
              .optRows(update.outputRows())
              .build();
      points.addAll(examination.interpolated(Method.BCWI, Kind.BCWI, models, OLD_WEIGHTS, mixed));
    }
  }

  private void add(Method method, OptionalDouble margin, Classifier model) {
    points.add(examination.point(method, margin, examination.ask(model)));
  }

  @Override
  public void close() {
    old.close();
    now.close();
    members.forEach(Classifier::close);
    examination.close();
  }
}

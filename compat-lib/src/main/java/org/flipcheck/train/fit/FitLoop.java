package org.flipcheck.train.fit;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.DefaultTrainingConfig;
import ai.djl.training.GradientCollector;
import ai.djl.training.Trainer;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.flipcheck.metrics.FlipCounts;
import org.flipcheck.text.Sha256;
import org.flipcheck.train.Classifier;
import org.flipcheck.train.LabelledExamples;
import org.flipcheck.train.distillation.ClassMapping;
import org.flipcheck.train.distillation.DistillationLoss;
import org.flipcheck.train.distillation.Teacher;
import org.flipcheck.train.distillation.TrainingLoss;
import org.flipcheck.train.interpolation.ModelWeights;

/** The loop of {@link UpdateTrainer}, for arguments that fit together. */
final class FitLoop implements AutoCloseable {

  private static final int EXAMPLES_SHOWN = 8;
  private static final double NANOS = 1e9;

  private final Classifier student;
  private final LabelledExamples examples;
  private final FitPlan plan;
  private final List<TeacherLogits> teachers;
  private final Optional<Validation> validation;
  private final FitListener listener;
  private final StatefulOptimizer optimizer;
  private final OptimizerState optimizerState;
  private final Trainer trainer;
  private final Gradients gradients;
  private final String identity;
  private final long steps;

  FitLoop(
      Classifier student,
      LabelledExamples examples,
      FitPlan plan,
      DistillationLoss loss,
      ClassMapping classes,
      Map<Teacher, TeacherLogits> teachers,
      Optional<Validation> validation,
      FitListener listener) {
    this.student = student;
    this.examples = examples;
    this.plan = plan;
    this.validation = validation;
    this.listener = listener;
    this.teachers = loss.teachers().stream().sorted().map(teachers::get).toList();
    this.steps = (long) plan.epochs() * plan.stepsPerEpoch(examples.size());
    this.optimizer = new StatefulOptimizer(plan.rule(), plan.weightDecay());
    this.trainer =
        student.newTrainer(
            new DefaultTrainingConfig(new TrainingLoss("loss", loss, classes))
                .optDevices(new Device[] {Device.cpu()})
                .optOptimizer(optimizer));
    trainer.getManager().getEngine().setRandomSeed(plan.seed());
    trainer.initialize(new Shape(1).addAll(examples.inputShape()));
    this.gradients = new Gradients(student.network());
    this.optimizerState = new OptimizerState(optimizer, student.network());
    this.identity = identity(loss, classes);
  }

  /** The identity of all that decides the numbers of this training. */
  String identity() {
    return identity;
  }

  private String identity(DistillationLoss loss, ClassMapping classes) {
    String taught =
        teachers.stream().map(TeacherLogits::fingerprint).collect(Collectors.joining(" "));
    int[] labels = IntStream.range(0, examples.size()).map(examples::label).toArray();
    return Sha256.of(
        String.join(
            "\n",
            plan.toString(),
            loss.toString(),
            classes.old() + " " + classes.now() + " " + Arrays.toString(classes.studentColumns()),
            taught,
            TeacherCache.fingerprint(examples),
            Arrays.toString(labels),
            validation.map(Validation::identity).orElse("unvalidated"),
            TeacherCache.fingerprint(student)));
  }

  FitResult run(Optional<FitCheckpoints> checkpoints) throws IOException {
    FitProgress progress = new FitProgress(validation.map(Validation::policy));
    if (checkpoints.isPresent()) {
      checkpoints.get().last().ifPresent(saved -> restore(saved, progress));
    }
    while (progress.done() < plan.epochs() && !progress.isToStop()) {
      FitEpoch epoch = epochOrBestBefore(progress);
      ModelWeights weights = ModelWeights.of(student.network());
      progress.add(epoch, weights);
      if (checkpoints.isPresent()) {
        checkpoints.get().save(progress, weights, optimizerState.read());
      }
      listener.epoch(epoch);
    }
    progress.bestWeights().into(student.network());
    return new FitResult(progress.epochs(), progress.best());
  }

  private void restore(FitCheckpoints.Saved saved, FitProgress progress) {
    progress.restore(saved.epochs(), saved.best());
    saved.weights().into(student.network());
    optimizerState.write(saved.optimizer());
  }

  private FitEpoch epochOrBestBefore(FitProgress progress) {
    try {
      return epoch(progress);
    } catch (TrainingException e) {
      if (progress.best() > 0) {
        progress.bestWeights().into(student.network());
      }
      throw e;
    }
  }

  private FitEpoch epoch(FitProgress progress) {
    long begun = System.nanoTime();
    int number = progress.done() + 1;
    long seed = 31L * plan.seed() + number;
    trainer.getManager().getEngine().setRandomSeed((int) seed);
    int[] order = Shuffle.order(examples.size(), seed);
    double lossSum = 0;
    int count = plan.stepsPerEpoch(order.length);
    for (int step = 1; step <= count; step++) {
      int start = (step - 1) * plan.batchSize();
      int[] batch =
          Arrays.copyOfRange(order, start, Math.min(start + plan.batchSize(), order.length));
      double loss = step(number, step, batch);
      lossSum += loss * batch.length;
      listener.step(number, step, count, loss);
    }
    Optional<FlipCounts> counts = validation.map(how -> how.of(student));
    FitEpoch epoch = new FitEpoch(number, lossSum / order.length, counts, true, 0);
    return new FitEpoch(
        number,
        lossSum / order.length,
        counts,
        progress.wouldBeBest(epoch),
        (System.nanoTime() - begun) / NANOS);
  }

  private double step(int epoch, int step, int[] batch) {
    try (NDManager scope = trainer.getManager().newSubManager()) {
      NDList inputs = new NDList(examples.inputs(scope, batch));
      NDList labels = new NDList(examples.labels(scope, batch));
      teachers.forEach(teacher -> labels.add(teacher.batch(scope, batch)));
      double loss;
      try (GradientCollector collector = trainer.newGradientCollector()) {
        NDArray value = trainer.getLoss().evaluate(labels, trainer.forward(inputs));
        collector.backward(value);
        loss = value.getFloat();
      }
      requireFinite(loss, epoch, step, batch);
      plan.clipNorm().ifPresent(gradients::clip);
      long number = (long) (epoch - 1) * plan.stepsPerEpoch(examples.size()) + step;
      optimizer.next(number, plan.learningRate() * plan.schedule().share(number - 1, steps));
      trainer.step();
      gradients.clear();
      return loss;
    }
  }

  private void requireFinite(double loss, int epoch, int step, int[] batch) {
    if (!Double.isFinite(loss)) {
      throw new TrainingException(
          "the loss is %s at step %d of epoch %d, of the examples %s%s; lower the learning rate, warm up or clip gradients; the last good checkpoint is kept"
              .formatted(
                  loss,
                  step,
                  epoch,
                  Arrays.stream(batch)
                      .limit(EXAMPLES_SHOWN)
                      .mapToObj(Integer::toString)
                      .collect(Collectors.joining(", ")),
                  batch.length > EXAMPLES_SHOWN
                      ? " and %d more".formatted(batch.length - EXAMPLES_SHOWN)
                      : ""));
    }
  }

  @Override
  public void close() {
    trainer.close();
  }
}

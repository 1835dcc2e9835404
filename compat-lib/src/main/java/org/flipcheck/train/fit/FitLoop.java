package org.flipcheck.train.fit;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Parameter;
import ai.djl.nn.SymbolBlock;
import ai.djl.training.DefaultTrainingConfig;
import ai.djl.training.GradientCollector;
import ai.djl.training.Trainer;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.flipcheck.metrics.FlipCounts;
import org.flipcheck.text.Sha256;
import org.flipcheck.train.Classifier;
import org.flipcheck.train.ExampleOrder;
import org.flipcheck.train.LabelledExamples;
import org.flipcheck.train.distillation.ClassMapping;
import org.flipcheck.train.distillation.DistillationLoss;
import org.flipcheck.train.distillation.Teacher;
import org.flipcheck.train.distillation.TrainingLoss;
import org.flipcheck.train.interpolation.ModelWeights;

/** The loop of {@link UpdateTrainer}, for arguments that fit together. */
final class FitLoop implements AutoCloseable {

  private static final int EXAMPLES_SHOWN = 8;
  private static final String GRAPH_OPTIMIZER = "ai.djl.pytorch.graph_optimizer";
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
  private final FitProgress progress;
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
    if (student.network() instanceof SymbolBlock) {
      keepEvaluable();
    }
    this.trainer =
        student.newTrainer(
            new DefaultTrainingConfig(new TrainingLoss("loss", loss, classes))
                .optDevices(new Device[] {Device.cpu()})
                .optOptimizer(optimizer));
    trainer.getManager().getEngine().setRandomSeed(plan.seed());
    trainer.initialize(new Shape(1).addAll(examples.inputShape()));
    if (student.network() instanceof SymbolBlock) {
      // DJL takes a TorchScript model for one in training mode, whatever mode it was saved in,
      // until it has been evaluated: else the first epoch would go without dropout.
      student.logits(examples.chosen(new int[] {0}));
    }
    List<Parameter> trained = TrainedParameters.of(student.network());
    optimizer.leaveOut(allBut(trained));
    this.gradients = new Gradients(trained);
    gradients.overwrite();
    this.optimizerState = new OptimizerState(optimizer, trained);
    this.progress = new FitProgress(validation.map(Validation::policy));
    this.identity = identity(loss, classes);
  }

  /**
   * PyTorch optimizes the graph of a TorchScript model for its gradients after some training steps,
   * and that graph cannot be evaluated without them, as validation does.
   */
  private static void keepEvaluable() {
    if (System.getProperty(GRAPH_OPTIMIZER) == null) {
      System.setProperty(GRAPH_OPTIMIZER, "false");
    }
  }

  private Set<String> allBut(List<Parameter> trained) {
    return student.network().getParameters().values().stream()
        .filter(parameter -> !trained.contains(parameter))
        .map(Parameter::getId)
        .collect(Collectors.toSet());
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
    if (checkpoints.isPresent()) {
      checkpoints.get().restore(this::restore);
    }
    while (progress.done() < plan.epochs() && !progress.isToStop()) {
      FitEpoch epoch = epochOrBestBefore();
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

  private void restore(FitCheckpoints.Saved saved) {
    // First the best, which are put back at the end: whether they fit is better known now.
    saved.best().into(student.network());
    saved.weights().into(student.network());
    optimizerState.write(saved.optimizer());
    progress.restore(saved.epochs(), saved.best());
  }

  private FitEpoch epochOrBestBefore() {
    try {
      return epoch();
    } catch (TrainingException e) {
      if (progress.best() > 0) {
        progress.bestWeights().into(student.network());
      }
      throw e;
    }
  }

  private FitEpoch epoch() {
    long begun = System.nanoTime();
    int number = progress.done() + 1;
    long seed = 31L * plan.seed() + number;
    trainer.getManager().getEngine().setRandomSeed((int) seed);
    int[] order = ExampleOrder.shuffled(examples.size(), new Random(seed));
    double lossSum = 0;
    int count = plan.stepsPerEpoch(order.length);
    for (int step = 1; step <= count; step++) {
      int start = (step - 1) * plan.batchSize();
      int[] batch =
          Arrays.copyOfRange(order, start, Math.min(start + plan.batchSize(), order.length));
      double loss = step(number, step, batch);
      lossSum += loss * batch.length;
      listener.step(number, step, count, loss);
      if (step == count) {
        requireUsable(number, step, batch);
      }
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
      throw diverged("the loss is %s at".formatted(loss), epoch, step, batch);
    }
  }

  /** The last step of an epoch has no loss after it that would tell. */
  private void requireUsable(int epoch, int step, int[] batch) {
    for (float[] row : student.logits(examples.chosen(batch))) {
      for (float logit : row) {
        if (!Float.isFinite(logit)) {
          throw diverged("a logit is %s after".formatted(logit), epoch, step, batch);
        }
      }
    }
  }

  private TrainingException diverged(String what, int epoch, int step, int[] batch) {
    String shown =
        Arrays.stream(batch)
            .limit(EXAMPLES_SHOWN)
            .mapToObj(Integer::toString)
            .collect(Collectors.joining(", "));
    int more = batch.length - EXAMPLES_SHOWN;
    return new TrainingException(
        "%s step %d of epoch %d, of the examples %s%s; lower the learning rate, warm up or clip gradients; %s"
            .formatted(
                what,
                step,
                epoch,
                shown,
                more > 0 ? " and %d more".formatted(more) : "",
                progress.best() > 0
                    ? "the student has the weights of epoch %d".formatted(progress.best())
                    : "the student has no usable weights"));
  }

  @Override
  public void close() {
    optimizer.close();
    trainer.close();
  }
}

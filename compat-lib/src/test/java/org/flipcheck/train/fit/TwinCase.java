package org.flipcheck.train.fit;

import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import ai.djl.nn.Parameter;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Random;
import org.flipcheck.train.BrightQuarters;
import org.flipcheck.train.Classifier;
import org.flipcheck.train.LabelledExamples;
import org.flipcheck.train.MultilayerPerceptron;
import org.flipcheck.train.SmallConvNet;
import org.flipcheck.train.distillation.ClassMapping;
import org.flipcheck.train.distillation.ClassReduction;
import org.flipcheck.train.distillation.DistillationLoss;
import org.flipcheck.train.distillation.FocalWeights;
import org.flipcheck.train.distillation.LogitMatching;
import org.flipcheck.train.distillation.MarginCalibration;
import org.flipcheck.train.distillation.MarginPreservingDistillation;
import org.flipcheck.train.distillation.PositiveCongruentTraining;
import org.flipcheck.train.distillation.Teacher;

/**
 * A training that Java and the PyTorch script {@code src/test/python/twin.py} both run. All of it
 * comes of java.util.Random, so that it is the same everywhere.
 *
 * @param name of the case
 * @param network mlp or convnet
 * @param loss in Java
 * @param spec the same loss, as the script reads it
 * @param plan how to train
 */
record TwinCase(
    String name, String network, DistillationLoss loss, Map<String, Object> spec, FitPlan plan) {

  static final int OLD_CLASSES = 3;
  static final LabelledExamples EXAMPLES = BrightQuarters.images(96, 150, 60, 7);

  private static final int HIDDEN = 24;
  private static final UpdateRule MOMENTUM = new UpdateRule.Momentum(0.9);
  private static final RateSchedule COSINE = new RateSchedule(RateSchedule.Curve.COSINE, 0);

  /** Small ones: 20 steps each. */
  static List<TwinCase> small() {
    return List.of(
        new TwinCase(
            "plain", "mlp", MarginCalibration.NONE, Map.of(), plan(MOMENTUM, 0.05, COSINE, 0)),
        new TwinCase(
            "mpt_kl_1",
            "mlp",
            MarginPreservingDistillation.divergence(1),
            mptDivergence(1),
            plan(MOMENTUM, 0.05, COSINE, 5e-4)),
        new TwinCase(
            "mpt_kl_4_adamw_convnet",
            "convnet",
            MarginPreservingDistillation.divergence(4),
            mptDivergence(4),
            plan(UpdateRule.ADAM_W, 0.002, RateSchedule.CONSTANT, 0.01)),
        new TwinCase(
            "mpt_lm_1_warm_up_clipped",
            "mlp",
            MarginPreservingDistillation.logitMatching(1),
            Map.of("margin", 1, "old", 0.4, "new", 0.4, "distance", Map.of("form", "lm_mean")),
            clipped(
                plan(MOMENTUM, 0.05, new RateSchedule(RateSchedule.Curve.LINEAR, 0.2), 5e-4), 0.5)),
        new TwinCase(
            "pct_lm",
            "mlp",
            new PositiveCongruentTraining(
                new LogitMatching(ClassReduction.SUM), FocalWeights.PCT, 0.1, 1),
            Map.of("old", 0.1, "distance", Map.of("form", "lm_sum")),
            plan(UpdateRule.SGD, 0.02, RateSchedule.CONSTANT, 0)));
  }

  /** Large ones, on 20,000 images: without treatment, and MPT. */
  static List<TwinCase> large() {
    FitPlan plan = new FitPlan(4, 128, MOMENTUM, 0.02, COSINE, 5e-4, OptionalDouble.empty(), 3);
    return List.of(
        new TwinCase("fashion_mnist_plain", "convnet", MarginCalibration.NONE, Map.of(), plan),
        new TwinCase(
            "fashion_mnist_mpt_kl_1",
            "convnet",
            MarginPreservingDistillation.divergence(1),
            mptDivergence(1),
            plan));
  }

  static Map<String, Object> mptDivergence(double margin) {
    return Map.of("margin", margin, "old", 1, "new", 1, "distance", Map.of("form", "kl", "tau", 5));
  }

  private static FitPlan plan(UpdateRule rule, double rate, RateSchedule schedule, double decay) {
    return new FitPlan(4, 20, rule, rate, schedule, decay, OptionalDouble.empty(), 11);
  }

  private static FitPlan clipped(FitPlan plan, double norm) {
    return new FitPlan(
        plan.epochs(),
        plan.batchSize(),
        plan.rule(),
        plan.learningRate(),
        plan.schedule(),
        plan.weightDecay(),
        OptionalDouble.of(norm),
        plan.seed());
  }

  /** A student with weights from java.util.Random, of the size that keeps activations in size. */
  Classifier student(LabelledExamples examples) {
    int classes = examples.classes().size();
    Block block =
        network.equals("mlp")
            ? MultilayerPerceptron.create(HIDDEN, 0, classes)
            : SmallConvNet.create(classes);
    Classifier student = Classifier.of(name, examples.classes(), block);
    NDManager manager = NDManager.newBaseManager();
    block.initialize(manager, DataType.FLOAT32, new Shape(1).addAll(examples.inputShape()));
    Random random = new Random(5);
    for (Parameter parameter : block.getParameters().values()) {
      float[] values = new float[(int) parameter.getArray().size()];
      double inputs =
          Math.max(1, parameter.getArray().size() / parameter.getArray().getShape().get(0));
      for (int i = 0; i < values.length; i++) {
        values[i] = (float) (random.nextGaussian() / Math.sqrt(inputs) * (inputs == 1 ? 0.1 : 1));
      }
      parameter.getArray().set(values);
    }
    return student;
  }

  /** Logits that favour the label where there is one, three times of four. */
  static float[][] teacher(LabelledExamples examples, int classes, int seed) {
    Random random = new Random(seed);
    float[][] logits = new float[examples.size()][classes];
    for (int row = 0; row < logits.length; row++) {
      for (int i = 0; i < classes; i++) {
        logits[row][i] = (float) random.nextGaussian();
      }
      if (examples.label(row) < classes && random.nextInt(4) > 0) {
        logits[row][examples.label(row)] += 3;
      }
    }
    return logits;
  }

  static TeacherLogits cached(Path folder, String name, List<String> classes, float[][] logits)
      throws IOException {
    LogitIdentity identity =
        new LogitIdentity(name, TeacherCache.fingerprint(EXAMPLES), logits.length, classes);
    Path file = folder.resolve(identity.fileName());
    try (LogitFileWriter writer = new LogitFileWriter(file, identity)) {
      writer.add(logits);
      writer.finish();
    }
    return TeacherLogits.open(file, identity);
  }

  /** Trains in Java; the losses of the first 20 steps, and the student. */
  List<Double> train(Classifier student, Path folder) throws IOException {
    List<String> classes = EXAMPLES.classes();
    List<String> old = classes.subList(0, OLD_CLASSES);
    return train(
        student,
        EXAMPLES,
        ClassMapping.of(old, classes),
        Map.of(
            Teacher.OLD, cached(folder, "old", old, teacher(EXAMPLES, OLD_CLASSES, 1)),
            Teacher.NEW, cached(folder, "new", classes, teacher(EXAMPLES, classes.size(), 2))));
  }

  List<Double> train(
      Classifier student,
      LabelledExamples examples,
      ClassMapping mapping,
      Map<Teacher, TeacherLogits> teachers)
      throws IOException {
    List<Double> losses = new ArrayList<>();
    UpdateTrainer trainer =
        UpdateTrainer.of(student, examples, plan)
            .optLoss(loss, mapping)
            .optListener(
                new FitListener() {
                  @Override
                  public void step(int epoch, int step, int steps, double value) {
                    losses.add(value);
                  }
                });
    teachers.forEach(trainer::optTeacher);
    trainer.fit();
    return losses.subList(0, 20);
  }
}

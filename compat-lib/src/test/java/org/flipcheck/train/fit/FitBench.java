package org.flipcheck.train.fit;

import ai.djl.nn.Block;
import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Random;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.flipcheck.train.Classifier;
import org.flipcheck.train.ExampleOrder;
import org.flipcheck.train.LabelledExamples;
import org.flipcheck.train.MultilayerPerceptron;
import org.flipcheck.train.SmallConvNet;
import org.flipcheck.train.TrainingPlan;
import org.flipcheck.train.demo.FashionMnist;
import org.flipcheck.train.distillation.ClassMapping;
import org.flipcheck.train.distillation.MarginPreservingDistillation;
import org.flipcheck.train.distillation.Teacher;

/**
 * Times an epoch of plain training beside one of MPT-KL whose teachers are in the cache, and one
 * whose teachers are asked at each step: {@code mvn -P bench-train -pl compat-lib
 * process-test-classes}.
 *
 * <p>The three take turns in one process, each an epoch at a time from a new student; the first
 * round is not counted. Where teachers are asked, both are asked about as many examples as the step
 * has, beside a step with cached logits, so that it costs the reading of the file too, which is
 * little. An epoch is timed without the fingerprints that a training starts with. Processor seconds
 * are those of the process from the end of the first step, and are what to go by on a machine that
 * does other work.
 */
final class FitBench {

  private static final int OLD_CLASSES = 5;
  private static final int BATCH = 128;
  private static final int HIDDEN = 128;

  /** What the loss needs. */
  private enum Teaching {
    PLAIN,
    CACHED,
    ASKED
  }

  private final LabelledExamples examples;
  private final ClassMapping classes;
  private final IntFunction<Block> network;
  private final Path folder;

  private FitBench(LabelledExamples examples, IntFunction<Block> network, Path folder) {
    this.examples = examples;
    this.classes = ClassMapping.of(examples.classes().subList(0, OLD_CLASSES), examples.classes());
    this.network = network;
    this.folder = folder;
  }

  /** The folder of Fashion-MNIST, one for the cache, images, runs. */
  public static void main(String[] args) throws IOException {
    LabelledExamples all = FashionMnist.train(Path.of(args[0]));
    int images = Integer.parseInt(args[2]);
    int runs = Integer.parseInt(args[3]);
    LabelledExamples examples =
        all.chosen(
            Arrays.copyOf(
                ExampleOrder.shuffled(all.size(), new Random(1)), Math.min(images, all.size())));
    show(
        "%d images in batches of %d, medians of %d epochs, %d processors, Java %s",
        examples.size(),
        BATCH,
        runs,
        Runtime.getRuntime().availableProcessors(),
        Runtime.version());
    Path folder = Path.of(args[1]);
    new FitBench(examples, SmallConvNet::create, folder).compare("SmallConvNet", runs);
    new FitBench(examples, count -> MultilayerPerceptron.create(HIDDEN, 0, count), folder)
        .compare("MultilayerPerceptron of " + HIDDEN, runs);
  }

  private Classifier model(LabelledExamples of) {
    return Classifier.of("bench", of.classes(), network.apply(of.classes().size()));
  }

  private Classifier trained(LabelledExamples of) {
    Classifier model = model(of);
    model.fit(of, TrainingPlan.constant(1, BATCH, 0.001f, 3), epoch -> {});
    return model;
  }

  private void compare(String name, int runs) throws IOException {
    try (Classifier old = trained(examples.ofClasses(classes.old()));
        Classifier untreated = trained(examples)) {
      TeacherCache cache = new TeacherCache(folder);
      Map<Teacher, TeacherLogits> logits =
          Map.of(
              Teacher.OLD, cache.logits(old, examples),
              Teacher.NEW, cache.logits(untreated, examples));
      Map<Teaching, double[]> seconds = new EnumMap<>(Teaching.class);
      Map<Teaching, double[]> processor = new EnumMap<>(Teaching.class);
      for (int round = 0; round <= runs; round++) {
        for (Teaching each : Teaching.values()) {
          Meter meter =
              new Meter(each == Teaching.ASKED ? List.of(old, untreated) : List.of(), examples);
          double taken = epoch(each, logits, meter);
          if (round > 0) {
            seconds.computeIfAbsent(each, unused -> new double[runs])[round - 1] = taken;
            processor.computeIfAbsent(each, unused -> new double[runs])[round - 1] =
                meter.processorSeconds;
          }
        }
      }
      show("%s", name);
      report("seconds", seconds);
      report("processor seconds", processor);
      show("  peak resident %d MiB", peakMebibytes());
    }
  }

  private double epoch(Teaching teaching, Map<Teacher, TeacherLogits> logits, FitListener listener)
      throws IOException {
    FitPlan plan =
        new FitPlan(
            1,
            BATCH,
            new UpdateRule.Momentum(0.9),
            0.02,
            RateSchedule.CONSTANT,
            5e-4,
            OptionalDouble.empty(),
            3);
    try (Classifier student = model(examples)) {
      UpdateTrainer trainer = UpdateTrainer.of(student, examples, plan).optListener(listener);
      if (teaching != Teaching.PLAIN) {
        trainer.optLoss(MarginPreservingDistillation.divergence(1), classes);
        logits.forEach(trainer::optTeacher);
      }
      return trainer.fit().epochs().get(0).seconds();
    }
  }

  private void report(String what, Map<Teaching, double[]> times) {
    double plain = median(times.get(Teaching.PLAIN));
    times.forEach(
        (teaching, all) ->
            show(
                "  %-6s %.3f %s (%.3f to %.3f), %.2f of plain, %.0f rows each",
                teaching,
                median(all),
                what,
                Arrays.stream(all).min().orElseThrow(),
                Arrays.stream(all).max().orElseThrow(),
                median(all) / plain,
                examples.size() / median(all)));
  }

  /** Asks teachers about each batch, and measures the processor. */
  private static final class Meter implements FitListener {

    private final List<Classifier> asked;
    private final LabelledExamples examples;
    private long begun;
    private double processorSeconds;

    Meter(List<Classifier> asked, LabelledExamples examples) {
      this.asked = asked;
      this.examples = examples;
    }

    private static long processorNanos() {
      return ((OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
          .getProcessCpuTime();
    }

    @Override
    public void step(int epoch, int step, int steps, double loss) {
      if (step == 1) {
        begun = processorNanos();
      }
      int start = (step - 1) * BATCH;
      int end = Math.min(start + BATCH, examples.size());
      LabelledExamples batch = examples.chosen(IntStream.range(start, end).toArray());
      asked.forEach(teacher -> teacher.logits(batch));
    }

    @Override
    public void epoch(FitEpoch epoch) {
      processorSeconds = (processorNanos() - begun) / 1e9;
    }
  }

  private static double median(double[] values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    return (sorted[(sorted.length - 1) / 2] + sorted[sorted.length / 2]) / 2;
  }

  private static long peakMebibytes() throws IOException {
    return Files.readAllLines(Path.of("/proc/self/status")).stream()
        .filter(line -> line.startsWith("VmHWM"))
        .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) / 1024)
        .findFirst()
        .orElseThrow();
  }

  private static void show(String format, Object... values) {
    System.out.println(String.format(Locale.ROOT, format, values));
  }
}

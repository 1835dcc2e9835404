package org.flipcheck.train.fit;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.nn.Parameter;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.flipcheck.checkpoint.DType;
import org.flipcheck.checkpoint.TensorSet;
import org.flipcheck.checkpoint.TensorSet.HeapTensor;
import org.flipcheck.train.Classifier;
import org.flipcheck.train.ExampleOrder;
import org.flipcheck.train.LabelledExamples;
import org.flipcheck.train.TrainingPlan;
import org.flipcheck.train.demo.FashionMnist;
import org.flipcheck.train.distillation.ClassMapping;
import org.flipcheck.train.distillation.Teacher;
import org.flipcheck.train.interpolation.BlockLogits;

/**
 * Writes trainings for {@code src/test/python/twin.py}, with what Java makes of them: the small
 * ones, whose losses by PyTorch are the golden file {@code mpt_training_steps.json}, and if a
 * folder of Fashion-MNIST is given large ones, with final counts and times.
 *
 * <p>Arguments: the folder to write to, and the folder of Fashion-MNIST or nothing.
 */
final class TwinExport {

  private static final JsonMapper JSON = new JsonMapper();
  private static final int IMAGES = 20_000;
  private static final int OLD = 5;

  private TwinExport() {}

  public static void main(String[] args) throws IOException {
    Path folder = Path.of(args[0]);
    for (TwinCase each : TwinCase.small()) {
      small(each, Files.createDirectories(folder.resolve(each.name())));
    }
    if (args.length > 1) {
      for (TwinCase each : TwinCase.large()) {
        fashion(each, Path.of(args[1]), Files.createDirectories(folder.resolve(each.name())));
      }
    }
  }

  private static void small(TwinCase each, Path folder) throws IOException {
    LabelledExamples examples = TwinCase.EXAMPLES;
    try (Classifier student = each.student(examples)) {
      List<HeapTensor> arrays = arrays(each, student, examples);
      arrays.add(floats("old_logits", TwinCase.teacher(examples, TwinCase.OLD_CLASSES, 1)));
      arrays.add(floats("new_logits", TwinCase.teacher(examples, examples.classes().size(), 2)));
      write(each, folder, arrays);
      json(folder.resolve("java.json"), Map.of("losses", each.train(student, folder)));
    }
  }

  private static void fashion(TwinCase each, Path data, Path folder) throws IOException {
    LabelledExamples all = FashionMnist.train(data);
    LabelledExamples examples =
        all.chosen(Arrays.copyOf(ExampleOrder.shuffled(all.size(), new Random(1)), IMAGES));
    LabelledExamples test = FashionMnist.test(data);
    List<String> known = examples.classes().subList(0, OLD);
    try (Classifier old = trained(each, examples.ofClasses(known));
        Classifier untreated = trained(each, examples);
        Classifier student = each.student(examples)) {
      TeacherCache cache = new TeacherCache(folder);
      List<HeapTensor> arrays = arrays(each, student, examples);
      arrays.add(floats("old_logits", old.logits(examples)));
      arrays.add(floats("new_logits", untreated.logits(examples)));
      int[] oldAnswers = BlockLogits.answers(old.logits(test));
      arrays.add(inputs("test_inputs", test));
      arrays.add(longs("test_labels", IntStream.range(0, test.size()).map(test::label).toArray()));
      arrays.add(longs("test_old_answers", oldAnswers));
      write(each, folder, arrays);
      Map<Teacher, TeacherLogits> teachers =
          Map.of(
              Teacher.OLD, cache.logits(old, examples),
              Teacher.NEW, cache.logits(untreated, examples));
      long begun = System.nanoTime();
      long cpu = cpuTime();
      List<Double> losses =
          each.train(student, examples, ClassMapping.of(known, examples.classes()), teachers);
      double seconds = (System.nanoTime() - begun) / 1e9 / each.plan().epochs();
      double cpuSeconds = (cpuTime() - cpu) / 1e9 / each.plan().epochs();
      int[] now = BlockLogits.answers(student.logits(test));
      Map<String, Object> result = new LinkedHashMap<>();
      result.put("losses", losses);
      result.put("seconds_per_epoch", seconds);
      result.put("cpu_seconds_per_epoch", cpuSeconds);
      result.put("accuracy", share(test, i -> now[i] == test.label(i)));
      result.put(
          "negative_flip_rate",
          share(test, i -> oldAnswers[i] == test.label(i) && now[i] != test.label(i)));
      json(folder.resolve("java.json"), result);
    }
  }

  /** Of all threads of this process, in nanoseconds. */
  private static long cpuTime() {
    return ((OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
        .getProcessCpuTime();
  }

  private static double share(
      LabelledExamples examples, java.util.function.IntPredicate condition) {
    return (double) IntStream.range(0, examples.size()).filter(condition).count() / examples.size();
  }

  private static Classifier trained(TwinCase each, LabelledExamples examples) {
    Classifier model = each.student(examples);
    model.fit(examples, TrainingPlan.constant(2, 128, 0.001f, 9), epoch -> {});
    return model;
  }

  private static List<HeapTensor> arrays(
      TwinCase each, Classifier student, LabelledExamples examples) {
    List<HeapTensor> arrays = new ArrayList<>();
    arrays.add(inputs("inputs", examples));
    arrays.add(longs("labels", IntStream.range(0, examples.size()).map(examples::label).toArray()));
    int count = examples.size();
    int[] order = new int[each.plan().epochs() * count];
    for (int epoch = 1; epoch <= each.plan().epochs(); epoch++) {
      int[] of = ExampleOrder.shuffled(count, new Random(31L * each.plan().seed() + epoch));
      System.arraycopy(of, 0, order, (epoch - 1) * count, count);
    }
    arrays.add(longs("order", order));
    List<Parameter> parameters = student.network().getParameters().values();
    for (int i = 0; i < parameters.size(); i++) {
      NDArray array = parameters.get(i).getArray();
      arrays.add(floats("parameter_" + i, array));
    }
    return arrays;
  }

  private static HeapTensor inputs(String name, LabelledExamples examples) {
    try (NDManager manager = NDManager.newBaseManager()) {
      return floats(name, examples.inputs(manager, IntStream.range(0, examples.size()).toArray()));
    }
  }

  private static HeapTensor floats(String name, NDArray array) {
    return floats(
        name, array.toFloatArray(), Arrays.stream(array.getShape().getShape()).boxed().toList());
  }

  private static HeapTensor floats(String name, float[][] rows) {
    float[] values = new float[rows.length * rows[0].length];
    for (int i = 0; i < rows.length; i++) {
      System.arraycopy(rows[i], 0, values, i * rows[0].length, rows[0].length);
    }
    return floats(name, values, List.of((long) rows.length, (long) rows[0].length));
  }

  private static HeapTensor floats(String name, float[] values, List<Long> shape) {
    ByteBuffer bytes =
        ByteBuffer.allocate(values.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    bytes.asFloatBuffer().put(values);
    return new HeapTensor(name, DType.F32, shape, bytes);
  }

  private static HeapTensor longs(String name, int[] values) {
    ByteBuffer bytes =
        ByteBuffer.allocate(values.length * Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    Arrays.stream(values).forEach(value -> bytes.putLong(value));
    return new HeapTensor(name, DType.I64, List.of((long) values.length), bytes.flip());
  }

  private static void write(TwinCase each, Path folder, List<HeapTensor> arrays)
      throws IOException {
    new TensorSet(Map.of(), arrays).write(folder.resolve("arrays.safetensors"));
    FitPlan plan = each.plan();
    Map<String, Object> of = new LinkedHashMap<>();
    of.put("epochs", plan.epochs());
    of.put("batch_size", plan.batchSize());
    of.put("rule", plan.rule() instanceof UpdateRule.AdamW ? "adamw" : "sgd");
    of.put("momentum", plan.rule() instanceof UpdateRule.Momentum m ? m.momentum() : 0);
    of.put("learning_rate", plan.learningRate());
    of.put("curve", plan.schedule().curve().name());
    of.put("warm_up", plan.schedule().warmUp());
    of.put("weight_decay", plan.weightDecay());
    of.put("clip_norm", plan.clipNorm().orElse(0));
    json(
        folder.resolve("case.json"),
        Map.of("network", each.network(), "loss", each.spec(), "plan", of));
  }

  private static void json(Path file, Map<String, ?> values) throws IOException {
    Files.writeString(file, JSON.writerWithDefaultPrettyPrinter().writeValueAsString(values));
  }
}

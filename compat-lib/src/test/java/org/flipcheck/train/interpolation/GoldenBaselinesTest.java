package org.flipcheck.train.interpolation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.GradientCollector;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.flipcheck.GoldenVectors;
import org.flipcheck.GoldenVectors.Vector;
import org.flipcheck.train.distillation.ClassMapping;
import org.flipcheck.train.distillation.DistillationBaseline;
import org.flipcheck.train.distillation.LogitBatch;
import org.flipcheck.train.distillation.PlainDistillation;
import org.flipcheck.train.distillation.SoftenedDivergence;
import org.flipcheck.train.distillation.Teacher;
import org.flipcheck.train.distillation.TemperatureScaling;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What interpolation is compared with, against the official code of BCWI: in float64 to 1e-12 of
 * each value , in float32 to 1e-5.
 */
class GoldenBaselinesTest {

  private static final List<DataType> TYPES = List.of(DataType.FLOAT64, DataType.FLOAT32);

  private static final Pattern SETTING = Pattern.compile("(.*)@alpha=(.*),T=(.*)");

  static List<Vector> ensembles() {
    return GoldenVectors.load("probability_ensemble");
  }

  @ParameterizedTest
  @MethodSource("ensembles")
  void probabilityEnsemble(Vector vector) {
    float[][] old = floats(vector.inputs().get("old_logits"));
    List<float[][]> news = new ArrayList<>();
    vector.inputs().get("new_logits").forEach(one -> news.add(floats(one)));
    List<String> classes = IntStream.range(0, old[0].length).mapToObj(i -> "class " + i).toList();
    List<String> known = new ArrayList<>(classes);
    vector.params().get("new_label_ids").forEach(id -> known.set(id.asInt(), ""));
    int[] labels =
        IntStream.range(0, old.length)
            .map(i -> vector.inputs().get("labels").get(i).asInt())
            .toArray();

    for (Map.Entry<String, JsonNode> expected : vector.expected().properties()) {
      double alpha = Double.parseDouble(expected.getKey().substring("alpha=".length()));
      ProbabilityEnsemble ensemble = ProbabilityEnsemble.of(known, classes);
      double[][] found = ensemble.probabilities(alpha, old, news);
      int[] answers = ProbabilityEnsemble.answers(found);

      assertClose(
          Stream.of(found).flatMapToDouble(Arrays::stream).toArray(),
          expected.getValue().get("probabilities"),
          1e-12);
      assertThat(answers)
          .containsExactly(
              IntStream.range(0, answers.length)
                  .map(i -> expected.getValue().get("pred").get(i).asInt())
                  .toArray());
      int[] before = ProbabilityEnsemble.answers(ensemble.probabilities(1, old, news));
      long flips =
          IntStream.range(0, labels.length)
              .filter(i -> before[i] == labels[i] && answers[i] != labels[i])
              .count();
      assertThat((double) flips / labels.length)
          .isEqualTo(expected.getValue().get("nfr_vs_old").asDouble(), within(1e-12));
    }
  }

  static List<Vector> regularisers() {
    return GoldenVectors.load("bcwi_regulariser_baselines");
  }

  @ParameterizedTest
  @MethodSource("regularisers")
  void penaltiesAndPriorWeightDecay(Vector vector) {
    double strength = vector.params().get("strength").asDouble();
    double rate = vector.params().get("lr").asDouble();
    for (DataType type : TYPES) {
      try (NDManager manager = NDManager.newBaseManager()) {
        NDList weights = new NDList(array(manager, vector.inputs().get("param"), type));
        NDList old = new NDList(array(manager, vector.inputs().get("old_param"), type));
        NDList fisher = new NDList(array(manager, vector.inputs().get("fisher"), type));
        NDArray gradient = array(manager, vector.inputs().get("grad"), type);

        double tolerance = type == DataType.FLOAT64 ? 1e-12 : 1e-5;
        assertClose(
            values(PriorPenalty.l2(weights, old, strength)),
            vector.expected().get("l2_penalty"),
            tolerance);
        assertClose(
            values(PriorPenalty.elasticWeightConsolidation(weights, old, fisher, strength)),
            vector.expected().get("ewc_penalty"),
            tolerance);
        PriorPenalty.decayTowards(weights, old, rate, strength);
        weights.get(0).subi(gradient.mul(rate));
        assertClose(
            values(weights.get(0)),
            vector.expected().get("param_after_priorwd_sgd_step"),
            tolerance);
      }
    }
  }

  static List<Vector> distillations() {
    return GoldenVectors.load("bcwi_distillation_baseline");
  }

  @ParameterizedTest
  @MethodSource("distillations")
  void distillation(Vector vector) {
    for (DataType type : TYPES) {
      for (Map.Entry<String, JsonNode> expected : vector.expected().properties()) {
        try (NDManager manager = NDManager.newBaseManager()) {
          NDArray student = array(manager, vector.inputs().get("student_logits"), type);
          student.setRequiresGradient(true);
          NDArray loss;
          try (GradientCollector collector = Engine.getInstance().newGradientCollector()) {
            loss = loss(vector, expected.getKey(), student, manager, type);
            collector.backward(loss);
          }

          double tolerance = type == DataType.FLOAT64 ? 1e-12 : 1e-5;
          assertClose(values(loss), expected.getValue().get("value"), tolerance);
          assertClose(
              values(student.getGradient()),
              expected.getValue().get("grad_wrt_student_logits"),
              tolerance);
        }
      }
    }
  }

  private static NDArray loss(
      Vector vector, String setting, NDArray student, NDManager manager, DataType type) {
    NDArray teacher = array(manager, vector.inputs().get("teacher_logits"), type);
    JsonNode labelNode = vector.inputs().get("labels");
    NDArray labels =
        manager.create(
            IntStream.range(0, labelNode.size())
                .mapToLong(i -> labelNode.get(i).asLong())
                .toArray());
    JsonNode oldNode = vector.inputs().get("is_old_instance");
    boolean[] old = new boolean[oldNode.size()];
    for (int i = 0; i < old.length; i++) {
      old[i] = oldNode.get(i).asBoolean();
    }
    NDArray isOld = manager.create(old);
    Matcher parts = SETTING.matcher(setting);
    assertThat(parts.matches()).isTrue();
    double oldWeight = Double.parseDouble(parts.group(2));
    double temperature = Double.parseDouble(parts.group(3));
    DistillationBaseline baseline = new DistillationBaseline(oldWeight, temperature);
    return switch (parts.group(1)) {
      case "all" ->
          new PlainDistillation(
                  oldWeight, new SoftenedDivergence(temperature, TemperatureScaling.SQUARED))
              .of(allKnown(student, teacher, labels));
      case "better" -> baseline.whereOldIsBetter(student, teacher, labels);
      case "oldOnly" -> baseline.ofOld(student, teacher, labels, isOld);
      case "oldOnlyA" -> baseline.ofOldAnchored(student, teacher, labels, isOld);
      default -> throw new IllegalStateException(setting);
    };
  }

  /** A class that the teacher does not know has a logit of minus infinity in these vectors. */
  private static LogitBatch allKnown(NDArray student, NDArray teacher, NDArray labels) {
    List<String> classes =
        LongStream.range(0, student.getShape().get(1)).mapToObj(i -> "class " + i).toList();
    return LogitBatch.of(
        ClassMapping.of(classes, classes), student, labels, Map.of(Teacher.OLD, teacher));
  }

  private static NDArray array(NDManager manager, JsonNode values, DataType type) {
    Shape shape =
        values.get(0).isArray()
            ? new Shape(values.size(), values.get(0).size())
            : new Shape(values.size());
    return manager.create(GoldenNumbers.flat(values), shape).toType(type, true);
  }

  private static float[][] floats(JsonNode rows) {
    float[][] floats = new float[rows.size()][];
    for (int i = 0; i < floats.length; i++) {
      double[] row = GoldenNumbers.flat(rows.get(i));
      floats[i] = new float[row.length];
      for (int k = 0; k < row.length; k++) {
        floats[i][k] = (float) row[k];
      }
    }
    return floats;
  }

  private static double[] values(NDArray array) {
    return array.toType(DataType.FLOAT64, true).toDoubleArray();
  }

  private static void assertClose(double[] found, JsonNode expected, double tolerance) {
    double[] wanted = GoldenNumbers.flat(expected);
    assertThat(found).hasSameSizeAs(wanted);
    double scale = Arrays.stream(wanted).map(Math::abs).max().orElseThrow();
    for (int i = 0; i < wanted.length; i++) {
      assertThat(found[i]).isCloseTo(wanted[i], within(tolerance * scale));
    }
  }
}

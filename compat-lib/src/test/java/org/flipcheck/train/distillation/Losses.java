package org.flipcheck.train.distillation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.GradientCollector;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.flipcheck.train.interpolation.GoldenNumbers;

/** Losses of a few logits, and their gradients. */
final class Losses {

  /** In float64, and in float32 for inputs that both hold exactly. */
  static final List<DataType> TYPES = List.of(DataType.FLOAT64, DataType.FLOAT32);

  /** What stays of a tolerance where the value itself is 0. */
  private static final double ABSOLUTE = 1e-14;

  private Losses() {}

  /** A loss and its gradient by the student's logits, last dimension fastest. */
  static final class Result {
    private final double value;
    private final double[] gradient;

    Result(double value, double[] gradient) {
      this.value = value;
      this.gradient = gradient;
    }

    double value() {
      return value;
    }

    double[] gradient() {
      return gradient;
    }

    /** Within a share of the value, and of the largest element of the gradient. */
    void assertClose(double wanted, double tolerance) {
      assertThat(value).isCloseTo(wanted, within(tolerance * Math.abs(wanted) + ABSOLUTE));
    }

    void assertGradientClose(double[] wanted, double tolerance) {
      assertThat(gradient).hasSameSizeAs(wanted);
      double scale = Arrays.stream(wanted).map(Math::abs).max().orElseThrow();
      for (int i = 0; i < wanted.length; i++) {
        assertThat(gradient[i])
            .as("element %d", i)
            .isCloseTo(wanted[i], within(tolerance * scale + ABSOLUTE));
      }
    }

    void assertFinite() {
      assertThat(value).isFinite();
      assertThat(Arrays.stream(gradient).allMatch(Double::isFinite)).isTrue();
    }
  }

  /** The logits of a batch, by row and class. */
  static final class Batch {
    private final ClassMapping classes;
    private final double[][] student;
    private final long[] labels;
    private final Map<Teacher, double[][]> teachers;

    Batch(
        ClassMapping classes,
        double[][] student,
        long[] labels,
        Map<Teacher, double[][]> teachers) {
      this.classes = classes;
      this.student = student;
      this.labels = labels;
      this.teachers = teachers;
    }

    double[][] student() {
      return student;
    }
  }

  static Result of(DistillationLoss loss, Batch batch, DataType type) {
    return ofStudent(
        batch.student,
        type,
        student -> {
          NDManager manager = student.getManager();
          Map<Teacher, NDArray> teachers = new EnumMap<>(Teacher.class);
          batch.teachers.forEach((who, rows) -> teachers.put(who, array(manager, rows, type)));
          return loss.of(
              LogitBatch.of(batch.classes, student, manager.create(batch.labels), teachers));
        });
  }

  static Result of(DistillationLoss loss, Batch batch) {
    return of(loss, batch, DataType.FLOAT64);
  }

  /** Any scalar function of one array. */
  static Result ofStudent(double[][] values, DataType type, Function<NDArray, NDArray> loss) {
    try (NDManager manager = NDManager.newBaseManager()) {
      NDArray student = array(manager, values, type);
      student.setRequiresGradient(true);
      NDArray value;
      try (GradientCollector collector = Engine.getInstance().newGradientCollector()) {
        value = loss.apply(student);
        collector.backward(value);
      }
      return new Result(
          value.toType(DataType.FLOAT64, true).getDouble(),
          student.getGradient().toType(DataType.FLOAT64, true).toDoubleArray());
    }
  }

  static NDArray array(NDManager manager, double[][] rows, DataType type) {
    double[] flat = Arrays.stream(rows).flatMapToDouble(Arrays::stream).toArray();
    return manager.create(flat, new Shape(rows.length, rows[0].length)).toType(type, true);
  }

  static double[][] rows(JsonNode node) {
    return IntStream.range(0, node.size())
        .mapToObj(i -> GoldenNumbers.flat(node.get(i)))
        .toArray(double[][]::new);
  }

  static long[] labels(JsonNode node) {
    return IntStream.range(0, node.size()).mapToLong(i -> node.get(i).asLong()).toArray();
  }

  /** The first classes of the student, in the same order, as old classes. */
  static ClassMapping firstClasses(int old, int now) {
    return ClassMapping.of(names(old), names(now));
  }

  static List<String> names(int classes) {
    return IntStream.range(0, classes).mapToObj(i -> "class " + i).toList();
  }

  /** A teacher's logits for student columns alone, as vectors of the old slice have them. */
  static double[][] firstColumns(double[][] rows, int columns) {
    return Arrays.stream(rows).map(row -> Arrays.copyOf(row, columns)).toArray(double[][]::new);
  }
}

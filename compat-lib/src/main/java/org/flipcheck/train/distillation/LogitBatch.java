package org.flipcheck.train.distillation;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.IntStream;

/**
 * The logits of one batch, of the student and of its teachers, checked against the classes.
 *
 * <p>Losses are computed in float64 whatever the type of the logits: the divergence of two nearly
 * flat distributions, such as those at &tau; = 100, is a small difference of large sums, of which
 * float32 keeps four digits. Beside a forward pass the cost is small. Intermediate arrays belong to
 * the student's manager, so give each batch a manager of its own.
 */
public final class LogitBatch {

  /** In which losses are computed. */
  static final DataType TYPE = DataType.FLOAT64;

  private static final Set<DataType> LOGIT_TYPES = Set.of(DataType.FLOAT32, DataType.FLOAT64);

  private static final int MOST_ROWS_SHOWN = 5;

  private final ClassMapping classes;
  private final NDArray student;
  private final NDArray labels;
  private final Map<Teacher, NDArray> teachers = new EnumMap<>(Teacher.class);
  private Optional<NDArray> throughOldLayer = Optional.empty();

  private LogitBatch(
      ClassMapping classes, NDArray student, NDArray labels, Map<Teacher, NDArray> teachers) {
    this.classes = classes;
    this.student = widened(student);
    this.labels = labels.toType(DataType.INT64, false);
    teachers.forEach(
        (teacher, logits) -> this.teachers.put(teacher, logits.stopGradient().toType(TYPE, false)));
  }

  /**
   * A batch.
   *
   * @param classes of the old model and of the student
   * @param student logits being trained, of the shape (batch, new classes), float32 or float64
   * @param labels columns of the student, of the shape (batch), int32 or int64
   * @param teachers logits by teacher, of the shape (batch, classes of the teacher), float32 or
   *     float64; those that the loss needs
   * @return the batch
   * @throws IllegalArgumentException if it has no rows, or shapes, types or labels are others; the
   *     message lists all problems
   */
  public static LogitBatch of(
      ClassMapping classes, NDArray student, NDArray labels, Map<Teacher, NDArray> teachers) {
    List<String> problems = new ArrayList<>();
    long rows = student.getShape().dimension() == 0 ? 0 : student.getShape().get(0);
    if (rows == 0) {
      problems.add("the batch has no rows; leave it out");
    }
    requireLogits("the student", student, new Shape(rows, classes.now().size()), problems);
    for (Map.Entry<Teacher, NDArray> entry : new TreeMap<>(teachers).entrySet()) {
      int width = (entry.getKey() == Teacher.OLD ? classes.old() : classes.now()).size();
      requireLogits(entry.getKey().shown(), entry.getValue(), new Shape(rows, width), problems);
    }
    requireLabels(labels, rows, classes.now(), problems);
    Problems.throwIfAny(problems);
    return new LogitBatch(classes, student, labels, teachers);
  }

  /**
   * Adds what the old model's output layer makes of the student's features.
   *
   * @param logits being trained, of the shape (batch, old classes), float32 or float64
   * @return this
   * @throws IllegalArgumentException if they have another shape or type
   */
  public LogitBatch withOldLayer(NDArray logits) {
    List<String> problems = new ArrayList<>();
    Shape wanted = new Shape(student.getShape().get(0), classes.old().size());
    requireLogits("the old output layer", logits, wanted, problems);
    Problems.throwIfAny(problems);
    throughOldLayer = Optional.of(widened(logits));
    return this;
  }

  /** What the old model's output layer makes of the student's features. */
  NDArray throughOldLayer() {
    return throughOldLayer.orElseThrow(
        () ->
            new IllegalArgumentException(
                "the loss needs what the old output layer makes of the student's features; train a BackwardCompatibleBlock"));
  }

  /**
   * The classes of both sides.
   *
   * @return the mapping
   */
  public ClassMapping classes() {
    return classes;
  }

  /**
   * The student's logits, as they are at inference.
   *
   * @return of the shape (batch, new classes), float64
   */
  public NDArray student() {
    return student;
  }

  /**
   * The labels.
   *
   * @return columns of the student, of the shape (batch), int64
   */
  public NDArray labels() {
    return labels;
  }

  /**
   * The student beside a teacher, on the classes that both know.
   *
   * @param teacher which
   * @return the pair
   * @throws IllegalArgumentException if the batch has no logits of that teacher
   */
  public Teaching by(Teacher teacher) {
    NDArray logits = logitsOf(teacher);
    NDArray answers = logits.argMax(1);
    if (teacher == Teacher.OLD) {
      NDArray newColumns =
          logits.getManager().create(Arrays.stream(classes.newColumns()).asLongStream().toArray());
      return teaching(
          classes.sharedNewColumns(),
          LogitFunctions.columns(logits, classes.sharedOldColumns()),
          newColumns.gather(answers, 0));
    }
    int[] all = IntStream.range(0, classes.now().size()).toArray();
    return teaching(all, logits, answers);
  }

  /**
   * A teacher's probabilities for the classes of the student: the softmax over the classes that
   * both know, so given that the answer is none that was removed, and 0 for those that were added.
   *
   * @param teacher which
   * @return of the shape (batch, new classes), float64
   * @throws IllegalArgumentException if the batch has no logits of that teacher
   */
  public NDArray probabilities(Teacher teacher) {
    NDArray logits = logitsOf(teacher);
    if (teacher == Teacher.NEW) {
      return logits.softmax(1);
    }
    int[] shared = classes.sharedNewColumns();
    int[] source = new int[classes.now().size()];
    double[] isKnown = new double[source.length];
    for (int i = 0; i < shared.length; i++) {
      source[shared[i]] = i;
      isKnown[shared[i]] = 1;
    }
    NDArray known = LogitFunctions.columns(logits, classes.sharedOldColumns()).softmax(1);
    return LogitFunctions.columns(known, source).mul(logits.getManager().create(isKnown));
  }

  private Teaching teaching(int[] studentColumns, NDArray teacher, NDArray answers) {
    return new Teaching(
        LogitFunctions.columns(student, studentColumns),
        teacher,
        answers.eq(labels).toType(TYPE, false),
        labels,
        studentColumns);
  }

  private NDArray logitsOf(Teacher teacher) {
    NDArray logits = teachers.get(teacher);
    if (logits == null) {
      throw new IllegalArgumentException(
          "the loss needs the logits of %s, the batch has those of %s"
              .formatted(
                  teacher.shown(),
                  teachers.isEmpty()
                      ? "no teacher"
                      : String.join(
                          ", ", teachers.keySet().stream().map(Teacher::shown).toList())));
    }
    return logits;
  }

  /** The engine's change of type cuts the gradient; multiplying by a float64 one does not. */
  private static NDArray widened(NDArray logits) {
    return logits.getDataType() == TYPE
        ? logits
        : logits.mul(logits.getManager().create(new double[] {1}));
  }

  private static void requireLogits(
      String whose, NDArray logits, Shape wanted, List<String> problems) {
    if (!logits.getShape().equals(wanted)) {
      problems.add(
          "the logits of %s have the shape %s; %s is needed, one row per example and one column per class"
              .formatted(whose, logits.getShape(), wanted));
    }
    if (!LOGIT_TYPES.contains(logits.getDataType())) {
      problems.add(
          "the logits of %s are %s; convert them to FLOAT32 or FLOAT64"
              .formatted(whose, logits.getDataType()));
    }
  }

  private static void requireLabels(
      NDArray labels, long rows, List<String> classes, List<String> problems) {
    DataType type = labels.getDataType();
    if (!labels.getShape().equals(new Shape(rows))
        || (type != DataType.INT64 && type != DataType.INT32)) {
      problems.add(
          "the labels are %s of the shape %s; INT64 or INT32 of the shape %s is needed"
              .formatted(type, labels.getShape(), new Shape(rows)));
      return;
    }
    try (NDArray copy = labels.toType(DataType.INT64, true)) {
      long[] values = copy.toLongArray();
      List<String> wrong = new ArrayList<>();
      for (int row = 0; row < values.length; row++) {
        if (values[row] < 0 || values[row] >= classes.size()) {
          wrong.add("%d in row %d".formatted(values[row], row));
        }
      }
      if (!wrong.isEmpty()) {
        problems.add(
            "%d of %d labels are no column of the student, which has 0 to %d: %s%s"
                .formatted(
                    wrong.size(),
                    values.length,
                    classes.size() - 1,
                    String.join(", ", wrong.subList(0, Math.min(wrong.size(), MOST_ROWS_SHOWN))),
                    wrong.size() > MOST_ROWS_SHOWN ? " and more" : ""));
      }
    }
  }
}

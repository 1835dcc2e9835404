package org.flipcheck.train.fit;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.flipcheck.train.Classifier;
import org.flipcheck.train.LabelledExamples;
import org.flipcheck.train.distillation.ClassMapping;
import org.flipcheck.train.distillation.DistillationLoss;
import org.flipcheck.train.distillation.MarginCalibration;
import org.flipcheck.train.distillation.Teacher;

/**
 * Trains an update by a loss that may look at frozen teachers.
 *
 * <p>The logits of the teachers are computed once, before; so a step costs a forward and a backward
 * pass of the student, and the loss. Each epoch draws its order and its dropout from the seed and
 * its number alone: a training that was cut off goes on from its last checkpoint to the same
 * numbers, bit for bit, with one thread of the engine. The student ends with the weights of the
 * best epoch; without validation, of the last.
 *
 * <pre>{@code
 * TeacherCache cache = new TeacherCache(folder);
 * FitResult result =
 *     UpdateTrainer.of(student, examples, plan)
 *         .optLoss(MarginPreservingDistillation.divergence(1), mapping)
 *         .optTeacher(Teacher.OLD, cache.logits(old, examples))
 *         .optTeacher(Teacher.NEW, cache.logits(untreated, examples))
 *         .fit();
 * }</pre>
 */
public final class UpdateTrainer {

  private final Classifier student;
  private final LabelledExamples examples;
  private final FitPlan plan;
  private DistillationLoss loss = MarginCalibration.NONE;
  private ClassMapping classes;
  private final Map<Teacher, TeacherLogits> teachers = new EnumMap<>(Teacher.class);
  private Optional<Validation> validation = Optional.empty();
  private Function<String, Optional<Path>> checkpoints = identity -> Optional.empty();
  private FitListener listener = FitListener.NONE;

  private UpdateTrainer(Classifier student, LabelledExamples examples, FitPlan plan) {
    this.student = student;
    this.examples = examples;
    this.plan = plan;
    this.classes = ClassMapping.of(student.classes(), student.classes());
  }

  /**
   * A training by cross-entropy, of as many epochs as planned.
   *
   * @param student what is trained: a network without weights, which gets random ones, or with
   *     weights, from which it goes on
   * @param examples what it learns from, of its classes
   * @param plan how
   * @return the training, to be refined and begun
   */
  public static UpdateTrainer of(Classifier student, LabelledExamples examples, FitPlan plan) {
    return new UpdateTrainer(student, examples, plan);
  }

  /**
   * Another loss.
   *
   * @param how what is minimised
   * @param mapping of the old model's and the student's classes
   * @return this
   */
  public UpdateTrainer optLoss(DistillationLoss how, ClassMapping mapping) {
    loss = how;
    classes = mapping;
    return this;
  }

  /**
   * A frozen teacher.
   *
   * @param teacher which of them
   * @param logits of the examples, in their order
   * @return this
   */
  public UpdateTrainer optTeacher(Teacher teacher, TeacherLogits logits) {
    teachers.put(teacher, logits);
    return this;
  }

  /**
   * Examples that tell after each epoch how it goes; they choose the epoch, and may end the
   * training.
   *
   * @param how which examples, and what is best
   * @return this
   */
  public UpdateTrainer optValidation(Validation how) {
    validation = Optional.of(how);
    return this;
  }

  /**
   * Keeps the training after each epoch, and goes on from what is kept.
   *
   * @param folder of this training alone; made if missing
   * @return this
   */
  public UpdateTrainer optCheckpoints(Path folder) {
    checkpoints = identity -> Optional.of(folder);
    return this;
  }

  /**
   * Keeps the training after each epoch in a folder of its own within one that many trainings
   * share. It is named by all that decides this training's numbers: another plan, loss, teacher or
   * start finds another folder, and the same training its own. What DJL does not show of a layer,
   * such as the rate of dropout, is not in the name; networks that differ in that alone must not
   * share a folder.
   *
   * @param shared the folder that trainings share; made if missing
   * @return this
   */
  public UpdateTrainer optCheckpointsWithin(Path shared) {
    checkpoints = identity -> Optional.of(shared.resolve(identity));
    return this;
  }

  /**
   * Tells how it goes.
   *
   * @param who is told
   * @return this
   */
  public UpdateTrainer optListener(FitListener who) {
    listener = who;
    return this;
  }

  /**
   * Trains. Not more than one training at a time in a process: the engine's random numbers belong
   * to all.
   *
   * @return what came of it; the student has the weights of the best epoch
   * @throws TrainingException if something does not fit together, all of which is told at once; if
   *     the loss is no finite number, and then the student has the weights of the best epoch before
   *     or, without one, unusable ones; or if a checkpoint is of another training
   * @throws IOException if a checkpoint cannot be read or written
   */
  public FitResult fit() throws IOException {
    check();
    try (FitLoop loop =
        new FitLoop(student, examples, plan, loss, classes, teachers, validation, listener)) {
      Optional<Path> folder = checkpoints.apply(loop.identity());
      return loop.run(folder.map(own -> new FitCheckpoints(own, loop.identity())));
    }
  }

  private void check() {
    List<String> problems = new ArrayList<>();
    if (!classes.now().equals(student.classes())) {
      problems.add(
          "the loss is for the classes %s, the student has %s"
              .formatted(classes.now(), student.classes()));
    }
    checkClasses("the training examples are", examples, problems);
    validation.ifPresent(
        how -> checkClasses("the validation examples are", how.examples(), problems));
    Set<Teacher> needed = loss.teachers();
    for (Teacher teacher : needed) {
      if (!teachers.containsKey(teacher)) {
        problems.add(
            "the loss needs the logits of %s; give them by optTeacher".formatted(teacher.shown()));
      }
    }
    teachers.forEach((teacher, logits) -> checkTeacher(teacher, logits, problems));
    if (!problems.isEmpty()) {
      throw new TrainingException(problems);
    }
  }

  private void checkClasses(String what, LabelledExamples of, List<String> problems) {
    if (!of.classes().equals(student.classes())) {
      problems.add(
          "%s of the classes %s, the student has %s"
              .formatted(what, of.classes(), student.classes()));
    }
  }

  private void checkTeacher(Teacher teacher, TeacherLogits logits, List<String> problems) {
    List<String> declared = teacher == Teacher.OLD ? classes.old() : classes.now();
    if (!logits.classes().equals(declared)) {
      problems.add(
          "%s has the classes %s, but %s are declared for it"
              .formatted(teacher.shown(), logits.classes(), declared));
    }
    if (logits.size() != examples.size()) {
      problems.add(
          "%s has logits of %d examples, there are %d to learn from"
              .formatted(teacher.shown(), logits.size(), examples.size()));
    } else if (!logits.areOf(TeacherCache.fingerprint(examples))) {
      problems.add(
          "%s has logits of other examples than those to learn from, or of the same in another order"
              .formatted(teacher.shown()));
    }
  }
}

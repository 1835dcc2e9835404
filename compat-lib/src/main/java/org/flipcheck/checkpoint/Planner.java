package org.flipcheck.checkpoint;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** Matches the tensors of all models, and tells every difference before a byte is written. */
final class Planner {

  private final Interpolation interpolation;
  private final Models models;
  private final List<String> problems = new ArrayList<>();

  private Planner(Interpolation interpolation, Models models) {
    this.interpolation = interpolation;
    this.models = models;
  }

  /**
   * The plan of each tensor, by name.
   *
   * @throws CheckpointException with every difference between the models
   */
  static List<TensorPlan> plan(Interpolation interpolation, Models models) {
    return new Planner(interpolation, models).plan();
  }

  private List<TensorPlan> plan() {
    Map<String, Tensor> now = models.now().tensors();
    problems.addAll(interpolation.weights().problems(now.keySet()));
    problems.addAll(interpolation.rows().problems(now.keySet()));
    if (models.newFisher().isPresent() && models.oldFisher().isEmpty()) {
      problems.add(
          "the new model's Fisher information is given without the old model's; give both");
    }
    if (now.isEmpty()) {
      problems.add("%s has no tensors".formatted(models.now().path()));
    }
    compareNames(models.old(), models.now());
    models.soup().forEach(more -> compareLike(more, models.now()));
    models.oldFisher().ifPresent(fisher -> compareFisher(fisher, models.old()));
    models.newFisher().ifPresent(fisher -> compareFisher(fisher, models.now()));
    List<TensorPlan> plans = new ArrayList<>();
    for (Tensor tensor : now.values()) {
      Optional<String> reason = Unmixable.reason(tensor, now);
      reason.ifPresent(problems::add);
      Tensor old = models.old().tensors().get(tensor.name());
      if (old != null && reason.isEmpty()) {
        fit(old, tensor).ifPresent(segments -> plans.add(plan(old, tensor, segments)));
      }
    }
    CheckpointException.throwIfAny(problems);
    return plans;
  }

  private TensorPlan plan(Tensor old, Tensor now, List<Segment> segments) {
    String name = now.name();
    return new TensorPlan(
        name,
        now,
        old,
        models.soup().stream().flatMap(more -> find(more, name).stream()).toList(),
        models.oldFisher().flatMap(fisher -> find(fisher, name)),
        models.newFisher().flatMap(fisher -> find(fisher, name)),
        interpolation.weights().of(name),
        segments,
        Optional.empty());
  }

  private static Optional<Tensor> find(Checkpoint checkpoint, String name) {
    return Optional.ofNullable(checkpoint.tensors().get(name));
  }

  /** The segments of two tensors that fit together; else a problem. */
  private Optional<List<Segment>> fit(Tensor old, Tensor now) {
    if (old.type() != now.type()) {
      problems.add(
          "tensor %s is %s in the old model and %s in the new one; convert one of them"
              .formatted(Shown.text(now.name()), old.type(), now.type()));
      return Optional.empty();
    }
    boolean isLayer = interpolation.rows().isLayer(now.name()) && !now.shape().isEmpty();
    if (isLayer && tail(old).equals(tail(now))) {
      return fitRows(old, now);
    }
    if (!old.shape().equals(now.shape())) {
      boolean grew =
          !now.shape().isEmpty() && !old.shape().isEmpty() && tail(old).equals(tail(now));
      problems.add(
          "tensor %s has the shape %s in the old model and %s in the new one%s"
              .formatted(
                  Shown.text(now.name()),
                  old.shape(),
                  now.shape(),
                  grew
                      ? "; if its first dimension counts classes, name it as an output layer"
                      : "; only models of one architecture can be interpolated"));
      return Optional.empty();
    }
    return Optional.of(List.of(new Segment(0, 0, now.elements())));
  }

  private Optional<List<Segment>> fitRows(Tensor old, Tensor now) {
    long oldRows = old.shape().get(0);
    long newRows = now.shape().get(0);
    Optional<String> misfit = interpolation.rows().misfit(now.name(), oldRows, newRows);
    if (misfit.isPresent()) {
      problems.add(misfit.get());
      return Optional.empty();
    }
    int[] rows = interpolation.rows().oldRows((int) oldRows, (int) newRows);
    return Optional.of(Segment.ofRows(rows, newRows == 0 ? 0 : now.elements() / newRows));
  }

  private static List<Long> tail(Tensor tensor) {
    List<Long> shape = tensor.shape();
    return shape.subList(Math.min(1, shape.size()), shape.size());
  }

  private void compareNames(Checkpoint one, Checkpoint other) {
    missing(one, other);
    missing(other, one);
  }

  private void missing(Checkpoint from, Checkpoint than) {
    Set<String> names = new TreeSet<>(than.tensors().keySet());
    names.removeAll(from.tensors().keySet());
    for (String name : names) {
      problems.add(
          "tensor %s is in %s, but not in %s"
              .formatted(Shown.text(name), than.path(), from.path()));
    }
  }

  /** Models of a soup differ in nothing but their numbers. */
  private void compareLike(Checkpoint more, Checkpoint first) {
    compareNames(more, first);
    for (Tensor tensor : more.tensors().values()) {
      find(first, tensor.name())
          .filter(one -> one.type() != tensor.type() || !one.shape().equals(tensor.shape()))
          .ifPresent(
              one ->
                  problems.add(
                      "tensor %s is %s %s in %s and %s %s in %s; models of a soup are alike"
                          .formatted(
                              Shown.text(one.name()),
                              tensor.type(),
                              tensor.shape(),
                              more.path(),
                              one.type(),
                              one.shape(),
                              first.path())));
    }
  }

  private void compareFisher(Checkpoint fisher, Checkpoint model) {
    for (Tensor tensor : model.tensors().values()) {
      boolean isLearnt =
          tensor.type().kind() == DType.Kind.REAL && !TensorNames.isRunningStatistic(tensor.name());
      if (isLearnt && !fisher.tensors().containsKey(tensor.name())) {
        problems.add(
            "tensor %s is in %s, but its Fisher information is not in %s"
                .formatted(Shown.text(tensor.name()), model.path(), fisher.path()));
      }
    }
    for (Tensor tensor : fisher.tensors().values()) {
      Optional<Tensor> of = find(model, tensor.name());
      if (of.isEmpty()) {
        problems.add(
            "%s has Fisher information for tensor %s, which %s does not have"
                .formatted(fisher.path(), Shown.text(tensor.name()), model.path()));
      } else if (tensor.type().kind() != DType.Kind.REAL
          || !of.get().shape().equals(tensor.shape())) {
        problems.add(
            "%s has for tensor %s the shape %s of %s, the model has %s; Fisher information is floating point and has the model's shapes"
                .formatted(
                    fisher.path(),
                    Shown.text(tensor.name()),
                    tensor.shape(),
                    tensor.type(),
                    of.get().shape()));
      }
    }
  }
}

package org.flipcheck.train.interpolation;

import ai.djl.ndarray.types.Shape;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.flipcheck.checkpoint.OldWeights;
import org.flipcheck.checkpoint.OutputRows;
import org.flipcheck.checkpoint.Segment;

/** Matches the arrays of all models, and tells every difference before anything is mixed. */
final class Planner {

  private final WeightInterpolation.Builder asked;
  private final OutputRows rows;
  private final List<String> problems = new ArrayList<>();

  Planner(WeightInterpolation.Builder asked) {
    this.asked = asked;
    this.rows = OutputLayer.resolve(asked.rows, asked.now, problems);
  }

  /** The arrays that have rows of classes. */
  List<String> outputLayer() {
    return names(asked.now).stream().filter(rows::isLayer).toList();
  }

  /**
   * The plan of each array, in the order of the new model.
   *
   * @throws InterpolationException with every problem
   */
  List<TensorPlan> plan() {
    problems.addAll(new OldWeights(0, asked.named).problems(names(asked.now)));
    problems.addAll(rows.problems(names(asked.now)));
    problems.addAll(Differences.names("the old model", asked.old, "the new one", asked.now));
    for (int i = 0; i < asked.soup.size(); i++) {
      String more = "model %d of the soup".formatted(i + 2);
      problems.addAll(Differences.between("the new model", asked.now, more, asked.soup.get(i)));
    }
    checkStatistics();
    checkFishers();
    List<TensorPlan> plans = new ArrayList<>();
    for (WeightTensor now : asked.now.tensors()) {
      asked
          .old
          .tensor(now.name())
          .ifPresent(
              old -> fit(old, now).ifPresent(segments -> plans.add(plan(old, now, segments))));
    }
    InterpolationException.throwIfAny(problems);
    return plans;
  }

  private static Collection<String> names(ModelWeights model) {
    return model.tensors().stream().map(WeightTensor::name).toList();
  }

  private TensorPlan plan(WeightTensor old, WeightTensor now, List<Segment> segments) {
    boolean isLearnt = now.kind() == WeightKind.WEIGHT;
    return new TensorPlan(
        now,
        old,
        asked.soup.stream().flatMap(more -> more.tensor(now.name()).stream()).toList(),
        asked.oldFisher.filter(f -> isLearnt).flatMap(fisher -> fisher.tensor(now.name())),
        asked.newFisher.filter(f -> isLearnt).flatMap(fisher -> fisher.tensor(now.name())),
        segments);
  }

  private Optional<List<Segment>> fit(WeightTensor old, WeightTensor now) {
    if (old.type() != now.type() || old.kind() != now.kind()) {
      problems.add(
          "%s is %s in the old model and %s in the new one; convert one of them"
              .formatted(now.name(), Differences.shown(old), Differences.shown(now)));
      return Optional.empty();
    }
    boolean hasRows = now.shape().dimension() > 0 && old.shape().dimension() > 0;
    boolean isAlikeButForRows = hasRows && tail(old).equals(tail(now));
    if (rows.isLayer(now.name()) && isAlikeButForRows) {
      return fitRows(old, now);
    }
    if (!old.shape().equals(now.shape())) {
      problems.add(
          "%s has the shape %s in the old model and %s in the new one; %s"
              .formatted(
                  now.name(),
                  old.shape(),
                  now.shape(),
                  isAlikeButForRows
                      ? "if its first dimension counts classes, name it as an output layer"
                      : "only models of one architecture can be interpolated"));
      return Optional.empty();
    }
    return Optional.of(List.of(new Segment(0, 0, now.size())));
  }

  private Optional<List<Segment>> fitRows(WeightTensor old, WeightTensor now) {
    long oldRows = old.shape().get(0);
    long newRows = now.shape().get(0);
    Optional<String> misfit = rows.misfit(now.name(), oldRows, newRows);
    misfit.ifPresent(problems::add);
    return misfit.isPresent()
        ? Optional.empty()
        : Optional.of(
            Segment.ofRows(
                rows.oldRows((int) oldRows, (int) newRows),
                newRows == 0 ? 0 : now.size() / newRows));
  }

  private static Shape tail(WeightTensor tensor) {
    return tensor.shape().slice(1);
  }

  private void checkStatistics() {
    List<String> running =
        asked.now.tensors().stream()
            .filter(tensor -> tensor.kind() == WeightKind.RUNNING_STATISTIC)
            .map(WeightTensor::name)
            .toList();
    if (!running.isEmpty() && asked.statistics.isEmpty()) {
      problems.add(
          "the model has %d arrays of running statistics, such as %s; give data to re-estimate them from, or say that they be interpolated or kept from the new model"
              .formatted(running.size(), running.get(0)));
    }
  }

  private void checkFishers() {
    if (asked.newFisher.isPresent() && asked.oldFisher.isEmpty()) {
      problems.add(
          "the new model's Fisher information is given without the old model's; give both");
    }
    asked.oldFisher.ifPresent(
        fisher -> problems.addAll(FisherCheck.problems("old", fisher, asked.old)));
    asked.newFisher.ifPresent(
        fisher -> problems.addAll(FisherCheck.problems("new", fisher, asked.now)));
  }
}

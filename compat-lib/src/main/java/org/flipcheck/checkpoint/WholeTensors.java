package org.flipcheck.checkpoint;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Tensors that adapters keep whole, such as a trained head or biases: mixed as those of models. */
final class WholeTensors {

  /** What they are called in the result. */
  enum Names {
    AS_IN_ADAPTER,
    AS_IN_BASE
  }

  private WholeTensors() {}

  /**
   * How each is mixed.
   *
   * @param problems gets what cannot be
   */
  static List<TensorPlan> plan(
      AdapterMix mix, OldWeights weights, Names names, List<String> problems) {
    Adapter now = mix.fresh().get(0);
    List<Adapter> all = Stream.concat(Stream.of(mix.old()), mix.fresh().stream()).toList();
    Set<String> keys = new TreeSet<>();
    all.forEach(adapter -> keys.addAll(adapter.whole().keySet()));
    List<TensorPlan> plans = new ArrayList<>();
    for (String key : keys) {
      if (areAlike(key, all, problems)) {
        Tensor tensor = now.whole().get(key);
        Unmixable.reason(tensor, now.checkpoint().tensors()).ifPresent(problems::add);
        plans.add(
            new TensorPlan(
                names == Names.AS_IN_BASE ? key : tensor.name(),
                tensor,
                mix.old().whole().get(key),
                mix.fresh().stream().skip(1).map(more -> more.whole().get(key)).toList(),
                Optional.empty(),
                Optional.empty(),
                weights.of(tensor.name()),
                List.of(new Segment(0, 0, tensor.elements())),
                Optional.empty()));
      }
    }
    return plans;
  }

  private static boolean areAlike(String key, List<Adapter> all, List<String> problems) {
    Map<Boolean, List<Adapter>> having =
        all.stream()
            .collect(Collectors.partitioningBy(adapter -> adapter.whole().containsKey(key)));
    if (!having.get(false).isEmpty()) {
      problems.add(
          "tensor %s is kept whole in %s, but not in %s; without the base model's nothing can be averaged: merge the adapters into their models first"
              .formatted(
                  Shown.text(key),
                  having.get(true).get(0).checkpoint().path(),
                  having.get(false).get(0).checkpoint().path()));
      return false;
    }
    Tensor one = all.get(0).whole().get(key);
    for (Adapter adapter : all) {
      Tensor other = adapter.whole().get(key);
      if (one.type() != other.type() || !one.shape().equals(other.shape())) {
        problems.add(
            "tensor %s is %s %s in %s and %s %s in %s; both must be alike"
                .formatted(
                    Shown.text(key),
                    one.type(),
                    one.shape(),
                    one.file(),
                    other.type(),
                    other.shape(),
                    other.file()));
        return false;
      }
    }
    return true;
  }
}

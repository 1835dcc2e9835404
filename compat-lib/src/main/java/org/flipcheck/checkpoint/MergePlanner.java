package org.flipcheck.checkpoint;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.flipcheck.checkpoint.Adapter.Factors;
import org.flipcheck.checkpoint.AdapterMix.Mixed;

/** Plans the mixture of adapters merged into their base model. */
final class MergePlanner {

  private final Checkpoint base;
  private final AdapterMix mix;
  private final List<String> problems = new ArrayList<>();

  private MergePlanner(Checkpoint base, AdapterMix mix) {
    this.base = base;
    this.mix = mix;
  }

  /**
   * The plan of each tensor: those of the base model, and those that the adapters brought.
   *
   * @param whole how the tensors are mixed that the adapters keep whole, named as in the base model
   * @throws CheckpointException with everything that does not fit the base model
   */
  static List<TensorPlan> plan(Checkpoint base, AdapterMix mix, List<TensorPlan> whole) {
    return new MergePlanner(base, mix).plan(whole);
  }

  private List<TensorPlan> plan(List<TensorPlan> whole) {
    if (Adapter.is(base)) {
      problems.add("%s is an adapter, and no base model".formatted(base.path()));
    }
    Map<String, TensorPlan> replaced = new HashMap<>();
    whole.forEach(plan -> replaced.put(plan.name(), plan));
    Map<String, LowRank> added = new HashMap<>();
    mix.modules()
        .forEach(module -> added.put(module.module() + ".weight", added(module, replaced)));
    List<TensorPlan> plans = new ArrayList<>();
    for (Tensor tensor : base.tensors().values()) {
      Unmixable.reason(tensor, base.tensors()).ifPresent(problems::add);
      TensorPlan replacement = replaced.remove(tensor.name());
      plans.add(
          replacement == null
              ? TensorPlan.ofBase(tensor, Optional.ofNullable(added.get(tensor.name())))
              : like(tensor, replacement));
    }
    plans.addAll(replaced.values());
    CheckpointException.throwIfAny(problems);
    return plans;
  }

  private LowRank added(Mixed module, Map<String, TensorPlan> replaced) {
    String name = module.module() + ".weight";
    Factors factors = module.first();
    boolean isTransposed = factors.isEmbedding() || mix.old().config().isTransposed();
    List<Long> shape = LowRank.shape(factors, isTransposed);
    Tensor weight = base.tensors().get(name);
    if (weight == null) {
      problems.add(
          "the adapters change %s, which %s does not have; is it their base model?"
              .formatted(Shown.text(name), base.path()));
    } else if (!weight.shape().equals(shape)) {
      problems.add(
          "the adapters change %s by a matrix of the shape %s, but in %s it has %s; is it their base model?"
              .formatted(Shown.text(name), shape, base.path(), weight.shape()));
    }
    if (replaced.containsKey(name)) {
      problems.add(
          "%s is kept whole by the adapters and changed by their factors too; write them again"
              .formatted(Shown.text(name)));
    }
    return new LowRank(module.parts(), isTransposed);
  }

  private TensorPlan like(Tensor tensor, TensorPlan replacement) {
    Tensor now = replacement.now();
    if (now.type() != tensor.type()) {
      problems.add(
          "tensor %s is %s in the adapters and %s in %s; convert one of them"
              .formatted(Shown.text(tensor.name()), now.type(), tensor.type(), base.path()));
    }
    return replacement;
  }
}

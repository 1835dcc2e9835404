package org.flipcheck.train.fit;

import ai.djl.ndarray.NDArray;
import ai.djl.training.optimizer.Optimizer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/**
 * An {@link UpdateRule} as an optimizer of DJL whose state can be read and put back; that of DJL's
 * own optimizers is hidden, so that a training could not go on where it was cut off.
 */
final class StatefulOptimizer extends Optimizer {

  private final UpdateRule rule;
  private final double weightDecay;
  private final Map<String, List<NDArray>> states = new HashMap<>();
  private Set<String> leftOut = Set.of();
  private double rate;
  private long step;

  private static final class NoBuilder extends OptimizerBuilder<NoBuilder> {
    @Override
    protected NoBuilder self() {
      return this;
    }
  }

  StatefulOptimizer(UpdateRule rule, double weightDecay) {
    super(new NoBuilder());
    this.rule = rule;
    this.weightDecay = weightDecay;
  }

  /** Leaves weights as they are, by the ids of their parameters. */
  void leaveOut(Set<String> parameterIds) {
    leftOut = parameterIds;
  }

  /** Frees the state. */
  void close() {
    states.values().forEach(arrays -> arrays.forEach(NDArray::close));
    states.clear();
  }

  /** Sets the rate of the coming step, and which step it is, from 1. */
  void next(long number, double learningRate) {
    step = number;
    rate = learningRate;
  }

  /** The state of a weight by the id of its parameter; zeros before the first step. */
  List<NDArray> state(String parameterId, NDArray weight) {
    return states.computeIfAbsent(
        parameterId,
        unused ->
            Stream.generate(weight::zerosLike)
                .limit(rule.stateArrays())
                .peek(NDArray::detach)
                .peek(zeros -> zeros.attach(weight.getManager()))
                .toList());
  }

  @Override
  public void update(String parameterId, NDArray weight, NDArray gradient) {
    if (leftOut.contains(parameterId)) {
      return;
    }
    List<NDArray> state = state(parameterId, weight);
    if (rule instanceof UpdateRule.AdamW adam) {
      adam(adam, weight, gradient, state.get(0), state.get(1));
    } else if (rule instanceof UpdateRule.Momentum momentum) {
      descend(momentum, weight, gradient, state);
    }
  }

  private void descend(
      UpdateRule.Momentum momentum, NDArray weight, NDArray gradient, List<NDArray> state) {
    if (weightDecay > 0) {
      try (NDArray decay = weight.mul(weightDecay)) {
        gradient.addi(decay);
      }
    }
    NDArray direction = gradient;
    if (!state.isEmpty()) {
      direction = state.get(0).muli(momentum.momentum()).addi(gradient);
    }
    try (NDArray change = direction.mul(rate)) {
      weight.subi(change);
    }
  }

  private void adam(
      UpdateRule.AdamW adam, NDArray weight, NDArray gradient, NDArray mean, NDArray square) {
    if (weightDecay > 0) {
      weight.muli(1 - rate * weightDecay);
    }
    try (NDArray part = gradient.mul(1 - adam.beta1())) {
      mean.muli(adam.beta1()).addi(part);
    }
    try (NDArray part = gradient.square()) {
      square.muli(adam.beta2()).addi(part.muli(1 - adam.beta2()));
    }
    double meanBias = 1 - Math.pow(adam.beta1(), (double) step);
    double squareBias = Math.sqrt(1 - Math.pow(adam.beta2(), (double) step));
    try (NDArray scale = square.sqrt();
        NDArray change = mean.div(scale.divi(squareBias).addi(adam.epsilon()))) {
      weight.subi(change.muli(rate / meanBias));
    }
  }
}

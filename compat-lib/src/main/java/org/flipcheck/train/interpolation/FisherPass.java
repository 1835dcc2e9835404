package org.flipcheck.train.interpolation;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.nn.Block;
import ai.djl.nn.SymbolBlock;
import ai.djl.training.GradientCollector;
import ai.djl.training.ParameterStore;
import java.util.Set;
import org.flipcheck.train.interpolation.DiagonalFisher.Labels;

/** Runs examples through a model, one at a time, forwards and backwards. */
final class FisherPass {

  /** How far the logits of two modes may be apart, of the largest of them. */
  private static final double ROUNDING = 1e-5;

  private final Block block;
  private final SquaredGradients gradients;
  private final Labels labels;
  private final Set<Integer> unseen;
  private long examples;

  FisherPass(Block block, SquaredGradients gradients, Labels labels, Set<Integer> unseen) {
    this.block = block;
    this.gradients = gradients;
    this.labels = labels;
    this.unseen = unseen;
  }

  /** Adds the squares of all examples; returns how many there were. */
  long run(InputBatches data) {
    for (int batch = 0; batch < data.count(); batch++) {
      try (NDManager scope = gradients.newScope()) {
        NDList inputs = data.inputs(batch, scope);
        long rows = inputs.get(0).getShape().get(0);
        for (long row = 0; row < rows; row++) {
          example(inputs, row);
          examples++;
        }
      }
    }
    return examples;
  }

  private void example(NDList inputs, long row) {
    try (NDManager scope = gradients.newScope()) {
      NDList one = new NDList();
      NDIndex slice = new NDIndex("{}:{}", row, row + 1);
      inputs.forEach(
          input -> {
            NDArray part = input.get(slice);
            part.attach(scope);
            one.add(part);
          });
      if (labels == Labels.EXPECTED) {
        expected(one, scope);
      } else if (block instanceof SymbolBlock) {
        double[] logits = evaluate(one, scope);
        backward(one, logits, Logits.argMax(logits), scope);
        gradients.add(1);
      } else {
        predicted(one, scope);
        gradients.add(1);
      }
    }
  }

  private void expected(NDList example, NDManager scope) {
    double[] logits = evaluate(example, scope);
    double[] probabilities = Logits.softmax(logits);
    for (int label = 0; label < logits.length; label++) {
      if (!unseen.contains(label)) {
        backward(example, logits, label, scope);
        gradients.add(probabilities[label]);
      }
    }
  }

  /** A block has gradients in evaluation mode, so that one pass gives the label too. */
  private void predicted(NDList example, NDManager scope) {
    try (GradientCollector collector = Engine.getInstance().newGradientCollector()) {
      NDList outputs = block.forward(new ParameterStore(scope, false), example, false);
      double[] logits = Logits.row(outputs);
      requireFinite(logits);
      collector.backward(loss(outputs.singletonOrThrow(), Logits.argMax(logits)));
    }
  }

  private double[] evaluate(NDList example, NDManager scope) {
    double[] logits = Logits.row(block.forward(new ParameterStore(scope, false), example, false));
    requireFinite(logits);
    return logits;
  }

  private void backward(NDList example, double[] logits, int label, NDManager scope) {
    // A TorchScript module computes without gradients unless it is told that it trains.
    boolean training = block instanceof SymbolBlock;
    try (GradientCollector collector = Engine.getInstance().newGradientCollector()) {
      NDArray found =
          block.forward(new ParameterStore(scope, false), example, training).singletonOrThrow();
      if (training) {
        requireSame(logits, Logits.row(new NDList(found)));
      }
      collector.backward(loss(found, label));
    }
  }

  private static NDArray loss(NDArray logits, int label) {
    return logits.logSoftmax(1).get(new NDIndex("0, {}", label)).neg();
  }

  private void requireFinite(double[] logits) {
    for (double logit : logits) {
      if (!Double.isFinite(logit)) {
        throw new InterpolationException(
            "a logit of example %d is %s; take a model and examples whose logits are finite"
                .formatted(examples + 1, logit));
      }
    }
  }

  private void requireSame(double[] evaluated, double[] trained) {
    double largest = 0;
    double difference = 0;
    for (int i = 0; i < evaluated.length; i++) {
      largest = Math.max(largest, Math.abs(evaluated[i]));
      difference = Math.max(difference, Math.abs(evaluated[i] - trained[i]));
    }
    if (!(difference <= ROUNDING * largest)) {
      throw new InterpolationException(
          "the TorchScript model gives other logits in training mode than in evaluation mode (by %.3g for example %d), so it has dropout or the like, and DJL has its gradients in training mode only; export it with model.eval() and torch.jit.trace, which leaves dropout out"
              .formatted(difference, examples + 1));
    }
  }
}

package org.flipcheck.train;

import ai.djl.nn.Activation;
import ai.djl.nn.Block;
import ai.djl.nn.Blocks;
import ai.djl.nn.SequentialBlock;
import ai.djl.nn.core.Linear;
import ai.djl.nn.norm.Dropout;

/**
 * One hidden layer: flattens its input, then a linear layer, ReLU, dropout while training, and one
 * logit per class.
 */
public final class MultilayerPerceptron {

  private MultilayerPerceptron() {}

  /**
   * A network without weights yet.
   *
   * @param hidden units of the hidden layer, at least 1
   * @param dropout the share of hidden units that each training step leaves out, in [0, 1)
   * @param classes how many logits it gives
   * @return a block from (batch, any shape) to (batch, classes), float32
   */
  public static Block create(int hidden, float dropout, int classes) {
    return new SequentialBlock()
        .add(Blocks.batchFlattenBlock())
        .add(Linear.builder().setUnits(hidden).build())
        .add(Activation.reluBlock())
        .add(Dropout.builder().optRate(dropout).build())
        .add(Linear.builder().setUnits(classes).build());
  }
}

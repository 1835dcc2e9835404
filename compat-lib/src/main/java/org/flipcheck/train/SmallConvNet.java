package org.flipcheck.train;

import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import ai.djl.nn.Block;
import ai.djl.nn.Blocks;
import ai.djl.nn.SequentialBlock;
import ai.djl.nn.convolutional.Conv2d;
import ai.djl.nn.core.Linear;
import ai.djl.nn.pooling.Pool;

/**
 * A small convolutional network for small grey images: twice 3 × 3 convolution, ReLU and 2 × 2
 * maximum (16, then 32 channels), a hidden layer of 128, and one logit per class. About 200,000
 * weights for images of 28 × 28; without batch normalisation, so its weights are all there is to
 * it.
 */
public final class SmallConvNet {

  private static final int HIDDEN = 128;

  private SmallConvNet() {}

  /**
   * A network without weights yet.
   *
   * @param classes how many logits it gives
   * @return a block from (batch, 1, rows, columns) to (batch, classes), float32; rows and columns
   *     at least 4
   */
  public static Block create(int classes) {
    return new SequentialBlock()
        .add(convolution(16))
        .add(Activation.reluBlock())
        .add(halve())
        .add(convolution(32))
        .add(Activation.reluBlock())
        .add(halve())
        .add(Blocks.batchFlattenBlock())
        .add(Linear.builder().setUnits(HIDDEN).build())
        .add(Activation.reluBlock())
        .add(Linear.builder().setUnits(classes).build());
  }

  private static Block convolution(int channels) {
    return Conv2d.builder()
        .setKernelShape(new Shape(3, 3))
        .optPadding(new Shape(1, 1))
        .setFilters(channels)
        .build();
  }

  private static Block halve() {
    return Pool.maxPool2dBlock(new Shape(2, 2), new Shape(2, 2));
  }
}

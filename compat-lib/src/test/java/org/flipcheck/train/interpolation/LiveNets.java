package org.flipcheck.train.interpolation;

import ai.djl.Device;
import ai.djl.Model;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import ai.djl.nn.Block;
import ai.djl.nn.Parameter;
import ai.djl.nn.SequentialBlock;
import ai.djl.nn.core.Linear;
import ai.djl.nn.norm.BatchNorm;
import ai.djl.training.initializer.NormalInitializer;

/** Small live models. */
final class LiveNets {

  private LiveNets() {}

  /** Two linear layers with tanh between, random weights; the caller closes the model. */
  static Model mlp(int seed, int inputs, int hidden, int classes) {
    return model(
        seed,
        inputs,
        new SequentialBlock().add(linear(hidden)).add(Activation.tanhBlock()).add(linear(classes)));
  }

  /** The same with batch normalisation of what is hidden. */
  static Model normalised(int seed, int inputs, int hidden, int classes) {
    return model(
        seed,
        inputs,
        new SequentialBlock()
            .add(linear(hidden))
            .add(BatchNorm.builder().build())
            .add(Activation.tanhBlock())
            .add(linear(classes)));
  }

  static Model model(int seed, int inputs, Block block) {
    return model(seed, DataType.FLOAT32, inputs, block);
  }

  static Model model(int seed, DataType type, int inputs, Block block) {
    Model model = Model.newInstance("test", Device.cpu());
    model.getNDManager().getEngine().setRandomSeed(seed);
    block.setInitializer(new NormalInitializer(0.5f), Parameter.Type.WEIGHT);
    block.setInitializer(new NormalInitializer(0.5f), Parameter.Type.BIAS);
    block.initialize(model.getNDManager(), type, new Shape(1, inputs));
    model.setBlock(block);
    return model;
  }

  /** Overwrites an array of a live block. */
  static void set(Block block, String name, double... values) {
    NDArray array = block.getParameters().get(name).getArray();
    try (NDManager scope = array.getManager().newSubManager()) {
      NDArray source = scope.create(values, array.getShape()).toType(array.getDataType(), false);
      array.set(new NDIndex("..."), source);
    }
  }

  /** The numbers of an array of a live block. */
  static double[] get(Block block, String name) {
    return ModelWeights.of(block).tensor(name).orElseThrow().values();
  }

  static Linear linear(int units) {
    return Linear.builder().setUnits(units).build();
  }
}

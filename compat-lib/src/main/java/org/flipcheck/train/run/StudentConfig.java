package org.flipcheck.train.run;

import ai.djl.nn.Block;
import java.nio.file.Path;
import java.util.Optional;
import org.flipcheck.train.MultilayerPerceptron;
import org.flipcheck.train.SmallConvNet;

/**
 * What is trained.
 *
 * @param network of which kind
 * @param hidden units of the hidden layer of an mlp
 * @param dropout of an mlp while training
 * @param file a TorchScript model, where that is trained
 * @param fromOld whether it starts from the old model's weights
 */
record StudentConfig(
    Network network, int hidden, float dropout, Optional<Path> file, boolean fromOld) {

  /** The networks. */
  enum Network {
    /** {@link MultilayerPerceptron}. */
    MLP,
    /** {@link SmallConvNet}. */
    CONVNET,
    /** The user's own. */
    TORCHSCRIPT
  }

  /** A name for files, different for networks that differ in what DJL does not show of them. */
  String key() {
    return "%s-%d-%s".formatted(Settings.lower(network), hidden, dropout);
  }

  /** A network without weights, for so many classes. */
  Block block(int classes) {
    return switch (network) {
      case MLP -> MultilayerPerceptron.create(hidden, dropout, classes);
      case CONVNET -> SmallConvNet.create(classes);
      case TORCHSCRIPT -> throw new IllegalStateException("a TorchScript model is loaded");
    };
  }
}

package org.flipcheck.train.fit;

import ai.djl.nn.Block;
import ai.djl.nn.Parameter;
import ai.djl.nn.ParameterList;
import java.util.List;
import org.flipcheck.train.interpolation.ModelWeights;

/** What of a model is trained. */
final class TrainedParameters {

  private TrainedParameters() {}

  /**
   * The parameters with a gradient, in the order of the model. DJL lists the tied weights of a
   * TorchScript model once for each layer, as arrays that share their memory and their gradient;
   * only the first is here, for a step by each of them would be several steps.
   */
  static List<Parameter> of(Block block) {
    ParameterList named = block.getParameters();
    return ModelWeights.of(block).tensors().stream()
        .map(tensor -> named.get(tensor.name()))
        .filter(Parameter::requiresGradient)
        .toList();
  }
}

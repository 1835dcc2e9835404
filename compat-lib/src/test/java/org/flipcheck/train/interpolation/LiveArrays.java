package org.flipcheck.train.interpolation;

import ai.djl.Device;
import ai.djl.Model;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.AbstractBlock;
import ai.djl.nn.Parameter;
import ai.djl.training.ParameterStore;
import ai.djl.util.PairList;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;

/** A live block whose arrays are those of a state dictionary, whatever layers they come from. */
final class LiveArrays extends AbstractBlock {

  private LiveArrays() {}

  /** A model with the arrays of a golden vector, whole numbers as int64. */
  static Model of(JsonNode tensors, DataType type) {
    Model model = Model.newInstance("arrays", Device.cpu());
    LiveArrays block = new LiveArrays();
    for (Map.Entry<String, JsonNode> entry : tensors.properties()) {
      block.add(model.getNDManager(), entry.getKey(), entry.getValue(), type);
    }
    model.setBlock(block);
    return model;
  }

  private void add(NDManager manager, String name, JsonNode values, DataType type) {
    Parameter parameter =
        addParameter(Parameter.builder().setName(name).setType(type(name)).build());
    if (values.isIntegralNumber()) {
      parameter.setArray(manager.create(values.asLong()));
      return;
    }
    Shape shape =
        values.get(0).isArray()
            ? new Shape(values.size(), values.get(0).size())
            : new Shape(values.size());
    NDArray array = manager.create(GoldenNumbers.flat(values), shape);
    parameter.setArray(array.toType(type, false));
  }

  private static Parameter.Type type(String name) {
    if (name.endsWith("running_mean")) {
      return Parameter.Type.RUNNING_MEAN;
    }
    if (name.endsWith("running_var")) {
      return Parameter.Type.RUNNING_VAR;
    }
    return Parameter.Type.OTHER;
  }

  @Override
  protected NDList forwardInternal(
      ParameterStore store, NDList inputs, boolean training, PairList<String, Object> params) {
    throw new UnsupportedOperationException("arrays have nothing to compute");
  }

  @Override
  public Shape[] getOutputShapes(Shape[] inputShapes) {
    return inputShapes;
  }
}

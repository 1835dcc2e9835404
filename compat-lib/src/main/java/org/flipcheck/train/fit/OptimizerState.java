package org.flipcheck.train.fit;

import ai.djl.ndarray.NDArray;
import ai.djl.nn.Block;
import ai.djl.nn.Parameter;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.flipcheck.checkpoint.DType;
import org.flipcheck.checkpoint.TensorSet;
import org.flipcheck.checkpoint.TensorSet.HeapTensor;

/** The state of an optimizer as tensors, named by the place of their weight in the model. */
final class OptimizerState {

  private final StatefulOptimizer optimizer;
  private final List<Parameter> parameters;

  OptimizerState(StatefulOptimizer optimizer, Block block) {
    this.optimizer = optimizer;
    Set<Parameter> distinct = new LinkedHashSet<>(block.getParameters().values());
    this.parameters = distinct.stream().filter(Parameter::requiresGradient).toList();
  }

  TensorSet read() {
    List<HeapTensor> tensors = new ArrayList<>();
    for (int i = 0; i < parameters.size(); i++) {
      List<NDArray> state = state(i);
      for (int k = 0; k < state.size(); k++) {
        tensors.add(tensor(i + "." + k, state.get(k)));
      }
    }
    return new TensorSet(Map.of(), tensors);
  }

  private List<NDArray> state(int parameter) {
    Parameter of = parameters.get(parameter);
    return optimizer.state(of.getId(), of.getArray());
  }

  private static HeapTensor tensor(String name, NDArray array) {
    float[] values = array.toFloatArray();
    ByteBuffer bytes =
        ByteBuffer.allocate(values.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    bytes.asFloatBuffer().put(values);
    List<Long> shape = Arrays.stream(array.getShape().getShape()).boxed().toList();
    return new HeapTensor(name, DType.F32, shape, bytes);
  }

  void write(TensorSet saved) {
    Map<String, HeapTensor> byName = new HashMap<>();
    saved.tensors().forEach(tensor -> byName.put(tensor.name(), tensor));
    for (int i = 0; i < parameters.size(); i++) {
      List<NDArray> state = state(i);
      for (int k = 0; k < state.size(); k++) {
        ByteBuffer bytes = byName.get(i + "." + k).bytes();
        float[] values = new float[bytes.remaining() / Float.BYTES];
        bytes.order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().get(values);
        state.get(k).set(values);
      }
    }
  }
}

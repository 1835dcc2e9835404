package org.flipcheck.train.fit;

import ai.djl.ndarray.NDArray;
import ai.djl.nn.Parameter;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.flipcheck.checkpoint.DType;
import org.flipcheck.checkpoint.TensorSet;
import org.flipcheck.checkpoint.TensorSet.HeapTensor;

/** The state of an optimizer as tensors, named by the place of their weight in the model. */
final class OptimizerState {

  private final StatefulOptimizer optimizer;
  private final List<Parameter> parameters;

  OptimizerState(StatefulOptimizer optimizer, List<Parameter> parameters) {
    this.optimizer = optimizer;
    this.parameters = parameters;
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

  /**
   * Puts back what {@link #read} gave.
   *
   * @throws IllegalArgumentException if it is of another model or rule
   */
  void write(TensorSet saved) {
    Map<String, HeapTensor> byName = new HashMap<>();
    saved.tensors().forEach(tensor -> byName.put(tensor.name(), tensor));
    for (int i = 0; i < parameters.size(); i++) {
      List<NDArray> state = state(i);
      for (int k = 0; k < state.size(); k++) {
        String name = i + "." + k;
        write(name, byName.get(name), state.get(k));
      }
    }
  }

  private static void write(String name, HeapTensor saved, NDArray array) {
    int needed = Math.toIntExact(array.size());
    if (saved == null || saved.bytes().remaining() != needed * Float.BYTES) {
      throw new IllegalArgumentException(
          "the optimizer's array %s %s, of %d float32"
              .formatted(name, saved == null ? "is missing" : "has another size", needed));
    }
    float[] values = new float[needed];
    saved.bytes().asFloatBuffer().get(values);
    array.set(values);
  }
}

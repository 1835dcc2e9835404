package org.flipcheck.train.interpolation;

import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.flipcheck.checkpoint.CheckpointException;
import org.flipcheck.checkpoint.DType;
import org.flipcheck.checkpoint.TensorNames;
import org.flipcheck.checkpoint.TensorSet;
import org.flipcheck.checkpoint.TensorSet.HeapTensor;

/**
 * Weights as a safetensors file, under the names that they have in the live model, so that {@code
 * flipcheck interpolate} takes it. Tied weights stand in it once; metadata name the others.
 */
final class WeightFile {

  private static final String TIED = "tied:";

  private static final Map<DataType, DType> TYPES =
      Map.of(
          DataType.FLOAT64, DType.F64,
          DataType.FLOAT32, DType.F32,
          DataType.FLOAT16, DType.F16,
          DataType.INT64, DType.I64,
          DataType.INT32, DType.I32,
          DataType.BOOLEAN, DType.BOOL);

  private WeightFile() {}

  static void write(ModelWeights weights, Path file) throws IOException {
    Map<String, String> metadata = new HashMap<>();
    List<HeapTensor> tensors = new ArrayList<>();
    for (WeightTensor tensor : weights.tensors()) {
      tensor.alsoNamed().forEach(other -> metadata.put(TIED + other, tensor.name()));
      tensors.add(
          new HeapTensor(
              tensor.name(),
              TYPES.get(tensor.type()),
              Arrays.stream(tensor.shape().getShape()).boxed().toList(),
              tensor.bytes()));
    }
    new TensorSet(metadata, tensors).write(file);
  }

  static ModelWeights read(Path path) throws IOException {
    TensorSet set = TensorSet.read(path);
    Map<String, List<String>> tied = new HashMap<>();
    new TreeMap<>(set.metadata())
        .forEach(
            (key, name) -> {
              if (key.startsWith(TIED)) {
                tied.computeIfAbsent(name, first -> new ArrayList<>())
                    .add(key.substring(TIED.length()));
              }
            });
    List<WeightTensor> tensors = new ArrayList<>();
    List<String> problems = new ArrayList<>();
    for (HeapTensor tensor : set.tensors()) {
      TYPES.entrySet().stream()
          .filter(type -> type.getValue() == tensor.type())
          .findFirst()
          .ifPresentOrElse(
              type ->
                  tensors.add(
                      tensor(tensor, type.getKey(), tied.getOrDefault(tensor.name(), List.of()))),
              () ->
                  problems.add(
                      "%s: tensor %s is %s, which live models cannot take; convert it"
                          .formatted(path, tensor.name(), tensor.type())));
    }
    if (!problems.isEmpty()) {
      throw new CheckpointException(problems);
    }
    return ModelWeights.of(tensors);
  }

  private static WeightTensor tensor(HeapTensor tensor, DataType type, List<String> alsoNamed) {
    WeightKind real =
        TensorNames.isRunningStatistic(tensor.name())
            ? WeightKind.RUNNING_STATISTIC
            : WeightKind.WEIGHT;
    return new WeightTensor(
        tensor.name(),
        alsoNamed,
        type.isFloating() ? real : WeightKind.WHOLE,
        type,
        new Shape(tensor.shape().stream().mapToLong(Long::longValue).toArray()),
        tensor.bytes());
  }
}

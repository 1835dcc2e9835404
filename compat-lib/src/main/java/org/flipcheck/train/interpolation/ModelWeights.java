package org.flipcheck.train.interpolation;

import ai.djl.ndarray.NDArray;
import ai.djl.nn.Block;
import ai.djl.nn.Parameter;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.flipcheck.text.Sha256;

/**
 * The weights of a live model, copied to the heap: what training does to the model afterwards does
 * not reach them. Tied arrays are kept once. Immutable.
 */
public final class ModelWeights {

  private final Map<String, WeightTensor> tensors;

  private ModelWeights(Map<String, WeightTensor> tensors) {
    this.tensors = Collections.unmodifiableMap(tensors);
  }

  /**
   * Copies the weights of a model. A TorchScript model is the block of a DJL model that loaded it.
   *
   * <p>To find the tied weights of a TorchScript model, one bit of a weight is changed and changed
   * back for each pair of arrays with the same numbers: no other thread may use the model
   * meanwhile.
   *
   * @param block a block whose weights are there, float32, float64 or float16
   * @return the copy
   * @throws InterpolationException if the block has no weights, has them in other types, or is a
   *     TorchScript model with batch normalisation, whose running statistics DJL does not show
   */
  public static ModelWeights of(Block block) {
    List<String> problems = new ArrayList<>();
    Map<Parameter, List<String>> live = LiveParameters.distinct(block, problems);
    InterpolationException.throwIfAny(problems);
    Map<String, WeightTensor> tensors = new LinkedHashMap<>();
    live.forEach((parameter, names) -> tensors.put(names.get(0), copy(parameter, names)));
    return new ModelWeights(tensors);
  }

  /**
   * Reads weights that {@link #save} wrote, or another safetensors checkpoint.
   *
   * @param path a {@code .safetensors} file, its index, or a folder with one of them
   * @return the weights, by the names in the file; those that end like {@code running_mean} or
   *     {@code runningMean} are running statistics
   * @throws org.flipcheck.checkpoint.CheckpointException if it is not sound, or has types that live
   *     models cannot take
   * @throws IOException if it cannot be read
   */
  public static ModelWeights load(Path path) throws IOException {
    return WeightFile.read(path);
  }

  /**
   * Writes the weights to a safetensors file, under the names of the live model: {@code flipcheck
   * interpolate} takes it as a model, or as Fisher information.
   *
   * @param file a {@code .safetensors} file, which appears whole or not at all and replaces one of
   *     its name
   * @throws IOException if it cannot be written
   */
  public void save(Path file) throws IOException {
    WeightFile.write(this, file);
  }

  /**
   * The identity of these weights.
   *
   * @return SHA-256 over names, types, shapes and values, in hexadecimal digits
   */
  public String fingerprint() {
    MessageDigest digest = Sha256.digest();
    for (WeightTensor tensor : tensors()) {
      String head = "%s %s %s\n".formatted(tensor.name(), tensor.type(), tensor.shape());
      digest.update(head.getBytes(StandardCharsets.UTF_8));
      digest.update(tensor.bytes());
    }
    return Sha256.hex(digest);
  }

  static ModelWeights of(Collection<WeightTensor> tensors) {
    Map<String, WeightTensor> byName = new LinkedHashMap<>();
    tensors.forEach(tensor -> byName.put(tensor.name(), tensor));
    return new ModelWeights(byName);
  }

  private static WeightTensor copy(Parameter parameter, List<String> names) {
    NDArray array = parameter.getArray();
    ByteBuffer bytes = array.toByteBuffer();
    return new WeightTensor(
        names.get(0),
        names.subList(1, names.size()),
        WeightKind.of(parameter, array.getDataType()),
        array.getDataType(),
        array.getShape(),
        bytes);
  }

  /**
   * All arrays, in the order of the model.
   *
   * @return at least one
   */
  public Collection<WeightTensor> tensors() {
    return tensors.values();
  }

  /**
   * One array.
   *
   * @param name its first name
   * @return the array, if there is one
   */
  public Optional<WeightTensor> tensor(String name) {
    return Optional.ofNullable(tensors.get(name));
  }

  /**
   * Writes the weights into a model of the same architecture, such as the one they were copied
   * from.
   *
   * @param target a block with the same names, shapes and types
   * @throws InterpolationException if names, shapes or types differ; all differences are told, and
   *     nothing is written
   */
  public void into(Block target) {
    TargetBlock live = TargetBlock.of(target, this);
    for (WeightTensor tensor : tensors()) {
      live.buffer(tensor).put(tensor.bytes());
      live.write(tensor);
    }
  }

  /**
   * How far these weights are from others, as BCWI reports it: the Euclidean norm of the difference
   * of all that is learnt.
   *
   * @param other weights with the same names and shapes
   * @return at least 0; running statistics and whole numbers do not count
   * @throws InterpolationException if names or shapes differ
   */
  public double distance(ModelWeights other) {
    List<String> problems = Differences.between("one model", this, "the other", other);
    InterpolationException.throwIfAny(problems);
    double sum = 0;
    for (WeightTensor tensor : tensors()) {
      if (tensor.kind() == WeightKind.WEIGHT) {
        double[] here = tensor.values();
        double[] there = other.tensors.get(tensor.name()).values();
        for (int i = 0; i < here.length; i++) {
          sum += (here[i] - there[i]) * (here[i] - there[i]);
        }
      }
    }
    return Math.sqrt(sum);
  }
}

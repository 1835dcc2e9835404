package org.flipcheck.train.mend;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.flipcheck.mend.MendException;
import org.flipcheck.text.Sha256;
import org.flipcheck.train.interpolation.InputBatches;

/**
 * Labelled examples in one file of arrays, {@code .npz} of NumPy or {@code .safetensors}: {@code
 * inputs}, whose first dimension counts examples, and {@code labels}, one whole number for each.
 */
final class ExampleArrays implements AutoCloseable {

  private static final int BATCH = 256;
  private static final int ID_DIGITS = 16;
  private static final String INPUTS = "inputs";
  private static final String LABELS = "labels";

  private final Path file;
  private final NDManager manager;
  private final NDArray inputs;
  private final long[] labels;
  private final List<String> ids;

  private ExampleArrays(Path file, NDManager manager, NDArray inputs, long[] labels) {
    this.file = file;
    this.manager = manager;
    this.inputs = inputs;
    this.labels = labels;
    this.ids = ids(inputs);
  }

  /**
   * Reads a file.
   *
   * @param file arrays
   * @throws MendException with what is wrong with it
   * @throws IOException if it cannot be read
   */
  static ExampleArrays read(Path file) throws IOException {
    NDManager manager = NDManager.newBaseManager();
    try {
      NDList arrays = ArrayFile.read(manager, file);
      NDArray inputs = named(arrays, INPUTS, file);
      NDArray labels = named(arrays, LABELS, file);
      List<String> problems = problems(file, inputs, labels);
      if (!problems.isEmpty()) {
        throw new MendException(problems);
      }
      long[] values = labels.toType(DataType.INT64, false).toLongArray();
      return new ExampleArrays(file, manager, inputs, values);
    } catch (IOException | RuntimeException e) {
      manager.close();
      throw e;
    }
  }

  private static NDArray named(NDList arrays, String name, Path file) {
    return arrays.stream()
        .filter(array -> name.equals(array.getName()))
        .findFirst()
        .orElseThrow(
            () ->
                new MendException(
                    "%s: has no array '%s'; it has %s"
                        .formatted(
                            file,
                            name,
                            arrays.stream()
                                .map(NDArray::getName)
                                .collect(Collectors.joining(", ")))));
  }

  private static List<String> problems(Path file, NDArray inputs, NDArray labels) {
    List<String> problems = new ArrayList<>();
    if (inputs.getShape().dimension() < 2 || inputs.getShape().get(0) == 0) {
      problems.add(
          "%s: 'inputs' has the shape %s; the first dimension counts examples, the others are one example"
              .formatted(file, inputs.getShape()));
    } else if (labels.getShape().dimension() != 1
        || labels.getShape().get(0) != inputs.getShape().get(0)) {
      problems.add(
          "%s: 'labels' has the shape %s for %d examples; one label for each is needed"
              .formatted(file, labels.getShape(), inputs.getShape().get(0)));
    }
    if (!labels.getDataType().isInteger()) {
      problems.add(
          "%s: 'labels' is %s; class indices are whole numbers"
              .formatted(file, labels.getDataType()));
    }
    return problems;
  }

  /**
   * Makes sure that every label is one of the new model's classes.
   *
   * @throws MendException with the first that is not
   */
  void checkLabels(int classes) {
    for (int i = 0; i < labels.length; i++) {
      if (labels[i] < 0 || labels[i] >= classes) {
        throw new MendException(
            "%s: label %d is %d; the new model has %d classes, so only 0 to %d are possible"
                .formatted(file, i, labels[i], classes, classes - 1));
      }
    }
  }

  /** The classes by index, as the new model counts them. */
  long[] labels() {
    return Arrays.copyOf(labels, labels.length);
  }

  Path file() {
    return file;
  }

  /** Shape and type of the inputs, for messages. */
  String describeInputs() {
    return "%s %s".formatted(inputs.getDataType(), inputs.getShape());
  }

  /**
   * An id for each example, by the hash of its inputs: the same example has the same id in whatever
   * file, so that none that chose can confirm. Examples with equal inputs are numbered.
   */
  List<String> ids() {
    return ids;
  }

  private static List<String> ids(NDArray inputs) {
    Map<String, Integer> seen = new HashMap<>();
    List<String> ids = new ArrayList<>();
    for (long i = 0; i < inputs.getShape().get(0); i++) {
      try (NDArray row = inputs.get(i)) {
        String id = Sha256.of(bytes(row)).substring(0, ID_DIGITS);
        int times = seen.merge(id, 1, Integer::sum);
        ids.add(times == 1 ? id : id + "-" + times);
      }
    }
    return List.copyOf(ids);
  }

  private static byte[] bytes(NDArray row) {
    ByteBuffer buffer = row.toByteBuffer();
    byte[] bytes = new byte[buffer.remaining()];
    buffer.get(bytes);
    return bytes;
  }

  InputBatches batches() {
    return InputBatches.of(
        labels.length,
        BATCH,
        (scope, indices) -> {
          NDArray slice = inputs.get("%d:%d".formatted(indices[0], indices[0] + indices.length));
          slice.attach(scope);
          return slice;
        });
  }

  @Override
  public void close() {
    manager.close();
  }
}

package org.flipcheck.checkpoint;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Reads the JSON of a header; whether the tensors fit the file is judged elsewhere. */
final class HeaderReader {

  private static final int MAX_TENSORS = 1_000_000;
  private static final int MAX_DIMENSIONS = 64;

  private final Map<String, String> metadata = new TreeMap<>();
  private final List<TensorEntry> tensors = new ArrayList<>();

  Map<String, String> metadata() {
    return metadata;
  }

  List<TensorEntry> tensors() {
    return tensors;
  }

  void read(JsonGuard json) throws IOException {
    json.object("a value");
    for (String name = json.name(); name != null; name = json.name()) {
      if (name.equals(Header.METADATA)) {
        readMetadata(json);
      } else {
        if (tensors.size() == MAX_TENSORS) {
          throw json.refused("has more than %,d tensors, the limit".formatted(MAX_TENSORS));
        }
        if (name.isEmpty() || !Shown.isOrdinary(name)) {
          throw json.refused(
              "has a tensor with the name '%s'; names are not empty and have no control characters"
                  .formatted(Shown.text(name)));
        }
        tensors.add(tensor(json, name));
      }
    }
  }

  private void readMetadata(JsonGuard json) throws IOException {
    json.object(Header.METADATA);
    for (String key = json.name(); key != null; key = json.name()) {
      metadata.put(key, json.string("a value under " + Header.METADATA));
    }
  }

  private static TensorEntry tensor(JsonGuard json, String name) throws IOException {
    String shown = "tensor " + Shown.text(name);
    DType type = null;
    List<Long> shape = null;
    List<Long> offsets = null;
    json.object("for " + shown + " a value");
    for (String key = json.name(); key != null; key = json.name()) {
      switch (key) {
        case "dtype" -> type = type(json, shown);
        case "shape" -> shape = numbers(json, "a shape of " + shown, MAX_DIMENSIONS);
        case "data_offsets" -> offsets = numbers(json, "an offset of " + shown, 2);
        default ->
            throw json.refused(
                "has for %s the key '%s'; known are dtype, shape and data_offsets"
                    .formatted(shown, Shown.text(key)));
      }
    }
    if (type == null || shape == null || offsets == null || offsets.size() != 2) {
      throw json.refused(
          "has for %s no dtype, no shape, or no two data_offsets; write the file again"
              .formatted(shown));
    }
    TensorEntry tensor = new TensorEntry(name, type, shape, offsets.get(0), offsets.get(1));
    checkLength(json, shown, tensor);
    return tensor;
  }

  private static void checkLength(JsonGuard json, String shown, TensorEntry tensor) {
    long needed;
    try {
      needed = TensorEntry.byteLength(tensor.type(), tensor.shape());
    } catch (ArithmeticException e) {
      throw json.refused(
          "has for %s the shape %s of %s, which no file can hold: %s"
              .formatted(shown, tensor.shape(), tensor.type(), e.getMessage()));
    }
    if (tensor.begin() > tensor.end() || tensor.length() != needed) {
      throw json.refused(
          "has for %s the shape %s of %s, which takes %d bytes, but data_offsets %d to %d; write the file again"
              .formatted(
                  shown, tensor.shape(), tensor.type(), needed, tensor.begin(), tensor.end()));
    }
  }

  private static DType type(JsonGuard json, String shown) throws IOException {
    String type = json.string("a dtype of " + shown);
    return DType.named(type)
        .orElseThrow(
            () ->
                json.refused(
                    "has for %s the dtype %s, which is not known; convert it to F32, F16 or BF16"
                        .formatted(shown, Shown.text(type))));
  }

  private static List<Long> numbers(JsonGuard json, String what, int most) throws IOException {
    List<Long> numbers = new ArrayList<>();
    json.array(what);
    while (json.element()) {
      if (numbers.size() == most) {
        throw json.refused("has %s with more than %d numbers, the limit".formatted(what, most));
      }
      numbers.add(json.whole(what));
    }
    return numbers;
  }
}

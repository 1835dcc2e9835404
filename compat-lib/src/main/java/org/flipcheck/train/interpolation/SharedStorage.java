package org.flipcheck.train.interpolation;

import ai.djl.ndarray.NDArray;
import ai.djl.nn.Parameter;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Finds parameters that are one and the same memory. TorchScript lists a tied weight once for each
 * layer, as arrays that do not know of each other: only a change tells, made and undone at once.
 */
final class SharedStorage {

  private SharedStorage() {}

  /** For each parameter that shares the memory of an earlier one, that earlier one. */
  static Map<Parameter, Parameter> firsts(Collection<Parameter> parameters) {
    Map<Parameter, Parameter> firsts = new HashMap<>();
    Map<ByteBuffer, List<Parameter>> alike = new HashMap<>();
    for (Parameter parameter : parameters) {
      List<Parameter> candidates =
          alike.computeIfAbsent(parameter.getArray().toByteBuffer(), bytes -> new ArrayList<>());
      Optional<Parameter> first =
          candidates.stream().filter(one -> share(one.getArray(), parameter.getArray())).findAny();
      first.ifPresentOrElse(one -> firsts.put(parameter, one), () -> candidates.add(parameter));
    }
    return firsts;
  }

  /** Whether a change of one is a change of the other; empty arrays have no memory to share. */
  static boolean share(NDArray one, NDArray other) {
    if (!one.getShape().equals(other.getShape()) || one.getDataType() != other.getDataType()) {
      return false;
    }
    ByteBuffer original = one.toByteBuffer();
    if (!original.hasRemaining()) {
      return false;
    }
    ArrayWriter writer = new ArrayWriter(original.remaining());
    ByteBuffer changed = writer.buffer(original.remaining()).put(original.duplicate());
    changed.put(0, (byte) (changed.get(0) ^ 1));
    writer.write(one);
    try {
      return !other.toByteBuffer().equals(original);
    } finally {
      writer.buffer(original.remaining()).put(original.duplicate());
      writer.write(one);
    }
  }
}

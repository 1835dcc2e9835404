package org.flipcheck.train.interpolation;

import ai.djl.engine.EngineException;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Writes into live arrays through one buffer outside the heap, as large as the largest of them. The
 * array stays where it is, with its gradient and whatever else refers to it. For one thread.
 */
final class ArrayWriter {

  static final String UNWRITABLE =
      "the engine does not let the model's weights be changed or have gradients; load a TorchScript model from its file, with the option trainParam=true";

  private static final NDIndex ALL = new NDIndex("...");

  private final ByteBuffer scratch;

  ArrayWriter(int largest) {
    scratch = ByteBuffer.allocateDirect(largest).order(ByteOrder.LITTLE_ENDIAN);
  }

  /** A place for so many bytes, valid until the next call. */
  ByteBuffer buffer(int bytes) {
    return scratch.clear().limit(bytes);
  }

  /** Writes all of the buffer last given out into an array of as many bytes. */
  void write(NDArray target) {
    // NDArray.set(Buffer) would make the array live in the buffer, which the next one overwrites.
    try (NDManager scope = target.getManager().newSubManager()) {
      ByteBuffer content = scratch.duplicate().order(ByteOrder.LITTLE_ENDIAN).rewind();
      NDArray source = scope.create(content, target.getShape(), target.getDataType());
      target.set(ALL, source);
    } catch (EngineException e) {
      throw new InterpolationException(UNWRITABLE, e);
    }
  }
}

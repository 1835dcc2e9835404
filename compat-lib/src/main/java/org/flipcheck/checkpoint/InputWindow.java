package org.flipcheck.checkpoint;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.zip.CRC32C;
import org.flipcheck.checkpoint.TensorPlan.Input;
import org.flipcheck.checkpoint.TensorPlan.Stretch;

/**
 * What one model has for a unit, in a buffer that grows to the largest it is ever given. For one
 * thread.
 */
final class InputWindow {

  private ByteBuffer buffer = ByteBuffer.allocateDirect(0);
  private Tensor tensor;
  private List<Stretch> stretches = List.of();

  /** Forgets what it has. */
  void clear() {
    tensor = null;
    stretches = List.of();
  }

  /** Reads the elements that meet those of a unit, one stretch behind the other. */
  void read(Input input, Unit unit) throws IOException {
    tensor = input.tensor();
    stretches = input.stretches(unit.segments());
    int width = tensor.elementBytes();
    int length = Math.toIntExact(stretches.stream().mapToLong(Stretch::count).sum() * width);
    if (buffer.capacity() < length) {
      buffer = ByteBuffer.allocateDirect(length);
    }
    buffer.clear();
    for (Stretch stretch : stretches) {
      buffer.limit(buffer.position() + (int) stretch.count() * width);
      tensor.read(buffer, stretch.start());
    }
    buffer.flip();
  }

  Tensor tensor() {
    return tensor;
  }

  List<Stretch> stretches() {
    return stretches;
  }

  /** Some elements, to be read or written over, counted from the first that was read. */
  ByteBuffer bytes(int offset, int count) {
    int width = tensor.elementBytes();
    return buffer.slice(offset * width, count * width).order(ByteOrder.LITTLE_ENDIAN);
  }

  /** All of it. */
  ByteBuffer bytes() {
    return buffer.duplicate();
  }

  /** Adds what was read to a checksum. */
  void addTo(CRC32C checksum) {
    if (!stretches.isEmpty()) {
      checksum.update(bytes());
    }
  }
}

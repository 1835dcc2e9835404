package org.flipcheck.checkpoint;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/** A tensor of an open checkpoint: what the header says, and where its bytes are. */
final class Tensor {

  private static final int READ_AT_ONCE = 1 << 16;

  private final TensorEntry entry;
  private final Path file;
  private final FileChannel channel;
  private final long position;

  Tensor(TensorEntry entry, Path file, FileChannel channel, long dataStart) {
    this.entry = entry;
    this.file = file;
    this.channel = channel;
    this.position = dataStart + entry.begin();
  }

  String name() {
    return entry.name();
  }

  DType type() {
    return entry.type();
  }

  List<Long> shape() {
    return entry.shape();
  }

  long byteLength() {
    return entry.length();
  }

  /** The file that has it. */
  Path file() {
    return file;
  }

  /** That file, open. */
  FileChannel channel() {
    return channel;
  }

  int elementBytes() {
    return entry.type().bits() / Byte.SIZE;
  }

  /** Where an element begins in the file, in bytes. */
  long position(long element) {
    return position + element * elementBytes();
  }

  /** The place of an element, one index for each dimension. */
  List<Long> indices(long element) {
    Deque<Long> indices = new ArrayDeque<>();
    long rest = element;
    for (int i = shape().size() - 1; i >= 0; i--) {
      indices.addFirst(rest % shape().get(i));
      rest /= shape().get(i);
    }
    return List.copyOf(indices);
  }

  /**
   * Fills what remains of a buffer.
   *
   * @param into the buffer, left at its limit
   * @param element the first element wanted
   */
  void read(ByteBuffer into, long element) throws IOException {
    readFully(channel, into, position(element));
  }

  long elements() {
    return byteLength() / elementBytes();
  }

  /** Some elements of a floating-point tensor, as doubles. */
  double[] reals(long element, int count) throws IOException {
    double[] reals = new double[count];
    double[] part = new double[Math.min(count, READ_AT_ONCE)];
    RealCodec codec = RealCodec.of(type(), part.length);
    ByteBuffer bytes =
        ByteBuffer.allocate(part.length * elementBytes()).order(ByteOrder.LITTLE_ENDIAN);
    for (int at = 0; at < count; at += part.length) {
      int length = Math.min(part.length, count - at);
      bytes.clear().limit(length * elementBytes());
      read(bytes, element + at);
      codec.decode(bytes.flip(), part, length);
      System.arraycopy(part, 0, reals, at, length);
    }
    return reals;
  }

  /**
   * All elements of a floating-point tensor, as doubles.
   *
   * @throws CheckpointException if one is NaN or infinite, or there are too many for an array
   */
  double[] finite() throws IOException {
    if (elements() > Integer.MAX_VALUE - Long.BYTES) {
      throw new CheckpointException(
          "tensor %s of %s has %d elements; as a factor it has fewer than 2^31"
              .formatted(Shown.text(name()), file, elements()));
    }
    double[] reals = reals(0, (int) elements());
    int bad = Blend.notFinite(reals, reals.length);
    if (bad >= 0) {
      throw new CheckpointException(notFinite(bad, reals[bad]));
    }
    return reals;
  }

  /** Says where a number is that cannot be mixed. */
  String notFinite(long element, double value) {
    return "tensor %s of %s at %s is %s, and what is not a number has no mean; take a checkpoint whose weights are finite"
        .formatted(Shown.text(name()), file, indices(element), value);
  }

  /** Fills what remains of a buffer from a place in a file. */
  static void readFully(FileChannel channel, ByteBuffer into, long from) throws IOException {
    long at = from;
    while (into.hasRemaining()) {
      int read = channel.read(into, at);
      if (read < 0) {
        throw new EOFException("the file became shorter while it was read");
      }
      at += read;
    }
  }
}

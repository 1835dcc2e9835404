package org.flipcheck.spark.arrow;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.SeekableByteChannel;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.memory.BufferAllocator;

/**
 * The bytes of an Arrow file or stream. Never allocates what the input does not have: where its
 * length is known, a longer claim is refused; where it is not, memory grows with what has been
 * read.
 */
final class IpcInput implements AutoCloseable {

  /** Read before more memory is taken for an input of unknown length. */
  private static final long STEP = 8L << 20;

  private static final long UNKNOWN = Long.MAX_VALUE;

  private final String name;
  private final ReadableByteChannel channel;
  private final long length;
  private long position;

  /**
   * Begins at the channel's first byte.
   *
   * @param name the file's path, for messages
   */
  IpcInput(String name, ReadableByteChannel channel) throws IOException {
    this.name = name;
    this.channel = channel;
    this.length = channel instanceof SeekableByteChannel seekable ? seekable.size() : UNKNOWN;
    if (channel instanceof SeekableByteChannel seekable) {
      seekable.position(0);
    }
  }

  String name() {
    return name;
  }

  boolean isSeekable() {
    return channel instanceof SeekableByteChannel;
  }

  /** The number of bytes; {@link Long#MAX_VALUE} where it is unknown. */
  long length() {
    return length;
  }

  long position() {
    return position;
  }

  ArrowFileException damaged(String what) {
    return ArrowFileException.damaged(name, what, null);
  }

  /** Goes to a position; backwards only in a seekable input. */
  void seek(long target) throws IOException {
    if (target == position) {
      return;
    }
    if (target < 0 || target > length) {
      throw damaged("it ends too early");
    }
    if (channel instanceof SeekableByteChannel seekable) {
      seekable.position(target);
      position = target;
      return;
    }
    if (target < position) {
      throw damaged("its buffers are out of order");
    }
    ByteBuffer ignored = ByteBuffer.allocate((int) Math.min(STEP, target - position));
    while (position < target) {
      ignored.clear();
      ignored.limit((int) Math.min(ignored.capacity(), target - position));
      readFully(ignored);
    }
  }

  /** The next bytes, at most so many; fewer only at the end of the input. */
  ByteBuffer upTo(int count) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(count).order(ByteOrder.LITTLE_ENDIAN);
    while (bytes.hasRemaining()) {
      int read = channel.read(bytes);
      if (read < 0) {
        break;
      }
      position += read;
    }
    return bytes.flip();
  }

  /** Exactly the next bytes. */
  ByteBuffer exactly(long count) throws IOException {
    require(count);
    if (count > Integer.MAX_VALUE - 8) {
      throw damaged("a length of %d bytes is absurd".formatted(count));
    }
    if (length != UNKNOWN || count <= STEP) {
      ByteBuffer bytes = ByteBuffer.allocate((int) count).order(ByteOrder.LITTLE_ENDIAN);
      readFully(bytes);
      return bytes.flip();
    }
    ByteBuffer bytes = ByteBuffer.allocate((int) STEP).order(ByteOrder.LITTLE_ENDIAN);
    while (true) {
      readFully(bytes);
      if (bytes.position() == count) {
        return bytes.flip();
      }
      int larger = (int) Math.min(count, 2L * bytes.capacity());
      bytes = ByteBuffer.allocate(larger).order(ByteOrder.LITTLE_ENDIAN).put(bytes.flip());
    }
  }

  /** Exactly the next bytes, outside the heap; the caller releases them. */
  ArrowBuf buffer(BufferAllocator allocator, long count) throws IOException {
    require(count);
    long capacity = length != UNKNOWN ? count : Math.min(count, STEP);
    ArrowBuf bytes = allocator.buffer(Math.max(1, capacity));
    try {
      for (long at = 0; at < count; ) {
        if (at == capacity) {
          capacity = Math.min(count, 2 * capacity);
          ArrowBuf larger = allocator.buffer(capacity);
          larger.setBytes(0, bytes, 0, at);
          bytes.close();
          bytes = larger;
        }
        int part = (int) Math.min(1 << 30, capacity - at);
        readFully(bytes.nioBuffer(at, part));
        at += part;
      }
      return bytes;
    } catch (IOException | RuntimeException e) {
      bytes.close();
      throw e;
    }
  }

  private void require(long count) throws IOException {
    if (count < 0) {
      throw damaged("a length of %d bytes is absurd".formatted(count));
    }
    if (count > length - position) {
      throw damaged("it ends too early");
    }
  }

  private void readFully(ByteBuffer target) throws IOException {
    while (target.hasRemaining()) {
      int read = channel.read(target);
      if (read < 0) {
        throw damaged("it ends too early");
      }
      position += read;
    }
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}

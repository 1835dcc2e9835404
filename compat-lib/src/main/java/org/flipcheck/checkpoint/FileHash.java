package org.flipcheck.checkpoint;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.security.MessageDigest;
import java.util.function.LongConsumer;
import org.flipcheck.text.Sha256;

/**
 * The SHA-256 of one file, from stretches that are at hand because something else needed them.
 * Whatever lies between is read here. For one thread at a time.
 */
final class FileHash {

  private static final int CHUNK = 1 << 16;

  private final FileChannel channel;
  private final LongConsumer hashed;
  private final MessageDigest digest = Sha256.digest();

  /**
   * Large arrays are what Java compiles the digest for soonest; of buffers it takes 4 KiB at once.
   */
  private final byte[] scratch = new byte[CHUNK];

  private final long size;
  private long position;
  private long planned;
  private boolean isInOrder = true;

  /**
   * Begins at the first byte.
   *
   * @param hashed is told how many bytes more were hashed
   */
  FileHash(FileChannel channel, LongConsumer hashed) throws IOException {
    this.channel = channel;
    this.hashed = hashed;
    this.size = channel.size();
  }

  /** Announces a stretch. If any begins before the end of one announced earlier, none is used. */
  void plan(long start, long length) {
    isInOrder &= start >= planned;
    planned = start + length;
  }

  /** Takes an announced stretch, in the order in which they were announced. */
  void add(long start, ByteBuffer bytes) throws IOException {
    if (isInOrder) {
      readTo(start);
      update(bytes.duplicate());
    }
  }

  /** Reads what is left, and tells the hash in hexadecimal. */
  String end() throws IOException {
    readTo(size);
    return Sha256.hex(digest);
  }

  private void readTo(long end) throws IOException {
    if (position < end) {
      ByteBuffer chunk = ByteBuffer.allocateDirect((int) Math.min(CHUNK, end - position));
      while (position < end) {
        chunk.clear().limit((int) Math.min(CHUNK, end - position));
        Tensor.readFully(channel, chunk, position);
        update(chunk.flip());
      }
    }
  }

  private void update(ByteBuffer bytes) {
    int length = bytes.remaining();
    while (bytes.hasRemaining()) {
      int part = Math.min(CHUNK, bytes.remaining());
      bytes.get(scratch, 0, part);
      digest.update(scratch, 0, part);
    }
    position += length;
    hashed.accept(length);
  }
}

package org.flipcheck.spark;

import java.io.IOException;
import java.security.MessageDigest;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.flipcheck.text.Sha256;

/** Hashes of the files of a store, in hex. */
final class PartHash {

  private static final int TAIL_BYTES = 64 << 10;

  private PartHash() {}

  /**
   * Of the last 64 KiB: with the size, it tells a cut or rewritten file at the cost of one read.
   */
  static String ofTail(FileSystem fileSystem, Path file, long bytes) throws IOException {
    byte[] tail = new byte[(int) Math.min(TAIL_BYTES, bytes)];
    try (FSDataInputStream in = fileSystem.open(file)) {
      in.readFully(bytes - tail.length, tail);
    }
    return Sha256.of(tail);
  }

  /** Of the whole file. */
  static String of(FileSystem fileSystem, Path file) throws IOException {
    MessageDigest digest = Sha256.digest();
    byte[] buffer = new byte[1 << 16];
    try (FSDataInputStream in = fileSystem.open(file)) {
      for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
        digest.update(buffer, 0, read);
      }
    }
    return Sha256.hex(digest);
  }
}

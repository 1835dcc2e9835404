package org.flipcheck.checkpoint;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.function.LongConsumer;

/** SHA-256, in hexadecimal. */
final class Digests {

  private static final int CHUNK = 1 << 18;

  private Digests() {}

  static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  /** Of a text of lines. */
  static String ofLines(List<String> lines) {
    return hex(sha256().digest(String.join("\n", lines).getBytes(StandardCharsets.UTF_8)));
  }

  /**
   * Of a whole file.
   *
   * @param read is told how many bytes were read, as they are
   */
  static String of(FileChannel file, LongConsumer read) throws IOException {
    MessageDigest digest = sha256();
    ByteBuffer chunk = ByteBuffer.allocateDirect(CHUNK);
    long position = 0;
    while (file.read(chunk.clear(), position) >= 0) {
      position += chunk.position();
      read.accept(chunk.position());
      digest.update(chunk.flip());
    }
    return hex(digest.digest());
  }

  static String hex(byte[] digest) {
    return HexFormat.of().formatHex(digest);
  }
}

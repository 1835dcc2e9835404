package org.flipcheck.train.data;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HashMap;
import java.util.Map;
import org.flipcheck.text.Sha256;

/**
 * Ids of examples that have none of their own: hashes of their inputs, so that an example has the
 * same id in whatever file and place. Examples with equal inputs are numbered.
 */
final class HashIds {

  private static final int DIGITS = 16;

  private final boolean isUsed;
  private final MessageDigest digest = Sha256.digest();
  private final Map<String, Integer> seen = new HashMap<>();

  private HashIds(boolean isUsed) {
    this.isUsed = isUsed;
  }

  /** Ids that are asked for. */
  static HashIds used() {
    return new HashIds(true);
  }

  /** Nobody asks for these, because examples have ids of their own. */
  static HashIds unused() {
    return new HashIds(false);
  }

  boolean isUsed() {
    return isUsed;
  }

  /** Adds a text to the inputs of the current example. */
  void add(String text) {
    if (isUsed) {
      add(text.getBytes(StandardCharsets.UTF_8));
    }
  }

  /** Adds bytes to the inputs of the current example; where one part ends makes a difference. */
  void add(byte[] bytes) {
    digest.update(ByteBuffer.allocate(Integer.BYTES).putInt(0, bytes.length));
    digest.update(bytes);
  }

  /** Adds that the current example lacks an input. */
  void addMissing() {
    digest.update(ByteBuffer.allocate(Integer.BYTES).putInt(0, -1));
  }

  /** The id of the current example, and on to the next. */
  String next() {
    String hash = Sha256.hex(digest).substring(0, DIGITS);
    int times = seen.merge(hash, 1, Integer::sum);
    return times == 1 ? hash : hash + "-" + times;
  }
}

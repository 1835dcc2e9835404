package org.flipcheck.spark;

import java.nio.charset.StandardCharsets;

/**
 * The 64-bit hash that stands for a group of examples. A group's weights come from a hash anyway,
 * so nothing else of it travels; two groups that share one, of which a pair is to be expected among
 * some billions, would be drawn together.
 */
final class GroupHash {

  private GroupHash() {}

  /** The hash of a group's text, see {@link Values#text}: that of the same text as an id. */
  static long of(String group) {
    byte[] bytes = group.getBytes(StandardCharsets.UTF_8);
    return IdHash.of(bytes, 0, bytes.length);
  }
}

package org.flipcheck.checkpoint;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;

/** The index of a checkpoint in several files: which file has which tensor. */
final class ShardIndex {

  /** What the index of a checkpoint is usually called. */
  static final String USUAL_NAME = "model.safetensors.index.json";

  /** How an index is told from a file of tensors. */
  static final String ENDING = ".index.json";

  static final String METADATA = "metadata";
  static final String WEIGHT_MAP = "weight_map";

  private static final long MAX_LENGTH = 100_000_000;
  static final String TENSOR_FILE = ".safetensors";

  private ShardIndex() {}

  /**
   * Reads an index.
   *
   * @param index the file
   * @return for each tensor the name of the file that has it, a file beside the index
   * @throws CheckpointException if it is not a sound index
   * @throws IOException if it cannot be read
   */
  static Map<String, String> read(Path index) throws IOException {
    try (FileChannel channel = FileChannel.open(index)) {
      long size = channel.size();
      if (size > MAX_LENGTH) {
        throw new CheckpointException(
            "%s has %d bytes, the limit of an index is %d; is it an index?"
                .formatted(index, size, MAX_LENGTH));
      }
      return JsonGuard.read(
          index.toString(), new ChannelRange(channel, 0, size), ShardIndex::weightMap);
    }
  }

  private static Map<String, String> weightMap(JsonGuard json) throws IOException {
    Map<String, String> files = new TreeMap<>();
    json.object("a value");
    for (String key = json.name(); key != null; key = json.name()) {
      if (key.equals(WEIGHT_MAP)) {
        json.object(WEIGHT_MAP);
        for (String name = json.name(); name != null; name = json.name()) {
          files.put(name, shard(json));
        }
      } else {
        json.skip();
      }
    }
    if (files.isEmpty()) {
      throw json.refused("has no tensors under weight_map; write the index again");
    }
    return files;
  }

  private static String shard(JsonGuard json) throws IOException {
    String file = json.string("a file under weight_map");
    boolean isPlain = Shown.isOrdinary(file) && file.indexOf('/') < 0 && file.indexOf('\\') < 0;
    if (!isPlain || file.equals(TENSOR_FILE) || !file.endsWith(TENSOR_FILE)) {
      throw json.refused(
          "names the file '%s'; a shard is a .safetensors file beside the index"
              .formatted(Shown.text(file)));
    }
    return file;
  }

  /** Whether a path names an index rather than tensors. */
  static boolean isIndex(Path path) {
    return path.toString().endsWith(ENDING) && Files.isRegularFile(path);
  }
}

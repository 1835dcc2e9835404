package org.flipcheck.checkpoint;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The header of a safetensors file: 8 bytes that say how long it is, little-endian, then so many
 * bytes of JSON, then the data. What it says is believed only after it was held against the length
 * of the file.
 *
 * <p>The tensors must cover the data from the first byte to the last, without gap or overlap, as
 * the format demands: bytes that no tensor owns could be anything.
 *
 * @param metadata what the writer noted, text by name
 * @param tensors in the order of their data
 * @param dataStart where the data begin in the file, in bytes
 */
record Header(Map<String, String> metadata, List<TensorEntry> tensors, long dataStart) {

  /** The name that is no tensor. */
  static final String METADATA = "__metadata__";

  /** The longest header that readers of the format take, in bytes. */
  static final long MAX_LENGTH = 100_000_000;

  /** The bytes before the header. */
  static final int LENGTH_BYTES = 8;

  Header {
    metadata = Map.copyOf(metadata);
    tensors = List.copyOf(tensors);
  }

  /**
   * Reads and checks a header.
   *
   * @param file what to call the file in messages
   * @param channel the file
   * @throws CheckpointException if this is no sound safetensors file
   * @throws IOException if it cannot be read
   */
  static Header read(String file, FileChannel channel) throws IOException {
    long size = channel.size();
    if (size < LENGTH_BYTES) {
      throw new CheckpointException(
          "%s has %d bytes and is no safetensors file: one has at least 8; is the download complete?"
              .formatted(file, size));
    }
    long length = length(channel);
    if (length < 0 || length > MAX_LENGTH) {
      throw new CheckpointException(
          "%s claims a header of %s bytes, the limit is %d; is it a safetensors file?"
              .formatted(file, Long.toUnsignedString(length), MAX_LENGTH));
    }
    if (length > size - LENGTH_BYTES) {
      throw new CheckpointException(
          "%s claims a header of %d bytes, but has only %d after its length; is the download complete?"
              .formatted(file, length, size - LENGTH_BYTES));
    }
    long dataStart = LENGTH_BYTES + length;
    HeaderReader reader = new HeaderReader();
    JsonGuard.read(
        "the header of " + file,
        new ChannelRange(channel, LENGTH_BYTES, dataStart),
        json -> {
          reader.read(json);
          return reader;
        });
    return new Header(
        new TreeMap<>(reader.metadata()),
        covering(file, reader.tensors(), size - dataStart),
        dataStart);
  }

  private static long length(FileChannel channel) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(LENGTH_BYTES).order(ByteOrder.LITTLE_ENDIAN);
    Tensor.readFully(channel, bytes, 0);
    return bytes.flip().getLong();
  }

  /** The tensors by their place, if they cover the data exactly. */
  private static List<TensorEntry> covering(String file, List<TensorEntry> tensors, long length) {
    List<TensorEntry> sorted = new ArrayList<>(tensors);
    sorted.sort(
        Comparator.comparingLong(TensorEntry::begin)
            .thenComparingLong(TensorEntry::end)
            .thenComparing(TensorEntry::name));
    long covered = 0;
    for (TensorEntry tensor : sorted) {
      if (tensor.end() > length) {
        throw new CheckpointException(
            "%s: tensor %s ends at byte %d of the data, but there are %d; is the download complete?"
                .formatted(file, Shown.text(tensor.name()), tensor.end(), length));
      }
      if (tensor.begin() != covered) {
        throw new CheckpointException(
            "%s: tensor %s begins at byte %d of the data, but the one before ends at %d: %s; write the file again"
                .formatted(
                    file,
                    Shown.text(tensor.name()),
                    tensor.begin(),
                    covered,
                    tensor.begin() < covered ? "they overlap" : "no tensor owns what is between"));
      }
      covered = tensor.end();
    }
    if (covered != length) {
      throw new CheckpointException(
          "%s has %d bytes after its last tensor, which no tensor owns; write the file again"
              .formatted(file, length - covered));
    }
    return sorted;
  }
}

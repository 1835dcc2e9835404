package org.flipcheck.checkpoint;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What was written completely: a line of text for each unit, with checksums of its bytes and of
 * those that it was made of, so that neither is taken for what it is no more. The first line says
 * of which result. Locked while a run writes to it, so that two runs never write one result.
 */
final class Journal implements AutoCloseable {

  /**
   * A unit that was written.
   *
   * @param inputs CRC-32C of the bytes that it was made of
   * @param result CRC-32C of its bytes
   * @param differs whether it has whole numbers in which the models differ
   */
  record Entry(long inputs, long result, boolean differs) {}

  private static final Pattern LINE =
      Pattern.compile("(\\d{1,9}) ([0-9a-f]{8}) ([0-9a-f]{8}) ([=!])");

  private final FileChannel channel;
  private final Map<Integer, Entry> entries = new HashMap<>();
  private boolean isContinued;

  private Journal(FileChannel channel) {
    this.channel = channel;
  }

  /**
   * Opens a journal, and empties it unless it is of this result.
   *
   * @param file where it is
   * @param identity what the result is made of, one line
   * @throws CheckpointException if another run writes to it
   */
  static Journal open(Path file, String identity) throws IOException {
    FileChannel channel =
        FileChannel.open(
            file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
    Journal journal = new Journal(channel);
    try {
      if (!isLocked(channel)) {
        throw new CheckpointException(
            "another run is writing the same result, in %s; wait for it, or choose another place"
                .formatted(file.getParent()));
      }
      journal.readOrBegin(identity);
      return journal;
    } catch (IOException | RuntimeException e) {
      channel.close();
      throw e;
    }
  }

  private static boolean isLocked(FileChannel channel) throws IOException {
    try {
      return channel.tryLock() != null;
    } catch (OverlappingFileLockException e) {
      return false;
    }
  }

  private void readOrBegin(String identity) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(Math.toIntExact(channel.size()));
    Tensor.readFully(channel, bytes, 0);
    String text = StandardCharsets.ISO_8859_1.decode(bytes.flip()).toString();
    // A last line without its end was being written when the run was killed.
    String whole = text.substring(0, text.lastIndexOf('\n') + 1);
    List<String> lines = whole.lines().toList();
    if (!lines.isEmpty() && lines.get(0).equals(identity)) {
      isContinued = true;
      lines.forEach(this::read);
      channel.truncate(whole.length());
      channel.position(whole.length());
    } else {
      channel.truncate(0);
      append(identity);
    }
  }

  private void read(String line) {
    Matcher matcher = LINE.matcher(line);
    if (matcher.matches()) {
      entries.put(
          Integer.valueOf(matcher.group(1)),
          new Entry(
              Long.parseLong(matcher.group(2), 16),
              Long.parseLong(matcher.group(3), 16),
              matcher.group(4).equals("!")));
    }
  }

  /** Whether it was there, and of this result. */
  boolean isContinued() {
    return isContinued;
  }

  /** What an earlier run noted about a unit. */
  Optional<Entry> entry(int unit) {
    return Optional.ofNullable(entries.get(unit));
  }

  /** Notes that a unit is written. */
  synchronized void add(int unit, Entry entry) throws IOException {
    // Not by a format: at a line for each MiB, Java would compile all of it and be busy with that.
    append(
        unit
            + " "
            + hex(entry.inputs())
            + " "
            + hex(entry.result())
            + (entry.differs() ? " !" : " ="));
  }

  private static String hex(long checksum) {
    return HexFormat.of().toHexDigits((int) checksum);
  }

  private void append(String line) throws IOException {
    ByteBuffer bytes = StandardCharsets.ISO_8859_1.encode(line + "\n");
    while (bytes.hasRemaining()) {
      channel.write(bytes);
    }
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}

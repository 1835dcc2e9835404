package org.flipcheck.checkpoint;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.flipcheck.text.FileTree;

/**
 * The hidden folder beside the result in which it grows, so that the result appears whole or not at
 * all. It outlives a kill, and the next run for the same result goes on in it.
 */
final class Staging implements AutoCloseable {

  private static final String FILES = "files";
  private static final String REPLACED = "replaced";
  private static final String JOURNAL = "journal";

  private final Path out;
  private final Path folder;
  private final List<FileChannel> channels = new ArrayList<>();
  private final Journal journal;

  private Staging(Path out, Path folder, Journal journal) {
    this.out = out;
    this.folder = folder;
    this.journal = journal;
  }

  /**
   * Opens the folder of a result, and the files in it.
   *
   * @param out where the result will be
   * @param identity what the result is made of; what was staged for another one is discarded
   * @param files the length of each file of the result, by name, in order
   */
  static Staging open(Path out, String identity, Map<String, Long> files) throws IOException {
    Path folder = folder(out);
    Files.createDirectories(folder);
    Journal journal = Journal.open(folder.resolve(JOURNAL), identity);
    Staging staging = new Staging(out, folder, journal);
    try {
      FileTree.delete(folder.resolve(REPLACED));
      Path inside = folder.resolve(FILES);
      if (!journal.isContinued()) {
        FileTree.delete(inside);
      }
      Files.createDirectories(inside);
      checkSpace(inside, files);
      for (String file : files.keySet()) {
        FileChannel channel =
            FileChannel.open(
                inside.resolve(file),
                StandardOpenOption.CREATE,
                StandardOpenOption.READ,
                StandardOpenOption.WRITE);
        staging.channels.add(channel);
      }
      return staging;
    } catch (IOException | RuntimeException e) {
      staging.close();
      throw e;
    }
  }

  private static Path folder(Path out) {
    return out.resolveSibling(".%s.flipcheck-partial".formatted(out.getFileName()));
  }

  /** Puts back what a run was about to replace when it was killed. */
  static void restore(Path out) throws IOException {
    Path replaced = folder(out).resolve(REPLACED);
    if (Files.exists(replaced) && !Files.exists(out)) {
      Files.move(replaced, out, StandardCopyOption.ATOMIC_MOVE);
    }
  }

  private static void checkSpace(Path inside, Map<String, Long> files) throws IOException {
    long needed = files.values().stream().mapToLong(Long::longValue).sum();
    long there;
    try (Stream<Path> staged = Files.list(inside)) {
      there = staged.mapToLong(file -> file.toFile().length()).sum();
    }
    long free = Files.getFileStore(inside).getUsableSpace();
    if (needed - there > free) {
      throw new CheckpointException(
          String.format(
              Locale.ROOT,
              "the result has %,d bytes, but only %,d are free beside %s; make room or choose another place",
              needed,
              free,
              inside.getParent()));
    }
  }

  Journal journal() {
    return journal;
  }

  FileChannel channel(int file) {
    return channels.get(file);
  }

  /** Writes all of a buffer at a place of a file. */
  static void write(FileChannel channel, ByteBuffer bytes, long position) throws IOException {
    long at = position;
    while (bytes.hasRemaining()) {
      at += channel.write(bytes, at);
    }
  }

  /** Writes the headers, which say what the files were made of: known when all else is written. */
  void writeStarts(List<ByteBuffer> starts) throws IOException {
    for (int i = 0; i < starts.size(); i++) {
      write(channels.get(i), starts.get(i), 0);
    }
  }

  /** Adds a small file. */
  void add(String name, byte[] content) throws IOException {
    Files.write(folder.resolve(FILES).resolve(name), content);
  }

  /** Adds a copy of a small file. */
  void copy(Path file) throws IOException {
    Files.copy(
        file,
        folder.resolve(FILES).resolve(file.getFileName().toString()),
        StandardCopyOption.REPLACE_EXISTING);
  }

  /** Makes the result appear, in place of what was there. */
  void publish() throws IOException {
    closeFiles();
    if (Files.exists(out)) {
      Files.move(out, folder.resolve(REPLACED), StandardCopyOption.ATOMIC_MOVE);
    }
    Files.move(folder.resolve(FILES), out, StandardCopyOption.ATOMIC_MOVE);
    discard();
  }

  /** Leaves nothing behind. */
  void discard() throws IOException {
    close();
    FileTree.delete(folder);
  }

  private void closeFiles() throws IOException {
    for (FileChannel channel : channels) {
      channel.close();
    }
  }

  @Override
  public void close() throws IOException {
    closeFiles();
    journal.close();
  }
}

package org.flipcheck.text;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** A file, or a folder with all that is in it. */
public final class FileTree {

  private FileTree() {}

  /**
   * Deletes it, what is deepest first. Links are deleted, not followed.
   *
   * @param path a file, a folder, or nothing at all
   * @throws IOException if something cannot be deleted; the rest may be gone then
   */
  public static void delete(Path path) throws IOException {
    if (!Files.exists(path)) {
      return;
    }
    List<Path> all;
    try (Stream<Path> walk = Files.walk(path)) {
      all = walk.sorted(Comparator.reverseOrder()).toList();
    }
    for (Path each : all) {
      Files.deleteIfExists(each);
    }
  }
}

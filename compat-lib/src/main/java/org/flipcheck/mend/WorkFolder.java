package org.flipcheck.mend;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * A hidden folder beside the result, for what is in between: it outlives an interrupted run, so
 * that the same command goes on where that one was, and is removed when the result is there. What a
 * command of other inputs or settings left is thrown away.
 */
public final class WorkFolder {

  private static final String SETTINGS = "settings";

  private final Path folder;

  /**
   * The folder for a result.
   *
   * @param out the folder of the result
   */
  public WorkFolder(Path out) {
    Path absolute = out.toAbsolutePath().normalize();
    this.folder = absolute.resolveSibling("." + absolute.getFileName() + ".mending");
  }

  /**
   * Makes the folder, or finds it.
   *
   * @param settings all that what is kept depends on
   */
  void open(String settings) throws IOException {
    String identity = Fingerprints.ofText(settings);
    Path file = folder.resolve(SETTINGS);
    boolean isOurs = Files.exists(file) && Files.readString(file).equals(identity);
    if (!isOurs) {
      remove();
      Files.createDirectories(folder);
      Files.writeString(file, identity);
    }
  }

  Path file(String name) {
    return folder.resolve(name);
  }

  Path emptyFolder(String name) throws IOException {
    removeFolder(name);
    return Files.createDirectories(folder.resolve(name));
  }

  void removeFolder(String name) throws IOException {
    delete(folder.resolve(name));
  }

  /**
   * Where it is.
   *
   * @return an absolute path
   */
  public Path path() {
    return folder;
  }

  /**
   * Removes the folder and all that is in it.
   *
   * @throws IOException if it cannot be removed
   */
  public void remove() throws IOException {
    delete(folder);
  }

  static void delete(Path path) throws IOException {
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

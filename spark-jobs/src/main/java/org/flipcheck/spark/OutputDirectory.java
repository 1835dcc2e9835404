package org.flipcheck.spark;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileAlreadyExistsException;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/**
 * Where a run's files go. Everything is written beside the directory and appears in one rename; on
 * object stores, which have no rename, it is written in place and {@code result.json} is put last.
 * In both cases the presence of {@code result.json} means that the run is complete.
 */
final class OutputDirectory {

  static final String RESULT = "result.json";

  private static final Set<String> OBJECT_STORES =
      Set.of("s3", "s3a", "s3n", "gs", "wasb", "wasbs", "oss", "cos");

  private final String option;
  private final String location;
  private final Path directory;
  private final FileSystem fileSystem;
  private final Path staging;
  private Path firstMade;
  private boolean committed;

  private OutputDirectory(
      String option, String location, Path directory, FileSystem fileSystem, Path staging) {
    this.option = option;
    this.location = location;
    this.directory = directory;
    this.fileSystem = fileSystem;
    this.staging = staging;
  }

  /**
   * Opens a run's output directory; nothing is written yet.
   *
   * @throws BadInputException if its file system cannot be reached
   */
  static OutputDirectory open(String location, Configuration hadoop) {
    return open("--out", location, hadoop);
  }

  /**
   * Opens a directory to write as a whole; nothing is written yet.
   *
   * @param option the option that named it, for messages
   * @throws BadInputException if its file system cannot be reached
   */
  static OutputDirectory open(String option, String location, Configuration hadoop) {
    try {
      Path path = new Path(location);
      FileSystem fileSystem = path.getFileSystem(hadoop);
      fileSystem.setWriteChecksum(false);
      Path directory = fileSystem.makeQualified(path);
      boolean canRename = !OBJECT_STORES.contains(fileSystem.getUri().getScheme());
      return new OutputDirectory(
          option,
          location,
          directory,
          fileSystem,
          canRename ? Staging.beside(directory) : directory);
    } catch (IOException | IllegalArgumentException e) {
      throw new BadInputException(
          "%s %s: cannot be reached: %s".formatted(option, location, InputFiles.firstLine(e)));
    }
  }

  /**
   * A hidden directory beside a file, for its staging alone, whatever the file system.
   *
   * @param option the option that named the file, for messages
   */
  static OutputDirectory beside(String option, String location, Path file, FileSystem fileSystem) {
    return new OutputDirectory(option, location, file, fileSystem, Staging.beside(file));
  }

  /**
   * The result of the finished run that is there.
   *
   * @return the text of {@code result.json}, or empty when nothing stands in the way
   * @throws BadInputException if a file or something that is no run stands there
   */
  Optional<String> finishedRun() {
    try {
      if (!fileSystem.exists(directory)) {
        checkAbove();
        return Optional.empty();
      }
      if (fileSystem.getFileStatus(directory).isFile()) {
        throw new BadInputException("--out %s: is a file; name a directory".formatted(location));
      }
      Path result = new Path(directory, RESULT);
      if (fileSystem.exists(result)) {
        try (InputStream in = fileSystem.open(result)) {
          return Optional.of(new String(in.readAllBytes(), StandardCharsets.UTF_8));
        }
      }
      if (fileSystem.listStatus(directory).length > 0 && !staging.equals(directory)) {
        throw new BadInputException(
            "--out %s: holds files that are not a finished run; name an empty or new directory"
                .formatted(location));
      }
      return Optional.empty();
    } catch (IOException e) {
      throw new BadInputException(
          "--out %s: cannot be read: %s".formatted(location, InputFiles.firstLine(e)));
    }
  }

  private void checkAbove() throws IOException {
    Path above = directory.getParent();
    while (above != null && !fileSystem.exists(above)) {
      above = above.getParent();
    }
    if (above != null && fileSystem.getFileStatus(above).isFile()) {
      throw new BadInputException(
          "--out %s: %s is a file; name a place under a directory"
              .formatted(location, above.toUri().getPath()));
    }
  }

  /**
   * Makes the staging directory, and clears what killed runs left beside it.
   *
   * @throws BadInputException if nothing can be written there
   */
  void begin() {
    try {
      if (staging.equals(directory)) {
        fileSystem.delete(new Path(directory, RESULT), false);
        return;
      }
      Staging.clearAbandoned(fileSystem, directory);
      for (Path above = directory.getParent();
          above != null && !fileSystem.exists(above);
          above = above.getParent()) {
        firstMade = above;
      }
      if (!fileSystem.mkdirs(staging)) {
        throw new IOException("the directory cannot be made");
      }
    } catch (IOException e) {
      throw new BadInputException(
          "%s %s: cannot be written: %s; choose another place or mend its permissions"
              .formatted(option, location, InputFiles.firstLine(e)));
    }
  }

  /** Whether nothing can be renamed here, so that a run is not there at once. */
  boolean isObjectStore() {
    return staging.equals(directory);
  }

  /** The staged place of a folder or file of the run. */
  String staged(String name) {
    return new Path(staging, name).toString();
  }

  /** The place of a folder or file of the finished run. */
  String finished(String name) {
    return new Path(directory, name).toString();
  }

  /** Writes a staged file. */
  void write(String name, String text) throws IOException {
    try (OutputStream out = create(name)) {
      out.write(text.getBytes(StandardCharsets.UTF_8));
    }
  }

  /** Opens a staged file for writing. */
  OutputStream create(String name) throws IOException {
    return fileSystem.create(new Path(staging, name), true);
  }

  /** The SHA-256 of each staged file of the count tables. */
  Map<String, String> countFiles() throws IOException {
    return CountFiles.hashes(fileSystem, new Path(staging, "counts"));
  }

  /** Whether a folder is this one, holds it or lies in it. */
  boolean touches(Path folder) {
    String mine = directory + "/";
    String other = folder + "/";
    return mine.startsWith(other) || other.startsWith(mine);
  }

  /** Makes the staged run appear, in place of one that may be there. */
  void commit() throws IOException {
    if (!staging.equals(directory)) {
      Path replaced = null;
      if (fileSystem.exists(directory)) {
        replaced = new Path(directory.getParent(), staging.getName() + Staging.REPLACED);
        AtomicRename.move(fileSystem, directory, replaced);
      }
      try {
        AtomicRename.move(fileSystem, staging, directory);
      } catch (IOException e) {
        if (replaced != null && !fileSystem.exists(directory)) {
          AtomicRename.move(fileSystem, replaced, directory);
        }
        throw e;
      } finally {
        if (replaced != null && fileSystem.exists(directory)) {
          fileSystem.delete(replaced, true);
        }
      }
    }
    committed = true;
  }

  /**
   * Makes what is staged appear where nothing is.
   *
   * @return false if another writer was first; its directory stays as it is
   */
  boolean commitNew() throws IOException {
    try {
      AtomicRename.move(fileSystem, staging, directory);
    } catch (FileAlreadyExistsException e) {
      return false;
    }
    committed = true;
    return true;
  }

  /**
   * Replaces a file of a finished run. Readers see the old file or the new one.
   *
   * @param name the file's name
   * @param text its new content
   */
  void replace(String name, String text) throws IOException {
    Path target = new Path(directory, name);
    // A hidden file beside it; where a rename is none, the put is what appears at once.
    Path written = isObjectStore() ? target : new Path(directory, "." + name + ".new");
    try (OutputStream out = fileSystem.create(written, true)) {
      out.write(text.getBytes(StandardCharsets.UTF_8));
    }
    if (!written.equals(target)) {
      AtomicRename.replace(fileSystem, written, target);
    }
  }

  /** The local folder of a finished run, where it is local. */
  Optional<java.nio.file.Path> localFolder() {
    return fileSystem.getUri().getScheme().equals("file")
        ? Optional.of(java.nio.file.Path.of(directory.toUri().getPath()))
        : Optional.empty();
  }

  /** The local folder of what is staged, where it is local. */
  Optional<java.nio.file.Path> stagedFolder() {
    return localFolder().map(unused -> java.nio.file.Path.of(staging.toUri().getPath()));
  }

  /** Removes what was staged, unless it was committed. */
  void discard() {
    try {
      if (!committed && !staging.equals(directory)) {
        fileSystem.delete(staging, true);
        if (firstMade != null) {
          removeEmpty(directory.getParent());
        }
      }
    } catch (IOException e) {
      // The next run into the same place clears what is left here.
    }
  }

  /** Removes the folders that were made for the staged run, unless others use them by now. */
  private void removeEmpty(Path folder) throws IOException {
    Path at = folder;
    while (fileSystem.exists(at) && fileSystem.listStatus(at).length == 0) {
      fileSystem.delete(at, false);
      if (at.equals(firstMade)) {
        return;
      }
      at = at.getParent();
    }
  }

  @Override
  public String toString() {
    return location;
  }
}

package org.flipcheck.spark;

import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/**
 * A file that is written beside its place and appears there whole, in one rename, or not at all.
 */
final class OutputFile {

  private final String location;
  private final Path file;
  private final boolean overwrite;
  private final FileSystem fileSystem;

  private OutputFile(String location, Path file, boolean overwrite, FileSystem fileSystem) {
    this.location = location;
    this.file = file;
    this.overwrite = overwrite;
    this.fileSystem = fileSystem;
  }

  /**
   * Opens a place; nothing is written yet.
   *
   * @throws BadInputException if something stands there that may not be replaced
   */
  static OutputFile open(String location, boolean overwrite, Configuration hadoop) {
    try {
      Path path = new Path(location);
      FileSystem fileSystem = path.getFileSystem(hadoop);
      fileSystem.setWriteChecksum(false);
      Path file = fileSystem.makeQualified(path);
      if (fileSystem.exists(file)) {
        if (fileSystem.getFileStatus(file).isDirectory()) {
          throw new BadInputException("--out %s: is a directory; name a file".formatted(location));
        }
        if (!overwrite) {
          throw taken(location);
        }
      }
      return new OutputFile(location, file, overwrite, fileSystem);
    } catch (IOException | IllegalArgumentException e) {
      throw new BadInputException(
          "--out %s: cannot be reached: %s".formatted(location, InputFiles.firstLine(e)));
    }
  }

  private static BadInputException taken(String location) {
    return new BadInputException(
        "--out %s: is there already; name another file, or give --overwrite".formatted(location));
  }

  /**
   * The same file, known to lie in no run.
   *
   * @param runs the runs that are read; empty where that is not known
   * @throws BadInputException if it lies in one
   */
  OutputFile outside(Optional<Map<String, OpenRun>> runs) {
    for (OpenRun run : runs.map(Map::values).orElse(List.of())) {
      if (file.toString().startsWith(run.folder() + "/")) {
        throw new BadInputException(
            "--out %s: lies in the run %s, which is only read; name another place"
                .formatted(location, run.location()));
      }
    }
    return this;
  }

  /** Writes what is staged. */
  interface Writer {
    void write(Staged staged) throws IOException;
  }

  /**
   * Lets the file be written, and lets it appear; whatever happens, even the end of the JVM,
   * nothing half-written stays.
   *
   * @throws BadInputException if nothing can be written there, or another file appeared meanwhile
   */
  void write(Writer writer) throws IOException {
    OutputDirectory work = OutputDirectory.beside("--out", location, file, fileSystem);
    StagedRun.in(
        work,
        () -> {
          Staged staged = new Staged(new Path(work.staged("whole")), new Path(work.staged("part")));
          writer.write(staged);
          appear(staged.whole);
          return staged;
        });
  }

  private void appear(Path whole) throws IOException {
    if (!overwrite) {
      if (!AtomicRename.create(fileSystem, whole, file)) {
        throw taken(location);
      }
    } else {
      AtomicRename.replace(fileSystem, whole, file);
    }
  }

  /** Where the file is written before it appears. */
  final class Staged {

    private final Path whole;
    private final Path folder;

    private Staged(Path whole, Path folder) {
      this.whole = whole;
      this.folder = folder;
    }

    OutputStream create() throws IOException {
      return fileSystem.create(whole, true);
    }

    /** A folder for what can only be written as a folder of files. */
    Path folder() {
      return folder;
    }

    /** Makes the one file in the folder the whole. */
    void takePart() throws IOException {
      List<Path> parts = new ArrayList<>();
      for (FileStatus part : fileSystem.listStatus(folder)) {
        if (part.isFile() && part.getPath().getName().startsWith("part-")) {
          parts.add(part.getPath());
        }
      }
      if (parts.size() != 1) {
        throw new IOException("there are %d parts, not one: %s".formatted(parts.size(), parts));
      }
      AtomicRename.move(fileSystem, parts.get(0), whole);
    }
  }
}

package org.flipcheck.spark;

import java.io.IOException;
import java.util.UUID;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/**
 * The hidden folders in which output is written before it appears. Their names tell the process
 * that writes, so that what a killed one left can be told from what a live one is writing.
 */
final class Staging {

  /** Ends the name under which an output waits to be deleted while another takes its place. */
  static final String REPLACED = "-replaced";

  private Staging() {}

  /** A new hidden name beside a directory. */
  static Path beside(Path directory) {
    return new Path(
        directory.getParent(),
        prefix(directory)
            + ProcessHandle.current().pid()
            + "-"
            + UUID.randomUUID().toString().substring(0, 8));
  }

  private static String prefix(Path directory) {
    return ".%s.staging-".formatted(directory.getName());
  }

  /** Whether a name is that of a folder in which output is written before it appears. */
  static boolean isStaging(String name) {
    return name.startsWith(".") && name.contains(".staging-");
  }

  /**
   * Clears what killed processes left beside a directory. Only on local file systems: elsewhere the
   * writer may live on another machine.
   */
  static void clearAbandoned(FileSystem fileSystem, Path directory) throws IOException {
    Path parent = directory.getParent();
    if (!fileSystem.getUri().getScheme().equals("file") || !fileSystem.exists(parent)) {
      return;
    }
    String prefix = prefix(directory);
    for (FileStatus sibling : fileSystem.listStatus(parent)) {
      String name = sibling.getPath().getName();
      if (name.startsWith(prefix) && isAbandoned(name.substring(prefix.length()))) {
        if (name.endsWith(REPLACED) && !fileSystem.exists(directory)) {
          // Killed between the two renames of a replacement: what was there before comes back.
          AtomicRename.move(fileSystem, sibling.getPath(), directory);
        } else {
          fileSystem.delete(sibling.getPath(), true);
        }
      }
    }
  }

  private static boolean isAbandoned(String pidAndNumber) {
    String pid = pidAndNumber.split("-", 2)[0];
    return pid.chars().allMatch(Character::isDigit)
        && ProcessHandle.of(Long.parseLong(pid)).filter(ProcessHandle::isAlive).isEmpty();
  }
}

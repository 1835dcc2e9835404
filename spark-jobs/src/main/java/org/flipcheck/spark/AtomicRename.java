package org.flipcheck.spark;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.StandardCopyOption;
import org.apache.hadoop.fs.FileAlreadyExistsException;
import org.apache.hadoop.fs.FileContext;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Options;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.UnsupportedFileSystemException;

/**
 * Renames that never land on or in what is there. Hadoop's own local rename copies <em>into</em> a
 * folder that has appeared meanwhile, so two writers could end as one folder inside the other.
 */
final class AtomicRename {

  private AtomicRename() {}

  /**
   * Gives a folder another name, in one step.
   *
   * @throws FileAlreadyExistsException if something stands under that name, an empty folder aside
   * @throws IOException if it cannot be renamed
   */
  static void move(FileSystem fileSystem, Path from, Path to) throws IOException {
    if (fileSystem.getUri().getScheme().equals("file")) {
      moveLocal(local(from), local(to));
      return;
    }
    try {
      FileContext.getFileContext(fileSystem.getUri(), fileSystem.getConf()).rename(from, to);
    } catch (UnsupportedFileSystemException e) {
      if (fileSystem.exists(to)) {
        throw new FileAlreadyExistsException(to.toString());
      }
      if (!fileSystem.rename(from, to)) {
        throw new IOException("cannot rename %s to %s".formatted(from, to));
      }
    }
  }

  private static void moveLocal(java.nio.file.Path from, java.nio.file.Path to) throws IOException {
    try {
      Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
    } catch (FileSystemException e) {
      if (Files.exists(to)) {
        throw new FileAlreadyExistsException(to.toString());
      }
      throw e;
    }
  }

  /**
   * Puts a small file where none may be.
   *
   * @return false if there is one already; it stays as it is
   */
  static boolean create(FileSystem fileSystem, Path staged, Path file) throws IOException {
    if (!fileSystem.getUri().getScheme().equals("file")) {
      try {
        move(fileSystem, staged, file);
        return true;
      } catch (FileAlreadyExistsException e) {
        fileSystem.delete(staged, false);
        return false;
      }
    }
    try {
      // A rename would replace a file without a word; a second name is refused where one is taken.
      Files.createLink(local(file), local(staged));
      return true;
    } catch (java.nio.file.FileAlreadyExistsException e) {
      return false;
    } finally {
      Files.deleteIfExists(local(staged));
    }
  }

  /**
   * Puts a file in its place. On a local disk and where Hadoop can do it in one step, readers see
   * the one that was there or this one; elsewhere there is a moment without any.
   */
  static void replace(FileSystem fileSystem, Path staged, Path file) throws IOException {
    if (fileSystem.getUri().getScheme().equals("file")) {
      Files.move(
          local(staged),
          local(file),
          StandardCopyOption.ATOMIC_MOVE,
          StandardCopyOption.REPLACE_EXISTING);
      return;
    }
    try {
      FileContext.getFileContext(fileSystem.getUri(), fileSystem.getConf())
          .rename(staged, file, Options.Rename.OVERWRITE);
    } catch (UnsupportedFileSystemException e) {
      fileSystem.delete(file, false);
      move(fileSystem, staged, file);
    }
  }

  private static java.nio.file.Path local(Path path) {
    return java.nio.file.Path.of(path.toUri().getPath());
  }
}

package org.flipcheck.mend;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import org.flipcheck.text.FileTree;
import org.flipcheck.text.Sha256;

/**
 * A hidden folder beside the result, for what is in between: it outlives an interrupted run, so
 * that the same command goes on where that one was, and is removed when the result is there. What a
 * command of other inputs or settings left is thrown away.
 */
public final class WorkFolder implements AutoCloseable {

  private static final String SETTINGS = "settings";

  private final Path out;
  private final Path folder;
  private final Path lockFile;
  private Optional<FileChannel> lock = Optional.empty();

  /**
   * The folder for a result.
   *
   * @param out the folder of the result
   */
  public WorkFolder(Path out) {
    Path absolute = out.toAbsolutePath().normalize();
    this.out = out;
    this.folder = absolute.resolveSibling("." + absolute.getFileName() + ".mending");
    this.lockFile = absolute.resolveSibling("." + absolute.getFileName() + ".lock");
  }

  /**
   * Keeps other runs away from the same result until this is closed or the process ends.
   *
   * @throws MendException if another run is at work there
   * @throws IOException if nothing can be written beside the result
   */
  public void lock() throws IOException {
    Path parent = lockFile.getParent();
    if (parent != null) {
      Files.createDirectories(parent);
    }
    FileChannel channel =
        FileChannel.open(lockFile, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    lock = Optional.of(channel);
    if (!isLocked(channel)) {
      channel.close();
      lock = Optional.empty();
      throw new MendException(
          "--out %s: another run is at work there; wait for it, or choose another folder"
              .formatted(out));
    }
  }

  private static boolean isLocked(FileChannel channel) throws IOException {
    try {
      return channel.tryLock() != null;
    } catch (OverlappingFileLockException e) {
      return false; // by this very process
    }
  }

  @Override
  public void close() throws IOException {
    if (lock.isPresent()) {
      Files.deleteIfExists(lockFile);
      lock.get().close();
    }
  }

  /**
   * Makes the folder, or finds it.
   *
   * @param settings all that what is kept depends on
   */
  void open(String settings) throws IOException {
    String identity = Sha256.of(settings);
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
    FileTree.delete(folder.resolve(name));
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
    FileTree.delete(folder);
  }
}

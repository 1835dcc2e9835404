package org.flipcheck.train;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPOutputStream;

/** Makes small IDX files, sound or not. */
public final class IdxFiles {

  private IdxFiles() {}

  /** The bytes of a header: the magic number, then the sizes. */
  public static byte[] header(int magic, int... sizes) {
    ByteBuffer header = ByteBuffer.allocate(4 + 4 * sizes.length).putInt(magic);
    for (int size : sizes) {
      header.putInt(size);
    }
    return header.array();
  }

  /** Writes pieces one after the other. */
  public static Path plain(Path file, byte[]... pieces) {
    try (OutputStream out = Files.newOutputStream(file)) {
      for (byte[] piece : pieces) {
        out.write(piece);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return file;
  }

  /** Writes pieces one after the other into one gzip stream. */
  public static Path gzip(Path file, byte[]... pieces) {
    try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(file))) {
      for (byte[] piece : pieces) {
        out.write(piece);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return file;
  }

  /** A sound gzip file of images. */
  public static Path images(Path file, int count, int rows, int columns, byte[] pixels) {
    return gzip(file, header(0x803, count, rows, columns), pixels);
  }

  /** A sound gzip file of labels. */
  public static Path labels(Path file, byte... labels) {
    return gzip(file, header(0x801, labels.length), labels);
  }
}

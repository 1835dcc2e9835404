package org.flipcheck.train;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.zip.ZipException;

/**
 * An IDX file of unsigned bytes, the format of MNIST and its successors, plain or with gzip around
 * it.
 *
 * <p>Big-endian: two zero bytes, the type of the values (8, unsigned byte, is the only one read
 * here), the number of dimensions; then one int per dimension; then the values, last dimension
 * fastest. A file that is shorter or longer than it says is refused.
 */
public final class IdxFile {

  private static final int UNSIGNED_BYTE = 0x08;
  private static final int MAX_VALUES = Integer.MAX_VALUE - 8;

  private final int[] shape;
  private final byte[] values;

  private IdxFile(int[] shape, byte[] values) {
    this.shape = shape;
    this.values = values;
  }

  /**
   * Reads a whole file.
   *
   * @param file an IDX file, plain or gzip; told by its first bytes
   * @param dimensions how many dimensions it must have: 3 for images (image, row, column), 1 for
   *     labels
   * @return the file's contents
   * @throws IOException if the file cannot be read or is not such a file; the message says what was
   *     found and what was expected
   */
  public static IdxFile read(Path file, int dimensions) throws IOException {
    try (InputStream in = GzipFiles.open(file)) {
      int[] shape = readShape(in, file, dimensions);
      int count = requireCount(shape, file);
      byte[] values = in.readNBytes(count);
      if (values.length < count) {
        throw new IOException(
            "%s: its header announces %s = %d values, but it ends after %d"
                .formatted(file, shapeText(shape), count, values.length));
      }
      if (in.read() >= 0) {
        throw new IOException(
            "%s: bytes follow the %s = %d values that its header announces"
                .formatted(file, shapeText(shape), count));
      }
      return new IdxFile(shape, values);
    } catch (EOFException e) {
      throw new IOException("%s: the gzip stream is cut off".formatted(file), e);
    } catch (ZipException e) {
      throw new IOException("%s: the gzip stream is damaged".formatted(file), e);
    }
  }

  /**
   * The size of one dimension.
   *
   * @param dimension from 0 to the number of dimensions - 1
   * @return at least 1
   */
  public int size(int dimension) {
    return shape[dimension];
  }

  /**
   * The values.
   *
   * @return a copy, last dimension fastest; use {@link Byte#toUnsignedInt} to get 0 to 255
   */
  public byte[] values() {
    return values.clone();
  }

  private static int[] readShape(InputStream in, Path file, int dimensions) throws IOException {
    byte[] header = in.readNBytes(4 + 4 * dimensions);
    if (header.length >= 4) {
      requireMagic(header, file, dimensions);
    }
    if (header.length < 4 + 4 * dimensions) {
      throw new IOException(
          "%s: its header has %d bytes, %d are needed for %d dimension(s)"
              .formatted(file, header.length, 4 + 4 * dimensions, dimensions));
    }
    int[] shape = new int[dimensions];
    ByteBuffer.wrap(header, 4, 4 * dimensions).asIntBuffer().get(shape);
    return shape;
  }

  private static void requireMagic(byte[] header, Path file, int dimensions) throws IOException {
    int found = ByteBuffer.wrap(header).getInt();
    int expected = UNSIGNED_BYTE << 8 | dimensions;
    if (found != expected) {
      throw new IOException(
          "%s: begins with 0x%08x, expected 0x%08x: an IDX file of unsigned bytes with %d dimension(s)"
              .formatted(file, found, expected, dimensions));
    }
  }

  private static int requireCount(int[] shape, Path file) throws IOException {
    long count = 1;
    for (int size : shape) {
      if (size < 1) {
        throw new IOException(
            "%s: its header announces the shape %s, every size must be from 1 to %d"
                .formatted(file, shapeText(shape), Integer.MAX_VALUE));
      }
      count *= size;
      if (count > MAX_VALUES) {
        throw new IOException(
            "%s: its header announces the shape %s, more than the %d values that fit"
                .formatted(file, shapeText(shape), MAX_VALUES));
      }
    }
    return (int) count;
  }

  private static String shapeText(int[] shape) {
    StringBuilder text = new StringBuilder();
    for (int size : shape) {
      text.append(text.isEmpty() ? "" : " x ").append(size);
    }
    return text.toString();
  }
}

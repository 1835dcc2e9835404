package org.flipcheck.train;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * Grey images of one size and the index of each one's class, held on the Java heap as bytes;
 * batches become native arrays when they are asked for. Immutable.
 */
public final class LabelledImages {

  private static final float WHITE = 255f;

  private final int rows;
  private final int columns;
  private final byte[] pixels;
  private final byte[] labels;
  private final int size;

  private LabelledImages(int rows, int columns, byte[] pixels, byte[] labels, int size) {
    this.rows = rows;
    this.columns = columns;
    this.pixels = pixels;
    this.labels = labels;
    this.size = size;
  }

  /**
   * Makes images from bytes in memory.
   *
   * @param rows height of every image in pixels, at least 1
   * @param columns width of every image in pixels, at least 1
   * @param pixels rows × columns bytes per image, 0 (black) to 255 unsigned, row by row; copied
   * @param labels class index per image, 0 to 127; copied
   * @return as many images as labels
   * @throws IllegalArgumentException if there are no labels, one is negative, or the number of
   *     pixels does not fit
   */
  public static LabelledImages of(int rows, int columns, byte[] pixels, byte[] labels) {
    if (labels.length == 0) {
      throw new IllegalArgumentException("there are no labels");
    }
    long expected = (long) rows * columns * labels.length;
    if (rows < 1 || columns < 1 || pixels.length != expected) {
      throw new IllegalArgumentException(
          "%d pixels are not %d images of %d x %d"
              .formatted(pixels.length, labels.length, rows, columns));
    }
    for (int i = 0; i < labels.length; i++) {
      if (labels[i] < 0) {
        throw new IllegalArgumentException(
            "label %d is %d, only 0 to %d are possible"
                .formatted(i, Byte.toUnsignedInt(labels[i]), Byte.MAX_VALUE));
      }
    }
    return new LabelledImages(rows, columns, pixels.clone(), labels.clone(), labels.length);
  }

  /**
   * Reads images and their labels.
   *
   * @param imageFile IDX file with three dimensions: image, row, column
   * @param labelFile IDX file with one dimension
   * @param classes how many classes there are; labels are 0 to {@code classes} - 1
   * @return the images of the first file with the labels of the second
   * @throws IOException if a file cannot be read or is malformed, the two do not have the same
   *     length, or a label is not below {@code classes}
   */
  public static LabelledImages read(Path imageFile, Path labelFile, int classes)
      throws IOException {
    IdxFile images = IdxFile.read(imageFile, 3);
    IdxFile labels = IdxFile.read(labelFile, 1);
    if (images.size(0) != labels.size(0)) {
      throw new IOException(
          "%s has %d images, but %s has %d labels"
              .formatted(imageFile, images.size(0), labelFile, labels.size(0)));
    }
    byte[] values = labels.values();
    for (int i = 0; i < values.length; i++) {
      if (Byte.toUnsignedInt(values[i]) >= classes) {
        throw new IOException(
            "%s: label %d is %d, with %d classes only 0 to %d are possible"
                .formatted(labelFile, i, Byte.toUnsignedInt(values[i]), classes, classes - 1));
      }
    }
    return of(images.size(1), images.size(2), images.values(), values);
  }

  /**
   * The first images of these, without copying them.
   *
   * @param count from 1 to {@link #size()}
   * @return images 0 to {@code count} - 1
   * @throws IllegalArgumentException if there are not that many
   */
  public LabelledImages first(int count) {
    if (count < 1 || count > size) {
      throw new IllegalArgumentException(
          "cannot take the first %d of %d images".formatted(count, size));
    }
    return new LabelledImages(rows, columns, pixels, labels, count);
  }

  /**
   * How many images there are.
   *
   * @return at least 1
   */
  public int size() {
    return size;
  }

  /**
   * The shape of one image as a network sees it.
   *
   * @return (1, rows, columns): one grey channel
   */
  public Shape imageShape() {
    return new Shape(1, rows, columns);
  }

  /**
   * The class of one image.
   *
   * @param image from 0 to {@link #size()} - 1
   * @return its class index
   */
  public int label(int image) {
    return labels[image];
  }

  /**
   * The pixels of one image.
   *
   * @param image from 0 to {@link #size()} - 1
   * @return a copy, rows × columns unsigned bytes, row by row
   */
  public byte[] pixels(int image) {
    int length = rows * columns;
    return Arrays.copyOfRange(pixels, image * length, (image + 1) * length);
  }

  /**
   * The pixels of some images as a network takes them.
   *
   * @param manager owner of the array
   * @param images indices, in the order wanted
   * @return shape (images, 1, rows, columns), float32, 0 (black) to 1
   */
  public NDArray inputs(NDManager manager, int[] images) {
    int length = rows * columns;
    float[] values = new float[images.length * length];
    for (int i = 0; i < images.length; i++) {
      for (int k = 0; k < length; k++) {
        values[i * length + k] = Byte.toUnsignedInt(pixels[images[i] * length + k]) / WHITE;
      }
    }
    return manager.create(values, new Shape(images.length, 1, rows, columns));
  }

  /**
   * The classes of some images as a loss takes them.
   *
   * @param manager owner of the array
   * @param images indices, in the order wanted
   * @return shape (images), int64, class indices
   */
  public NDArray labels(NDManager manager, int[] images) {
    return manager.create(Arrays.stream(images).mapToLong(image -> labels[image]).toArray());
  }
}

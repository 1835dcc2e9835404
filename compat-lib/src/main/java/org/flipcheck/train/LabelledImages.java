package org.flipcheck.train;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;

/**
 * Grey images of one size and the index of each one's class, held on the Java heap as bytes;
 * batches become native arrays when they are asked for. Immutable.
 */
public final class LabelledImages implements LabelledExamples {

  private static final float[] BRIGHTNESS = new float[256];

  static {
    for (int value = 0; value < BRIGHTNESS.length; value++) {
      BRIGHTNESS[value] = value / 255f;
    }
  }

  private static final int MAX_CLASSES = 128;

  private final List<String> classes;
  private final int rows;
  private final int columns;
  private final byte[] pixels;
  private final byte[] labels;

  private LabelledImages(
      List<String> classes, int rows, int columns, byte[] pixels, byte[] labels) {
    this.classes = classes;
    this.rows = rows;
    this.columns = columns;
    this.pixels = pixels;
    this.labels = labels;
  }

  /**
   * Makes images from bytes in memory.
   *
   * @param classes names of at most 128 classes, each once; copied
   * @param rows height of every image in pixels, at least 1
   * @param columns width of every image in pixels, at least 1
   * @param pixels rows × columns bytes per image, 0 (black) to 255 unsigned, row by row; copied
   * @param labels class index per image, 0 to the number of classes - 1; copied
   * @return as many images as labels
   * @throws IllegalArgumentException if there are no labels, one is of no class, the number of
   *     pixels does not fit, or the classes are too many or not distinct
   */
  public static LabelledImages of(
      List<String> classes, int rows, int columns, byte[] pixels, byte[] labels) {
    requireClasses(classes);
    if (labels.length == 0) {
      throw new IllegalArgumentException("there are no labels");
    }
    long expected = (long) rows * columns * labels.length;
    if (rows < 1 || columns < 1 || pixels.length != expected) {
      throw new IllegalArgumentException(
          "%d pixels are not %d images of %d x %d"
              .formatted(pixels.length, labels.length, rows, columns));
    }
    int wrong = firstOfNoClass(labels, classes);
    if (wrong >= 0) {
      throw new IllegalArgumentException(ofNoClass(labels, wrong, classes));
    }
    return new LabelledImages(List.copyOf(classes), rows, columns, pixels.clone(), labels.clone());
  }

  /**
   * Reads images and their labels.
   *
   * @param imageFile IDX file with three dimensions: image, row, column
   * @param labelFile IDX file with one dimension
   * @param classes names of at most 128 classes, each once; labels are indices into them
   * @return the images of the first file with the labels of the second
   * @throws IOException if a file cannot be read or is malformed, the two do not have the same
   *     length, or a label is of no class
   * @throws IllegalArgumentException if the classes are too many or not distinct
   */
  public static LabelledImages read(Path imageFile, Path labelFile, List<String> classes)
      throws IOException {
    requireClasses(classes);
    IdxFile images = IdxFile.read(imageFile, 3);
    IdxFile labels = IdxFile.read(labelFile, 1);
    if (images.size(0) != labels.size(0)) {
      throw new IOException(
          "%s has %d images, but %s has %d labels"
              .formatted(imageFile, images.size(0), labelFile, labels.size(0)));
    }
    byte[] values = labels.values();
    int wrong = firstOfNoClass(values, classes);
    if (wrong >= 0) {
      throw new IOException(labelFile + ": " + ofNoClass(values, wrong, classes));
    }
    return of(classes, images.size(1), images.size(2), images.values(), values);
  }

  private static void requireClasses(List<String> classes) {
    if (classes.size() > MAX_CLASSES || new HashSet<>(classes).size() < classes.size()) {
      throw new IllegalArgumentException(
          "the classes are %s, at most %d distinct names are possible"
              .formatted(classes, MAX_CLASSES));
    }
  }

  private static int firstOfNoClass(byte[] labels, List<String> classes) {
    for (int i = 0; i < labels.length; i++) {
      if (Byte.toUnsignedInt(labels[i]) >= classes.size()) {
        return i;
      }
    }
    return -1;
  }

  private static String ofNoClass(byte[] labels, int place, List<String> classes) {
    return "label %d is %d, with %d classes only 0 to %d are possible"
        .formatted(place, Byte.toUnsignedInt(labels[place]), classes.size(), classes.size() - 1);
  }

  @Override
  public List<String> classes() {
    return classes;
  }

  @Override
  public int size() {
    return labels.length;
  }

  /**
   * The shape of one image as a network sees it.
   *
   * @return (1, rows, columns): one grey channel
   */
  @Override
  public Shape inputShape() {
    return new Shape(1, rows, columns);
  }

  @Override
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
  @Override
  public NDArray inputs(NDManager manager, int[] images) {
    int length = rows * columns;
    float[] values = new float[images.length * length];
    for (int i = 0; i < images.length; i++) {
      for (int k = 0; k < length; k++) {
        values[i * length + k] = BRIGHTNESS[Byte.toUnsignedInt(pixels[images[i] * length + k])];
      }
    }
    return manager.create(values, new Shape(images.length, 1, rows, columns));
  }
}

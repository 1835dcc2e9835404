package org.flipcheck.train.demo;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.flipcheck.train.LabelledImages;

/**
 * Fashion-MNIST (Zalando SE, 2017, MIT licence): 60,000 training and 10,000 test images of articles
 * of clothing, 28 × 28 grey pixels on black, ten classes; and the slices in which the demonstration
 * looks at them.
 *
 * <ul>
 *   <li>{@code class_group}, by the true class: tops (T-shirt/top, Pullover, Coat, Shirt),
 *       trousers, dresses, footwear (Sandal, Sneaker, Ankle boot), bags.
 *   <li>{@code brightness}, by the mean of the pixels above 0, so that the black background does
 *       not count: dark below 120, medium below 170, else bright.
 *   <li>{@code coverage}, by the share of pixels above 0: small below 0.4, medium below 0.6, else
 *       large.
 * </ul>
 */
public final class FashionMnist {

  /** The classes, by index. */
  public static final List<String> CLASSES =
      List.of(
          "T-shirt/top",
          "Trouser",
          "Pullover",
          "Dress",
          "Coat",
          "Sandal",
          "Shirt",
          "Sneaker",
          "Bag",
          "Ankle boot");

  /** The slice columns, in the order of {@link #slices}. */
  static final List<String> SLICES = List.of("class_group", "brightness", "coverage");

  private static final List<String> GROUPS =
      List.of(
          "tops",
          "trousers",
          "tops",
          "dresses",
          "tops",
          "footwear",
          "tops",
          "footwear",
          "bags",
          "footwear");
  private static final double MEDIUM_BRIGHTNESS = 120;
  private static final double HIGH_BRIGHTNESS = 170;
  private static final double MEDIUM_COVERAGE = 0.4;
  private static final double LARGE_COVERAGE = 0.6;

  private FashionMnist() {}

  /**
   * The 60,000 training images.
   *
   * @param folder with the four gzip files of the data set
   * @return images of the ten classes
   * @throws IOException if a file cannot be read or is malformed
   */
  public static LabelledImages train(Path folder) throws IOException {
    return read(folder, "train");
  }

  /**
   * The 10,000 test images.
   *
   * @param folder with the four gzip files of the data set
   * @return images of the ten classes
   * @throws IOException if a file cannot be read or is malformed
   */
  public static LabelledImages test(Path folder) throws IOException {
    return read(folder, "t10k");
  }

  /** The slice values of one image, in the order of {@link #SLICES}. */
  static List<String> slices(LabelledImages images, int image) {
    byte[] pixels = images.pixels(image);
    int lit = 0;
    long sum = 0;
    for (byte pixel : pixels) {
      int value = Byte.toUnsignedInt(pixel);
      lit += value > 0 ? 1 : 0;
      sum += value;
    }
    return List.of(
        GROUPS.get(images.label(image)),
        brightness((double) sum / Math.max(lit, 1)),
        coverage((double) lit / pixels.length));
  }

  private static String brightness(double meanOfLitPixels) {
    if (meanOfLitPixels < MEDIUM_BRIGHTNESS) {
      return "dark";
    }
    return meanOfLitPixels < HIGH_BRIGHTNESS ? "medium" : "bright";
  }

  private static String coverage(double shareOfLitPixels) {
    if (shareOfLitPixels < MEDIUM_COVERAGE) {
      return "small";
    }
    return shareOfLitPixels < LARGE_COVERAGE ? "medium" : "large";
  }

  private static LabelledImages read(Path folder, String part) throws IOException {
    return LabelledImages.read(
        folder.resolve(part + "-images-idx3-ubyte.gz"),
        folder.resolve(part + "-labels-idx1-ubyte.gz"),
        CLASSES);
  }
}

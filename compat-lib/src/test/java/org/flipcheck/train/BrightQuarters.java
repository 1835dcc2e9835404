package org.flipcheck.train;

import java.util.List;
import java.util.Random;

/** Images of noise with one bright quarter that tells the class. */
public final class BrightQuarters {

  /** The quarters, by index. */
  public static final List<String> CLASSES = List.of("ne", "nw", "se", "sw");

  private static final int SIDE = 12;

  private BrightQuarters() {}

  /** So many images of 12 x 12, of the four classes in turn; always the same. */
  public static LabelledImages images(int count) {
    return images(count, 150, 100, 42);
  }

  /** The same with noise up to a brightness, a quarter brighter by so much, and a seed. */
  public static LabelledImages images(int count, int noise, int brighter, int seed) {
    Random random = new Random(seed);
    byte[] pixels = new byte[count * SIDE * SIDE];
    byte[] labels = new byte[count];
    for (int i = 0; i < pixels.length; i++) {
      int image = i / (SIDE * SIDE);
      int quarter = (i / SIDE % SIDE < SIDE / 2 ? 0 : 2) + (i % SIDE < SIDE / 2 ? 0 : 1);
      labels[image] = (byte) (image % CLASSES.size());
      pixels[i] = (byte) (random.nextInt(noise) + (quarter == labels[image] ? brighter : 0));
    }
    return LabelledImages.of(CLASSES, SIDE, SIDE, pixels, labels);
  }
}

package org.flipcheck.train.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.flipcheck.train.LabelledImages;
import org.junit.jupiter.api.Test;

class FashionMnistTest {

  @Test
  void classGroups() {
    assertThat(group(0)).isEqualTo("tops");
    assertThat(group(1)).isEqualTo("trousers");
    assertThat(group(2)).isEqualTo("tops");
    assertThat(group(3)).isEqualTo("dresses");
    assertThat(group(4)).isEqualTo("tops");
    assertThat(group(5)).isEqualTo("footwear");
    assertThat(group(6)).isEqualTo("tops");
    assertThat(group(7)).isEqualTo("footwear");
    assertThat(group(8)).isEqualTo("bags");
    assertThat(group(9)).isEqualTo("footwear");
  }

  @Test
  void brightnessLeavesTheBackgroundOut() {
    assertThat(slice(1, 5, 119)).isEqualTo("dark");
    assertThat(slice(1, 5, 120)).isEqualTo("medium");
    assertThat(slice(1, 5, 169)).isEqualTo("medium");
    assertThat(slice(1, 5, 170)).isEqualTo("bright");
    assertThat(slice(1, 9, 170)).isEqualTo("bright");
  }

  @Test
  void coverageIsTheShareOfPixelsThatAreNotBlack() {
    assertThat(slice(2, 3, 1)).isEqualTo("small");
    assertThat(slice(2, 4, 255)).isEqualTo("medium");
    assertThat(slice(2, 5, 1)).isEqualTo("medium");
    assertThat(slice(2, 6, 255)).isEqualTo("large");
  }

  @Test
  void blackImage() {
    assertThat(slice(1, 0, 0)).isEqualTo("dark");
    assertThat(slice(2, 0, 0)).isEqualTo("small");
  }

  private static String group(int label) {
    LabelledImages image =
        LabelledImages.of(FashionMnist.CLASSES, 1, 1, new byte[1], new byte[] {(byte) label});
    return FashionMnist.slices(image, 0).get(0);
  }

  /** One slice of an image of ten pixels, of which the first few have one value, the rest 0. */
  private static String slice(int column, int lit, int value) {
    byte[] pixels = new byte[10];
    Arrays.fill(pixels, 0, lit, (byte) value);
    return FashionMnist.slices(
            LabelledImages.of(FashionMnist.CLASSES, 2, 5, pixels, new byte[1]), 0)
        .get(column);
  }
}

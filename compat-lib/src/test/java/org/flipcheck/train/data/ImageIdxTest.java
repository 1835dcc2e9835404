package org.flipcheck.train.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.types.Shape;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.flipcheck.train.IdxFiles;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ImageIdxTest {

  private static final String IMAGES =
      """
      data:
        kind: images
        train: {images: train-images.gz, labels: train-labels.gz}
        dev: {images: dev-images.gz, labels: dev-labels.gz}
        test: {images: test-images.gz, labels: test-labels.gz}
      """;

  @TempDir Path folder;

  @BeforeEach
  void writeImages() {
    write("train", 2, new byte[] {0, 51, (byte) 255, 102, 0, 0}, 10, 9, 200);
    write("dev", 2, new byte[] {0, 51}, 9);
    write("test", 2, new byte[] {102, 0}, 200);
  }

  @Test
  void classesAreTheNumbersThatTrainHas() {
    UpdateData data = Configs.read(folder, IMAGES);

    assertThat(data.train().examples().classes()).containsExactly("9", "10", "200");
    assertThat(Configs.labels(data.train())).containsExactly(1, 0, 2);
    assertThat(data.inputs())
        .isEqualTo(new ImageInputs(1, 2, Colour.GREY, ImageInputs.Scaling.NONE));
    assertThat(data.inputs().inputShape()).isEqualTo(new Shape(1, 1, 2));
    assertThat(Configs.inputs(data.train()))
        .containsExactly(new float[] {0, 0.2f, 1, 0.4f, 0, 0}, within(1e-6f));
    assertThat(data.dev().ids()).containsExactly(data.train().ids().get(0));
    assertThat(Configs.config(folder, IMAGES).files())
        .startsWith(folder.resolve("train-images.gz"), folder.resolve("train-labels.gz"))
        .hasSize(6);
  }

  @Test
  void aFileOfClassesNamesTheNumbers() {
    Configs.write(folder.resolve("classes.txt"), "shirt\nshoe\nbag\n");
    write("train", 2, new byte[] {1, 1, 2, 2}, 2, 0);
    write("dev", 2, new byte[] {0, 51}, 1);
    write("test", 2, new byte[] {0, 51}, 2);

    UpdateData data = Configs.read(folder, IMAGES + "  classes: classes.txt\n");

    assertThat(data.train().examples().classes()).containsExactly("shirt", "shoe", "bag");
    assertThat(Configs.labels(data.train())).containsExactly(2, 0);
    assertThat(Configs.labels(data.dev())).containsExactly(1);
  }

  @Test
  void imagesAreScaled() {
    UpdateData data = Configs.read(folder, IMAGES + "  size: [1, 1]\n");

    assertThat(Configs.inputs(data.train()))
        .containsExactly(new float[] {26 / 255f, 179 / 255f, 0}, within(1e-6f));
  }

  @Test
  void labelsThatNoExampleOfTrainHas() {
    write("dev", 2, new byte[] {0, 51, 1, 1}, 9, 3);

    assertThat(Configs.refused(folder, IMAGES))
        .containsExactly(
            "dev-labels.gz: label 1 is 3, which no example of train has; the classes are 9, 10, 200");
  }

  @Test
  void labelsThatTheFileOfClassesLacks() {
    Configs.write(folder.resolve("classes.txt"), "shirt\nshoe\n");
    write("train", 2, new byte[] {1, 1, 2, 2, 3, 3}, 0, 1, 2);
    write("dev", 2, new byte[] {0, 51}, 0);
    write("test", 2, new byte[] {0, 51}, 255);

    assertThat(Configs.refused(folder, IMAGES + "  classes: classes.txt\n"))
        .containsExactly(
            "train-labels.gz: label 2 is 2; there are 2 classes, so only 0 to 1 are possible",
            "test-labels.gz: label 0 is 255; there are 2 classes, so only 0 to 1 are possible");
  }

  @Test
  void sizesOfFilesAndImages() {
    write("dev", 1, new byte[] {0}, 9);
    write("test", 2, new byte[] {0, 51, 1, 1}, 9);

    assertThat(Configs.refused(folder, IMAGES))
        .containsExactly(
            "dev-images.gz: image 0: is 1 x 1, but train is 1 x 2; give `size: [1, 2]` to scale all images to one size",
            "test-images.gz has 2 images, but test-labels.gz has 1 labels; give the files that belong together");
  }

  @Test
  void bothFilesOfAPartAreLookedAt() throws IOException {
    Files.delete(folder.resolve("train-images.gz"));
    Files.writeString(folder.resolve("train-labels.gz"), "labels");

    assertThat(Configs.refused(folder, IMAGES))
        .containsExactly(
            "train-images.gz: there is no such file",
            "train-labels.gz: begins with 0x6c616265, expected 0x00000801: an IDX file of unsigned bytes with 1 dimension(s)");
  }

  /** Images of one row. */
  private void write(String part, int columns, byte[] pixels, int... labels) {
    byte[] classes = new byte[labels.length];
    for (int i = 0; i < labels.length; i++) {
      classes[i] = (byte) labels[i];
    }
    IdxFiles.images(
        folder.resolve(part + "-images.gz"), pixels.length / columns, 1, columns, pixels);
    IdxFiles.labels(folder.resolve(part + "-labels.gz"), classes);
  }
}

package org.flipcheck.train.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.types.Shape;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ImageFolderTest {

  private static final String IMAGES =
      """
      data:
        kind: images
        train: train
        dev: dev
        test: test
      """;

  private static final int RGB = BufferedImage.TYPE_INT_RGB;

  @TempDir Path folder;

  @BeforeEach
  void writeImages() {
    write("train/dog/b.png", ImageFiles.colour(RGB, 1, 0xff0000, 0x000033));
    write("train/cat/2.png", ImageFiles.colour(RGB, 1, 0x00ff00, 0x000000));
    write("train/cat/10.png", ImageFiles.grey(1, 51, 255));
    write("dev/dog/x.png", ImageFiles.colour(RGB, 1, 0x00ff00, 0x000000));
    write("test/cat/x.png", ImageFiles.colour(RGB, 1, 0x0000ff, 0x000000));
  }

  @Test
  void foldersAreTheClassesAndNamesTheOrder() {
    UpdateData data = Configs.read(folder, IMAGES);

    assertThat(data.train().examples().classes()).containsExactly("cat", "dog");
    assertThat(Configs.labels(data.train())).containsExactly(0, 0, 1);
    assertThat(data.inputs())
        .isEqualTo(new ImageInputs(1, 2, Colour.RGB, ImageInputs.Scaling.NONE));
    assertThat(data.inputs().inputShape()).isEqualTo(new Shape(3, 1, 2));
    assertThat(Configs.inputs(data.train()))
        .containsExactly(
            new float[] {0.2f, 1, 0.2f, 1, 0.2f, 1, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0, 0, 0.2f},
            within(1e-6f));
    assertThat(data.dev().slices()).containsExactly(List.of());
  }

  @Test
  void idsAreHashesOfThePixels() {
    UpdateData data = Configs.read(folder, IMAGES);

    assertThat(data.dev().ids().get(0))
        .matches("[0-9a-f]{16}")
        .isEqualTo(data.train().ids().get(1));
  }

  @Test
  void idsThatArePaths() {
    UpdateData data = Configs.read(folder, IMAGES + "  id: path\n");

    assertThat(data.train().ids())
        .containsExactly("train/cat/10.png", "train/cat/2.png", "train/dog/b.png");
    assertThat(data.test().ids()).containsExactly("test/cat/x.png");
  }

  @Test
  void greyIsTheLumaOfColoursAndTheSampleOfGreys() {
    UpdateData data = Configs.read(folder, IMAGES + "  colour: grey\n");

    assertThat(data.inputs().inputShape()).isEqualTo(new Shape(1, 1, 2));
    // 0.299 * 255 = 76.2, 0.114 * 51 = 5.8, 0.587 * 255 = 149.7.
    assertThat(Configs.inputs(data.train()))
        .containsExactly(
            new float[] {51 / 255f, 1, 150 / 255f, 0, 76 / 255f, 6 / 255f}, within(1e-6f));
  }

  @Test
  void imagesAreScaledToTheMeanOfTheAreaTheyCover() {
    write("train/cat/10.png", ImageFiles.grey(2, 0, 100, 200, 60, 20, 40));
    write("dev/dog/x.png", ImageFiles.grey(1, 9));

    UpdateData data = Configs.read(folder, IMAGES + "  size: [1, 2]\n  colour: grey\n");

    assertThat(data.inputs())
        .isEqualTo(new ImageInputs(1, 2, Colour.GREY, ImageInputs.Scaling.AREA));
    // Columns have the means 30, 60 and 120; the first half is (30 + 60 / 2) / 1.5.
    float[] train = Configs.inputs(data.train());
    assertThat(train[0]).isEqualTo(40 / 255f, within(1e-6f));
    assertThat(train[1]).isEqualTo(100 / 255f, within(1e-6f));
    assertThat(Configs.inputs(data.dev()))
        .containsExactly(new float[] {9 / 255f, 9 / 255f}, within(1e-6f));
  }

  @Test
  void everyFormatAndKindOfPixel() throws IOException {
    int[] colours = {0x102030, 0xfefdfc, 0x7f7f80, 0x000001};
    for (int type :
        List.of(
            BufferedImage.TYPE_INT_RGB,
            BufferedImage.TYPE_3BYTE_BGR,
            BufferedImage.TYPE_INT_ARGB,
            BufferedImage.TYPE_4BYTE_ABGR)) {
      assertDecoded("png", ImageFiles.colour(type, 2, colours), colours);
    }
    assertDecoded("bmp", ImageFiles.colour(RGB, 2, colours), colours);
    // Of one row: Java 17 misreads interlaced GIFs of two to four, and writes no other.
    for (String format : List.of("gif", "png", "bmp")) {
      assertDecoded(format, ImageFiles.indexed(1, colours), colours);
    }
    int[] greys = {0, 1, 127, 255};
    assertDecoded("png", ImageFiles.grey(2, greys), 0, 0x010101, 0x7f7f7f, 0xffffff);
    assertDecoded(
        "jpg", ImageFiles.grey(2, 80, 80, 80, 80), 0x505050, 0x505050, 0x505050, 0x505050);
    BufferedImage deep = new BufferedImage(2, 2, BufferedImage.TYPE_USHORT_GRAY);
    deep.getRaster().setPixels(0, 0, 2, 2, new int[] {0, 257, 257 * 127 + 128, 65535});
    assertDecoded("png", deep, 0, 0x010101, 0x7f7f7f, 0xffffff);
    BufferedImage bits = new BufferedImage(2, 2, BufferedImage.TYPE_BYTE_BINARY);
    bits.getRaster().setPixels(0, 0, 2, 2, new int[] {0, 1, 1, 0});
    assertDecoded("png", bits, 0, 0xffffff, 0xffffff, 0);
  }

  private void assertDecoded(String format, BufferedImage image, int... colours)
      throws IOException {
    Path file = write("one." + format, image);
    byte[] expected = new byte[12];
    for (int i = 0; i < 4; i++) {
      expected[i] = (byte) (colours[i] >> 16);
      expected[4 + i] = (byte) (colours[i] >> 8);
      expected[8 + i] = (byte) colours[i];
    }
    assertThat(new ImageDecoder(Colour.RGB).read(file).values())
        .as("%s of type %d", format, image.getType())
        .containsExactly(expected);
  }

  @Test
  void moreClassesThanAByteCounts() {
    for (int i = 0; i < 300; i++) {
      write("train/c%03d/1.png".formatted(i), ImageFiles.grey(1, i % 256, 0));
    }

    UpdateData data = Configs.read(folder, IMAGES);

    assertThat(data.train().examples().classes()).hasSize(302);
    assertThat(data.train().examples().label(302)).isEqualTo(301);
  }

  @Test
  void aFileOfClassesSetsTheOrderOfTheLogits() {
    Configs.write(folder.resolve("classes.txt"), "dog\nfox\ncat\n");

    UpdateData data = Configs.read(folder, IMAGES + "  classes: classes.txt\n");

    assertThat(Configs.labels(data.train())).containsExactly(2, 2, 0);
    assertThat(Configs.config(folder, IMAGES + "  classes: classes.txt\n").files())
        .containsExactly(
            folder.resolve("train"),
            folder.resolve("dev"),
            folder.resolve("test"),
            folder.resolve("classes.txt"));
  }

  @Test
  void hiddenFilesArePassedOver() throws IOException {
    Files.writeString(folder.resolve("train/.DS_Store"), "x");
    Files.writeString(folder.resolve("train/cat/.thumbs"), "x");

    assertThat(Configs.read(folder, IMAGES).train().ids()).hasSize(3);
  }

  private Path write(String name, BufferedImage image) {
    return ImageFiles.write(folder.resolve(name), image);
  }
}

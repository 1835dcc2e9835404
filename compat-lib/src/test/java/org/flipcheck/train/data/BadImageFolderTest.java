package org.flipcheck.train.data;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.zip.CRC32;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BadImageFolderTest {

  private static final String IMAGES =
      """
      data:
        kind: images
        train: train
        dev: dev
        test: test
        colour: grey
      """;

  @TempDir Path folder;

  @BeforeEach
  void writeImages() {
    write("train/cat/1.png", 2, 1, 2, 3, 4);
    write("train/dog/1.png", 2, 5, 6, 7, 8);
    write("dev/dog/1.png", 2, 9, 9, 9, 9);
    write("test/cat/1.png", 2, 9, 9, 9, 8);
  }

  @Test
  void imagesOfOtherSizes() {
    write("train/dog/2.png", 1, 5, 6);
    write("dev/dog/2.png", 3, 1, 1, 1, 1, 1, 1);

    assertThat(Configs.refused(folder, IMAGES))
        .containsExactly(
            "train/dog/2.png: is 1 x 2, but train/cat/1.png is 2 x 2; give `size: [2, 2]` to scale all images to one size",
            "dev/dog/2.png: is 3 x 2, but dev/dog/1.png is 2 x 2; give `size: [2, 2]` to scale all images to one size");
    write("train/dog/2.png", 2, 5, 6, 7, 8);
    assertThat(Configs.refused(folder, IMAGES))
        .containsExactly(
            "dev/dog/2.png: is 3 x 2, but train is 2 x 2; give `size: [2, 2]` to scale all images to one size");
  }

  @Test
  void whatIsNoImage() throws IOException {
    Files.writeString(folder.resolve("train/cat/notes.txt"), "cats");
    Files.createDirectory(folder.resolve("train/dog/old"));
    Files.writeString(folder.resolve("dev/README"), "read me");
    Files.writeString(folder.resolve("test/cat/empty.png"), "");

    assertThat(Configs.refused(folder, IMAGES))
        .containsExactly(
            "train/cat/notes.txt: is no PNG, JPEG, BMP or GIF; convert it, or take it out of the folder",
            "train/dog/old: is a folder within that of a class; only images may be there",
            "dev/README: is in no folder of a class; put it into one, or take it away",
            "test/cat/empty.png: is no PNG, JPEG, BMP or GIF; convert it, or take it out of the folder");
  }

  @Test
  void imagesCutOff() throws IOException {
    Random random = new Random(1);
    int[] noise = IntStream.generate(() -> random.nextInt(256)).limit(64 * 64).toArray();
    for (String format : List.of("png", "jpg", "gif", "bmp")) {
      Path file =
          ImageFiles.write(folder.resolve("train/cat/2." + format), ImageFiles.grey(64, noise));
      byte[] sound = Files.readAllBytes(file);
      Files.write(file, Arrays.copyOf(sound, sound.length / 2));

      assertThat(Configs.refused(folder, IMAGES + "  size: [2, 2]\n"))
          .as(format)
          .singleElement()
          .asString()
          .matches(
              "train/cat/2.%s: (is cut off|cannot be decoded: .+); write it again, or take it out of the folder"
                  .formatted(format));
      Files.delete(file);
    }
  }

  @Test
  void imagesThatJavaMisreads() {
    write("train/cat/2.gif", 2, 1, 2, 3, 4);

    assertThat(Configs.refused(folder, IMAGES))
        .containsExactly(
            "train/cat/2.gif: cannot be decoded: Java misreads GIFs of 2 to 4 rows; write it again, or take it out of the folder");
  }

  @Test
  void imagesLargerThanMemory() throws IOException {
    byte[] png = Files.readAllBytes(folder.resolve("dev/dog/1.png"));
    ByteBuffer header = ByteBuffer.wrap(png);
    header.putInt(16, 60_000).putInt(20, 50_000);
    CRC32 check = new CRC32();
    check.update(png, 12, 17);
    header.putInt(29, (int) check.getValue());
    Files.write(folder.resolve("dev/dog/1.png"), png);

    assertThat(Configs.refused(folder, IMAGES))
        .containsExactly(
            "dev/dog/1.png: cannot be decoded: it has 50000 x 60000 pixels, at most 100000000 are read; write it again, or take it out of the folder");
  }

  @Test
  void emptyFolders() throws IOException {
    Files.createDirectory(folder.resolve("train/fox"));
    Files.createDirectory(folder.resolve("empty"));

    assertThat(Configs.refused(folder, IMAGES.replace("dev: dev", "dev: empty")))
        .containsExactly(
            "train/fox: has no image; put some into it, or take the folder away",
            "empty: is empty; it must have a folder of images for each class");
  }

  @Test
  void missingFoldersAndFiles() throws IOException {
    Files.writeString(folder.resolve("images"), "");

    assertThat(
            Configs.refused(
                folder,
                IMAGES.replace("dev: dev", "dev: images").replace("test: test", "test: no")))
        .containsExactly(
            "images: is no folder; give one that has a folder of images for each class",
            "no: there is no such file");
  }

  @Test
  void classesThatTrainLacks() {
    write("dev/fox/1.png", 2, 9, 9, 9, 9);
    write("test/cats/1.png", 2, 9, 9, 9, 9);

    assertThat(Configs.refused(folder, IMAGES))
        .containsExactly(
            "dev/fox: label 'fox' is none of the 2 classes; correct it, take it out, or name it in a file of `classes`",
            "test/cats: label 'cats' is none of the 2 classes; did you mean 'cat'?");
  }

  @Test
  void oneFolderForTwoParts() {
    assertThat(Configs.refused(folder, IMAGES.replace("dev: dev", "dev: train/")))
        .containsExactly(
            "train: is both train and dev; what a model learnt from can neither choose nor confirm it, give other examples");
  }

  private void write(String name, int rows, int... values) {
    ImageFiles.write(folder.resolve(name), ImageFiles.grey(rows, values));
  }
}

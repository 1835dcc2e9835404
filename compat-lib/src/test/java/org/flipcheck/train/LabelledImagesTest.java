package org.flipcheck.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LabelledImagesTest {

  private static final byte[] THREE_OF_ONE_BY_TWO = {0, 51, (byte) 255, 102, (byte) 204, 0};

  private static final List<String> EIGHT = List.of("a", "b", "c", "d", "e", "f", "g", "h");

  @TempDir Path folder;

  @Test
  void readsImagesWithTheirLabels() throws IOException {
    Path images = IdxFiles.images(folder.resolve("images"), 3, 1, 2, THREE_OF_ONE_BY_TWO);
    Path labels = IdxFiles.labels(folder.resolve("labels"), (byte) 2, (byte) 0, (byte) 1);

    LabelledImages read = LabelledImages.read(images, labels, EIGHT);

    assertThat(read.size()).isEqualTo(3);
    assertThat(read.inputShape()).isEqualTo(new Shape(1, 1, 2));
    assertThat(read.label(0)).isEqualTo(2);
    assertThat(read.pixels(1)).containsExactly((byte) 255, (byte) 102);
  }

  @Test
  void batchesKeepTheOrderAskedFor() {
    LabelledImages images = three();

    try (NDManager manager = NDManager.newBaseManager()) {
      NDArray inputs = images.inputs(manager, new int[] {2, 0});
      NDArray labels = images.labels(manager, new int[] {2, 0});

      assertThat(inputs.getShape()).isEqualTo(new Shape(2, 1, 1, 2));
      assertThat(inputs.getDataType()).isEqualTo(DataType.FLOAT32);
      assertThat(inputs.toFloatArray()).containsExactly(0.8f, 0f, 0f, 0.2f);
      assertThat(labels.toLongArray()).containsExactly(5, 7);
    }
  }

  @Test
  void firstSharesTheBeginning() {
    LabelledExamples two = three().first(2);

    assertThat(two.size()).isEqualTo(2);
    assertThat(two.label(1)).isEqualTo(6);
  }

  @Test
  void firstOfMoreThanThereAre() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> three().first(4))
        .withMessage("cannot take the first 4 of 3 examples");
  }

  @Test
  void differentNumbersOfImagesAndLabels() {
    Path images = IdxFiles.images(folder.resolve("images"), 3, 1, 2, THREE_OF_ONE_BY_TWO);
    Path labels = IdxFiles.labels(folder.resolve("labels"), (byte) 0, (byte) 1);

    assertThatExceptionOfType(IOException.class)
        .isThrownBy(() -> LabelledImages.read(images, labels, EIGHT))
        .withMessage("%s has 3 images, but %s has 2 labels".formatted(images, labels));
  }

  @Test
  void labelOfNoClass() {
    Path images = IdxFiles.images(folder.resolve("images"), 3, 1, 2, THREE_OF_ONE_BY_TWO);
    Path labels = IdxFiles.labels(folder.resolve("labels"), (byte) 0, (byte) 200, (byte) 1);

    assertThatExceptionOfType(IOException.class)
        .isThrownBy(() -> LabelledImages.read(images, labels, EIGHT))
        .withMessage(labels + ": label 1 is 200, with 8 classes only 0 to 7 are possible");
  }

  @Test
  void pixelsThatDoNotFit() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> LabelledImages.of(EIGHT, 2, 2, new byte[7], new byte[2]))
        .withMessage("7 pixels are not 2 images of 2 x 2");
  }

  @Test
  void noLabels() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> LabelledImages.of(EIGHT, 2, 2, new byte[0], new byte[0]))
        .withMessage("there are no labels");
  }

  @Test
  void labelAboveTheRange() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> LabelledImages.of(EIGHT, 1, 1, new byte[1], new byte[] {(byte) 128}))
        .withMessage("label 0 is 128, with 8 classes only 0 to 7 are possible");
  }

  private static LabelledImages three() {
    return LabelledImages.of(EIGHT, 1, 2, THREE_OF_ONE_BY_TWO, new byte[] {7, 6, 5});
  }
}

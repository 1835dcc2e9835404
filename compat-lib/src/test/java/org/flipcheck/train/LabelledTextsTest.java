package org.flipcheck.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.List;
import org.junit.jupiter.api.Test;

class LabelledTextsTest {

  private static final HashedNgrams FEATURES = new HashedNgrams(16, 1, 1, 0);
  private static final List<LabelledText> ROWS =
      List.of(
          new LabelledText("a", "lost", "card"),
          new LabelledText("b", "hello", "Greeting"),
          new LabelledText("c", "hello lost", "card"));

  @Test
  void classesInTheOrderOfTheirCharacters() {
    assertThat(LabelledTexts.classesOf(ROWS)).containsExactly("Greeting", "card");
  }

  @Test
  void batchesAreTheVectorsOfTheTexts() {
    LabelledTexts texts = LabelledTexts.of(ROWS, List.of("card", "Greeting"), FEATURES);

    try (NDManager manager = NDManager.newBaseManager()) {
      NDArray inputs = texts.inputs(manager, new int[] {2, 0});

      assertThat(inputs.getShape()).isEqualTo(new Shape(2, 16));
      float[] expected = new float[32];
      FEATURES.of("hello lost").copyTo(expected, 0);
      FEATURES.of("lost").copyTo(expected, 16);
      assertThat(inputs.toFloatArray()).isEqualTo(expected);
      assertThat(texts.labels(manager, new int[] {2, 1}).toLongArray()).containsExactly(0, 1);
    }
    assertThat(texts.size()).isEqualTo(3);
    assertThat(texts.inputShape()).isEqualTo(new Shape(16));
  }

  @Test
  void labelsOfNoClass() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> LabelledTexts.of(ROWS, List.of("Greeting"), FEATURES))
        .withMessage(
            "2 of 3 texts have a label that is none of the 1 classes, first ['card' (id a),"
                + " 'card' (id c)]");
  }

  @Test
  void noTexts() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> LabelledTexts.of(List.of(), List.of("a"), FEATURES))
        .withMessage("there are no texts");
  }
}

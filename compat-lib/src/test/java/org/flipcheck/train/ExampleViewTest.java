package org.flipcheck.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ExampleViewTest {

  private static final LabelledExamples FOUR =
      LabelledImages.of(
          List.of("cat", "dog", "fox"),
          1,
          1,
          new byte[] {0, 51, 102, (byte) 204},
          new byte[] {2, 0, 1, 0});

  @Test
  void chosenExamplesInTheOrderWanted() {
    LabelledExamples chosen = FOUR.chosen(new int[] {3, 0, 3});

    assertThat(labels(chosen)).containsExactly(0, 2, 0);
    assertThat(inputs(chosen)).containsExactly(0.8f, 0, 0.8f);
    assertThat(chosen.classes()).containsExactly("cat", "dog", "fox");
    assertThat(chosen.inputShape()).isEqualTo(new Shape(1, 1, 1));
  }

  @Test
  void someClassesNumberedAnew() {
    LabelledExamples known = FOUR.ofClasses(List.of("fox", "cat"));

    assertThat(known.classes()).containsExactly("fox", "cat");
    assertThat(labels(known)).containsExactly(0, 1, 1);
    assertThat(inputs(known)).containsExactly(0, 0.2f, 0.8f);
  }

  @Test
  void viewOfAView() {
    LabelledExamples view = FOUR.ofClasses(List.of("dog", "cat")).chosen(new int[] {2, 1}).first(1);

    assertThat(labels(view)).containsExactly(1);
    assertThat(inputs(view)).containsExactly(0.8f);
  }

  @Test
  void noneChosen() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> FOUR.chosen(new int[0]))
        .withMessage("no example is chosen, at least 1 is needed");
  }

  @Test
  void chosenBeyondTheEnds() {
    for (int example : new int[] {-1, 4}) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> FOUR.chosen(new int[] {0, example}))
          .withMessage("example " + example + " is chosen, there are only 0 to 3");
    }
  }

  @Test
  void unknownClasses() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> FOUR.ofClasses(List.of("cat", "cow", "hen")))
        .withMessage(
            "no example can be of the classes [cow, hen], the classes are [cat, dog, fox]");
  }

  @Test
  void classNamedTwice() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> FOUR.ofClasses(List.of("cat", "dog", "cat")))
        .withMessage("classes named twice: [cat]");
  }

  @Test
  void classesWithoutExamples() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> FOUR.first(1).ofClasses(List.of("dog")))
        .withMessage("no example is of the classes [dog]");
  }

  private static int[] labels(LabelledExamples examples) {
    return IntStream.range(0, examples.size()).map(examples::label).toArray();
  }

  private static float[] inputs(LabelledExamples examples) {
    try (NDManager manager = NDManager.newBaseManager()) {
      return examples.inputs(manager, IntStream.range(0, examples.size()).toArray()).toFloatArray();
    }
  }
}

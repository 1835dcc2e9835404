package org.flipcheck.train.data;

import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import java.util.Optional;
import org.flipcheck.train.LabelledExamples;
import org.flipcheck.train.LabelledImages;
import org.junit.jupiter.api.Test;

class DatasetTest {

  private static final LabelledExamples TWO =
      LabelledImages.of(List.of("a", "b"), 1, 1, new byte[] {1, 2}, new byte[] {0, 1});

  @Test
  void everyExampleHasAnIdAndItsSlices() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Dataset(TWO, List.of("1"), List.of(), List.of(List.of(), List.of())))
        .withMessage("2 examples have 1 ids and 2 lists of slice values; each needs one of both");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Dataset(TWO, List.of("1", "2"), List.of(), List.of(List.of())))
        .withMessage("2 examples have 2 ids and 1 lists of slice values; each needs one of both");
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                new Dataset(
                    TWO,
                    List.of("1", "2"),
                    List.of("channel"),
                    List.of(List.of(Optional.of("web")), List.of())))
        .withMessage("an example has 0 slice values for the columns [channel]");
  }

  @Test
  void allPartsHaveTheSameClassesAndInputs() {
    Dataset two = new Dataset(TWO, List.of("1", "2"), List.of(), List.of(List.of(), List.of()));
    Dataset other =
        new Dataset(
            LabelledImages.of(List.of("b", "a"), 1, 1, new byte[] {1}, new byte[] {1}),
            List.of("1"),
            List.of(),
            List.of(List.of()));
    ImageInputs inputs = new ImageInputs(1, 1, Colour.GREY, ImageInputs.Scaling.NONE);
    ImageInputs wide = new ImageInputs(1, 2, Colour.GREY, ImageInputs.Scaling.NONE);

    assertThatIllegalArgumentException()
        .isThrownBy(() -> new UpdateData(two, two, other, inputs))
        .withMessage("the classes are [a, b] and [b, a]; they must be the same in all parts");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new UpdateData(two, two, two, wide))
        .withMessage("examples have the shape (1, 1, 1), but (1, 1, 2) is described");
  }
}

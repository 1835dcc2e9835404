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
}

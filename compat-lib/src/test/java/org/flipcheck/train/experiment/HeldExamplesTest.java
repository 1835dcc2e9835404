package org.flipcheck.train.experiment;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.util.List;
import org.flipcheck.train.BrightQuarters;
import org.flipcheck.train.LabelledExamples;
import org.junit.jupiter.api.Test;

class HeldExamplesTest {

  private static final LabelledExamples TEN = BrightQuarters.images(10);

  @Test
  void givesWhatItHolds() {
    try (HeldExamples held = new HeldExamples(TEN);
        NDManager manager = NDManager.newBaseManager()) {
      for (int[] wanted : List.of(new int[] {3, 4, 5}, new int[] {9}, new int[] {5, 3, 4, 3})) {
        NDArray inputs = held.inputs(manager, wanted);

        assertThat(inputs.getShape().getShape()).containsExactly(wanted.length, 1, 12, 12);
        assertThat(inputs.toFloatArray()).isEqualTo(TEN.inputs(manager, wanted).toFloatArray());
        assertThat(held.labels(manager, wanted).toLongArray())
            .isEqualTo(TEN.labels(manager, wanted).toLongArray());
      }
      assertThat(held.size()).isEqualTo(10);
      assertThat(held.classes()).isEqualTo(TEN.classes());
      assertThat(held.inputShape()).isEqualTo(TEN.inputShape());
    }
  }

  @Test
  void scopesFreeTheirPartsAndNotTheWhole() {
    try (HeldExamples held = new HeldExamples(TEN)) {
      try (NDManager scope = NDManager.newBaseManager()) {
        held.inputs(scope, new int[] {0, 1});
        assertThat(scope.getManagedArrays()).isNotEmpty();
      }
      try (NDManager scope = NDManager.newBaseManager()) {
        assertThat(held.inputs(scope, new int[] {0, 1}).toFloatArray()).hasSize(288);
      }
    }
  }
}

package org.flipcheck.train.distillation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class MarginCalibrationTest {

  private static final List<String> THREE = List.of("a", "b", "c");
  private static final double[][] LOGITS = {{1, -2, 3}, {0.5, 0, -1}};
  private static final long[] LABELS = {2, 0};

  @Test
  void theMarginIsAddedToWhatWasAdded() {
    try (NDManager manager = NDManager.newBaseManager()) {
      double[] rows = rows(manager, ClassMapping.of(List.of("b", "a"), THREE), 2);

      for (int row = 0; row < LOGITS.length; row++) {
        double[] moved = {LOGITS[row][0], LOGITS[row][1], LOGITS[row][2] + 2};
        double sum = Math.exp(moved[0]) + Math.exp(moved[1]) + Math.exp(moved[2]);
        assertThat(rows[row]).isCloseTo(Math.log(sum) - moved[(int) LABELS[row]], within(1e-12));
      }
    }
  }

  @Test
  void withoutMarginOrAddedClassesNothingIsComputedBesideTheCrossEntropy() {
    ClassMapping added = ClassMapping.of(List.of("a", "b"), THREE);
    ClassMapping same = ClassMapping.of(THREE, THREE);

    int plain =
        arrays(added, batch -> LogitFunctions.crossEntropy(batch.student(), batch.labels()));

    assertThat(arrays(added, MarginCalibration.NONE::rows)).isEqualTo(plain);
    assertThat(arrays(same, new MarginCalibration(4)::rows)).isEqualTo(plain);
    assertThat(arrays(added, new MarginCalibration(4)::rows)).isGreaterThan(plain);
  }

  private interface Rows {
    NDArray of(LogitBatch batch);
  }

  /** How many native arrays a loss leaves in the batch's manager. */
  private static int arrays(ClassMapping classes, Rows loss) {
    try (NDManager manager = NDManager.newBaseManager()) {
      LogitBatch batch = batch(manager, classes);
      int before = manager.getManagedArrays().size();
      loss.of(batch);
      return manager.getManagedArrays().size() - before;
    }
  }

  private static double[] rows(NDManager manager, ClassMapping classes, double margin) {
    return new MarginCalibration(margin).rows(batch(manager, classes)).toDoubleArray();
  }

  private static LogitBatch batch(NDManager manager, ClassMapping classes) {
    return LogitBatch.of(classes, manager.create(LOGITS), manager.create(LABELS), Map.of());
  }
}

package org.flipcheck.train.interpolation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.within;

import ai.djl.Model;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.flipcheck.checkpoint.OutputRows;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class BatchNormStatisticsTest {

  private static final int INPUTS = 3;
  private static final int HIDDEN = 5;
  private static final int EXAMPLES = 50;
  private static final String MEAN = "02BatchNorm_runningMean";
  private static final String VARIANCE = "02BatchNorm_runningVar";

  private final float[] examples = examples();
  private final Model old = LiveNets.normalised(1, INPUTS, HIDDEN, 4);
  private final Model now = LiveNets.normalised(2, INPUTS, HIDDEN, 4);

  BatchNormStatisticsTest() {
    LiveNets.set(old.getBlock(), MEAN, 1, 2, 3, 4, 5);
    LiveNets.set(old.getBlock(), VARIANCE, 2, 2, 2, 2, 2);
    LiveNets.set(now.getBlock(), MEAN, -1, 0, 1, 2, 3);
    LiveNets.set(now.getBlock(), VARIANCE, 4, 4, 4, 4, 4);
  }

  @AfterEach
  void free() {
    old.close();
    now.close();
  }

  private static float[] examples() {
    Random random = new Random(5);
    float[] values = new float[EXAMPLES * INPUTS];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) (2 + random.nextGaussian());
    }
    return values;
  }

  private InputBatches batches(int size) {
    return InputBatches.of(
        EXAMPLES,
        size,
        (manager, rows) ->
            manager.create(
                Arrays.copyOfRange(
                    examples, INPUTS * rows[0], INPUTS * (rows[rows.length - 1] + 1)),
                new Shape(rows.length, INPUTS)));
  }

  private WeightInterpolation with(RunningStatistics choice) {
    return WeightInterpolation.builder(
            ModelWeights.of(old.getBlock()), ModelWeights.of(now.getBlock()))
        .optRunningStatistics(choice)
        .build();
  }

  @Test
  void theEndsAreTheModelsWithTheirOwnStatistics() {
    float[][] ofOld = BlockLogits.of(old.getBlock(), batches(EXAMPLES));
    float[][] ofNew = BlockLogits.of(now.getBlock(), batches(EXAMPLES));
    for (RunningStatistics choice :
        List.of(
            new RunningStatistics.Reestimated(batches(10)),
            new RunningStatistics.Interpolated(),
            new RunningStatistics.OfNewModel())) {
      WeightInterpolation interpolation = with(choice);

      interpolation.at(1, now.getBlock());
      assertThat(BlockLogits.of(now.getBlock(), batches(EXAMPLES))).isDeepEqualTo(ofOld);
      interpolation.at(0, now.getBlock());
      assertThat(BlockLogits.of(now.getBlock(), batches(EXAMPLES))).isDeepEqualTo(ofNew);
    }
  }

  /** 50 examples in batches of 20, 20 and 10: the last counts half. */
  @Test
  void reestimatedStatisticsAreTheMeansOverBatches() {
    with(new RunningStatistics.Reestimated(batches(20))).at(0.5, now.getBlock());

    double[][] hidden = hidden(now.getBlock());
    double[] mean = LiveNets.get(now.getBlock(), MEAN);
    double[] variance = LiveNets.get(now.getBlock(), VARIANCE);
    for (int unit = 0; unit < HIDDEN; unit++) {
      double means = 0;
      double variances = 0;
      for (int[] batch : new int[][] {{0, 20}, {20, 40}, {40, 50}}) {
        double[] values = Arrays.copyOfRange(hidden[unit], batch[0], batch[1]);
        means += values.length * Arrays.stream(values).average().orElseThrow();
        variances += values.length * unbiasedVariance(values);
      }
      assertThat(mean[unit]).isCloseTo(means / EXAMPLES, within(1e-5));
      assertThat(variance[unit]).isCloseTo(variances / EXAMPLES, within(1e-5));
    }
  }

  /** What the first layer gives, by unit and example, computed without the engine. */
  private double[][] hidden(Block block) {
    double[] weight = LiveNets.get(block, "01Linear_weight");
    double[] bias = LiveNets.get(block, "01Linear_bias");
    double[][] hidden = new double[HIDDEN][EXAMPLES];
    for (int unit = 0; unit < HIDDEN; unit++) {
      for (int row = 0; row < EXAMPLES; row++) {
        hidden[unit][row] = bias[unit];
        for (int i = 0; i < INPUTS; i++) {
          hidden[unit][row] += weight[unit * INPUTS + i] * examples[row * INPUTS + i];
        }
      }
    }
    return hidden;
  }

  private static double unbiasedVariance(double[] values) {
    double mean = Arrays.stream(values).average().orElseThrow();
    return Arrays.stream(values).map(value -> (value - mean) * (value - mean)).sum()
        / (values.length - 1);
  }

  @Test
  void nothingButStatisticsChanges() {
    ModelWeights before = ModelWeights.of(now.getBlock());
    now.getBlock().getParameters().get("01Linear_bias").freeze(true);
    List<Boolean> gradients = gradients();

    BatchNormStatistics.reestimate(now.getBlock(), batches(10));

    for (WeightTensor after : ModelWeights.of(now.getBlock()).tensors()) {
      double[] values = before.tensor(after.name()).orElseThrow().values();
      if (after.kind() == WeightKind.WEIGHT) {
        assertThat(after.values()).isEqualTo(values);
      } else {
        assertThat(after.values()).isNotEqualTo(values);
      }
    }
    assertThat(gradients()).isEqualTo(gradients);
  }

  private List<Boolean> gradients() {
    List<Boolean> gradients = new ArrayList<>();
    now.getBlock()
        .getParameters()
        .values()
        .forEach(parameter -> gradients.add(parameter.getArray().hasGradient()));
    return gradients;
  }

  @Test
  void interpolatedOrKept() {
    with(new RunningStatistics.Interpolated()).at(0.25, now.getBlock());
    assertThat(LiveNets.get(now.getBlock(), MEAN)).containsExactly(-0.5, 0.5, 1.5, 2.5, 3.5);
    assertThat(LiveNets.get(now.getBlock(), VARIANCE)).containsOnly(3.5);
  }

  @Test
  void keptFromTheNewModel() {
    with(new RunningStatistics.OfNewModel()).at(0.25, now.getBlock());
    assertThat(LiveNets.get(now.getBlock(), MEAN)).containsExactly(-1, 0, 1, 2, 3);
    assertThat(LiveNets.get(now.getBlock(), VARIANCE)).containsOnly(4);
  }

  @Test
  void keptFromTheFirstModelOfASoup() {
    try (Model more = LiveNets.normalised(3, INPUTS, HIDDEN, 4)) {
      LiveNets.set(more.getBlock(), MEAN, 9, 9, 9, 9, 9);
      WeightInterpolation soup =
          WeightInterpolation.builder(
                  ModelWeights.of(old.getBlock()), ModelWeights.of(now.getBlock()))
              .optSoup(List.of(ModelWeights.of(more.getBlock())))
              .optRunningStatistics(new RunningStatistics.OfNewModel())
              .build();

      for (double weight : new double[] {0, 0.25}) {
        soup.at(weight, now.getBlock());
        assertThat(LiveNets.get(now.getBlock(), MEAN)).containsExactly(-1, 0, 1, 2, 3);
        assertThat(LiveNets.get(now.getBlock(), VARIANCE)).containsOnly(4);
      }
      soup.at(1, now.getBlock());
      assertThat(LiveNets.get(now.getBlock(), MEAN)).containsExactly(1, 2, 3, 4, 5);
    }
  }

  /** Added rows of the output layer change nothing that the old statistics are of. */
  @Test
  void atWeightOneTheOldModelsAreKeptThoughClassesWereAdded() {
    try (Model wider = LiveNets.normalised(3, INPUTS, HIDDEN, 5)) {
      ModelWeights update = ModelWeights.of(wider.getBlock());
      for (RunningStatistics choice :
          List.of(
              new RunningStatistics.Reestimated(batches(10)),
              new RunningStatistics.Interpolated(),
              new RunningStatistics.OfNewModel())) {
        WeightInterpolation.builder(ModelWeights.of(old.getBlock()), update)
            .optRows(
                new OutputRows(
                    List.of(),
                    Optional.of(
                        new OutputRows.Classes(
                            List.of("a", "b", "c", "d"), List.of("a", "b", "c", "d", "e")))))
            .optRunningStatistics(choice)
            .build()
            .at(1, wider.getBlock());

        assertThat(LiveNets.get(wider.getBlock(), MEAN)).containsExactly(1, 2, 3, 4, 5);
        assertThat(LiveNets.get(wider.getBlock(), VARIANCE)).containsOnly(2);
      }
    }
  }

  @Test
  void noChoice() {
    assertThatExceptionOfType(InterpolationException.class)
        .isThrownBy(
            () ->
                WeightInterpolation.of(
                    ModelWeights.of(old.getBlock()), ModelWeights.of(now.getBlock())))
        .withMessage(
            "the model has 2 arrays of running statistics, such as 02BatchNorm_runningMean; give data to re-estimate them from, or say that they be interpolated or kept from the new model");
  }

  @Test
  void aBatchOfOne() {
    assertThatExceptionOfType(InterpolationException.class)
        .isThrownBy(() -> BatchNormStatistics.reestimate(now.getBlock(), batches(49)))
        .withMessage(
            "batch 2 of the data for running statistics has 1 example(s), and a variance needs 2; choose a batch size that leaves none alone");
  }

  @Test
  void withoutBatchNormalisationThereIsNothingToDo() {
    try (Model plain = LiveNets.mlp(3, INPUTS, HIDDEN, 4)) {
      ModelWeights before = ModelWeights.of(plain.getBlock());

      BatchNormStatistics.reestimate(plain.getBlock(), batches(10));

      assertThat(ModelWeights.of(plain.getBlock()).distance(before)).isZero();
    }
  }
}

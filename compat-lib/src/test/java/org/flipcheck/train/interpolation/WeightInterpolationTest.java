package org.flipcheck.train.interpolation;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.Model;
import org.junit.jupiter.api.Test;

class WeightInterpolationTest {

  @Test
  void aNumberIsMixedInDoubleAndRoundedOnce() {
    try (Model old = LiveNets.mlp(1, 3, 5, 4);
        Model now = LiveNets.mlp(2, 3, 5, 4)) {
      ModelWeights before = ModelWeights.of(old.getBlock());
      ModelWeights after = ModelWeights.of(now.getBlock());

      WeightInterpolation.of(before, after).at(0.3, now.getBlock());

      for (WeightTensor mixed : ModelWeights.of(now.getBlock()).tensors()) {
        double[] from = before.tensor(mixed.name()).orElseThrow().values();
        double[] to = after.tensor(mixed.name()).orElseThrow().values();
        double[] found = mixed.values();
        for (int i = 0; i < found.length; i++) {
          assertThat(found[i]).isEqualTo((float) (0.3 * from[i] + (1 - 0.3) * to[i]));
        }
      }
    }
  }
}

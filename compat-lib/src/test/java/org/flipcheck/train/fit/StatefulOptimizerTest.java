package org.flipcheck.train.fit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Updates beside the same formulas in float64, number by number. */
class StatefulOptimizerTest {

  private static final int STEPS = 5;
  private static final float[] START = {0.5f, -2, 0, 30};
  private static final float[][] GRADIENTS = {
    {0.1f, -1, 0, 1e-4f}, {-0.3f, 2, 0, 1e4f}, {0, 0, 0, 0}, {5, -0.01f, 1, -3}, {1, 1, 1, 1}
  };
  private static final double[] RATES = {0.1, 0.2, 0.05, 0.01, 0.3};

  /** One weight. */
  private interface Formula {
    double next(double weight, double gradient, double rate, int step);
  }

  private static Formula descent(double momentum, double decay) {
    return new Formula() {
      private double velocity;

      @Override
      public double next(double weight, double gradient, double rate, int step) {
        velocity = momentum * velocity + gradient + decay * weight;
        return weight - rate * velocity;
      }
    };
  }

  private static Formula adam(UpdateRule.AdamW rule, double decay) {
    return new Formula() {
      private double first;
      private double second;

      @Override
      public double next(double weight, double gradient, double rate, int step) {
        first = rule.beta1() * first + (1 - rule.beta1()) * gradient;
        second = rule.beta2() * second + (1 - rule.beta2()) * gradient * gradient;
        double mean = first / (1 - Math.pow(rule.beta1(), step));
        double square = second / (1 - Math.pow(rule.beta2(), step));
        return weight * (1 - rate * decay) - rate * mean / (Math.sqrt(square) + rule.epsilon());
      }
    };
  }

  static Stream<Arguments> rules() {
    UpdateRule.AdamW quick = new UpdateRule.AdamW(0.5, 0, 0.1);
    return Stream.of(
        Arguments.of(UpdateRule.SGD, 0.0),
        Arguments.of(UpdateRule.SGD, 0.5),
        Arguments.of(new UpdateRule.Momentum(0.9), 0.0),
        Arguments.of(new UpdateRule.Momentum(0.9), 0.01),
        Arguments.of(UpdateRule.ADAM_W, 0.0),
        Arguments.of(UpdateRule.ADAM_W, 0.1),
        Arguments.of(quick, 0.1));
  }

  private static Formula formula(UpdateRule rule, double decay) {
    return rule instanceof UpdateRule.AdamW adam
        ? adam(adam, decay)
        : descent(((UpdateRule.Momentum) rule).momentum(), decay);
  }

  @ParameterizedTest
  @MethodSource("rules")
  void stepsAreThoseOfTheFormula(UpdateRule rule, double decay) {
    try (NDManager manager = NDManager.newBaseManager()) {
      StatefulOptimizer optimizer = new StatefulOptimizer(rule, decay);
      NDArray weights = manager.create(START);
      double[] expected = new double[START.length];
      Formula[] formulas = new Formula[START.length];
      for (int i = 0; i < START.length; i++) {
        expected[i] = START[i];
        formulas[i] = formula(rule, decay);
      }
      for (int step = 1; step <= STEPS; step++) {
        optimizer.next(step, RATES[step - 1]);
        optimizer.update("w", weights, manager.create(GRADIENTS[step - 1]));
        float[] found = weights.toFloatArray();
        for (int i = 0; i < found.length; i++) {
          expected[i] =
              formulas[i].next(expected[i], GRADIENTS[step - 1][i], RATES[step - 1], step);
          assertThat((double) found[i])
              .as("weight %d after step %d", i, step)
              .isCloseTo(expected[i], within(2e-6 * Math.max(1, Math.abs(expected[i]))));
        }
      }
    }
  }

  @Test
  void eachWeightHasAStateOfItsOwn() {
    try (NDManager manager = NDManager.newBaseManager()) {
      StatefulOptimizer optimizer = new StatefulOptimizer(new UpdateRule.Momentum(0.5), 0);
      NDArray one = manager.create(new float[] {0});
      NDArray other = manager.create(new float[] {0, 0});
      for (int step = 1; step <= 2; step++) {
        optimizer.next(step, 1);
        optimizer.update("one", one, manager.create(new float[] {1}));
        optimizer.update("other", other, manager.create(new float[] {2, 4}));
      }

      assertThat(one.toFloatArray()).containsExactly(-2.5f);
      assertThat(other.toFloatArray()).containsExactly(-5, -10);
      assertThat(optimizer.state("other", other).get(0).toFloatArray()).containsExactly(3, 6);
    }
  }

  @Test
  void whatIsLeftOutStays() {
    try (NDManager manager = NDManager.newBaseManager()) {
      StatefulOptimizer optimizer = new StatefulOptimizer(UpdateRule.ADAM_W, 0.1);
      optimizer.leaveOut(Set.of("tied"));
      NDArray weight = manager.create(new float[] {1});
      optimizer.next(1, 1);

      optimizer.update("tied", weight, manager.create(new float[] {1}));

      assertThat(weight.toFloatArray()).containsExactly(1);
    }
  }

  @Test
  void freesItsState() {
    try (NDManager manager = NDManager.newBaseManager()) {
      StatefulOptimizer optimizer = new StatefulOptimizer(UpdateRule.ADAM_W, 0);
      NDArray weight = manager.create(new float[] {1});
      NDArray mean = optimizer.state("w", weight).get(0);
      int arrays = manager.getManagedArrays().size();

      optimizer.close();

      assertThat(mean.isReleased()).isTrue();
      assertThat(manager.getManagedArrays()).hasSize(arrays - 2);
    }
  }
}

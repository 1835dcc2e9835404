package org.flipcheck.train.fit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Parameter;
import ai.djl.training.GradientCollector;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class GradientsTest {

  private final NDManager manager = NDManager.newBaseManager();
  private final NDArray one = weight(3);
  private final NDArray other = weight(1);
  private final Gradients gradients = new Gradients(List.of(parameter(one), parameter(other)));

  private NDArray weight(int size) {
    NDArray array = manager.zeros(new Shape(size));
    array.setRequiresGradient(true);
    return array;
  }

  private static Parameter parameter(NDArray array) {
    Parameter parameter = Parameter.builder().setName("w").setType(Parameter.Type.WEIGHT).build();
    parameter.setArray(array);
    return parameter;
  }

  @AfterEach
  void close() {
    manager.close();
  }

  /** Of the sum of products with these the gradients are these. */
  private void backward(float[] toOne, float toOther) {
    try (GradientCollector collector = Engine.getInstance().newGradientCollector()) {
      collector.backward(one.mul(manager.create(toOne)).sum().add(other.mul(toOther).sum()));
    }
  }

  private float[] gradient(NDArray array) {
    return array.getGradient().toFloatArray();
  }

  @Test
  void theNormIsThatOfAllTogether() {
    backward(new float[] {2, -4, 5}, 6);

    gradients.clip(4.5);

    assertThat(gradient(one)).containsExactly(1, -2, 2.5f);
    assertThat(gradient(other)).containsExactly(3);
  }

  @Test
  void aNormUpToTheLimitIsLeftToTheLastBit() {
    backward(new float[] {2, -4, 5}, 6);

    gradients.clip(9);
    assertThat(gradient(one)).containsExactly(2, -4, 5);
    assertThat(gradient(other)).containsExactly(6);

    gradients.clip(Math.nextDown(9.0));
    assertThat(gradient(one)).containsExactly(new float[] {2, -4, 5}, within(1e-6f));

    gradients.clip(Double.POSITIVE_INFINITY);
    assertThat(gradient(other)).containsExactly(new float[] {6}, within(1e-6f));
  }

  @Test
  void noGradientIsNotDividedBy() {
    backward(new float[] {0, 0, 0}, 0);

    gradients.clip(Double.MIN_VALUE);

    assertThat(gradient(one)).containsExactly(0, 0, 0);
  }

  /** 0 times what is no number is none either. */
  @Test
  void overwritesAlsoWhatIsNoNumber() {
    backward(new float[] {Float.NaN, Float.POSITIVE_INFINITY, 1}, Float.NEGATIVE_INFINITY);

    gradients.overwrite();

    assertThat(gradient(one)).containsExactly(0, 0, 0);
    assertThat(gradient(other)).containsExactly(0);
  }

  @Test
  void clearsWithoutLeavingArrays() {
    backward(new float[] {2, -4, 5}, 6);
    int arrays = manager.getManagedArrays().size();

    gradients.clear();
    gradients.overwrite();
    gradients.clip(1);

    assertThat(manager.getManagedArrays()).hasSize(arrays);
    assertThat(gradient(one)).containsExactly(0, 0, 0);
  }

  @Test
  void weightsThatNeverHadAGradientAreCleared() {
    NDArray fresh = manager.zeros(new Shape(2));

    new Gradients(List.of(parameter(fresh))).clear();

    assertThat(fresh.hasGradient()).isFalse();
  }
}

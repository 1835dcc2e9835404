package org.flipcheck.train.interpolation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import org.junit.jupiter.api.Test;

class SharedStorageTest {

  @Test
  void anArrayAndAViewOfItShare() {
    try (NDManager manager = NDManager.newBaseManager()) {
      NDArray one = manager.create(new float[] {1, 2});
      NDArray view = one.get(":");

      assertThat(SharedStorage.share(one, view)).isTrue();
      assertThat(SharedStorage.share(one, manager.create(new float[] {1, 2}))).isFalse();
      assertThat(one.toFloatArray()).containsExactly(1, 2);
    }
  }

  @Test
  void emptyArraysShareNothing() {
    try (NDManager manager = NDManager.newBaseManager()) {
      NDArray one = manager.create(new Shape(0, 3));
      NDArray other = manager.create(new Shape(0, 3));

      assertThat(SharedStorage.share(one, other)).isFalse();
    }
  }

  @Test
  void whatWasChangedIsUndoneThoughTheOtherCannotBeRead() {
    try (NDManager manager = NDManager.newBaseManager()) {
      NDArray one = manager.create(new float[] {1, 2});
      NDArray other = manager.create(new float[] {1, 2});
      // The engine keeps both on the Java side, so that they can be asked for after the closing.
      assertThat(other.getShape()).isEqualTo(one.getShape());
      assertThat(other.getDataType()).isEqualTo(one.getDataType());
      other.close();

      assertThatExceptionOfType(IllegalStateException.class)
          .isThrownBy(() -> SharedStorage.share(one, other));

      assertThat(one.toFloatArray()).containsExactly(1, 2);
    }
  }
}

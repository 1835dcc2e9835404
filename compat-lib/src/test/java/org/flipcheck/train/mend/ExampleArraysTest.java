package org.flipcheck.train.mend;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.BiFunction;
import org.flipcheck.checkpoint.TensorFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Labelled examples in files of arrays. */
class ExampleArraysTest {

  private static final int INPUTS = 3;
  private static final int CLASSES = 4;

  @TempDir private Path folder;

  private Path write(
      String name,
      java.util.function.Function<NDManager, NDArray> inputs,
      BiFunction<NDManager, NDArray, NDArray> labels)
      throws IOException {
    Path file = folder.resolve(name);
    try (NDManager manager = NDManager.newBaseManager();
        OutputStream out = Files.newOutputStream(file)) {
      NDArray x = inputs.apply(manager);
      NDArray y = labels.apply(manager, x);
      x.setName("inputs");
      y.setName("labels");
      new NDList(x, y).encode(out, NDList.Encoding.NPZ);
    }
    return file;
  }

  @Test
  void examplesThatMakeNoSenseAreRefused() throws IOException {
    Path three =
        write(
            "three.npz",
            manager -> manager.ones(new Shape(3, INPUTS)),
            (manager, x) -> manager.create(new float[] {0, 1}));
    assertThatThrownBy(() -> ExampleArrays.read(three))
        .hasMessage(
            "%s: 'labels' has the shape (2) for 3 examples; one label for each is needed\n%s: 'labels' is float32; class indices are whole numbers"
                .formatted(three, three));
    Path far =
        write(
            "far.npz",
            manager -> manager.ones(new Shape(2, INPUTS)),
            (manager, x) -> manager.create(new long[] {0, 7}));
    try (ExampleArrays examples = ExampleArrays.read(far)) {
      assertThatThrownBy(() -> examples.checkLabels(CLASSES))
          .hasMessage(
              far + ": label 1 is 7; the new model has 4 classes, so only 0 to 3 are possible");
    }
    Path csv = Files.writeString(folder.resolve("x.npz"), "id,label\n");
    assertThatThrownBy(() -> ExampleArrays.read(csv))
        .hasMessageStartingWith(csv + ": neither .npz nor .safetensors: ");
    Path named =
        write(
            "named.npz",
            manager -> manager.ones(new Shape(2, INPUTS)),
            (manager, x) -> manager.create(new long[] {0, 1}));
    try (NDManager manager = NDManager.newBaseManager();
        OutputStream out = Files.newOutputStream(named)) {
      NDArray x = manager.ones(new Shape(1, INPUTS));
      x.setName("x");
      new NDList(x).encode(out, NDList.Encoding.NPZ);
    }
    assertThatThrownBy(() -> ExampleArrays.read(named))
        .hasMessage(named + ": has no array 'inputs'; it has x");
  }

  @Test
  void theSameExampleHasTheSameIdInEveryFile() throws IOException {
    Path both =
        write(
            "both.npz",
            manager ->
                manager.create(new float[] {1, 2, 3, 1, 2, 3, 4, 5, 6}, new Shape(3, INPUTS)),
            (manager, x) -> manager.create(new long[] {0, 1, 2}));
    Path one =
        write(
            "one.npz",
            manager -> manager.create(new float[] {4, 5, 6}, new Shape(1, INPUTS)),
            (manager, x) -> manager.create(new long[] {2}));
    try (ExampleArrays first = ExampleArrays.read(both);
        ExampleArrays second = ExampleArrays.read(one)) {
      List<String> ids = first.ids();
      assertThat(ids).doesNotHaveDuplicates().hasSize(3);
      assertThat(ids.get(1)).isEqualTo(ids.get(0) + "-2");
      assertThat(second.ids()).containsExactly(ids.get(2));
    }
  }

  /** The engine would end the process at them. */
  @Test
  void typesThatTheEngineDoesNotHaveAreRefused() throws IOException {
    Path file = folder.resolve("unsigned.npz");
    String header = "{'descr': '<u8', 'fortran_order': False, 'shape': (1,), }";
    try (java.util.zip.ZipOutputStream zip =
        new java.util.zip.ZipOutputStream(Files.newOutputStream(file))) {
      zip.putNextEntry(new java.util.zip.ZipEntry("labels.npy"));
      zip.write(new byte[] {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0, 118, 0});
      zip.write((header + " ".repeat(117 - header.length()) + "\n").getBytes(UTF_8));
      zip.write(new byte[8]);
      zip.putNextEntry(new java.util.zip.ZipEntry("inputs.npy"));
      zip.write("{'descr': [('a', '<f4')], 'shape': (1,), }".getBytes(UTF_8));
    }
    assertThatThrownBy(() -> ExampleArrays.read(file))
        .hasMessage(
            "%s: array labels.npy has the type <u8; convert it to float32 or int64\n%s: array inputs.npy has the type of several fields, or none; convert it to float32 or int64"
                .formatted(file, file));
    Path tensors =
        new TensorFile()
            .f32("inputs", new long[] {1, 2}, 1, 2)
            .raw("labels", "U64", new byte[8], 1)
            .write(folder.resolve("unsigned.safetensors"));
    assertThatThrownBy(() -> ExampleArrays.read(tensors))
        .hasMessage(tensors + ": array labels has the type U64; convert it to float32 or int64");
  }

  @Test
  void safetensorsHoldTheSameExamples() throws IOException {
    float[] values = {1, 2, 3, 4, 5, 6};
    Path numpy =
        write(
            "x.npz",
            manager -> manager.create(values, new Shape(2, INPUTS)),
            (manager, x) -> manager.create(new long[] {3, 1}));
    Path tensors =
        new TensorFile()
            .f32("inputs", new long[] {2, INPUTS}, values)
            .i64("labels", 3, 1)
            .write(folder.resolve("x.safetensors"));
    try (ExampleArrays one = ExampleArrays.read(numpy);
        ExampleArrays other = ExampleArrays.read(tensors)) {
      assertThat(other.ids()).isEqualTo(one.ids());
      assertThat(other.labels()).containsExactly(one.labels());
      assertThat(other.describeInputs()).isEqualTo("float32 (2, 3)");
    }
  }
}

package org.flipcheck.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIOException;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.flipcheck.checkpoint.TensorSet.HeapTensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TensorSetTest {

  @TempDir private Path folder;

  private static ByteBuffer floats(float... values) {
    ByteBuffer bytes = ByteBuffer.allocate(4 * values.length).order(ByteOrder.LITTLE_ENDIAN);
    for (float value : values) {
      bytes.putFloat(value);
    }
    return bytes.flip();
  }

  private static final HeapTensor MATRIX =
      new HeapTensor("m \"w\"", DType.F32, List.of(2L, 1L), floats(1.5f, -2));
  private static final HeapTensor SCALAR =
      new HeapTensor("steps", DType.I64, List.of(), ByteBuffer.allocate(8).put(0, (byte) 7));

  /** Wide types first, then by name, the header padded to a multiple of 8. */
  @Test
  void theFileIsLaidOutAsOtherWritersDo() throws IOException {
    Path file = folder.resolve("set.safetensors");

    new TensorSet(Map.of("by", "test"), List.of(MATRIX, SCALAR)).write(file);

    String header =
        "{\"__metadata__\":{\"by\":\"test\"},\"steps\":{\"dtype\":\"I64\",\"shape\":[],\"data_offsets\":[0,8]},\"m \\\"w\\\"\":{\"dtype\":\"F32\",\"shape\":[2,1],\"data_offsets\":[8,16]}}";
    int padded = (header.length() + 7) / 8 * 8;
    byte[] data = ByteBuffer.allocate(16).put(SCALAR.bytes()).put(MATRIX.bytes()).array();
    assertThat(Files.readAllBytes(file))
        .isEqualTo(TensorFile.bytes(header + " ".repeat(padded - header.length()), data));
    try (var files = Files.list(folder)) {
      assertThat(files).containsExactly(file);
    }
  }

  @Test
  void whatIsReadIsWhatWasWritten() throws IOException {
    Path file = folder.resolve("set.safetensors");
    Files.writeString(file, "what was there before");
    TensorSet set = new TensorSet(Map.of("by", "test"), List.of(MATRIX, SCALAR));

    set.write(file);

    TensorSet read = TensorSet.read(file);
    assertThat(read.metadata()).isEqualTo(set.metadata());
    assertThat(read.tensors()).containsExactlyInAnyOrder(MATRIX, SCALAR);
  }

  @Test
  void aHeaderThatNoReaderTakesIsNotWritten() throws IOException {
    String name = "n".repeat((int) Header.MAX_LENGTH);
    TensorSet set =
        new TensorSet(
            Map.of(), List.of(new HeapTensor(name, DType.U8, List.of(0L), ByteBuffer.allocate(0))));

    assertThatExceptionOfType(CheckpointException.class)
        .isThrownBy(() -> set.write(folder.resolve("set.safetensors")))
        .withMessage(
            "the header of the result would have 100000072 bytes, the limit is 100000000; use fewer tensors in a file");
    assertThat(folder).isEmptyDirectory();
  }

  @Test
  void nothingIsLeftBehindWhereTheFileCannotBeReplaced() throws IOException {
    Path inTheWay = Files.createDirectories(folder.resolve("set.safetensors/full"));
    TensorSet set = new TensorSet(Map.of(), List.of(MATRIX));

    assertThatIOException().isThrownBy(() -> set.write(inTheWay.getParent()));

    assertThat(inTheWay).isDirectory();
    try (var files = Files.list(folder)) {
      assertThat(files).containsExactly(inTheWay.getParent());
    }
  }

  @Test
  void bytesThatDoNotFitTheShape() {
    assertThatExceptionOfType(CheckpointException.class)
        .isThrownBy(() -> new HeapTensor("w", DType.F32, List.of(3L), floats(1, 2)))
        .withMessage("tensor w has 8 bytes, but F32 [3] needs 12");
  }
}

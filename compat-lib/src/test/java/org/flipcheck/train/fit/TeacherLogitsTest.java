package org.flipcheck.train.fit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowable;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.regex.Pattern;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.Float4Vector;
import org.apache.arrow.vector.complex.FixedSizeListVector;
import org.apache.arrow.vector.ipc.ArrowFileReader;
import org.apache.arrow.vector.types.pojo.Schema;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TeacherLogitsTest {

  private static final int BATCH_ROWS = 16_384;
  private static final List<String> CLASSES = List.of("cat", "dog", "näher");

  @TempDir private Path folder;

  private static float[][] made(int rows) {
    float[][] logits = new float[rows][CLASSES.size()];
    Random random = new Random(rows);
    for (float[] row : logits) {
      for (int i = 0; i < row.length; i++) {
        row[i] = Float.intBitsToFloat(random.nextInt() & 0xBFFFFFFF);
      }
    }
    return logits;
  }

  private static LogitIdentity identity(int rows) {
    return new LogitIdentity("model", "data", rows, CLASSES);
  }

  /** Written in parts of 5,000, which fit no record batch. */
  private Path written(float[][] logits) throws IOException {
    LogitIdentity identity = identity(logits.length);
    Path file = folder.resolve(identity.fileName());
    try (LogitFileWriter writer = new LogitFileWriter(file, identity)) {
      for (int start = 0; start < logits.length; start += 5000) {
        writer.add(Arrays.copyOfRange(logits, start, Math.min(start + 5000, logits.length)));
      }
      writer.finish();
    }
    return file;
  }

  @ParameterizedTest
  @ValueSource(ints = {1, BATCH_ROWS - 1, BATCH_ROWS, BATCH_ROWS + 1, 2 * BATCH_ROWS, 40_000})
  void everyRowIsWhatWasWritten(int rows) throws IOException {
    float[][] logits = made(rows);

    TeacherLogits found = TeacherLogits.open(written(logits), identity(rows));

    assertThat(found.size()).isEqualTo(rows);
    for (int row = 0; row < rows; row++) {
      assertThat(Arrays.equals(found.row(row), logits[row])).as("row %d", row).isTrue();
    }
  }

  @Test
  void rowsComeInAnyOrder() throws IOException {
    float[][] logits = made(40_000);
    TeacherLogits found = TeacherLogits.open(written(logits), identity(40_000));
    int[] wanted = {39_999, 0, BATCH_ROWS, BATCH_ROWS - 1, 2 * BATCH_ROWS, 0};

    try (NDManager manager = NDManager.newBaseManager();
        NDArray batch = found.batch(manager, wanted)) {
      assertThat(batch.getShape()).isEqualTo(new Shape(wanted.length, CLASSES.size()));
      float[] values = batch.toFloatArray();
      for (int i = 0; i < wanted.length; i++) {
        assertThat(Arrays.copyOfRange(values, 3 * i, 3 * i + 3)).containsExactly(logits[wanted[i]]);
      }
    }
  }

  @Test
  void arrowsOwnReaderReadsTheFile() throws IOException {
    int rows = BATCH_ROWS + 2;
    float[][] logits = made(rows);
    Path file = written(logits);

    try (FileChannel channel = FileChannel.open(file);
        BufferAllocator allocator = new RootAllocator();
        ArrowFileReader reader = new ArrowFileReader(channel, allocator)) {
      Schema schema = reader.getVectorSchemaRoot().getSchema();
      assertThat(schema.getCustomMetadata()).isEqualTo(identity(rows).metadata());
      assertThat(schema)
          .hasToString(
              "Schema<logits: FixedSizeList(3)<element: FloatingPoint(SINGLE) not null> not null>(metadata: %s)"
                  .formatted(schema.getCustomMetadata()));
      FixedSizeListVector lists =
          (FixedSizeListVector) reader.getVectorSchemaRoot().getVector(LogitFileWriter.COLUMN);
      int row = 0;
      while (reader.loadNextBatch()) {
        assertThat(lists.getNullCount()).isZero();
        Float4Vector numbers = (Float4Vector) lists.getDataVector();
        for (int i = 0; i < lists.getValueCount(); i++, row++) {
          for (int k = 0; k < CLASSES.size(); k++) {
            assertThat(numbers.get(i * CLASSES.size() + k)).isEqualTo(logits[row][k]);
          }
        }
      }
      assertThat(row).isEqualTo(rows);
    }
  }

  @Test
  void refusesATruncatedFileWhereverItEnds() throws IOException {
    Path file = written(made(5));
    byte[] whole = Files.readAllBytes(file);
    for (int length = 0; length < whole.length; length += 61) {
      Files.write(file, Arrays.copyOf(whole, length));

      assertThatExceptionOfType(TrainingException.class)
          .as("%d of %d bytes", length, whole.length)
          .isThrownBy(() -> TeacherLogits.open(file, identity(5)))
          .withMessageMatching(Pattern.quote(file.toString()) + ": is damaged: .+; delete it");
    }
  }

  @Test
  void refusesWhatIsNoArrowFile() throws IOException {
    Path file = folder.resolve("garbage.arrow");
    byte[] garbage = new byte[4000];
    new Random(1).nextBytes(garbage);
    Files.write(file, garbage);

    assertThatExceptionOfType(TrainingException.class)
        .isThrownBy(() -> TeacherLogits.open(file, identity(5)))
        .withMessage(
            "%s: is damaged: missing Magic number %s; delete it",
            file, Arrays.toString(Arrays.copyOfRange(garbage, 3990, 4000)));
  }

  @Test
  void refusesAFileOfTooFewRows() throws IOException {
    LogitIdentity more = identity(3);
    Path file = folder.resolve("short.arrow");
    try (LogitFileWriter writer = new LogitFileWriter(file, more)) {
      writer.add(made(2));
      writer.finish();
    }

    assertThatExceptionOfType(TrainingException.class)
        .isThrownBy(() -> TeacherLogits.open(file, more))
        .withMessage(
            "%s: is damaged: it has 6 logits for 3 examples of 3 classes; delete it", file);
  }

  @Test
  void refusesAFileWithoutRows() throws IOException {
    Path file = folder.resolve("empty.arrow");
    try (LogitFileWriter writer = new LogitFileWriter(file, identity(1))) {
      writer.finish();
    }

    assertThatExceptionOfType(TrainingException.class)
        .isThrownBy(() -> TeacherLogits.open(file, identity(1)))
        .withMessage(
            "%s: is damaged: it has 0 logits for 1 examples of 3 classes; delete it", file);
  }

  /** A garbled byte gives other numbers at worst, never another exception or an endless wait. */
  @Test
  void aGarbledByteIsRefusedOrOnlyChangesNumbers() throws IOException {
    Path file = written(made(5));
    byte[] whole = Files.readAllBytes(file);
    int[] changes = {0x01, 0x80, 0xFF};
    // All bytes and changes hold as well, in half a minute.
    for (int place = 0; place < whole.length; place += 29) {
      byte[] garbled = whole.clone();
      garbled[place] ^= (byte) changes[place % changes.length];
      Files.write(file, garbled);
      Throwable thrown = catchThrowable(() -> TeacherLogits.open(file, identity(5)).row(4));
      if (thrown != null) {
        assertThat(thrown).as("byte %d", place).isInstanceOf(TrainingException.class);
      }
    }
  }
}

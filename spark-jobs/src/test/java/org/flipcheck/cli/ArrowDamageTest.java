package org.flipcheck.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.apache.spark.sql.types.NullType;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.sql.vectorized.ColumnVector;
import org.apache.spark.sql.vectorized.ColumnarBatch;
import org.flipcheck.spark.arrow.ArrowBatches;
import org.flipcheck.spark.arrow.ArrowFileException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Arrow files that were cut or overwritten at random: they are read, or refused as damaged, and
 * nothing else ever happens.
 */
class ArrowDamageTest {

  private static final List<String> COLUMNS = List.of("id", "label", "prediction", "score");
  private static final List<String> NESTED =
      List.of("text_view", "large_list", "fixed_list", "list_of_codes", "struct", "map", "decimal");

  @TempDir private Path folder;

  private static byte[] original(String name) throws IOException {
    return Files.readAllBytes(ForeignArrowTest.resource(name));
  }

  private static List<String> columns(String name) {
    return name.startsWith("types") ? NESTED : COLUMNS;
  }

  /** Every value of a file; empty if it was refused as an Arrow file should be. */
  private List<String> read(byte[] content, String name, boolean seekable) throws IOException {
    Path file = Files.write(folder.resolve(name), content);
    try (SeekableByteChannel channel = FileChannel.open(file);
        InputStream in = new ByteArrayInputStream(content);
        ArrowBatches batches =
            seekable
                ? ArrowBatches.open(name, channel, columns(name))
                : ArrowBatches.open(name, in, columns(name))) {
      List<String> values = new ArrayList<>();
      while (batches.hasNext()) {
        add(batches.next(), batches.schema(), values);
      }
      return values;
    } catch (ArrowFileException e) {
      return List.of();
    } catch (UncheckedIOException e) {
      assertThat(e.getCause()).isInstanceOf(ArrowFileException.class);
      return List.of();
    }
  }

  private static void add(ColumnarBatch batch, StructType schema, List<String> values) {
    // A batch without buffers may claim any number of rows.
    int rows = Math.min(batch.numRows(), 1000);
    for (int i = 0; i < batch.numCols(); i++) {
      ColumnVector column = batch.column(i);
      StructField field = schema.fields()[i];
      for (int row = 0; row < rows && !(field.dataType() instanceof NullType); row++) {
        values.add(
            column.isNullAt(row)
                ? "null"
                : String.valueOf(batch.getRow(row).get(i, field.dataType())));
      }
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "duckdb.arrow",
        "polars.arrows",
        "pandas.feather",
        "deltas.arrow",
        "types.arrow",
        "types_zstd.arrows"
      })
  void randomDamageIsReadOrRefused(String name) throws IOException {
    byte[] original = original(name);
    int refused = 0;
    for (int seed = 0; seed < 1500; seed++) {
      byte[] damaged = damage(original, new Random(seed));
      refused += read(damaged, name, seed % 2 == 0).isEmpty() ? 1 : 0;
    }
    assertThat(refused).isBetween(300, 1500);
  }

  private static byte[] damage(byte[] original, Random random) {
    byte[] bytes = original.clone();
    int at = random.nextInt(bytes.length - 8) & ~3;
    ByteBuffer numbers = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    switch (random.nextInt(4)) {
      case 0 -> bytes = Arrays.copyOf(bytes, random.nextInt(bytes.length));
      case 1 -> numbers.putInt(at, random.nextInt() >>> random.nextInt(31));
      case 2 ->
          numbers.putLong(at, random.nextBoolean() ? Long.MAX_VALUE : 1L << random.nextInt(63));
      default -> {
        for (int i = 0; i < 10; i++) {
          bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
        }
      }
    }
    return bytes;
  }

  @ParameterizedTest
  @ValueSource(strings = {"duckdb.arrow", "polars.arrows", "pandas.feather", "deltas.arrow"})
  void noCutGoesUnnoticed(String name) throws IOException {
    byte[] original = original(name);
    assertThat(read(original, name, true)).hasSize(240).isEqualTo(read(original, name, false));
    // A stream ends with a mark, a file with a footer: a cut anywhere loses one of them.
    int end = name.endsWith("s") ? 8 : 1;
    for (int length = 0; length <= original.length - end; length += 7) {
      assertThat(read(Arrays.copyOf(original, length), name, true)).as("%d", length).isEmpty();
    }
  }

  @Test
  void aStreamOfUnknownLengthTakesNoMoreMemoryThanItHas() throws IOException {
    byte[] stream = original("deltas.arrows");
    // The length of the first record batch's metadata, and of its body.
    for (int claim : List.of(Integer.MAX_VALUE - 8, 1 << 30)) {
      for (int at = 0; at < stream.length - 4; at += 4) {
        byte[] damaged = stream.clone();
        ByteBuffer.wrap(damaged).order(ByteOrder.LITTLE_ENDIAN).putInt(at, claim);
        long before = Runtime.getRuntime().totalMemory();
        read(damaged, "deltas.arrows", false);
        assertThat(Runtime.getRuntime().totalMemory() - before).isLessThan(1L << 30);
      }
    }
  }
}

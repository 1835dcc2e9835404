package org.flipcheck.train.data;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.VarCharVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.ipc.ArrowFileWriter;
import org.apache.arrow.vector.ipc.ArrowStreamWriter;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BadTableFormatsTest {

  private static final String TABLE =
      """
      data:
        kind: table
        train: train.bin
        dev: dev.csv
        test: test.csv
      """;

  private static final String TEXTS = TABLE.replace("table", "text");

  @TempDir Path folder;
  private Path train;

  @BeforeEach
  void writeTables() {
    train = folder.resolve("train.bin");
    Configs.write(folder.resolve("dev.csv"), "x,text,label\n1,a,0\n");
    Configs.write(folder.resolve("test.csv"), "x,text,label\n2,b,1\n");
  }

  @Test
  void typesThatAreNoFeatures() {
    Parquet.write(
        train,
        "SELECT * FROM (VALUES (1, DATE '2026-01-02', [1, 2], 0), (2, NULL, [], 1)) AS t(x, day, list, label)");

    assertThat(Configs.refused(folder, TABLE))
        .containsExactly(
            "train.bin: column 'day' is of the type DATE; features are numbers or text: convert it, or leave it out of `columns`",
            "train.bin: column 'list' is of the type INTEGER[]; features are numbers or text: convert it, or leave it out of `columns`");
  }

  @Test
  void rowsOfParquetAreCountedFromOne() {
    Parquet.write(
        train, "SELECT * FROM (VALUES ('a', 0), (NULL, 1), ('b', NULL)) AS t(text, label)");

    assertThat(Configs.refused(folder, TEXTS))
        .containsExactly(
            "train.bin: row 2: has no text; every row needs one",
            "train.bin: row 3: has no label; every row needs one");
  }

  @Test
  void parquetCutOff() throws IOException {
    Parquet.write(train, "SELECT i AS x, i % 2 AS label FROM range(1000) AS t(i)");
    byte[] sound = Files.readAllBytes(train);
    Files.write(train, Arrays.copyOf(sound, sound.length / 2));

    assertThat(Configs.refused(folder, TABLE))
        .singleElement()
        .asString()
        .startsWith("train.bin: cannot be read as Parquet: ")
        .endsWith("; write the file again");
  }

  @Test
  void parquetDamagedWithin() throws IOException {
    Parquet.write(
        train, "SELECT random() AS x, (random() * 2)::INTEGER AS label FROM range(20000) AS t(i)");
    byte[] damaged = Files.readAllBytes(train);
    Arrays.fill(damaged, 4, 30_000, (byte) 0x5a);
    Files.write(train, damaged);

    assertThat(Configs.refused(folder, TABLE))
        .singleElement()
        .asString()
        .startsWith("train.bin: cannot be read as Parquet: ")
        .endsWith("; write the file again");
  }

  @Test
  void arrowCutOffAnywhere() throws IOException {
    for (ArrowTables.Form form : ArrowTables.Form.values()) {
      ArrowTables.write(train, form, Optional.empty());
      byte[] sound = Files.readAllBytes(train);
      // The last 20 bytes of a stream only say that it ends.
      for (int length = 8; length < sound.length - 20; length += 97) {
        Files.write(train, Arrays.copyOf(sound, length));
        assertThat(Configs.refused(folder, TABLE))
            .as("%s of %d bytes", form, length)
            .first()
            .asString()
            .startsWith("train.bin: cannot be read as Arrow IPC: ")
            .endsWith("; write the file again");
      }
    }
  }

  @Test
  void arrowDamagedAnywhere() throws IOException {
    for (ArrowTables.Form form : ArrowTables.Form.values()) {
      ArrowTables.write(train, form, Optional.empty());
      byte[] sound = Files.readAllBytes(train);
      for (int place = 8; place < sound.length; place += 7) {
        byte[] damaged = sound.clone();
        damaged[place] ^= (byte) 0xff;
        Files.write(train, damaged);
        // Some damage is in the data and cannot be seen; none may end otherwise than by a refusal.
        assertThat(outcome()).as("%s damaged at %d", form, place).isIn("read", "refused");
      }
    }
  }

  private String outcome() throws IOException {
    try (TableRows rows = TableFile.open(train, new Problems(train))) {
      while (rows.next()) {
        for (int i = 0; i < rows.fields().size(); i++) {
          rows.value(i);
        }
      }
      return "read";
    } catch (IOException e) {
      return e.getMessage().startsWith(train.toString()) ? "refused" : e.toString();
    }
  }

  @Test
  void arrowTextThatIsNotUtf8() throws IOException {
    writeArrow(false, "label", new byte[] {'x'}, "text", new byte[] {'a', (byte) 0xe9});

    assertThat(Configs.refused(folder, TEXTS))
        .containsExactly("train.bin: row 1: column 'text' is not UTF-8; write the file again");
  }

  @Test
  void twoArrowColumnsOfOneName() throws IOException {
    writeArrow(true, "text", new byte[] {'x'}, "text", new byte[] {'a'});

    assertThat(Configs.refused(folder, TEXTS))
        .containsExactly("train.bin: two columns are called 'text'; rename one of them");
  }

  @Test
  void arrowWithoutRows() throws IOException {
    writeArrow(true, "text", null, "label", null);

    assertThat(Configs.refused(folder, TEXTS))
        .containsExactly("train.bin: has no row; at least one is needed");
  }

  /** One row of two columns, or none where there are no values. */
  private void writeArrow(
      boolean isStream, String first, byte[] firstValue, String second, byte[] secondValue)
      throws IOException {
    try (BufferAllocator allocator = new RootAllocator();
        VarCharVector a = new VarCharVector(first, allocator);
        VarCharVector b = new VarCharVector(second, allocator);
        VectorSchemaRoot root = new VectorSchemaRoot(List.<FieldVector>of(a, b));
        OutputStream out = Files.newOutputStream(train);
        var writer =
            isStream
                ? new ArrowStreamWriter(root, null, Channels.newChannel(out))
                : new ArrowFileWriter(root, null, Channels.newChannel(out))) {
      if (firstValue != null) {
        a.setSafe(0, firstValue);
        b.setSafe(0, secondValue);
        root.setRowCount(1);
      }
      writer.start();
      writer.writeBatch();
      writer.end();
    }
  }
}

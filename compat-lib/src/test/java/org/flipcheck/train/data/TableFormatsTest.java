package org.flipcheck.train.data;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.flipcheck.train.IdxFiles;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The same rows in every format are the same data. */
class TableFormatsTest {

  private static final String TABLE =
      """
      data:
        kind: table
        train: %s
        dev: dev.csv
        test: test.csv
        label: label
        columns: [age, member, job]
      """;

  /** Nulls, whole and other numbers, truth values, and a label that is a number. */
  private static final String ROWS =
      """
      (VALUES (10, true, 'cook', 2), (25, false, NULL, 0), (NULL, true, 'd"ü', 10), (40, NULL, 'cook', 0))
      AS t(age, member, job, label)
      """;

  private static final String CSV =
      "age,member,job,label\n10,true,cook,2\n25,false,,0\n,true,\"d\"\"ü\",10\n40,,cook,0\n";

  @TempDir Path folder;

  @BeforeEach
  void writeTables() {
    Configs.write(folder.resolve("train.csv"), CSV);
    Configs.write(folder.resolve("dev.csv"), "age,member,job,label\n25,false,,0\n");
    Configs.write(folder.resolve("test.csv"), "age,member,job,label\n25,true,cook,10\n");
  }

  @Test
  void csvIsWhatTheOthersAreComparedWith() {
    UpdateData data = read("train.csv");

    assertThat(data.train().examples().classes()).containsExactly("0", "2", "10");
    assertThat(Configs.labels(data.train())).containsExactly(1, 0, 2, 0);
    assertThat(((TableInputs) data.inputs()).columns())
        .containsExactly(
            new TableColumn.Numbers("age", 25, Math.sqrt(150)),
            new TableColumn.Categories("member", List.of("false", "true")),
            new TableColumn.Categories("job", List.of("cook", "d\"ü")));
    assertThat(data.dev().ids()).containsExactly(data.train().ids().get(1));
  }

  @Test
  void gzip() {
    IdxFiles.gzip(folder.resolve("train.bin"), CSV.getBytes(StandardCharsets.UTF_8));

    assertSame("train.bin");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"INTEGER", "UTINYINT", "BIGINT", "HUGEINT", "FLOAT", "DOUBLE", "DECIMAL(9, 3)"})
  void parquet(String type) {
    Parquet.write(
        folder.resolve("train.bin"),
        "SELECT age::%s AS age, member, job, label::%s AS label FROM %s"
            .formatted(type, type, ROWS));

    assertSame("train.bin");
  }

  @Test
  void parquetWithCompressionAndDictionaries() {
    Parquet.write(
        folder.resolve("train.bin"),
        "SELECT age, member, job::ENUM('cook', 'd\"ü') AS job, label FROM " + ROWS);

    assertSame("train.bin");
  }

  @Test
  void parquetWhosePathLooksLikeAPattern() {
    Parquet.write(
        folder.resolve("a.parquet"), "SELECT 1 AS age, true AS member, 'x' AS job, 7 AS label");
    Parquet.write(folder.resolve("[a-z]*?.bin"), "SELECT * FROM " + ROWS);

    assertSame("'[a-z]*?.bin'");
  }

  @Test
  void parquetInAFolderThatLooksLikeAPartition() {
    assertThat(folder.resolve("job=x").toFile().mkdir()).isTrue();
    Parquet.write(folder.resolve("job=x/train.bin"), "SELECT * FROM " + ROWS);

    assertSame("job=x/train.bin");
  }

  @Test
  void parquetOfManyRowsKeepsTheirOrder() {
    int rows = 300_000;
    Parquet.write(
        folder.resolve("train.bin"),
        "SELECT i AS age, true AS member, 'c' || i %% 7 AS job, i %% 2 AS label FROM range(%d) AS t(i)"
            .formatted(rows));
    Configs.write(folder.resolve("test.csv"), "age,member,job,label\n25,true,,0\n");

    UpdateData data = read("train.bin");

    List<Integer> expected = new ArrayList<>();
    for (int i = 0; i < rows; i++) {
      expected.add(i % 2);
    }
    assertThat(Configs.labels(data.train())).isEqualTo(expected);
  }

  @Test
  void arrowFileAndStream() throws Exception {
    for (ArrowTables.Form form : ArrowTables.Form.values()) {
      ArrowTables.write(folder.resolve("train.bin"), form, Optional.empty());

      assertSame("train.bin");
    }
  }

  @Test
  void arrowThatIsCompressed() throws Exception {
    for (ArrowTables.Compression compression : ArrowTables.Compression.values()) {
      ArrowTables.write(
          folder.resolve("train.bin"), ArrowTables.Form.FILE, Optional.of(compression));

      assertSame("train.bin");
    }
  }

  @Test
  void textFromParquet() throws Exception {
    Parquet.write(
        folder.resolve("train.bin"),
        "SELECT job AS text, label FROM %s WHERE job IS NOT NULL".formatted(ROWS));
    Configs.write(folder.resolve("dev.csv"), "text,label\ncook,2\n");
    Configs.write(folder.resolve("test.csv"), "text,label\nbaker,10\n");

    UpdateData data =
        Configs.read(folder, "data: {kind: text, train: train.bin, dev: dev.csv, test: test.csv}");

    assertThat(data.train().ids().get(0)).isEqualTo(data.dev().ids().get(0));
    assertThat(Configs.labels(data.train())).containsExactly(1, 2, 0);
  }

  private UpdateData read(String train) {
    return Configs.read(folder, TABLE.formatted(train) + "  missing: mean\n");
  }

  private void assertSame(String train) {
    UpdateData csv = read("train.csv");
    UpdateData other = read(train);
    assertThat(other.inputs()).isEqualTo(csv.inputs());
    assertThat(other.train().ids()).isEqualTo(csv.train().ids());
    assertThat(other.train().examples().classes()).isEqualTo(csv.train().examples().classes());
    assertThat(Configs.labels(other.train())).isEqualTo(Configs.labels(csv.train()));
    assertThat(Configs.inputs(other.train())).containsExactly(Configs.inputs(csv.train()));
  }
}

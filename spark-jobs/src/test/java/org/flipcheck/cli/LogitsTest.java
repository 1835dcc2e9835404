package org.flipcheck.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.BigIntVector;
import org.apache.arrow.vector.Float4Vector;
import org.apache.arrow.vector.VarCharVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.complex.ListVector;
import org.apache.arrow.vector.ipc.ArrowFileWriter;
import org.apache.arrow.vector.types.FloatingPointPrecision;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.FieldType;
import org.apache.arrow.vector.util.Text;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Logits from sources that give their lists in bulk, list by list, and in rows, which a filter
 * makes of any source. {@link #compare} runs each comparison by the SQL engine too, which takes
 * lists apart one number at a time, and all results must be the same.
 */
class LogitsTest extends CompareHarness {

  private static final String OPTIONS =
      "--old @old --new @new --id id --label label --logits logits --flips all"
          + " --on-unusable exclude ";

  private static final List<String> LISTS =
      List.of(
          "array(1, 2, 3)",
          "array(3, 3, 1)",
          "array(1, 3, 3)",
          "array(-0.0, 0.0, -1)",
          "array(-1, 0.0, -0.0)",
          "array(-800, 0, 800)",
          "array(0.1, 0.25, 0.5)",
          "array(1.5, 0.75, 1.25)");

  /** Example, answers, and the old model's margin, where each model has the next one's list. */
  private static final List<String> JUDGED =
      List.of(
          "[0,2,0,1.0]",
          "[1,0,1,0.0]",
          "[2,1,0,0.0]",
          "[3,0,1,0.0]",
          "[4,1,2,0.0]",
          "[5,2,2,800.0]",
          "[6,2,0,0.25]",
          "[7,0,2,0.25]");

  /** Three of each are unusable: as many as a message names. */
  private static final List<List<String>> NOT_ALL_USABLE =
      List.of(
          List.of(
              "array(1, double('NaN'), 3)",
              "array(double('NaN'), 1, 3)",
              "array(1, 2, double('Infinity'))",
              "array(1, 2, 3)",
              "array(2, 3, 1)",
              "null"),
          List.of(
              "array(1, double('-Infinity'), 3)",
              "array(double('-Infinity'), 1, 2)",
              "array(1, 2, null)",
              "array(1, 3, 2)",
              "array(3, 1, 2)",
              "array(3, 2, 1)"));

  private void tables(String format, String type, List<String> lists) {
    write("old", format, type, lists, 0);
    write("new", format, type, lists, 1);
  }

  /** Writes lists under the ids 0, 1, …, beginning with the list at a position. */
  private void write(String name, String format, String type, List<String> lists, int first) {
    List<String> rows =
        IntStream.range(0, lists.size())
            .mapToObj(
                id ->
                    "select %d id, '%d' label, cast(%s as array<%s>) logits"
                        .formatted(id, id % 3, lists.get((id + first) % lists.size()), type))
            .toList();
    table(name, format, spark().sql(String.join(" union all ", rows)).coalesce(1));
  }

  private static List<String> judged(RunFolder run) {
    return run.flips("id", "old_prediction", "new_prediction", "old_margin");
  }

  @ParameterizedTest
  @CsvSource({
    "parquet, float, ''",
    "parquet, double, ''",
    "parquet, float, --old-where {id >= 0} --new-where {id >= 0}",
    "arrow, float, ''",
    "arrow, double, ''",
    "arrow, double, --old-where {id >= 0} --new-where {id >= 0}",
    "orc, float, ''"
  })
  void tiesAndZeros(String format, String type, String more) {
    tables(format, type, LISTS);
    RunFolder run = compare(OPTIONS + more);
    assertEquals(JUDGED, judged(run));
    List<String> scores = run.flips("id", "old_score", "new_score");
    assertEquals("[0," + softmax(2, 1, 0) + "," + softmax(0, 0, 2) + "]", scores.get(0));
    assertEquals("[4," + softmax(1, 0, 0) + ",1.0]", scores.get(4));
  }

  /** The probability of the greatest, by how much greater it is than each. */
  private static double softmax(double... below) {
    return 1 / Arrays.stream(below).map(by -> Math.exp(-by)).reduce(0, Double::sum);
  }

  @ParameterizedTest
  @CsvSource({"parquet, float", "parquet, double", "arrow, float", "arrow, double", "orc, double"})
  void notAllUsable(String format, String type) {
    for (List<String> lists : NOT_ALL_USABLE) {
      tables(format, type, lists);
      RunFolder run = compare(OPTIONS + "--overwrite");
      assertEquals(3, run.ledger("unusable_old"));
      assertEquals(3, run.ledger("unusable_new"));
      assertRefusedAlike("3 rows with a number that is NaN or infinite, such as '0' (logit ");
    }
  }

  /** Both engines refuse the tables, in the same words. */
  private void assertRefusedAlike(String problem) {
    String line = "compare " + OPTIONS.replace("exclude", "fail") + "--out @refused";
    Ran packed = run(line + " --engine packed");
    Ran sql = run(line + " --engine sql");
    assertEquals(ExitCode.BAD_INPUT, packed.code());
    assertTrue(packed.err().contains(problem), packed.err());
    assertEquals(sql, packed);
  }

  @ParameterizedTest
  @CsvSource({"parquet", "arrow", "orc"})
  void oneClassAndNone(String format) {
    tables(format, "float", List.of("array(-0.0)", "array(7)", "null"));
    RunFolder run = compare(OPTIONS);
    assertEquals("[0,0,0,0.0]", judged(run).get(0));
    assertEquals("[0,1.0,1.0]", run.flips("id", "old_score", "new_score").get(0));

    tables(format, "float", List.of("array()", "array(7)", "array()"));
    assertRefusedAlike("2 rows without a list where one is needed, such as '0' (logits [])");
  }

  /** As slices of larger lists are written: the first list does not begin at the first number. */
  @Test
  void listsOfASlice() throws IOException {
    tables("parquet", "float", List.of("array(1, 2, 4)", "array(3, 3, 1)"));
    RunFolder expected = compare(OPTIONS);
    List<String> judged = judged(expected);
    Files.createDirectories(folder.resolve("sliced"));
    writeSlice("sliced/part.arrow");
    assertEquals(judged, judged(compare(OPTIONS.replace("@old", "@sliced") + "--overwrite")));
  }

  private void writeSlice(String name) throws IOException {
    try (BufferAllocator memory = new RootAllocator();
        BigIntVector ids = new BigIntVector("id", memory);
        VarCharVector labels = new VarCharVector("label", memory);
        ListVector lists = ListVector.empty("logits", memory)) {
      Float4Vector numbers =
          (Float4Vector)
              lists
                  .addOrGetVector(
                      FieldType.nullable(
                          new ArrowType.FloatingPoint(FloatingPointPrecision.SINGLE)))
                  .getVector();
      float[] all = {9, 9, 1, 2, 4, 3, 3, 1, 9};
      for (int i = 0; i < all.length; i++) {
        numbers.setSafe(i, all[i]);
      }
      for (int row = 0; row < 2; row++) {
        ids.setSafe(row, row);
        labels.setSafe(row, new Text(Integer.toString(row)));
        lists.setNotNull(row);
      }
      for (int i = 0; i <= 2; i++) {
        lists.getOffsetBuffer().setInt((long) i * Integer.BYTES, 2 + 3 * i);
      }
      VectorSchemaRoot root = VectorSchemaRoot.of(ids, labels, lists);
      root.setRowCount(2);
      try (FileOutputStream out = new FileOutputStream(folder.resolve(name).toFile());
          ArrowFileWriter writer = new ArrowFileWriter(root, null, Channels.newChannel(out))) {
        writer.writeBatch();
        writer.end();
      }
    }
  }
}

package org.flipcheck.cli;

import static org.apache.spark.sql.functions.expr;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * A comparison with everything that could depend on an order: both engines, any number of
 * partitions, rows in any order and file, and the merge of shards write the same bytes.
 */
class SameBytesTest extends CompareHarness {

  private static final int EXAMPLES = 3000;
  private static final int SHARDS = 3;
  private static final String PARTITIONS = "spark.sql.shuffle.partitions";
  private static final String SETTINGS =
      PLAIN
          + " --slice country --slice shop --cross 2 --find-slices --group user --replicates 200"
          + " --old-name v6 --new-name v7 --policy @policy.yaml";

  private final String partitions = spark().conf().get(PARTITIONS);

  /** What must not differ: the result behind its inputs, the replicates, and the tables' rows. */
  private record Written(String result, String replicates, List<List<String>> tables) {}

  @BeforeEach
  void policy() {
    file(
        "policy.yaml",
        "schema_version: 1",
        "rules:",
        "  - {metric: negative_flip_rate, max: 0.5}",
        "  - {metric: negative_flip_rate, max: 0.9, each: country}");
  }

  @AfterEach
  void reset() {
    spark().conf().set(PARTITIONS, partitions);
  }

  /** Predictions of a model that is wrong more often for some users and, the second, in a shop. */
  private static Dataset<Row> predictions(int model) {
    int worse = model == 2 ? 40 : 0;
    return spark()
        .range(EXAMPLES)
        .selectExpr(
            "id number",
            "concat('e', id) id",
            "if(id % 5 = 0, 'dog', 'cat') label",
            "pmod(xxhash64(id, 7), 60) user",
            "element_at(array('DE', 'FR', null, 'US'), int(id % 4) + 1) country",
            "id % 20 shop",
            "pmod(xxhash64(id, %d), 100) drawn".formatted(model))
        .withColumn(
            "prediction",
            expr(
                "case when drawn >= user %% 10 * 5 + if(shop = 3, %d, 0) then label when drawn < 10 then 'cow' else 'ape' end"
                    .formatted(worse)))
        .drop("drawn");
  }

  private Written compared(String tables, String engine, int partitions) throws IOException {
    spark().conf().set(PARTITIONS, Integer.toString(partitions));
    String out = "%s-%s-%d".formatted(tables, engine, partitions);
    return ran(
        "compare --old @old-%s --new @new-%s --engine %s %s"
            .formatted(tables, tables, engine, SETTINGS),
        out);
  }

  private Written ran(String line, String out) throws IOException {
    Ran ran = run(line + " --out @" + out);
    assertEquals("", ran.err(), line);
    assertEquals(ExitCode.PASS, ran.code(), line);
    Path run = folder.resolve(out);
    String result = Files.readString(run.resolve("result.json"));
    byte[] replicates = Files.readAllBytes(run.resolve("replicates.jsonl.gz"));
    RunFolder tables = new RunFolder(run, spark());
    return new Written(
        result.substring(result.indexOf("\n  \"ledger\": ")),
        HexFormat.of().formatHex(replicates),
        List.of(
            tables.all("counts/cells"),
            tables.all("counts/confusion"),
            tables.all("counts/replicates"),
            tables.all("flips")));
  }

  private void write(String name, String where) {
    for (int model = 1; model <= 2; model++) {
      Dataset<Row> rows = predictions(model).where(where).drop("number");
      table((model == 1 ? "old-" : "new-") + name, "parquet", rows.repartition(4));
    }
  }

  @Test
  void enginesPartitionsOrderAndMergeDoNotMatter() throws IOException {
    write("plain", "true");
    Written expected = compared("plain", "sql", 2);
    assertThat(expected.result())
        .contains("\"poisson_bootstrap\"", "\"verdict\": \"pass\"")
        .containsPattern("found_slices\"(?s:.*)\\{\"shop\": \"3\"},\\s+\"aliases\"");
    for (int model = 1; model <= 2; model++) {
      Dataset<Row> shuffled = predictions(model).sort(expr("prediction"), expr("xxhash64(id, 9)"));
      table((model == 1 ? "old-" : "new-") + "shuffled", "parquet", shuffled.drop("number"));
    }
    for (int number : new int[] {1, 2, 7, 64}) {
      assertEquals(expected, compared("plain", "packed", number), "packed " + number);
      String other = number == 2 ? "packed" : "sql";
      assertEquals(expected, compared("shuffled", other, number), "shuffled, " + other + number);
    }
    StringBuilder shards = new StringBuilder();
    for (int shard = 0; shard < SHARDS; shard++) {
      write("shard" + shard, "number %% %d = %d".formatted(SHARDS, shard));
      compared("shard" + shard, "packed", 7);
      shards.append(" @shard%d-packed-7".formatted(shard));
    }
    assertEquals(expected, ran("merge" + shards + " --policy @policy.yaml", "merged"), "merged");
  }
}

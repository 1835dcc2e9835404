package org.flipcheck.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A bad slice that nobody named is found and confirmed, whoever counts it and however. */
class FindSlicesTest extends CompareHarness {

  private static final int SHARDS = 2;
  private static final String HEADER = "part,id,label,prediction,a,b,c,d";
  private static final String PLANTED = "{\"a\":\"v1\",\"b\":null,\"c\":\"v2\"}";
  private static final String FIND =
      PLAIN + " --slice a --slice b --slice c --slice d --find-slices --find-min-examples 30";

  /**
   * Writes the tables of each shard, and of the whole: of 4,000 examples 3 in 100 flip, but half of
   * those 62 with a = v1, c = v2 and no b.
   */
  private void examples() {
    Random random = new Random(11);
    List<List<String>> old = new ArrayList<>();
    List<List<String>> candidate = new ArrayList<>();
    for (int shard = 0; shard < SHARDS; shard++) {
      old.add(new ArrayList<>(List.of(HEADER)));
      candidate.add(new ArrayList<>(List.of(HEADER)));
    }
    for (int i = 0; i < 4_000; i++) {
      int[] codes = random.ints(4, 0, 4).toArray();
      boolean planted = codes[0] == 1 && codes[1] == 0 && codes[2] == 2;
      boolean flips = random.nextDouble() < (planted ? 0.5 : 0.03);
      String slices =
          "v%d,%s,v%d,v%d"
              .formatted(codes[0], codes[1] == 0 ? "" : "v" + codes[1], codes[2], codes[3]);
      old.get(i % SHARDS).add("p%d,%d,cat,cat,%s".formatted(i % 3, i, slices));
      candidate
          .get(i % SHARDS)
          .add("p%d,%d,cat,%s,%s".formatted(i % 3, i, flips ? "dog" : "cat", slices));
    }
    write("old", old);
    write("new", candidate);
  }

  private void write(String name, List<List<String>> shards) {
    Set<String> whole = new LinkedHashSet<>();
    for (int shard = 0; shard < SHARDS; shard++) {
      file("%s-%d.csv".formatted(name, shard), shards.get(shard).toArray(String[]::new));
      whole.addAll(shards.get(shard));
    }
    file(name + ".csv", whole.toArray(String[]::new));
  }

  private static void assertPlanted(JsonNode found) {
    assertThat(found.path("limits")).isEmpty();
    assertEquals(3, found.path("depth").asInt());
    assertThat(found.path("slices")).hasSize(1);
    JsonNode slice = found.at("/slices/0");
    assertEquals(PLANTED, slice.path("slice").toString());
    assertThat(slice.path("adjusted_p_value").asDouble()).isLessThan(0.001);
    assertEquals(4_000, slice.at("/counts/n").asInt() + slice.at("/rest/n").asInt());
    assertThat(slice.path("excess_negative_flips").asDouble()).isBetween(15.0, 45.0);
  }

  /** Text, and two columns; both engines, which {@link #compare} compares. */
  @ParameterizedTest
  @ValueSource(strings = {"--id id", "--id part,id"})
  void aPlantedSliceIsFound(String id) {
    examples();

    RunFolder run = compare(CSV + FIND.replace("--id id", id));

    assertPlanted(run.json().path("found_slices"));
    assertThat(run.rows("counts/cells", "id_half")).contains("[discover]", "[confirm]");
    assertEquals(
        4_000L,
        run.table("counts/cells").agg(functions.sum("n")).head().getLong(0),
        "no example is lost to a half");
    assertThat(run.slices()).as("slices are of both halves").hasSize(16);
  }

  @Test
  void theReportAndTheTerminalTellIt() throws IOException {
    examples();

    Ran ran = run("compare " + CSV + FIND + " --out @out");

    assertThat(ran.out()).contains("found by search", "a=v1, b=(none), c=v2");
    assertThat(Files.readString(folder.resolve("out/report.md")))
        .contains("## Slices found by search", "confirmed on the other");
    assertThat(run("compare " + CSV + FIND + " --out @out").out()).contains("Judged again");
    assertPlanted(new RunFolder(folder.resolve("out"), spark()).json().path("found_slices"));
  }

  /** Ids as numbers too: what is found does not depend on how the work was cut, or by whom. */
  @Test
  void partitionsAndOrderDoNotMatter() {
    examples();
    List<String> results = new ArrayList<>();
    for (int partitions : new int[] {1, 2, 7}) {
      for (String side : List.of("old", "new")) {
        Dataset<Row> rows =
            spark().read().option("header", "true").csv(folder + "/" + side + ".csv");
        table(
            side + ".parquet",
            "parquet",
            rows.withColumn("id", functions.col("id").cast("bigint"))
                .repartition(partitions, functions.hash(functions.col("id"), functions.lit(side))));
      }
      spark().conf().set("spark.sql.shuffle.partitions", Integer.toString(partitions));
      try {
        RunFolder run = compare("--old @old.parquet --new @new.parquet --overwrite " + FIND);
        ObjectNode result = (ObjectNode) run.withoutRun();
        result.remove("inputs");
        results.add(result.toPrettyString() + run.all("counts/cells"));
        assertPlanted(result.path("found_slices"));
      } finally {
        spark().conf().set("spark.sql.shuffle.partitions", "2");
      }
    }

    assertEquals(results.get(0), results.get(1));
    assertEquals(results.get(0), results.get(2));
  }

  @Test
  void mergedShardsFindWhatTheWholeFinds() {
    examples();
    String names = " --old-name v1 --new-name v2";
    for (int shard = 0; shard < SHARDS; shard++) {
      String inputs = "compare --old @old-%d.csv --new @new-%d.csv ".formatted(shard, shard);
      String list = FIND.replace("--find-slices", "--find-slices=" + (20 + shard));
      assertEquals("", run(inputs + list + names + " --out @run-" + shard).err());
    }
    RunFolder whole = compare(CSV + FIND + names);

    assertEquals("", run("merge @run-0 @run-1 --out @merged").err());

    RunFolder merged = new RunFolder(folder.resolve("merged"), spark()).check();
    assertPlanted(merged.json().path("found_slices"));
    assertEquals(whole.json().path("found_slices"), merged.json().path("found_slices"));
    assertEquals(whole.all("counts/cells"), merged.all("counts/cells"));
    assertEquals(21, merged.json().at("/run/config/find_slices").asInt());
  }

  @Test
  void runsThatCountedHalvesAreNotAddedToThoseThatDidNot() {
    examples();
    String slices = " --slice a --slice b --slice c --slice d --old-name v1 --new-name v2";
    run(
        "compare --old @old-0.csv --new @new-0.csv "
            + FIND
            + " --old-name v1 --new-name v2 --out @run-0");
    run("compare --old @old-1.csv --new @new-1.csv " + PLAIN + slices + " --out @run-1");

    Ran ran = run("merge @run-0 @run-1 --out @merged");

    assertEquals(ExitCode.BAD_INPUT, ran.code());
    assertThat(ran.err())
        .contains("counted by different definitions: id_halves is true there and not set here");
  }

  @Test
  void tooManyCellsAreNotSearchedAndSaySo() {
    examples();

    JsonNode found = compare(CSV + FIND + " --max-cells 300").json().path("found_slices");

    assertEquals(0, found.path("depth").asInt());
    assertThat(found.path("slices")).isEmpty();
    assertEquals(
        "not searched: the joint values of a, b, c, d take more than --max-cells 300 rows, so that only the asked slices were kept; raise it, or slice by fewer columns",
        found.at("/limits/0").asText());
  }

  @Test
  void withoutTheOptionNothingIsSearched() {
    goodTables();

    RunFolder run = compare(CSV + PLAIN + " --slice label");

    assertThat(run.json().has("found_slices")).isFalse();
    assertThat(Stream.of(run.table("counts/cells").columns())).doesNotContain("id_half");
  }

  @Test
  void whatCannotBeSearchedIsRefused() {
    goodTables();
    assertRefused(
        CSV + PLAIN + " --find-slices=0 --find-min-examples 0",
        "--find-slices 0: must be at least 1",
        "--find-slices: there is nothing to search; name the columns with --slice COL",
        "--find-min-examples 0: must be at least 1");
    assertRefused(
        CSV + "--id id --prediction prediction --slice label --find-slices",
        "--find-slices: negative flips need to be told from others; give --label, --correct or --threshold");
    assertRefused(
        CSV + PLAIN + " --find-min-examples 5",
        "--find-min-examples 5: has no effect without --find-slices");
  }
}

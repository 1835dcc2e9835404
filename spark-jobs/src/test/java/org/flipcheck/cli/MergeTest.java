package org.flipcheck.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A merge of shards is what one comparison of the whole is, to the last bit. */
class MergeTest extends CompareHarness {

  private static final int SHARDS = 3;
  private static final String NAMES = " --old-name v6 --new-name v7";
  private static final String HEADER = "id,part,label,prediction,score,weight,country,device";

  /** Everything that counts: two id columns, weights, scores, crosses, classes, bad rows. */
  private static final String EVERYTHING =
      " --id id,part --label label --prediction prediction --rule threshold --threshold 0.5 --score score"
          + " --weight weight --slice country --slice device --cross 2 --old-classes @classes.txt --flips all"
          + " --on-null-id exclude --on-duplicate exclude --on-unusable exclude --max-unmatched 0.5"
          + NAMES;

  private final Random random = new Random(7);

  @BeforeEach
  void classes() {
    file("classes.txt", "cat", "dog");
    file(
        "policy.yaml",
        "schema_version: 1",
        "rules:",
        "  - {metric: negative_flip_rate, max: 0.9, confidence: 0}",
        "  - {metric: regression_rate, max: 0.9, confidence: 0, each: country, severity: warn}");
  }

  /** Writes {@code old-S.csv} and {@code new-S.csv} for each shard, and both of the whole. */
  private void shards(int examples, boolean answersInFirst) {
    List<String> wholeOld = new ArrayList<>(List.of(HEADER));
    List<String> wholeNew = new ArrayList<>(List.of(HEADER));
    for (int shard = 0; shard < SHARDS; shard++) {
      List<String> old = new ArrayList<>();
      List<String> candidate = new ArrayList<>();
      for (int i = 0; i < examples; i++) {
        addExample(shard, i, shard > 0 || answersInFirst, old, candidate);
      }
      write("old-" + shard, old, wholeOld);
      write("new-" + shard, candidate, wholeNew);
    }
    file("old.csv", wholeOld.toArray(String[]::new));
    file("new.csv", wholeNew.toArray(String[]::new));
  }

  private void write(String name, List<String> rows, List<String> whole) {
    whole.addAll(rows);
    rows.add(0, HEADER);
    file(name + ".csv", rows.toArray(String[]::new));
  }

  private void addExample(
      int shard, int i, boolean newAnswers, List<String> old, List<String> candidate) {
    String label = List.of("cat", "dog", "cow").get(random.nextInt(3));
    String slices = List.of("DE,a", "FR,b", ",a", "DE,b").get(random.nextInt(4));
    String weight = Double.toString(Math.exp(20 * random.nextDouble() - 10));
    String id = i % 41 == 40 ? "," : "e%d-%d,%d".formatted(shard, i, i % 2);
    String fresh = newAnswers ? answer(4) : "";
    String first = row(id, label, answer(3), weight, slices);
    String second = row(id, label, fresh, weight, slices);
    if (i % 17 != 3) {
      old.add(first);
    }
    if (i % 13 != 5) {
      candidate.add(second);
    }
    if (i % 11 == 2) {
      old.add(first);
    }
    if (i % 23 == 7) {
      candidate.add(row(id, label, fresh, weight, slices));
    }
  }

  /** One of the first of some answers; the old model does not know the last of them. */
  private String answer(int of) {
    return List.of("", "cat", "dog", "cow").get(random.nextInt(of));
  }

  private String row(String id, String label, String answer, String weight, String slices) {
    int kind = random.nextInt(20);
    String score =
        kind == 0
            ? ""
            : kind == 1 ? "NaN" : String.format(Locale.ROOT, "%.17g", random.nextDouble());
    return String.join(",", id, label, answer, score, weight, slices);
  }

  private void compareAll(String settings) {
    for (int shard = 0; shard < SHARDS; shard++) {
      String inputs = "--old @old-%d.csv --new @new-%d.csv".formatted(shard, shard);
      assertRan("compare %s --out @run-%d %s".formatted(inputs, shard, settings));
    }
    assertRan("compare " + CSV + "--out @whole " + settings);
  }

  private void assertRan(String line) {
    Ran ran = run(line);
    assertEquals("", ran.err(), line);
    assertThat(ran.code()).as(line).isNotEqualTo(ExitCode.BAD_INPUT);
  }

  /** The result without what names the run and its inputs, as text. */
  private String result(String run) throws IOException {
    JsonNode root = new ObjectMapper().readTree(folder.resolve(run + "/result.json").toFile());
    ((ObjectNode) root.path("run")).remove(List.of("id", "created_at", "config"));
    ((ObjectNode) root).remove("inputs");
    return root.toPrettyString();
  }

  private List<String> table(String run, String table) {
    return spark()
        .read()
        .parquet(folder.resolve(run + "/" + table).toString())
        .collectAsList()
        .stream()
        .map(Row::mkString)
        .sorted()
        .toList();
  }

  private void assertSame(String merged, String whole) throws IOException {
    assertEquals(result(whole), result(merged));
    for (String table : List.of("counts/cells", "counts/confusion", "flips")) {
      assertEquals(table(whole, table), table(merged, table), table);
    }
    new RunFolder(folder.resolve(merged), spark()).check();
  }

  @Test
  void mergedShardsAreTheWhole() throws IOException {
    shards(600, true);
    compareAll(EVERYTHING + " --policy @policy.yaml");
    String judged = " --policy @policy.yaml --max-unmatched 0.5 --out @";
    assertRan("merge @run-0 @run-1 @run-2" + judged + "flat");
    assertRan("merge @run-2 @run-0" + judged + "pair");
    assertRan("merge @run-1 @pair" + judged + "nested");

    JsonNode ledger = new RunFolder(folder.resolve("whole"), spark()).json().path("ledger");
    for (String bucket :
        List.of(
            "null_id_old",
            "duplicate_identical_old",
            "duplicate_conflicting_new",
            "only_old",
            "unusable_new",
            "partner_excluded_new",
            "ungraded")) {
      assertThat(ledger.path(bucket).asLong()).as(bucket).isPositive();
    }
    assertThat(result("whole"))
        .contains("overall_known_classes", "gain_sum", "weighted_counts", "verdict")
        .contains("weight_squares", "gain_square_sum");
    assertSame("flat", "whole");
    assertSame("nested", "whole");
    assertEquals(inputs("flat"), inputs("nested"));
  }

  private String inputs(String run) {
    return new RunFolder(folder.resolve(run), spark()).json().path("inputs").toString();
  }

  @Test
  void answersUnknownInAShardMayBeKnownInTheWhole() throws IOException {
    shards(200, false);
    compareAll(
        "--id id,part --label label --prediction prediction --rule threshold --threshold 0.5 --score score"
            + " --flips negative --on-null-id exclude --on-duplicate exclude --on-unusable exclude --slice country"
            + NAMES);
    assertRan("merge @run-0 @run-1 @run-2 --out @merged");

    assertThat(result("run-0")).contains("\"both_wrong_same\" : null");
    assertThat(result("merged")).doesNotContain("\"both_wrong_same\" : null");
    assertSame("merged", "whole");
  }

  @Test
  void flipsOfEitherFormatAreMergedIntoEither() throws IOException {
    shards(100, true);
    compareAll(EVERYTHING);
    String arrow = " --flips-format arrow";
    for (int shard = 1; shard < SHARDS; shard++) {
      String inputs = "--old @old-%d.csv --new @new-%d.csv".formatted(shard, shard);
      assertRan(
          "compare %s --out @run-%d --overwrite".formatted(inputs, shard) + EVERYTHING + arrow);
    }
    assertRan("merge @run-0 @run-1 @run-2 --max-unmatched 0.5 --out @mixed");
    assertSame("mixed", "whole");

    assertRan("merge @run-1 @run-0 --max-unmatched 0.5 --out @arrow" + arrow);
    assertThat(files()).anyMatch(file -> file.matches("arrow/flips/outcome=.*[.]arrow \\d+"));
    assertThat(files()).noneMatch(file -> file.matches("arrow/flips/.*[.]parquet \\d+"));
    assertRan("merge @arrow @run-2 --max-unmatched 0.5 --out @again");
    assertSame("again", "whole");
  }

  @Test
  void sliceSetsAreMergedWithJointCells() throws IOException {
    shards(300, true);
    String settings =
        " --id id,part --label label --prediction prediction --slice country --slice device --cross 2"
            + " --on-null-id exclude --on-duplicate exclude"
            + NAMES
            + " --max-cells ";
    compareAll(settings + "12");
    assertRan("compare --old @old-1.csv --new @new-1.csv --overwrite --out @run-1" + settings + 40);
    assertThat(bySliceSet("run-0")).isTrue();
    assertThat(bySliceSet("run-1")).isFalse();

    assertRan("merge @run-0 @run-1 @run-2 --out @merged");

    assertThat(bySliceSet("merged")).isTrue();
    assertSame("merged", "whole");
  }

  private boolean bySliceSet(String run) {
    return Arrays.asList(
            spark().read().parquet(folder.resolve(run + "/counts/cells").toString()).columns())
        .contains("slice_set");
  }

  @Test
  void jointCellsBecomeSliceSetsWhereTheyAreTooMany() throws IOException {
    String settings = " --slice part --slice label " + PLAIN + " --max-cells 12" + NAMES;
    for (int shard = 0; shard < 2; shard++) {
      file("old-" + shard + ".csv", idRows(shard));
      file("new-" + shard + ".csv", idRows(shard));
    }
    for (int shard = 0; shard < 2; shard++) {
      assertRan(
          "compare --old @old-%d.csv --new @new-%d.csv --out @run-%d".formatted(shard, shard, shard)
              + settings);
      assertThat(bySliceSet("run-" + shard)).isFalse();
    }
    assertRan("merge @run-0 @run-1 --out @merged");

    assertThat(bySliceSet("merged")).isTrue();
    assertEquals(
        "{\"part\":\"p0-3\"}",
        new RunFolder(folder.resolve("merged"), spark())
            .check()
            .json()
            .at("/slices/3/slice")
            .toString());
  }

  private static String[] idRows(int shard) {
    List<String> rows = new ArrayList<>(List.of("id,part,label,prediction"));
    for (int i = 0; i < 10; i++) {
      rows.add("%d-%d,p%d-%d,cat,cat".formatted(shard, i, shard, i));
    }
    return rows.toArray(String[]::new);
  }

  @Test
  void noPredictionIsReadAgain() throws IOException {
    shards(50, true);
    compareAll(EVERYTHING);
    for (String name : List.of("old", "new")) {
      for (int shard = 0; shard < SHARDS; shard++) {
        Files.delete(folder.resolve("%s-%d.csv".formatted(name, shard)));
      }
    }
    assertRan("merge @run-0 @run-1 @run-2 --max-unmatched 0.5 --out @merged");
    assertEquals(result("whole"), result("merged"));
  }

  @Test
  void theSameMergeIsJudgedAgainAndKept() throws IOException {
    shards(50, true);
    compareAll(EVERYTHING);
    assertRan("merge @run-0 @run-1 --out @merged");
    String id = new RunFolder(folder.resolve("merged"), spark()).runId();

    Ran again = run("merge @run-1 @run-0 --policy @policy.yaml --out @merged");
    assertThat(again.out()).contains("Judged again");
    RunFolder judged = new RunFolder(folder.resolve("merged"), spark()).check();
    assertEquals(id, judged.runId());
    assertEquals("inconclusive", judged.verdict());

    Ran other = run("merge @run-1 @run-2 --out @merged");
    assertThat(other.err()).contains("--out merged: holds another finished run (other runs");
    assertRan("merge @run-1 @run-2 --out @merged --overwrite");
  }

  @Test
  void aManifestTellsWhatWasMerged() throws IOException {
    shards(50, true);
    compareAll(EVERYTHING);
    assertRan("merge @run-0 @run-1 --out @merged");
    JsonNode manifest = manifest("merged");
    JsonNode first = manifest.path("merged_from").get(0);

    assertThat(manifest.path("merged_from")).hasSize(2);
    assertThat(first.at("/inputs/old/fingerprint").asText()).startsWith("sha256:");
    assertThat(manifest.path("judged").asLong())
        .isEqualTo(
            manifest("run-0").path("judged").asLong() + manifest("run-1").path("judged").asLong());
    assertThat(manifest.at("/id_sketch/estimated_ids").asLong())
        .isEqualTo(manifest.at("/buckets/matched").asLong());
  }

  private JsonNode manifest(String run) throws IOException {
    Path file = folder.resolve(run + "/counts/manifest.json");
    return new ObjectMapper().readTree(file.toFile());
  }
}

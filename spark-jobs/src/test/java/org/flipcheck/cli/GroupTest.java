package org.flipcheck.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** {@code --group}: intervals that know which examples vary together. */
class GroupTest extends CompareHarness {

  private static final String HEADER = "id,label,prediction,user,country,shop";
  private static final String SLICED = PLAIN + " --slice country --slice shop --flips none";
  private static final String NAMES = " --old-name v6 --new-name v7";

  private final Random random = new Random(5);

  /** Examples of 60 users, with slices of 4 countries and 400 shops; lines of old and new. */
  private List<List<String>> examples(int n) {
    List<String> old = new ArrayList<>();
    List<String> candidate = new ArrayList<>();
    for (int i = 0; i < n; i++) {
      int user = random.nextInt(60);
      String rest =
          ",%d,%s,%d".formatted(user, List.of("DE", "FR", "", "US").get(i % 4), i * 7 % 400);
      old.add("e%d,cat,%s%s".formatted(i, answer(user), rest));
      candidate.add("e%d,cat,%s%s".formatted(i, answer(user + 7), rest));
    }
    return List.of(old, candidate);
  }

  /** Some users have more answers wrong than others. */
  private String answer(int user) {
    return random.nextInt(100) < (user % 10) * 6 ? List.of("dog", "cow").get(user % 2) : "cat";
  }

  private void write(String name, List<String> rows) {
    file(name, Stream.concat(Stream.of(HEADER), rows.stream()).toArray(String[]::new));
  }

  private String ran(String line, String out) throws IOException {
    Ran ran = run(line + " --out @" + out);
    assertEquals("", ran.err(), line);
    return result(out);
  }

  /** The result but for its run and inputs: with the hash of all replicates in it. */
  private String result(String out) {
    JsonNode result = new RunFolder(folder.resolve(out), spark()).withoutRun();
    ((com.fasterxml.jackson.databind.node.ObjectNode) result).remove("inputs");
    return result.toPrettyString();
  }

  private List<String> replicates(String out) {
    return new RunFolder(folder.resolve(out), spark()).all("counts/replicates");
  }

  @Test
  void bytesDependOnNothingButTheExamples() throws IOException {
    List<List<String>> examples = examples(3000);
    write("old.csv", examples.get(0));
    write("new.csv", examples.get(1));
    String settings = SLICED + " --group user --replicates 200";
    String expected = ran("compare " + CSV + settings, "reference");
    assertThat(expected)
        .contains("poisson_bootstrap", "\"slices_covered\" : 256", "\"slices_total\" : 404")
        .contains("wilson");
    List<String> table = replicates("reference");
    String partitions = spark().conf().get("spark.sql.shuffle.partitions");
    List<List<String>> shuffled =
        List.of(new ArrayList<>(examples.get(0)), new ArrayList<>(examples.get(1)));
    shuffled.forEach(rows -> Collections.shuffle(rows, random));
    try {
      for (String run : List.of("packed 1", "packed 7", "packed 64", "sql 2", "sql 7")) {
        String[] parts = run.split(" ", -1);
        spark().conf().set("spark.sql.shuffle.partitions", parts[1]);
        String out = run.replace(' ', '-');
        write("old.csv", shuffled.get(0));
        write("new.csv", shuffled.get(1));
        assertEquals(
            expected, ran("compare " + CSV + settings + " --engine " + parts[0], out), run);
        assertEquals(table, replicates(out), run);
      }
    } finally {
      spark().conf().set("spark.sql.shuffle.partitions", partitions);
    }
  }

  @Test
  void mergedShardsAreTheWhole() throws IOException {
    String settings = SLICED + NAMES + " --group user --replicates 100";
    List<String> old = new ArrayList<>();
    List<String> candidate = new ArrayList<>();
    List<List<String>> examples = examples(1500);
    for (int shard = 0; shard < 3; shard++) {
      List<String> oldPart = examples.get(0).subList(500 * shard, 500 * shard + 500);
      List<String> newPart = examples.get(1).subList(500 * shard, 500 * shard + 500);
      write("old.csv", oldPart);
      write("new.csv", newPart);
      old.addAll(oldPart);
      candidate.addAll(newPart);
      ran("compare " + CSV + settings, "shard-" + shard);
    }
    write("old.csv", old);
    write("new.csv", candidate);
    String whole = ran("compare " + CSV + settings, "whole");
    assertEquals(whole, ran("merge @shard-2 @shard-0 @shard-1", "merged"));
    assertEquals(replicates("whole"), replicates("merged"));
    ran("merge @shard-2 @shard-1", "pair");
    assertEquals(whole, ran("merge @shard-0 @pair", "nested"));

    ran("compare " + CSV + settings.replace("100", "200"), "other");
    assertThat(run("merge @shard-0 @other --out @refused").err())
        .contains("replicates is 100 there and 200 here");
  }

  /** Users whose ten examples are all alike count as one example each. */
  @Test
  void countsStayAndIntervalsWidenByTheDesignEffect() {
    List<String> old = new ArrayList<>();
    List<String> candidate = new ArrayList<>();
    for (int i = 0; i < 4000; i++) {
      int user = i / 10;
      String rest = ",%d,DE,%d".formatted(user, user % 2);
      old.add("e%d,cat,cat%s".formatted(i, rest));
      candidate.add("e%d,cat,%s%s".formatted(i, user % 10 == 0 ? "dog" : "cat", rest));
    }
    write("old.csv", old);
    write("new.csv", candidate);
    JsonNode plain = compare(CSV + SLICED).json();
    new RunFolder(folder.resolve("out"), spark()).delete();
    JsonNode grouped = compare(CSV + SLICED + " --group user").json();
    assertEquals(plain.at("/overall/counts"), grouped.at("/overall/counts"));
    assertEquals(plain.path("ledger"), grouped.path("ledger"));
    assertThat(grouped.at("/bootstrap/groups_effective").asDouble()).isCloseTo(400, within(80.0));
    for (String place : List.of("/overall", "/slices/0", "/slices/1")) {
      JsonNode alone = plain.at(place + "/metrics/negative_flip_rate");
      JsonNode together = grouped.at(place + "/metrics/negative_flip_rate");
      assertEquals(alone.path("value"), together.path("value"));
      double wider = width(together) / width(alone);
      assertThat(wider).as(place).isCloseTo(Math.sqrt(10), within(0.35));
      assertThat(together.path("method").asText()).isEqualTo("poisson_bootstrap");
    }
    assertEquals("poisson_bootstrap", grouped.at("/overall/mcnemar/method").asText());
    assertThat(grouped.at("/overall/mcnemar/p_value").asDouble())
        .isGreaterThan(1000 * plain.at("/overall/mcnemar/p_value").asDouble());
  }

  private static double width(JsonNode metric) {
    return metric.path("high").asDouble() - metric.path("low").asDouble();
  }

  @Test
  void gateJudgesByTheStoredReplicates() throws IOException {
    List<List<String>> examples = examples(2000);
    write("old.csv", examples.get(0));
    write("new.csv", examples.get(1));
    file(
        "policy.yaml",
        "schema_version: 1",
        "rules:",
        "  - {metric: negative_flip_rate, max: 0.21, confidence: 0.99}",
        "  - {metric: negative_flip_rate, max: 0.9, each: country}");
    Ran compared =
        run("compare " + CSV + SLICED + " --group user --policy @policy.yaml --out @out");
    JsonNode gate = new RunFolder(folder.resolve("out"), spark()).json().path("gate");
    Ran judged = run("gate --result @out/result.json --policy @policy.yaml");
    assertEquals(compared.code(), judged.code());
    assertThat(gate.at("/findings/0/high").asDouble() - gate.at("/findings/0/low").asDouble())
        .isGreaterThan(0.04);

    Files.delete(folder.resolve("out/replicates.jsonl.gz"));
    Ran without = run("gate --result @out/result.json --policy @policy.yaml");
    assertEquals(ExitCode.BAD_INPUT, without.code());
    assertThat(without.err())
        .contains(
            "out/replicates.jsonl.gz is missing: it holds what intervals of grouped examples are made of; keep it beside result.json");
  }

  @Test
  void groupMayStandInTheLabelsTable() throws IOException {
    file("old.csv", "id,prediction", "a,cat", "b,dog", "c,dog", "d,dog");
    file("new.csv", "id,prediction,user", "a,cat,5", "b,cat,5", "c,cow,7", "d,dog,9");
    file("labels.csv", "id,label,user", "a,cat,5", "b,dog,5", "c,cow,7", "d,dog,9");
    String settings = " --group user " + PLAIN;
    JsonNode byLabels = compare(CSV + "--labels @labels.csv" + settings).json();
    new RunFolder(folder.resolve("out"), spark()).delete();
    file("labels.csv", "id,label", "a,cat", "b,dog", "c,cow", "d,dog");
    JsonNode byNew = compare(CSV + "--labels @labels.csv" + settings).json();
    assertEquals(byNew.path("bootstrap"), byLabels.path("bootstrap"));
  }

  /** The text counts, not the type: 7 is the same group in every format. */
  @Test
  void numbersAreTheSameGroupsInAnyColumn() {
    String rows =
        "select cast(id as string) id, 'x' label, if(id %% 3 = 0, 'y', 'x') prediction, %s user from range(0, 500)";
    table("old", "parquet", spark().sql(rows.formatted("cast(id % 11 as string)")));
    String bootstrap = null;
    for (String type : List.of("bigint", "int", "smallint", "string", "decimal(12,2)")) {
      table("new", "parquet", spark().sql(rows.formatted("cast(id % 7 - 1 as " + type + ")")));
      RunFolder run = compare("--old @old --new @new --group user --replicates 100 " + PLAIN);
      String found = run.json().path("bootstrap").toString();
      bootstrap = bootstrap == null ? found : bootstrap;
      assertEquals(bootstrap, found, type);
      run.delete();
    }
  }

  @Test
  void badGroups() {
    csv(
        List.of("id,label,prediction,user,one", "a,cat,cat,1,x", "b,dog,dog,2,x", "c,cow,dog,2,x"),
        List.of("id,label,prediction,user,one", "a,cat,cat,1,x", "b,dog,cat,,x", "c,cow,cow,,x"));
    assertRefused(
        CSV + PLAIN + " --group user",
        "new (new.csv): 2 rows without a group, such as 'b' (no group), 'c' (no group); fill the --group column; an example that stands alone is a group of its own");
    assertRefused(
        CSV + PLAIN + " --group one",
        "--group one: all 3 examples are of one group, and intervals need two groups or more; name the column that tells groups apart, or leave --group out");
    assertRefused(
        CSV + PLAIN + " --group usr",
        "--group usr: no table has such a column, did you mean 'user'?; they have 'id', 'label', 'prediction', 'user', 'one'");
    assertRefused(
        CSV + PLAIN + " --group user --weight id --replicates 99",
        "--group user: intervals of weighted comparisons do not know of groups; leave out --group, or --weight id",
        "--replicates 99: must be from 100 to 10000");
    assertRefused(
        CSV + PLAIN + " --replicates 500",
        "--replicates 500: groups are drawn only with --group COL; give it, or leave --replicates out");
  }
}

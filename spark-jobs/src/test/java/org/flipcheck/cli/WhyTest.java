package org.flipcheck.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Why examples flipped, counted by hand on a few and compared between engines, stores and shards on
 * many. {@link #compare} runs each comparison by the SQL engine too.
 */
class WhyTest extends CompareHarness {

  private static final String THRESHOLDS =
      " --id id --label label --score score --old-threshold 0.5 --new-threshold 0.75";

  private static final String LOGITS = " --id id --label label --logits logits";

  private static JsonNode why(RunFolder run) {
    return run.json().path("why");
  }

  private static void assertJson(String expected, JsonNode actual) throws IOException {
    assertEquals(new ObjectMapper().readTree(expected), actual);
  }

  /**
   * At 0.5 and 0.75: b, c and d are lost by the threshold, e by its score; f is won by its score
   * and g, which would be below 0.5 too, is wrong on both sides.
   */
  private void scores() {
    csv(
        List.of(
            "id,label,score",
            "a,1,0.9",
            "b,1,0.8",
            "c,1,0.9",
            "d,0,0.75",
            "e,0,0.9",
            "f,0,0.25",
            "g,0,0.125"),
        List.of(
            "id,label,score",
            "a,1,0.875",
            "b,1,0.7",
            "c,1,0.625",
            "d,0,0.5",
            "e,0,0.25",
            "f,0,0.75",
            "g,0,0.25"));
  }

  @Test
  void thresholdsOrScoresMoved() throws IOException {
    scores();
    RunFolder run = compare(CSV + THRESHOLDS);
    assertEquals("7 = 1 + 4 + 1 + 1 (null, null)", run.counts());
    // 0.8 and 0.7 are near, 0.9 and 0.625 and 0.75 and 0.5 between, 0.9 and 0.25 far apart.
    assertJson(
        "{\"near\":1,\"between\":2,\"confident\":1,\"unknown\":0,\"near_limit\":0.1,\"confident_limit\":0.5}",
        why(run).path("gaps"));
    JsonNode thresholds = why(run).path("thresholds");
    assertEquals("0.5", thresholds.path("old_threshold").toString());
    assertJson("{\"score_moved\":1,\"threshold_moved\":3}", thresholds.path("negative_flips"));
    assertJson("{\"score_moved\":1,\"threshold_moved\":0}", thresholds.path("positive_flips"));
    // Now a and f pass, one of them positive; from 0.5 on a, b, c, d and f pass: 3 of 5.
    assertJson(
        "{\"new_threshold\":0.75,\"negative_flips\":4,\"positive_flips\":1,\"precision\":0.5,\"recall\":0.3333333333333333}",
        thresholds.path("present"));
    assertJson(
        "{\"new_threshold\":0.5,\"negative_flips\":1,\"positive_flips\":1,\"precision\":0.6,\"recall\":1}",
        thresholds.path("suggested"));
    assertJson("[]", why(run).path("confusions"));
    assertThat(Files.readString(folder.resolve("out/report.md")))
        .contains("## Why they flipped", "3 of 4 negative flips and 0 of 1 positive flip come");
  }

  /** A positive flip that comes of a lower threshold alone, and scores that are no shares. */
  @Test
  void aLowerThresholdMakesPositiveFlips() throws IOException {
    csv(
        List.of("id,score", "a,-30", "b,12", "c,40", "d,15"),
        List.of("id,score", "a,-10", "b,25", "c,-35", "d,22"));
    RunFolder run = compare(CSV + "--id id --score score --old-threshold 20 --new-threshold -12.5");
    assertEquals("4 = 0 + 1 + 3 + 0 (null, null)", run.counts());
    JsonNode thresholds = why(run).path("thresholds");
    assertJson("{\"score_moved\":1,\"threshold_moved\":0}", thresholds.path("negative_flips"));
    assertJson("{\"score_moved\":2,\"threshold_moved\":1}", thresholds.path("positive_flips"));
    assertEquals("null", thresholds.path("suggested").toString());
    assertEquals(
        "precision needs labels that are true or false, 1 or 0",
        thresholds.path("no_suggestion_because").asText());
    assertEquals(1, why(run).at("/gaps/unknown").asLong());
  }

  /** Logits whose softmax is known: ln p for probabilities p that add up to 1. */
  private static String logits(double... probabilities) {
    StringBuilder list = new StringBuilder("\"[");
    for (double p : probabilities) {
      list.append(list.length() > 2 ? "," : "").append(Math.log(p));
    }
    return list.append("]\"").toString();
  }

  private void logitTables(String label) {
    csv(
        List.of(
            "id," + label + "logits",
            row("a", label, "cat", logits(0.4, 0.35, 0.25)),
            row("b", label, "dog", logits(0.1, 0.8, 0.1)),
            row("c", label, "cow", logits(0.2, 0.2, 0.6)),
            row("d", label, "cat", logits(0.2, 0.7, 0.1))),
        List.of(
            "id," + label + "logits",
            row("a", label, "cat", logits(0.35, 0.4, 0.25)),
            row("b", label, "dog", logits(0.9, 0.05, 0.05)),
            row("c", label, "cow", logits(0.5, 0.1, 0.4)),
            row("d", label, "cat", logits(0.6, 0.3, 0.1))));
    file("classes.txt", "cat", "dog", "cow");
  }

  private static String row(String id, String label, String text, String logits) {
    return String.join(",", label.isEmpty() ? List.of(id, logits) : List.of(id, text, logits));
  }

  @Test
  void logitsTellNearAndConfidentFlips() throws IOException {
    logitTables("label,");
    String classes = " --old-classes @classes.txt --new-classes @classes.txt";
    RunFolder run = compare(CSV + LOGITS + classes);
    assertEquals("4 = 0 + 3 + 1 + 0 (0, 0)", run.counts());
    assertGaps(run, 1, 1, 1, 0);
    assertThat(probabilities(run, "old_label_probability")).containsExactly(0.4, 0.8, 0.6, 0.2);
    assertThat(probabilities(run, "new_label_probability")).containsExactly(0.35, 0.05, 0.4, 0.6);
    assertJson(
        "[{\"label\":\"cat\",\"old_prediction\":\"cat\",\"new_prediction\":\"dog\",\"n\":1},"
            + "{\"label\":\"cow\",\"old_prediction\":\"cow\",\"new_prediction\":\"cat\",\"n\":1},"
            + "{\"label\":\"dog\",\"old_prediction\":\"dog\",\"new_prediction\":\"cat\",\"n\":1}]",
        why(run).path("confusions"));
    assertEquals("null", why(run).path("thresholds").toString());
  }

  private static void assertGaps(
      RunFolder run, long near, long between, long confident, long unknown) {
    JsonNode gaps = why(run).path("gaps");
    assertEquals(
        List.of(near, between, confident, unknown),
        List.of("near", "between", "confident", "unknown").stream()
            .map(kind -> gaps.path(kind).asLong())
            .toList());
  }

  /** Rounded as the logits were, in the order of the ids; missing ones are −1. */
  private List<Double> probabilities(RunFolder run, String column) {
    return run
        .table("flips")
        .orderBy("id")
        .selectExpr("coalesce(round(%s, 9), -1)".formatted(column))
        .collectAsList()
        .stream()
        .map(row -> row.getDouble(0))
        .toList();
  }

  /** With labels apart, a probability is known where the label is the answer or comes second. */
  @Test
  void labelsApartLeaveSomeGapsUnknown() throws IOException {
    logitTables("");
    file("labels.csv", "id,label", "a,cat", "b,dog", "c,cow", "d,cat");
    file(
        "new.csv",
        Files.readString(folder.resolve("new.csv"))
            .replace(logits(0.9, 0.05, 0.05), logits(0.9, 0.04, 0.06)));
    String more = " --labels @labels.csv --old-classes @classes.txt --new-classes @classes.txt";
    RunFolder run = compare(CSV + LOGITS + more);
    assertEquals("4 = 0 + 3 + 1 + 0 (0, 0)", run.counts());
    assertGaps(run, 1, 1, 0, 1);
    assertThat(probabilities(run, "old_label_probability")).containsExactly(0.4, 0.8, 0.6, 0.2);
    assertThat(probabilities(run, "new_label_probability")).containsExactly(0.35, -1.0, 0.4, 0.6);
  }

  /** One side has the labels: that is enough where the other side's answer is the label. */
  @Test
  void labelsOfTheNewSideAreEnough() throws IOException {
    logitTables("label,");
    file(
        "old.csv",
        Files.readString(folder.resolve("old.csv")).replaceAll("(?m)^(..?),[a-z]+,", "$1,"));
    assertThat(Files.readString(folder.resolve("old.csv"))).startsWith("id,logits\na,\"[");
    String more = " --old-classes @classes.txt --new-classes @classes.txt";
    RunFolder run = compare(CSV + LOGITS + more);
    assertGaps(run, 1, 1, 1, 0);
  }

  @Test
  void nothingTellsWithoutLogitsAndThresholds() {
    goodTables();
    JsonNode why = why(compare(CSV + PLAIN));
    assertEquals("null", why.path("gaps").toString());
    assertEquals("null", why.path("thresholds").toString());
    assertEquals(1, why.path("confusions").size());
    assertThat(Files.exists(folder.resolve("out/counts/why"))).isFalse();
    assertThat(why(compare("--old @old.csv --new @old.csv --overwrite " + PLAIN)).isMissingNode())
        .isTrue();
  }

  /** Many rows with labels of all kinds: both-class, or of few classes with logits. */
  private void many(String name, int seed, int from, int to) {
    table(
        name,
        "parquet",
        """
        SELECT id, abs(hash(id)) %% 4 AS label,
          CASE abs(hash(id, 5)) %% 10 WHEN 0 THEN NULL WHEN 1 THEN 'false' WHEN 2 THEN '1' ELSE string(id %% 2) END AS truth,
          pow(abs(hash(id, %d)) %% 1000 / 1000.0D, 2) + CASE WHEN id %% 2 = 1 THEN 0.25D ELSE 0.0D END AS score,
          array(hash(id, 1, id DIV 3 * %d) %% 3, 1.5D * (hash(id, 2) %% 3), abs(hash(id, %d)) %% 5, 0.5D) AS logits
        FROM range(%d, %d)"""
            .formatted(seed, seed, seed, from, to));
  }

  private static final String BY_TRUTH =
      " --id id --label truth --score score --old-threshold 0.5 --new-threshold 0.6";

  @ParameterizedTest
  @ValueSource(strings = {BY_TRUTH, LOGITS})
  void shardsAndStoresTellWhatTheWholeTells(String roles) throws IOException {
    String names = " --old-name v1 --new-name v2";
    for (String side : List.of("old", "new")) {
      int seed = side.equals("old") ? 1 : 2;
      many(side, seed, 0, 6000);
      many(side + "-0", seed, 0, 2500);
      many(side + "-1", seed, 2500, 6000);
      String add = "store add --store @s --predictions @%s --name %s".formatted(side, side);
      assertEquals("", run(add + roles.replaceAll("--(old|new)-threshold \\S+", "")).err());
    }
    JsonNode whole = why(compare("--old @old --new @new" + names + roles));
    for (int shard = 0; shard < 2; shard++) {
      String line =
          "compare --old @old-%d --new @new-%d --out @run-%d".formatted(shard, shard, shard);
      assertEquals("", run(line + names + roles).err());
    }
    assertEquals("", run("merge @run-1 @run-0 --out @merged").err());
    RunFolder merged = new RunFolder(folder.resolve("merged"), spark()).check();
    assertEquals(whole, why(merged));
    RunFolder all = new RunFolder(folder.resolve("out"), spark());
    assertEquals(all.all("counts/why"), merged.all("counts/why"));
    String thresholds = roles.equals(BY_TRUTH) ? " --old-threshold 0.5 --new-threshold 0.6" : "";
    String line = "--store @s --old old --new new --overwrite" + names + thresholds;
    assertEquals(whole, why(compare(line)));

    long flips = all.json().at("/overall/counts/negative_flips").asLong();
    JsonNode gaps = whole.path("gaps");
    assertEquals(
        flips,
        List.of("near", "between", "confident", "unknown").stream()
            .mapToLong(kind -> gaps.path(kind).asLong())
            .sum());
    assertThat(List.of(gaps.path("near").asLong(), gaps.path("between").asLong()))
        .allMatch(n -> n > 10);
    if (roles.equals(BY_TRUTH)) {
      JsonNode point = whole.at("/thresholds/suggested");
      assertThat(point.path("negative_flips").asLong()).isLessThan(flips);
      assertThat(point.path("precision").asDouble())
          .isGreaterThanOrEqualTo(whole.at("/thresholds/present/precision").asDouble());
      assertPoint(all, point);
      assertPoint(all, whole.at("/thresholds/present"));
    } else {
      assertThat(gaps.path("confident").asLong()).isGreaterThan(50);
      assertThat(whole.path("confusions")).hasSize(10);
    }
  }

  /** A point is what a comparison with its threshold counts. */
  private void assertPoint(RunFolder whole, JsonNode point) {
    String roles =
        BY_TRUTH.replace("--new-threshold 0.6", "--new-threshold " + point.path("new_threshold"));
    RunFolder run =
        compare("--old @old --new @new --overwrite --flips none --engine packed" + roles);
    JsonNode counts = run.json().at("/overall/counts");
    assertEquals(counts.path("negative_flips"), point.path("negative_flips"));
    assertEquals(counts.path("positive_flips"), point.path("positive_flips"));
    assertEquals(whole.json().at("/overall/counts/n"), counts.path("n"));
    String passes = "new.score >= " + point.path("new_threshold") + "D";
    String truth = "lower(new.truth) IN ('1', 'true')";
    spark().read().parquet(folder.resolve("new").toString()).createOrReplaceTempView("new");
    double precision =
        spark()
            .sql(
                "SELECT count_if(%s AND %s) / count_if(%s AND truth IS NOT NULL) FROM new"
                    .formatted(passes, truth, passes))
            .head()
            .getDouble(0);
    assertEquals(precision, point.path("precision").asDouble());
  }

  /** Beyond 100,000 confusions Spark sorts them, and the driver holds ten. */
  @Test
  void manyConfusionsAreSortedBySpark() throws IOException {
    String rows =
        "SELECT id, CASE WHEN id < 600 THEN 'n' || (id %% 3) WHEN id < 700 THEN NULL ELSE 'c' || id END AS ok,"
            + " %s AS prediction FROM range(100900)";
    String old = "CASE WHEN id < 700 THEN 'n' || (id % 3) ELSE 'c' || id END";
    String candidate =
        "CASE WHEN id < 600 THEN 'm' || (id % 12) WHEN id < 800 THEN 'n' ELSE 'c' || id END";
    table("old", "parquet", rows.formatted(old).replace("AS ok", "AS label"));
    table("new", "parquet", rows.formatted(candidate).replace("AS ok", "AS label"));
    RunFolder run = compare("--old @old --new @new --flips none --engine packed " + PLAIN);
    assertEquals("100800 = 100100 + 700 + 0 + 0 (0, 0)", run.counts());
    JsonNode confusions = why(run).path("confusions");
    assertThat(confusions).hasSize(10);
    assertJson(
        "{\"label\":\"n0\",\"old_prediction\":\"n0\",\"new_prediction\":\"m0\",\"n\":50}",
        confusions.get(0));
    assertJson(
        "{\"label\":\"n2\",\"old_prediction\":\"n2\",\"new_prediction\":\"m11\",\"n\":50}",
        confusions.get(8));
  }

  /** A run that was written before reasons were counted merges as it did, and tells no reasons. */
  @Test
  void earlierRunsAreMerged() throws Exception {
    String names = " --old-name v1 --new-name v2";
    for (int shard = 0; shard < 2; shard++) {
      many("old", 1, 1000 * shard, 1000 * shard + 1000);
      many("new", 2, 1000 * shard, 1000 * shard + 1000);
      assertEquals(
          "",
          run("compare --old @old --new @new --out @run-%d".formatted(shard) + names + LOGITS)
              .err());
    }
    makeEarlier(folder.resolve("run-0"));
    for (String order : List.of("@run-0 @run-1", "@run-1 @run-0")) {
      assertEquals("", run("merge " + order + " --out @merged --overwrite").err());
      RunFolder merged = new RunFolder(folder.resolve("merged"), spark()).check();
      assertEquals("null", why(merged).path("gaps").toString());
      assertThat(why(merged).path("confusions")).hasSize(10);
      assertThat(Files.exists(folder.resolve("merged/counts/why"))).isFalse();
      long known = merged.table("flips").filter("old_label_probability IS NOT NULL").count();
      assertThat(known)
          .isEqualTo(new RunFolder(folder.resolve("run-1"), spark()).table("flips").count());
      assertThat(merged.table("flips").columns()[9]).isEqualTo("new_label_probability");
    }
  }

  private void makeEarlier(Path run) throws IOException, NoSuchAlgorithmException {
    spark()
        .read()
        .parquet(run + "/flips")
        .drop("old_label_probability", "new_label_probability")
        .write()
        .partitionBy("outcome")
        .parquet(run + "/earlier");
    new RunFolder(run.resolve("flips"), spark()).delete();
    Files.move(run.resolve("earlier"), run.resolve("flips"));
    new RunFolder(run.resolve("counts/why"), spark()).delete();
    Path manifest = run.resolve("counts/manifest.json");
    ObjectMapper json = new ObjectMapper();
    ObjectNode root = (ObjectNode) json.readTree(manifest.toFile());
    root.remove("sha256");
    ObjectNode files = (ObjectNode) root.get("files");
    List<String> why =
        files.properties().stream()
            .map(Map.Entry::getKey)
            .filter(f -> f.startsWith("why/"))
            .toList();
    assertThat(why).hasSize(1);
    files.remove(why);
    byte[] text = json.writeValueAsString(root).getBytes(StandardCharsets.UTF_8);
    byte[] hash = MessageDigest.getInstance("SHA-256").digest(text);
    root.put("sha256", HexFormat.of().formatHex(hash));
    Files.writeString(manifest, root.toPrettyString());
    Path result = run.resolve("result.json");
    ObjectNode of = (ObjectNode) json.readTree(result.toFile());
    of.remove("why");
    Files.writeString(result, of.toPrettyString());
  }
}

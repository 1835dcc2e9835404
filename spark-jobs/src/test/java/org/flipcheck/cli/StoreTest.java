package org.flipcheck.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.flipcheck.spark.BadInputException;
import org.flipcheck.spark.PredictionStore;
import org.flipcheck.spark.StoreManifest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Comparisons of stored models give what comparisons of their tables give. */
class StoreTest extends CompareHarness {

  /** Ids of two kinds, missing slices, labels and answers of a few values, and scores. */
  private static final String ROWS =
      """
      SELECT %s AS id, concat('class ', id %% 7) AS label,
        concat('class ', CASE WHEN hash(id, %d) %% 10 < 8 THEN id %% 7 ELSE abs(hash(id)) %% 7 END)
          AS prediction,
        CASE WHEN id %% 11 = 0 THEN NULL ELSE concat('country ', id %% 13) END AS country,
        concat('device ', id %% 3) AS device, (hash(id, %d) %% 1000) / 8.0D AS score,
        concat('note ', id) AS note
      FROM range(%d, %d)""";

  private static final String ROLES =
      PLAIN + " --slice country --slice device --score score --keep note";

  private void model(String name, String id, int seed, int from, int to) {
    table(name, "parquet", ROWS.formatted(id, seed, seed, from, to));
  }

  private void add(String name, String options) {
    Ran ran =
        run("store add --predictions @" + name + " --name " + name + " --store @s " + options);
    assertThat(ran.err()).isEmpty();
    assertThat(ran.code()).isZero();
  }

  private void assertSameCounts(String stored, String raw) {
    RunFolder run = compare(stored + " --flips all --overwrite");
    String counts = run.counts();
    var slices = run.slices();
    List<String> cells = run.all("counts/cells");
    List<String> confusion = run.all("counts/confusion");
    List<String> flips = run.flips("id", "label", "old_prediction", "new_score", "outcome");
    var ledger = run.json().path("ledger");
    RunFolder plain = compare(raw + " --flips all --overwrite");
    assertThat(plain.counts()).isEqualTo(counts);
    assertThat(plain.slices()).isEqualTo(slices);
    assertThat(plain.all("counts/cells")).isEqualTo(cells);
    assertThat(plain.all("counts/confusion")).isEqualTo(confusion);
    assertThat(plain.flips("id", "label", "old_prediction", "new_score", "outcome"))
        .isEqualTo(flips);
    assertThat(plain.json().path("ledger")).isEqualTo(ledger);
  }

  @ParameterizedTest
  @CsvSource({
    "id * 7919 - 40000,1",
    "'concat(''id '', id)',1",
    "id,40",
    "'concat(''id '', id)',40"
  })
  void storedModelsGiveWhatTheirTablesGive(String id, int partitions) {
    model("v1", id, 1, 0, 9000);
    model("v2", id, 2, 1000, 10_000);
    add("v1", ROLES + " --partitions " + partitions);
    add("v2", ROLES);
    assertSameCounts("--store @s --old v1 --new v2", "--old @v1 --new @v2 " + ROLES);
    assertSameCounts("--store @s --old v1 --new @v2", "--old @v1 --new @v2 " + ROLES);
  }

  @Test
  void rowsWithoutIdAndRepeatedRowsAreInTheLedgerAsEver() {
    csv(
        List.of("id,label,prediction", "1,a,a", "1,a,a", "2,a,b", "2,a,c", ",a,a", "5,b,b"),
        List.of("id,label,prediction", "1,a,b", "2,a,a", "3,b,b", "5,b,b", "5,b,b", "5,b,b"));
    for (String side : List.of("old", "new")) {
      assertThat(
              run("store add --store @s --predictions @%s.csv --name %s ".formatted(side, side)
                      + PLAIN)
                  .code())
          .isZero();
    }
    String handling = " --on-null-id exclude --on-duplicate exclude";
    assertSameCounts("--store @s --old old --new new" + handling, CSV + PLAIN + handling);
    RunFolder run = new RunFolder(folder.resolve("out"), spark());
    assertThat(run.ledger("null_id_old")).isEqualTo(1);
    assertThat(run.ledger("duplicate_identical_new")).isEqualTo(2);
    assertThat(run.ledger("duplicate_conflicting_old")).isEqualTo(2);
    assertThat(run.counts()).isEqualTo("2 = 1 + 1 + 0 + 0 (0, 0)");
  }

  @Test
  void idsOfSeveralColumnsAreShuffled() {
    String id = "id % 100 AS doc, concat('q', id DIV 100)";
    model("v1", id, 1, 0, 4000);
    model("v2", id, 2, 0, 4000);
    String roles = "--id doc --id id --label label --prediction prediction";
    add("v1", roles);
    add("v2", roles);
    RunFolder run = compare("--store @s --old v1 --new v2");
    String counts = run.counts();
    var ledger = run.json().path("ledger");
    RunFolder raw = compare("--old @v1 --new @v2 --overwrite " + roles);
    assertThat(raw.counts()).isEqualTo(counts);
    assertThat(raw.json().path("ledger")).isEqualTo(ledger);
  }

  @Test
  void theSameModelIsNotWrittenTwiceAndAnotherOneIsRefused() {
    model("v1", "id", 1, 0, 100);
    model("v2", "id", 2, 0, 100);
    add("v1", ROLES);
    List<String> before = files();
    assertThat(run("store add --predictions @v1 --name v1 --store @s " + ROLES).code()).isZero();
    assertThat(files()).isEqualTo(before);
    Ran other = run("store add --predictions @v2 --name v1 --store @s " + ROLES);
    assertThat(other.code()).isEqualTo(ExitCode.BAD_INPUT);
    assertThat(other.err())
        .contains("the store has another model of this name")
        .contains("--overwrite");
    assertThat(files()).isEqualTo(before);
  }

  @Test
  void listVerifyAndRemove() {
    model("v1", "id", 1, 0, 1000);
    add("v1", ROLES + " --partitions 3");
    assertThat(run("store list --store @s").out()).contains("v1", "1,000");
    assertThat(run("store verify --store @s").code()).isZero();
    StoreManifest manifest =
        PredictionStore.open(folder.resolve("s").toString(), spark().sessionState().newHadoopConf())
            .model("v1")
            .manifest();
    assertThat(manifest.rows()).isEqualTo(1000);
    assertThat(manifest.partitions()).hasSize(3);
    assertThat(manifest.partitions().stream().mapToLong(StoreManifest.Partition::rows).sum())
        .isEqualTo(1000);
    assertThat(run("store remove --name v1 --store @s").code()).isZero();
    assertThat(files()).noneMatch(file -> file.startsWith("s/v1"));
    assertThat(run("store remove --name v1 --store @s").code()).isEqualTo(ExitCode.BAD_INPUT);
  }

  @Test
  void aStoreIsRefusedThatWasEdited() throws java.io.IOException {
    model("v1", "id", 1, 0, 1000);
    model("v2", "id", 2, 0, 1000);
    add("v1", ROLES + " --partitions 2");
    add("v2", ROLES);
    java.nio.file.Path part = folder.resolve("s/v1/part-00001.arrow");
    byte[] bytes = java.nio.file.Files.readAllBytes(part);
    bytes[bytes.length / 2] ^= 1;
    java.nio.file.Files.write(part, bytes);
    Ran compared = run("compare --store @s --old v1 --new v2 --out @out");
    assertThat(compared.code()).isEqualTo(ExitCode.BAD_INPUT);
    assertThat(compared.err()).contains("part-00001.arrow");
    assertThat(files()).noneMatch(file -> file.startsWith("out"));
    assertThat(run("store verify --store @s").code()).isEqualTo(ExitCode.BAD_INPUT);

    java.nio.file.Path manifest = folder.resolve("s/v2/manifest.json");
    String text = java.nio.file.Files.readString(manifest);
    java.nio.file.Files.writeString(manifest, text.replace("\"rows\" : 1000", "\"rows\" : 999"));
    assertThat(java.nio.file.Files.readString(manifest)).isNotEqualTo(text);
    assertThat(run("store verify --name v2 --store @s").err()).contains("manifest.json");

    java.nio.file.Files.delete(manifest);
    assertThat(run("compare --store @s --old v2 --new v2 --out @out").err())
        .contains("half-written", "--overwrite");
  }

  @Test
  void aModelUnderAnotherNameIsRefused() throws java.io.IOException {
    model("v1", "id", 1, 0, 100);
    add("v1", ROLES + " --partitions 2");
    java.nio.file.Files.move(folder.resolve("s/v1"), folder.resolve("s/v2"));
    Ran verified = run("store verify --store @s");
    assertThat(verified.code()).isEqualTo(ExitCode.BAD_INPUT);
    assertThat(verified.err())
        .contains(
            "s/v2: is the model 'v1' under another name; give its folder that name back, or add the model again with --overwrite");
  }

  @Test
  void aDamagedStoreIsTheOnlyProblemAndItsRemedyWorks() throws java.io.IOException {
    model("v1", "id", 1, 0, 100);
    add("v1", ROLES + " --partitions 2");
    java.nio.file.Path settings = folder.resolve("s/store.json");
    String text = java.nio.file.Files.readString(settings);
    java.nio.file.Files.writeString(settings, text + "{}");
    assertRefused(
        "--store @s --old v1 --new v1",
        "--store s: store.json: it is not JSON, or cut short; restore the file, or add the models to a new store");
    java.nio.file.Files.writeString(
        settings, text.replace("\"schema_version\" : 1", "\"schema_version\" : 2"));
    assertRefused(
        "--store @s --old v1 --new v1",
        "--store s: store.json: written by a newer Flipcheck (schema_version 2, this one knows 1); use that version, or add the models to a new store with this one");
  }

  @Test
  void aModelGivenByItsPathIsToldHowToBeGiven() {
    model("v1", "id", 1, 0, 100);
    add("v1", ROLES + " --partitions 2");
    assertRefused(
        "--old @s/v1 --new @v1 " + ROLES,
        "old (s/v1): is a model of a prediction store; give the folder above it as --store, and the model by its name");
  }

  @Test
  void anUnknownModelIsToldWithThoseThatAreThere() {
    model("v1", "id", 1, 0, 10);
    add("v1", ROLES);
    assertRefused(
        "--store @s --old v1 --new v3",
        "v3: neither a model of the store s, which has v1, nor a file");
    org.assertj.core.api.Assertions.assertThatThrownBy(
            () ->
                PredictionStore.open(
                    folder.resolve("nowhere").toString(), spark().sessionState().newHadoopConf()))
        .isInstanceOf(BadInputException.class)
        .hasMessageContaining("there is no prediction store");
  }
}

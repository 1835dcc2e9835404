package org.flipcheck.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Runs that must not be added up are refused, all problems at once, and nothing is written. */
class MergeRefusedTest extends CompareHarness {

  private static final String NAMES = " --old-name v6 --new-name v7";

  /** A run of ten examples that begin with a letter. */
  private void day(String run, String letter, String settings) {
    List<String> old = new ArrayList<>(List.of("id,label,prediction"));
    List<String> candidate = new ArrayList<>(old);
    for (int i = 0; i < 10; i++) {
      old.add("%s%d,cat,%s".formatted(letter, i, i % 3 == 0 ? "dog" : "cat"));
      candidate.add("%s%d,cat,%s".formatted(letter, i, i % 4 == 0 ? "dog" : "cat"));
    }
    file(run + "-old.csv", old.toArray(String[]::new));
    file(run + "-new.csv", candidate.toArray(String[]::new));
    Ran ran =
        run(
            "compare --old @%s-old.csv --new @%s-new.csv --out @%s ".formatted(run, run, run)
                + PLAIN
                + settings);
    assertEquals("", ran.err());
  }

  /** Asserts that a merge is refused with exactly these problems, and leaves no trace. */
  private void assertNotMerged(String line, String... problems) {
    List<String> before = files();
    Ran ran = run("merge " + (line.contains("--out") ? line : line + " --out @merged"));
    assertThat(ran.err().lines().skip(1).map(problem -> problem.replaceFirst("^ {2}- ", "")))
        .containsExactly(problems);
    assertEquals(ExitCode.BAD_INPUT, ran.code());
    assertEquals("", ran.out());
    assertEquals(before, files(), "a refused merge changes no file");
  }

  private String runId(String run) {
    return new RunFolder(folder.resolve(run), spark()).runId();
  }

  private Path countFile(String run, String table) throws IOException {
    try (Stream<Path> files = Files.list(folder.resolve(run + "/counts/" + table))) {
      return files.filter(f -> f.toString().endsWith(".parquet")).findFirst().orElseThrow();
    }
  }

  @Test
  void optionsAreCheckedAllAtOnce() {
    assertNotMerged(
        "only --max-unmatched 2 --policy @none.yaml",
        "1 RUN_DIR given: name the folders of at least two finished runs",
        "--max-unmatched 2.0: must be a share from 0 to 1 (0.02 is 2%)",
        "--policy none.yaml: there is no such file; check the path");
  }

  @Test
  void foldersThatAreNoFinishedRuns() throws IOException {
    day("good", "a", NAMES);
    day("old-style", "b", NAMES);
    Files.writeString(folder.resolve("old-style/counts/manifest.json"), "{\"schema_version\": 1}");
    Files.createDirectories(folder.resolve("empty"));
    assertNotMerged(
        "@good @none @empty @old-style --out @good/in --overwrite",
        "--out good/in: is, holds or lies in good, which is to be merged; name another directory",
        "none: there is no such directory; check the path",
        "empty: is not the folder of a finished run, for it has no result.json; name the --out folder of a comparison that ended well",
        "old-style: its counts are of version 1, written before runs could be merged, and this version of Flipcheck adds up version 2; compare again with --overwrite");
  }

  @Test
  void otherDefinitionsAreToldSettingBySetting() {
    day("a", "a", " --on-duplicate fail" + NAMES);
    day("b", "b", NAMES);
    day("c", "c", " --on-duplicate exclude --slice label" + NAMES);
    day("d", "d", " --old-name v6 --new-name v8");

    assertEquals("", run("merge @a @b --out @defaults").err(), "a default given is the default");
    assertNotMerged(
        "@a @c @d",
        "a and c: counted by different definitions: on_duplicate is \"fail\" there and \"exclude\" here; slice_sets is [] there and [[\"label\"]] here; compare one of them again with the other's settings",
        "a and d: the new models have different names, 'v7' and 'v8'; counts of different models cannot be added up; if they are the same model, give --new-name");
    assertEquals("", run("merge @a @d --new-name v7+v8 --out @named").err());
    assertThat(
            new RunFolder(folder.resolve("named"), spark()).json().at("/inputs/new/name").asText())
        .isEqualTo("v7+v8");
  }

  @Test
  void theSameRunTwiceAndARunWithinAMerge() {
    day("a", "a", NAMES);
    day("b", "b", NAMES);
    assertEquals("", run("merge @a @b --out @ab").err());
    assertNotMerged(
        "@a @ab",
        "a and ab: both hold run %s, whose examples would count twice; leave one of them out"
            .formatted(runId("a")));
    assertNotMerged(
        "@b @b",
        "b and b: both hold run %s, whose examples would count twice; leave one of them out"
            .formatted(runId("b")));
  }

  @Test
  void theSamePredictionsInTwoRuns() throws IOException {
    day("a", "a", NAMES);
    day("b", "b", NAMES);
    Files.copy(folder.resolve("a-new.csv"), folder.resolve("c-new.csv"));
    Files.copy(folder.resolve("a-old.csv"), folder.resolve("c-old.csv"));
    Ran again = run("compare --old @a-old.csv --new @c-new.csv --out @c " + PLAIN + NAMES);
    assertEquals("", again.err());

    Ran ran = run("merge @a @b @c --out @merged");
    assertEquals(ExitCode.BAD_INPUT, ran.code());
    assertThat(ran.err())
        .contains("1 problem")
        .contains("a and c: both compare the same old predictions (a-old.csv, fingerprint sha256:");
  }

  @Test
  void examplesInCommonAreFoundByTheirIds() {
    day("a", "a", NAMES);
    day("b", "b", NAMES);
    day("c", "c", NAMES);
    List<String> rows =
        new ArrayList<>(List.of("id,label,prediction", "a3,cat,cat", "z1,cat,cat", "z2,cat,cat"));
    rows.add("z3,cat,dog");
    file("d-old.csv", rows.toArray(String[]::new));
    file("d-new.csv", rows.toArray(String[]::new));
    assertEquals(
        "", run("compare --old @d-old.csv --new @d-new.csv --out @d " + PLAIN + NAMES).err());
    assertEquals("", run("merge @a @b --out @ab").err());

    assertNotMerged(
        "@ab @c @d",
        "ab and d: have examples in common, about 25.0% of the smaller run's by a sample of their ids; an example must be in one run only: compare the union of their inputs, or leave one of them out");
  }

  @Test
  void countsThatWereChangedOrLost() throws IOException {
    for (String run : List.of("a", "b", "c", "d", "e")) {
      day(run, run, NAMES);
    }
    Path cells = countFile("a", "cells");
    Files.write(cells, new byte[] {1, 2, 3});
    Path confusion = countFile("a", "confusion");
    Files.delete(confusion);
    replace("b/counts/manifest.json", "\"judged\" : 10", "\"judged\" : 11");
    replace("c/result.json", "\"label\": \"label\"", "\"label\": \"other\"");
    Files.delete(folder.resolve("d/counts/manifest.json"));

    assertNotMerged(
        "@a @b @c @d @e",
        "a: counts/cells/%s is not what counts/manifest.json says the run wrote; restore it, or compare again with --overwrite"
            .formatted(cells.getFileName()),
        "a: counts/confusion/%s is missing; copy the run's whole folder, or compare again with --overwrite"
            .formatted(confusion.getFileName()),
        "b: counts/manifest.json was changed after the run wrote it; compare again with --overwrite",
        "c: result.json is not what counts/manifest.json says the run wrote; restore it, or compare again with --overwrite",
        "d: counts/manifest.json is missing; copy the run's whole folder, or compare again with --overwrite");
  }

  @Test
  void weightedCountsOfAnEarlierVersion() throws Exception {
    day("a", "a", NAMES);
    day("b", "b", NAMES);
    Path file = folder.resolve("b/counts/manifest.json");
    ObjectMapper json = new ObjectMapper();
    ObjectNode manifest = (ObjectNode) json.readTree(file.toFile());
    manifest.remove(List.of("has_squares", "sha256"));
    manifest.put("has_weights", true);
    byte[] bytes = json.writeValueAsString(manifest).getBytes(StandardCharsets.UTF_8);
    byte[] hash = MessageDigest.getInstance("SHA-256").digest(bytes);
    manifest.put("sha256", HexFormat.of().formatHex(hash));
    Files.writeString(file, manifest.toPrettyString());

    assertNotMerged(
        "@a @b",
        "b: its counts lack the sums of squares that intervals of weighted metrics and means need, for an earlier version of Flipcheck wrote them; compare again with --overwrite");
  }

  @Test
  void flipsThatWereChangedOrLost() throws IOException {
    for (String run : List.of("a", "b", "c", "d")) {
      day(run, run, NAMES + (run.equals("d") ? " --flips-format arrow" : ""));
    }
    String remedy = "; copy the run's whole folder, or compare again with --overwrite";
    Path flips = folder.resolve("b/flips/outcome=negative_flip");
    for (Path file : list(flips)) {
      Files.delete(file);
    }
    assertNotMerged(
        "@a @b @c", "b: flips/ has 0 rows of negative_flip, but the run counted 2" + remedy);
    for (String run : List.of("c", "d")) {
      for (Path file : list(folder.resolve(run + "/flips/outcome=positive_flip"))) {
        Files.write(file, new byte[] {1, 2, 3});
      }
      assertNotMerged("@a @" + run, run + ": flips/ cannot be read to its end" + remedy);
      assertNotMerged("@" + run + " @a", run + ": flips/ cannot be read to its end" + remedy);
    }
    deleteAll(folder.resolve("a/flips"));
    deleteAll(folder.resolve("c/flips"));
    Files.createDirectory(folder.resolve("a/flips"));
    Files.createDirectory(folder.resolve("c/flips"));
    assertNotMerged("@a @c", "a: flips/ is empty" + remedy, "c: flips/ is empty" + remedy);
  }

  private static List<Path> list(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.toList();
    }
  }

  private static void deleteAll(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(java.util.Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }

  private void replace(String name, String old, String fresh) throws IOException {
    Path file = folder.resolve(name);
    String text = Files.readString(file);
    assertThat(text).contains(old);
    Files.writeString(file, text.replace(old, fresh));
  }

  @Test
  void aPolicyOnSlicesThatWereNotCounted() {
    day("a", "a", NAMES);
    day("b", "b", NAMES);
    file(
        "policy.yaml",
        "schema_version: 1",
        "rules:",
        "  - {metric: negative_flip_rate, max: 0.9, each: country}");
    List<String> before = files();
    Ran ran = run("merge @a @b --policy @policy.yaml --out @merged");
    assertEquals(ExitCode.BAD_INPUT, ran.code());
    assertThat(ran.err()).contains("the comparison was not sliced by country, but by no column");
    assertEquals(before.size(), files().size());
  }

  @Test
  void daysOfOneTableAreToldApartByTheirCondition() {
    table(
        "old", "parquet", "select id, id % 2 day, id % 3 label, id % 4 prediction from range(100)");
    table(
        "new", "parquet", "select id, id % 2 day, id % 3 label, id % 5 prediction from range(100)");
    for (int day = 0; day < 2; day++) {
      assertEquals(
          "",
          run("compare --old @old --new @new --old-where {day = %d} --new-where {day = %d} --out @day%d "
                      .formatted(day, day, day)
                  + PLAIN)
              .err());
    }
    assertEquals("", run("merge @day0 @day1 --out @merged").err());
    assertEquals(100, new RunFolder(folder.resolve("merged"), spark()).check().ledger("judged"));
    assertEquals("", run("compare --old @old --new @new --out @all " + PLAIN).err());
    assertNotMerged(
        "@day0 @all",
        "day0 and all: have examples in common, about 100.0% of the smaller run's by a sample of their ids; an example must be in one run only: compare the union of their inputs, or leave one of them out");
  }
}

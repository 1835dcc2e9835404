package org.flipcheck.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Where the results go, and what happens to what is there. */
class OutputTest extends CompareHarness {

  private static final String GOOD = CSV + PLAIN;

  @Test
  void outputThatIsAFile() {
    goodTables();
    file("out", "mine");
    assertRefused(GOOD, "--out out: is a file; name a directory");
  }

  @Test
  void outputUnderAFile() {
    goodTables();
    file("mine", "mine");
    assertRefused(
        GOOD + " --out @mine/run/1",
        "--out mine/run/1: mine is a file; name a place under a directory");
  }

  @Test
  void outputThatHoldsOtherFiles() {
    goodTables();
    file("out/thesis.md", "mine");
    assertRefused(
        GOOD, "--out out: holds files that are not a finished run; name an empty or new directory");
    assertRefused(
        GOOD + " --overwrite",
        "--out out: holds files that are not a finished run; name an empty or new directory");
  }

  @Test
  void outputThatCannotBeWritten() {
    goodTables();
    assertRefused(
        GOOD + " --out /proc/flipcheck",
        "--out /proc/flipcheck: cannot be written: the directory cannot be made; choose another place or mend its permissions");
  }

  @Test
  void outputOnAnUnknownFileSystem() {
    goodTables();
    assertRefused(
        GOOD + " --out nowhere:/flipcheck",
        "--out nowhere:/flipcheck: cannot be reached: No FileSystem for scheme \"nowhere\"");
  }

  @Test
  void outputAndTablesAtOnce() {
    goodTables();
    file("out", "mine");
    assertRefused(
        "--old @v1.csv --new @new.csv " + PLAIN,
        "--out out: is a file; name a directory",
        "old (v1.csv): there is no such file or directory; check the path");
    assertRefused(
        CSV + "--id id --label label --prediction predction",
        "--out out: is a file; name a directory",
        "old (old.csv): there is no column 'predction', did you mean 'prediction'?; it has 'id', 'label', 'prediction'",
        "new (new.csv): there is no column 'predction', did you mean 'prediction'?; it has 'id', 'label', 'prediction'");
  }

  @Test
  void foldersAboveARefusedRunGoAgain() {
    csv(
        List.of("id,label,prediction", "a,cat,cat", "a,cat,dog"),
        List.of("id,label,prediction", "a,cat,cat"));
    assertRefused(
        GOOD + " --out @runs/2026/v7",
        "old (old.csv): 2 rows of ids that come more than once with different content, such as 'a'; keep one row an id, or give --on-duplicate exclude to leave such ids out");
  }

  @Test
  void foldersAboveAGoodRunAreMade() {
    goodTables();
    assertEquals(0, run("compare " + GOOD + " --out @runs/2026/v7").code());
    assertTrue(Files.exists(folder.resolve("runs/2026/v7/result.json")));
  }

  @Test
  void theSameRunIsJudgedAgainAndKept() throws IOException {
    goodTables();
    file("lax.yaml", policy("0.95"));
    file("strict.yaml", policy("0.01"));
    String line = GOOD + " --threshold 1 --rule threshold --score score";
    csv(
        List.of("id,label,prediction,score", "a,cat,cat,1", "b,dog,dog,1", "c,cow,dog,0"),
        List.of("id,label,prediction,score", "a,cat,cat,1", "b,dog,cat,0", "c,cow,cow,1"));
    RunFolder first = compare(line + " --policy @lax.yaml");
    String id = first.runId();
    String counts = Files.readString(folder.resolve("out/counts/manifest.json"));
    RunFolder again = compare(line + " --policy @strict.yaml", ExitCode.FAIL);
    assertEquals(id, again.runId());
    assertEquals(counts, Files.readString(folder.resolve("out/counts/manifest.json")));
    assertTrue(Files.readString(folder.resolve("out/junit.xml")).contains("0.01"));
    assertFalse(Files.readString(folder.resolve("out/report.md")).contains("0.95"));
  }

  private static String policy(String max) {
    return "schema_version: 1\nrules:\n  - metric: negative_flip_rate\n    max: " + max;
  }

  @Test
  void anotherRunIsRefusedAndReplacedOnlyWhenAsked() {
    goodTables();
    String id = compare(GOOD).runId();
    assertRefused(
        GOOD + " --flips all",
        "--out out: holds another finished run (other inputs or settings); give --overwrite to replace it, or another directory");
    file("new.csv", "id,label,prediction", "a,cat,cat", "b,dog,dog", "c,cow,cow");
    assertRefused(
        GOOD,
        "--out out: holds another finished run (other inputs or settings); give --overwrite to replace it, or another directory");
    assertRefused(
        GOOD + " --overwrite --id name",
        "old (old.csv): there is no column 'name'; it has 'id', 'label', 'prediction'",
        "new (new.csv): there is no column 'name'; it has 'id', 'label', 'prediction'");
    assertEquals(id, new RunFolder(folder.resolve("out"), spark()).runId());
    RunFolder replaced = compare(GOOD + " --overwrite");
    assertNotEquals(id, replaced.runId());
    assertEquals("3 = 2 + 0 + 1 + 0 (0, 0)", replaced.counts());
    assertEquals(List.of("out"), folders());
  }

  private List<String> folders() {
    return files().stream()
        .map(line -> line.substring(0, line.lastIndexOf(' ')))
        .filter(name -> !name.contains("/") && Files.isDirectory(folder.resolve(name)))
        .toList();
  }

  @Test
  void aDamagedResultIsRefused() {
    goodTables();
    file("out/result.json", "{");
    assertRefused(
        GOOD,
        "--out out: holds a result.json that cannot be read: result.json:2: the file ends in the middle of a value: it is truncated; give --overwrite to replace it");
  }

  @Test
  void verdictsAndExitCodes() {
    goodTables();
    file("fail.yaml", policy("0") + "\n    confidence: 0");
    file("inconclusive.yaml", policy("0.3"));
    String fail = GOOD + " --policy @fail.yaml";
    String inconclusive = GOOD + " --policy @inconclusive.yaml";
    assertEquals("fail", compare(fail, ExitCode.FAIL).verdict());
    assertEquals("fail", compare(fail + " --advisory", ExitCode.PASS).verdict());
    assertEquals("inconclusive", compare(inconclusive, ExitCode.INCONCLUSIVE).verdict());
    compare(inconclusive + " --advisory", ExitCode.PASS);
    compare(inconclusive + " --on-inconclusive pass", ExitCode.PASS);
    compare(inconclusive + " --on-inconclusive fail", ExitCode.FAIL);
    compare(inconclusive + " --on-inconclusive fail --advisory", ExitCode.PASS);
  }

  @Test
  void theResultSaysWhatItsVerdictMeantLast() throws IOException {
    goodTables();
    file("fail.yaml", policy("0") + "\n    confidence: 0");
    assertMeaning(compare(GOOD + " --policy @fail.yaml --advisory", ExitCode.PASS), true, 0);
    // Without a policy, the verdict that is there stays and is enforced as asked for now.
    assertMeaning(compare(GOOD + " --out @out", ExitCode.FAIL), false, 1);
    assertMeaning(compare(GOOD + " --advisory --out @out", ExitCode.PASS), true, 0);
  }

  private void assertMeaning(RunFolder run, boolean advisory, int exitCode) throws IOException {
    assertEquals("fail", run.verdict());
    assertEquals(advisory, run.json().at("/gate/advisory").asBoolean());
    assertEquals(exitCode, run.json().at("/gate/exit_code").asInt());
    String junit = Files.readString(folder.resolve("out/junit.xml"));
    assertEquals(exitCode != 0, junit.contains("<failure"));
    assertEquals(advisory, junit.contains("ADVISORY"));
    assertEquals(advisory, Files.readString(folder.resolve("out/report.md")).contains("ADVISORY"));
  }

  @Test
  void configurationWithOptionsThatWin() {
    goodTables();
    file(
        "compare.yaml",
        "old: " + folder.resolve("old.csv"),
        "new: elsewhere.csv",
        "id: [id]",
        "label: label",
        "prediction: prediction",
        "flips: all",
        "slice: [label]",
        "overwrite: false",
        "old_name: v6");
    RunFolder run = compare("--config @compare.yaml --new @new.csv --flips=negative");
    assertEquals("3 = 1 + 1 + 1 + 0 (0, 0)", run.counts());
    assertEquals(List.of("[b]"), run.flips("id"));
    assertEquals("v6", run.json().at("/inputs/old/name").asText());
    assertEquals("new", run.json().at("/inputs/new/name").asText());
    assertEquals(3, run.slices().size());
  }
}

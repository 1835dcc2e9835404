package org.flipcheck.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.commons.io.FileUtils;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Questions that have no answer: the place and the remedy are told, and nothing is written. */
class QueryRefusedTest extends CompareHarness {

  /** The run that each test has a copy of. */
  @TempDir private static Path once;

  @BeforeEach
  void aRun() throws IOException {
    goodTables();
    Path run = once.resolve("a");
    if (Files.notExists(run)) {
      assertEquals("", run("compare " + CSV + PLAIN + " --out @a").err());
      FileUtils.copyDirectory(folder.resolve("a").toFile(), run.toFile());
    } else {
      FileUtils.copyDirectory(run.toFile(), folder.resolve("a").toFile());
    }
  }

  /** Asserts that a question is refused with exactly these problems, and leaves no trace. */
  private void assertRefusedQuery(String line, String... problems) {
    List<String> before = files();
    Ran ran = run("query " + line);
    String count = problems.length == 1 ? "1 problem" : problems.length + " problems";
    assertThat(ran.err().replaceFirst("(?s)^.*?(?=flipcheck query: \\d+ problem)", ""))
        .isEqualTo(
            "flipcheck query: %s, nothing was answered%n  - %s%n"
                .formatted(count, String.join("\n  - ", problems)));
    assertEquals(ExitCode.BAD_INPUT, ran.code());
    assertEquals("", ran.out());
    assertEquals(before, files(), "a refused query changes no file");
  }

  @Test
  void optionsAreCheckedAllAtOnce() {
    assertRefusedQuery(
        "--runs @a --format parquet --overwrite --limit 0",
        "--limit 0: must be from 1 to 2,147,483,646",
        "--format parquet: is for a file; give --out FILE",
        "--overwrite: there is no --out FILE to replace",
        "there is no query; give \"SELECT ...\", --file FILE, or - for standard input");
    assertRefusedQuery(
        "--runs @a --file @none.sql", "--file none.sql: there is no such file; check the path");
    assertRefusedQuery(
        "--runs @a {select 1} {select 2}", "2 queries given; ask one, in quotes as one argument");
  }

  @Test
  void sqlThatIsNoQuery() {
    assertRefusedQuery(
        "--runs @a {SELECT *\n  FORM flips}",
        """
        line 2, column 8: Syntax error at or near 'flips': extra input 'flips'
                FORM flips
                     ^^^^^""");
    assertRefusedQuery("--runs @a {-- nothing\n;}", "the query is empty; give a SELECT");
    assertRefusedQuery(
        "--runs @a {select ';' a; select 2}",
        "there is more than one statement; ask one query at a time");
    for (String statement :
        List.of(
            "DROP VIEW flips",
            "INSERT INTO flips SELECT 1",
            "CREATE TABLE t AS SELECT 1",
            "SET spark.sql.ansi.enabled = false",
            "INSERT OVERWRITE DIRECTORY '/tmp/x' USING csv SELECT 1",
            "BEGIN SELECT 1; END")) {
      assertRefusedQuery(
          "--runs @a {" + statement + "}",
          statement.replaceFirst(" .*", "")
              + " is not a query: runs are only asked, never changed; give a SELECT, WITH, FROM, VALUES or DESCRIBE");
    }
  }

  @Test
  void namesThatThereAreNot() {
    assertRefusedQuery(
        "--runs @a --out @x.csv --format csv {SELECT outcom FROM flips}",
        """
        line 1, column 8: A column, variable, or function parameter with name `outcom` cannot be resolved. Did you mean one of the following? [`outcome`, `id`, `run`, `label`, `old_score`]
              SELECT outcom FROM flips
                     ^^^^^^""");
    assertRefusedQuery(
        "--runs @a {SELECT * FROM flps}",
        """
        line 1, column 15: there is no view 'flps'; did you mean 'flips'? The views are flips, cells, confusion, why, runs, metrics, slices, findings
              SELECT * FROM flps
                            ^^^^""");
  }

  @Test
  void rowsThatTheQueryFailsOn() {
    file("q.sql", "SELECT n,", "  1 / (n - n) AS share", "FROM runs");
    assertRefusedQuery(
        "--runs @a --file @q.sql",
        """
        q.sql, line 2, column 3: Division by zero. Use `try_divide` to tolerate divisor being 0 and return NULL instead
                1 / (n - n) AS share
                ^^^^^^^^^^^""");
    assertRefusedQuery(
        "--runs @a --format json --out @x.json {SELECT CAST(label AS int) FROM flips}",
        """
        line 1, column 8: The value 'dog' of the type "STRING" cannot be cast to "INT" because it is malformed. Correct the value as per the syntax, or change its target type. Use `try_cast` to tolerate malformed input and return NULL instead
              SELECT CAST(label AS int) FROM flips
                     ^^^^^^^^^^^^^^^^^^""");
  }

  @Test
  void answersThatAFormCannotHold() throws IOException {
    assertRefusedQuery(
        "--runs @a --format json {SELECT a.run, b.run FROM runs a JOIN runs b}",
        "the answer has several columns called run, and json holds one of each name; rename with AS");
    Files.createFile(folder.resolve("there.csv"));
    assertRefusedQuery(
        "--runs @a --format csv --out @there.csv {SELECT 1}",
        "--out there.csv: is there already; name another file, or give --overwrite");
    assertRefusedQuery(
        "--runs @a --format csv --out @a/x.csv {SELECT 1}",
        "--out a/x.csv: lies in the run a, which is only read; name another place");
    assertRefusedQuery(
        "--runs @a --format csv --out @a {SELECT 1}", "--out a: is a directory; name a file");
  }

  @Test
  void placesThatAreNoRunsAndResultsThatCannotBeRead() throws IOException {
    Files.createDirectories(folder.resolve("empty"));
    file("file", "x");
    for (String version : List.of("1", "2", "3")) {
      FileUtils.copyDirectory(
          folder.resolve("a").toFile(), folder.resolve("runs/v" + version).toFile());
      Path result = folder.resolve("runs/v" + version + "/result.json");
      Files.writeString(
          result,
          Files.readString(result)
              .replaceFirst("\"schema_version\" ?: ?1", "\"schema_version\": " + version));
    }
    assertRefusedQuery(
        "--runs @none --runs @file --runs @empty --runs @runs {SELEC 1}",
        """
        line 1, column 1: Syntax error at or near 'SELEC'
              SELEC 1
              ^^^^^""",
        "--runs none: there is no such directory; check the path",
        "--runs file: is a file; name the folder of a run, or a folder of runs",
        "--runs empty: neither the folder of a finished run nor a folder of such, for there is no result.json in it or one below; name the --out folder of a comparison that ended well",
        "runs/v2/result.json: schema_version is 2, but this version of Flipcheck reads 1: use the version that wrote the result",
        "runs/v3/result.json: schema_version is 3, but this version of Flipcheck reads 1: use the version that wrote the result");
  }

  @Test
  void tablesThatAreLostOrDamaged() throws IOException {
    for (String name : List.of("b", "c")) {
      FileUtils.copyDirectory(
          folder.resolve("a").toFile(), folder.resolve("runs/" + name).toFile());
    }
    FileUtils.deleteDirectory(folder.resolve("runs/b/flips").toFile());
    FileUtils.deleteDirectory(folder.resolve("runs/c/counts").toFile());
    assertThat(run("query --runs @runs --format csv {SELECT run FROM runs}").out().lines())
        .containsExactly("run", "b", "c");
    assertRefusedQuery(
        "--runs @runs {SELECT count(*) FROM flips}",
        "runs/b: flips/ is missing, and the query names flips; copy it back into the run's folder, or ask the other runs alone");
    assertRefusedQuery(
        "--runs @runs {SELECT 1 WHERE EXISTS (SELECT * FROM cells)}",
        "runs/c: counts/cells/ is missing, and the query names cells; copy it back into the run's folder, or ask the other runs alone");
    try (var files = Files.walk(folder.resolve("runs/c/flips"))) {
      for (Path file : files.filter(f -> f.toString().endsWith(".parquet")).toList()) {
        Files.write(file, new byte[100]);
      }
    }
    assertRefusedQuery(
        "--runs @runs/c {SELECT * FROM flips}",
        "runs/c: flips/ cannot be read to its end; copy the run's whole folder, or compare again with --overwrite");
  }

  @Test
  void columnsThatNoTypeHolds() {
    for (String run : List.of("text", "number")) {
      String part = run.equals("text") ? "'x'" : "1";
      String rows =
          "select n id, 'cat' label, if(n > %d, 'cat', 'dog') prediction, %s part from range(2) t(n)";
      table("old", "parquet", rows.formatted(-1, part));
      table("new", "parquet", rows.formatted(0, part));
      assertEquals(
          "",
          run("compare --old @old --new @new --keep part " + PLAIN + " --out @runs/" + run).err());
    }
    assertRefusedQuery(
        "--runs @runs {SELECT * FROM flips}",
        "flips: the column 'part' is int in number and string in text, which no type holds; query them apart, or compare one again with --keep of another column");
  }

  @Test
  void aQueryFromStandardInput() {
    InputStream in = System.in;
    System.setIn(new ByteArrayInputStream("SELECT n FROM runs".getBytes(StandardCharsets.UTF_8)));
    try {
      assertEquals("n\r\n3\r\n", run("query --runs @a --format csv -").out());
      System.setIn(new ByteArrayInputStream(new byte[] {(byte) 0xff}));
      assertRefusedQuery("--runs @a -", "standard input: is not UTF-8");
    } finally {
      System.setIn(in);
    }
  }
}

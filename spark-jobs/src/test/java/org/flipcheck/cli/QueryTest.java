package org.flipcheck.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;

/** Questions to finished runs, and the forms of the answer. */
class QueryTest extends CompareHarness {

  private static final List<String> VIEWS =
      List.of("flips", "cells", "confusion", "why", "runs", "metrics", "slices", "findings");

  private static final String NAMES = " --old-name v6 --new-name v7";

  private void run(String name, String options) {
    assertEquals("", run("compare " + CSV + PLAIN + " --out @" + name + NAMES + options).err());
  }

  /** Asks, and asserts that there is an answer. */
  private Ran ask(String line) {
    Ran ran = run("query " + line);
    assertThat(ran.code()).as(ran.err()).isEqualTo(ExitCode.PASS);
    return ran;
  }

  @Test
  void aFolderOfRunsIsOneTable() throws IOException {
    goodTables();
    run("runs/a", "");
    csv(
        List.of("id,label,prediction,country", "a,cat,cat,DE", "b,dog,dog,FR"),
        List.of("id,label,prediction,country", "a,cat,dog,DE", "b,dog,cow,"));
    run("runs/b", " --slice country --flips-format arrow");
    Files.createDirectories(folder.resolve("runs/half/flips"));
    Files.createDirectories(folder.resolve("runs/.c.staging-1-0abc"));
    file("runs/notes.txt", "no run");

    Ran ran =
        ask(
            "--runs @runs {select run, id, label, new_prediction, country, outcome from flips order by run, id}");

    assertEquals(
        """
        run  id  label  new_prediction  country  outcome
        ---  --  -----  --------------  -------  -------------
        a    b   dog    cat             NULL     negative_flip
        a    c   cow    cow             NULL     positive_flip
        b    a   cat    dog             DE       negative_flip
        b    b   dog    cow             NULL     negative_flip

        4 rows
        """,
        ran.out());
    assertEquals(
        """
        flipcheck query: 2 runs: a, b
        flipcheck query: left out of runs, for there is no result.json in them (no run, or one that did not finish): .c.staging-1-0abc, half
        """,
        ran.err());
  }

  @Test
  void whatResultsSay() {
    file(
        "policy.yaml", "schema_version: 1", "rules:", "- metric: negative_flip_rate", "  max: 0.3");
    goodTables();
    Ran compared =
        run("compare " + CSV + PLAIN + NAMES + " --slice label --policy @policy.yaml --out @a");
    assertEquals("", compared.err());

    assertThat(
            ask("--runs @a --format csv {select run, rule, old_name, new_name, verdict, matched, n, negative_flips, both_wrong_same from runs}")
                .out()
                .lines())
        .containsExactly(
            "run,rule,old_name,new_name,verdict,matched,n,negative_flips,both_wrong_same",
            "a,equals,v6,v7,INCONCLUSIVE,3,3,1,0");
    assertThat(
            ask("--runs @a --format csv {select slice, columns['label'], n, negative_flip_rate, round(high, 4), excess from slices order by slice desc limit 1}")
                .out()
                .lines())
        .containsExactly(
            "slice,columns[label],n,negative_flip_rate,\"round(high, 4)\",excess",
            "label=dog,dog,1,1.0,1.0,0.6666666666666667");
    assertThat(
            ask("--runs @a --format csv {select metric, slice, verdict, severity, waived, limit, n from findings}")
                .out()
                .lines())
        .containsExactly(
            "metric,slice,verdict,severity,waived,limit,n",
            "negative_flip_rate,,INCONCLUSIVE,fail,false,0.3,3");
    assertThat(
            ask("--runs @a --format csv {select metric, value, undefined_because from metrics where metric in ('churn', 'backward_error_compatibility') order by metric}")
                .out()
                .lines())
        .containsExactly(
            "metric,value,undefined_because",
            "backward_error_compatibility,0.0,",
            "churn,0.6666666666666666,");
  }

  @Test
  void oneRunUnderTwoNamesAndTwoRunsOfOneName() throws IOException {
    goodTables();
    run("x/nightly", "");
    run("y/nightly", "");
    String id = new RunFolder(folder.resolve("x/nightly"), spark()).runId();
    org.apache.commons.io.FileUtils.copyDirectory(
        folder.resolve("x/nightly").toFile(), folder.resolve("z").toFile());

    Ran ran =
        ask(
            "--runs @x --runs @y/nightly --runs @z --runs @x/nightly --format csv {select run from runs}");

    assertThat(ran.out().lines()).containsExactly("run", "x/nightly", "y/nightly", "z");
    assertEquals(
        """
        flipcheck query: 3 runs: x/nightly, y/nightly, z
        flipcheck query: x/nightly is named more than once, and counts once
        flipcheck query: x/nightly, z are copies of one run (%s): what is counted over runs counts it 2 times
        """
            .formatted(id),
        ran.err());
  }

  @Test
  void idsThatAreTextInOneRunAndNumbersInAnotherAreText() {
    for (String type : List.of("bigint", "string")) {
      String rows =
          "select cast(n as %s) id, 'cat' label, if(n > %d, 'cat', 'dog') prediction from range(7, 9) t(n)";
      table("old", "parquet", rows.formatted(type, 0));
      table("new", "parquet", rows.formatted(type, 7));
      assertEquals(
          "", run("compare --old @old --new @new " + PLAIN + " --out @runs/" + type).err());
    }

    Ran ran =
        ask(
            "--runs @runs --format csv {select id, count(*) n, min(run) first from flips group by id}");

    assertThat(ran.out().lines()).containsExactly("id,n,first", "7,2,bigint");
    assertThat(ran.err())
        .endsWith(
            "flipcheck query: flips: the column 'id' is bigint in bigint and string in string: here it is text\n");
  }

  @Test
  void foreignTextIsVisibleOnATerminalAndExactElsewhere() {
    csv(
        List.of(
            "id,label,prediction",
            "\"x\u001b[31m,\",cat,cat",
            "\"say \"\"hi\"\"\n\",cat,cat",
            "c,cat,cat"),
        List.of(
            "id,label,prediction",
            "\"x\u001b[31m,\",cat,dog",
            "\"say \"\"hi\"\"\n\",cat,",
            "c,cat,cat"));
    run("a", "");
    String ids = " {select id, new_prediction from flips order by id}";

    assertEquals(
        """
        id            new_prediction
        ------------  --------------
        say "hi"\\n    NULL
        x\\u001b[31m,  dog
        """,
        ask("--runs @a" + ids).out().replaceFirst("\n2 rows\n$", ""));
    assertEquals(
        "id,new_prediction\r\n\"say \"\"hi\"\"\n\",\r\n\"x\u001b[31m,\",dog\r\n",
        ask("--runs @a --format csv" + ids).out());
    assertEquals(
        """
        {"id":"say \\"hi\\"\\n","new_prediction":null}
        {"id":"x\\u001B[31m,","new_prediction":"dog"}
        """,
        ask("--runs @a --format json" + ids).out());
  }

  @Test
  void missingTextAndEmptyTextDifferInCsv() {
    goodTables();
    run("a", "");
    assertEquals(
        "missing,empty,list,at\r\n,\"\",\"[1,2]\",2026-01-31T12:00:00.000000Z\r\n",
        ask("--runs @a --format csv {select cast(null as string) missing, '' empty, array(1, 2) list, timestamp '2026-01-31 12:00:00' at}")
            .out());
  }

  @Test
  void aTableSaysThatThereIsMore() {
    goodTables();
    run("a", "");
    assertThat(ask("--runs @a {select id from range(1001)}").out())
        .endsWith(
            "\n999\n\nthe first 1,000 rows; there are more: --limit N shows more of them, --format csv all\n");
    Ran csv = ask("--runs @a --limit 2 --format csv {select id from range(3) order by id}");
    assertEquals("id\r\n0\r\n1\r\n", csv.out());
    assertThat(csv.err()).endsWith("flipcheck query: --limit: there are more than these 2 rows\n");
  }

  @Test
  void filesAreWholeAndInOrder() throws IOException {
    goodTables();
    run("a", "");
    String numbers =
        " {select id, cast(id as string) text, map('k', id) m from range(0, 5000, 1, 4) order by id desc}";
    for (String format : List.of("parquet", "arrow", "json", "csv")) {
      Ran ran = ask("--runs @a --format %s --out @made/x.%s".formatted(format, format) + numbers);
      assertEquals("", ran.out());
    }

    assertThat(folder.resolve("made").toFile().list())
        .containsExactlyInAnyOrder("x.parquet", "x.arrow", "x.json", "x.csv");
    for (String format : List.of("parquet", "arrow")) {
      List<Row> rows =
          spark()
              .read()
              .format(format)
              .load(folder.resolve("made/x." + format).toString())
              .selectExpr("id", "text", "m['k']")
              .collectAsList();
      assertThat(rows).hasSize(5000);
      assertEquals("[4999,4999,4999]", rows.get(0).toString());
      assertEquals("[0,0,0]", rows.get(4999).toString());
    }
    assertThat(Files.readAllLines(folder.resolve("made/x.json")))
        .hasSize(5000)
        .startsWith("{\"id\":4999,\"text\":\"4999\",\"m\":{\"k\":4999}}");
    assertThat(Files.readAllLines(folder.resolve("made/x.csv")))
        .hasSize(5001)
        .startsWith("id,text,m", "4999,4999,\"{\"\"k\"\":4999}\"");
    assertEquals(
        "", ask("--runs @a --format csv --out @made/x.csv --overwrite {select 1 one}").out());
    assertThat(Files.readAllLines(folder.resolve("made/x.csv"))).containsExactly("one", "1");
  }

  @Test
  void onlyWhatIsNamedIsOpened() throws IOException {
    goodTables();
    run("a", "");
    try (Stream<Path> files = Files.walk(folder.resolve("a"))) {
      for (Path file : files.filter(f -> f.toString().endsWith(".parquet")).toList()) {
        Files.writeString(file, "damaged");
      }
    }
    assertThat(
            ask("--runs @a --format csv {with flips as (select 1 one) select n from Runs}")
                .out()
                .lines())
        .containsExactly("n", "3");
  }

  @Test
  void theHelpListsTheColumnsThatTheViewsHave() {
    csv(
        List.of("id,label,prediction,score,w,country,note", "a,1,1,.9,1,DE,x", "b,0,0,.1,2,FR,y"),
        List.of("id,label,prediction,score,w,country,note", "a,1,0,.2,1,DE,x", "b,0,0,.2,2,FR,y"));
    run(
        "runs/a",
        " --score score --threshold 0.5 --weight w --slice country --keep note --find-slices");
    file("classes.txt", "0", "1");
    run(
        "runs/b",
        " --slice country --max-cells 1 --old-classes @classes.txt --new-classes @classes.txt");
    Set<String> own = Set.of("id", "country", "note");
    Set<String> kinds = Set.of("the id columns", "the slice columns", "the kept columns");
    String help = run("query --help").out();

    for (String view : VIEWS) {
      List<String> listed =
          listed(help, view).stream().filter(name -> !kinds.contains(name)).toList();
      List<String> columns =
          ask("--runs @runs --format csv {describe " + view + "}")
              .out()
              .lines()
              .skip(1)
              .map(line -> line.replaceFirst(",.*", ""))
              .filter(name -> !own.contains(name))
              .toList();
      assertThat(listed).as(view).containsExactlyInAnyOrderElementsOf(columns);
    }
  }

  /** The columns of a view, in the paragraph that begins with its name. */
  private static List<String> listed(String help, String view) {
    Matcher paragraph =
        Pattern.compile("(?m)^  %s +((?:.*\\R {13})*.*)$".formatted(view)).matcher(help);
    assertThat(paragraph.find()).as(view).isTrue();
    String text =
        paragraph.group(1).replaceAll("\\s+", " ").replaceAll("; where the run has them", ",");
    return List.of(text.replaceFirst("^[^,]*: ", "").split(", "));
  }
}

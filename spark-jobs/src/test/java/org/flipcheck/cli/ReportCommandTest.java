package org.flipcheck.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.flipcheck.report.ReportFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class ReportCommandTest {

  private static final Path RESULT = DemoRun.get().folder().resolve("result.json");

  @TempDir private Path folder;

  /** Runs {@code flipcheck COMMAND --result}, {@code @} in an argument standing for the folder. */
  private Ran run(String command, String... arguments) {
    String[] line =
        Stream.concat(
                Stream.of(command, "--result", RESULT.toString()),
                Stream.of(arguments).map(text -> text.replace("@", folder + "/")))
            .toArray(String[]::new);
    Ran ran = Ran.of(line);
    return new Ran(ran.code(), ran.out(), ran.err().replace(folder + "/", "@"));
  }

  private String file(String name) throws IOException {
    return Files.readString(folder.resolve(name));
  }

  @ParameterizedTest
  @EnumSource(ReportFormat.class)
  void aFileHoldsWhatIsPrinted(ReportFormat format) throws Exception {
    Ran printed = run("report", "--format", format.key());
    Ran written = run("report", "--format", format.key(), "--out", "@new/folder/report");

    assertThat(printed.code()).as(printed.err()).isEqualTo(ExitCode.PASS);
    assertThat(written).isEqualTo(new Ran(ExitCode.PASS, "", ""));
    assertThat(file("new/folder/report")).isEqualTo(printed.out()).contains("all-data");
    assertThat(folder.resolve("new/folder").toFile().list()).containsExactly("report");
  }

  @Test
  void theRunsOwnReportsAreRenderedAgain() throws Exception {
    assertThat(
            run(
                "report",
                "--format",
                "markdown=@r.md",
                "--format=junit=@r.xml",
                "--format=html=@r.html"))
        .isEqualTo(new Ran(ExitCode.PASS, "", ""));
    assertThat(file("r.md")).isEqualTo(Files.readString(RESULT.resolveSibling("report.md")));
    assertThat(file("r.md"))
        .contains("The old model knew the class of every example.")
        .contains("23 are near the boundary", "69 are confident");
    assertThat(file("r.xml")).isEqualTo(Files.readString(RESULT.resolveSibling("junit.xml")));
    assertThat(file("r.html")).isEqualTo(Files.readString(RESULT.resolveSibling("report.html")));
    assertThat(DemoRun.get().output()).startsWith(run("report").out());
  }

  @Test
  void aFileIsReplaced() throws Exception {
    Files.writeString(folder.resolve("comment.md"), "old");
    run("report", "--format", "pr-comment", "--out", "@comment.md");

    assertThat(file("comment.md")).startsWith("<!-- flipcheck-pr-comment -->\n");
  }

  @Test
  void aLinkStaysAndItsTargetIsWritten() throws Exception {
    Path link = folder.resolve("link");
    Files.createSymbolicLink(link, folder.resolve("target"));
    run("report", "--format", "pr-comment", "--out", "@link");

    assertThat(link).isSymbolicLink();
    assertThat(file("target")).startsWith("<!-- flipcheck-pr-comment -->\n");
    assertThat(folder.toFile().list()).containsExactlyInAnyOrder("link", "target");
  }

  @Test
  void standardInput() throws Exception {
    InputStream in = System.in;
    System.setIn(new ByteArrayInputStream(Files.readAllBytes(RESULT)));
    try {
      ByteArrayOutputStream output = new ByteArrayOutputStream();
      assertThat(DemoRun.run(output, "report", "--result", "-")).isEqualTo(ExitCode.PASS);
      assertThat(output.toString(StandardCharsets.UTF_8)).startsWith("FAIL  all-data");
    } finally {
      System.setIn(in);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--format junti        | --format junti: there is no such format, did you mean junit?; there are text, markdown, html, junit, github-summary, pr-comment, prometheus",
        "--format junit=       | --format junit=: names no file; give FORMAT=FILE",
        "--format text --format junit | --format text, junit: one place cannot hold 2 formats; give FORMAT=FILE",
        "--format text=@x --out @y | --out @y: every format has a file already; leave one of them out",
        "--format text=@x --format junit=@x | @x: is to hold both text and junit; give each a file of its own",
        "--format text=@x --format junit --out @x | @x: is to hold both text and junit; give each a file of its own",
        "--foramt text         | there is no option --foramt, did you mean --format?",
        "--advisory            | there is no option --advisory"
      })
  void badUsageWritesNothing(String arguments, String problem) throws Exception {
    Ran refused = run("report", arguments.split(" ", -1));

    assertThat(refused.code()).isEqualTo(ExitCode.BAD_INPUT);
    assertThat(refused.out()).isEmpty();
    assertThat(refused.err())
        .startsWith("flipcheck report: 1 problem, nothing was written\n  - " + problem);
    assertThat(folder.toFile().list()).isEmpty();
  }

  @Test
  void whatCannotBeWrittenIsToldWithItsPlace() throws Exception {
    Files.writeString(folder.resolve("file"), "");
    Ran refused = run("report", "--format", "text=@file/report");

    assertThat(refused.code()).isEqualTo(ExitCode.BAD_INPUT);
    assertThat(refused.err())
        .startsWith(
            "flipcheck report: 1 problem, nothing was written\n  - @file/report: cannot be written: ");
  }

  @Test
  void neverReplacesWhatItReads() throws Exception {
    Path own = Files.copy(RESULT, folder.resolve("own.json"));
    Path policy = Files.writeString(folder.resolve("policy.yaml"), "schema_version: 1\n");
    byte[] before = Files.readAllBytes(own);
    Ran overwritten =
        run("report", "--format", "junit=@own.json", "--result", folder + "/./own.json");
    assertThat(overwritten.code()).isEqualTo(ExitCode.BAD_INPUT);
    for (String line :
        new String[] {
          "report --result OWN --format junit=OWN",
          "report --result OWN --out OWN",
          "gate --result OWN --policy POLICY --junit OWN",
          "gate --result OWN --policy POLICY --markdown POLICY"
        }) {
      ByteArrayOutputStream output = new ByteArrayOutputStream();
      String[] args =
          line.replace("OWN", own.toString()).replace("POLICY", policy.toString()).split(" ", -1);
      assertThat(DemoRun.run(output, args)).as(line).isEqualTo(ExitCode.BAD_INPUT);
    }
    assertThat(Files.readAllBytes(own)).isEqualTo(before);
    assertThat(policy).hasContent("schema_version: 1");
  }

  @Test
  void aReportThatNobodyGetsIsAnError() {
    PrintStream out = System.out;
    PrintStream broken =
        new PrintStream(
            new OutputStream() {
              @Override
              public void write(int b) throws IOException {
                throw new IOException("no space left");
              }
            },
            true,
            StandardCharsets.UTF_8);
    System.setOut(broken);
    try {
      for (ReportFormat format : ReportFormat.values()) {
        assertThat(Flipcheck.run("report", "--result", RESULT.toString(), "--format", format.key()))
            .as(format.key())
            .isEqualTo(ExitCode.BAD_INPUT);
      }
    } finally {
      System.setOut(out);
    }
  }

  @Test
  void aPolicyThatIsNotThere() {
    assertThat(run("gate", "--policy", "@nope.yaml"))
        .isEqualTo(
            new Ran(
                ExitCode.BAD_INPUT,
                "",
                "flipcheck gate: 1 problem, nothing was judged\n  - --policy @nope.yaml: there is no such file; check the path\n"));
    assertThat(run("gate", "--policy", "@").code()).isEqualTo(ExitCode.BAD_INPUT);
  }

  @Test
  void gateWritesItsOwnJudgement() throws Exception {
    Path policy = folder.resolve("policy.yaml");
    Files.writeString(
        policy, "schema_version: 1\nrules:\n  - {metric: negative_flip_rate, max: 0.02}\n");
    Ran judged =
        run("gate", "--policy", "@policy.yaml", "--advisory", "--format", "prometheus=@f.prom");

    assertThat(judged.code()).as(judged.err()).isEqualTo(ExitCode.PASS);
    assertThat(judged.out().replaceAll("\\s+", " "))
        .startsWith("FAIL all-data may not replace third-data: 1 of 1 limit is broken.")
        .contains("*** ADVISORY: this verdict does not stop the build");
    assertThat(file("f.prom"))
        .contains(
            "\nflipcheck_verdict{old=\"third-data\",new=\"all-data\"} 1\n",
            "\nflipcheck_exit_code{old=\"third-data\",new=\"all-data\"} 0\n");
    assertThat(run("gate", "--policy", "@policy.yaml").code()).isEqualTo(ExitCode.FAIL);
    assertThat(run("gate", "--policy", "@policy.yaml", "--format", "text").err())
        .contains("--format text: names no file; give FORMAT=FILE");
  }
}

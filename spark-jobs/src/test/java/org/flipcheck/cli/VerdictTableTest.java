package org.flipcheck.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** The table of findings in README and help is what {@code gate} does. */
class VerdictTableTest {

  private static final Path HOME = Path.of(System.getProperty("flipcheck.home"));

  /** Rules on the demo's flips, of which 2.61% (2.32% to 2.94%) are negative. */
  private static final Map<String, String> RULES =
      Map.of(
          "PASS", "max: 0.05",
          "FAIL", "max: 0.02",
          "INCONCLUSIVE", "max: 0.026",
          "not judged", "max: 0.02, each: class_group, min_examples: 1000000");

  private static final Pattern ELEMENT =
      Pattern.compile(
          "<testcase classname=\"negative_flip_rate[^>]*>\\s*(?:<(failure|skipped)(?: type=\"(\\w+)\")?)?");

  @TempDir private Path folder;

  /** The rows of the README's table, cell by cell. */
  private static List<List<String>> rows() throws IOException {
    return Files.readString(HOME.resolve("README.md"))
        .lines()
        .dropWhile(line -> !line.startsWith("| verdict | severity |"))
        .skip(2)
        .takeWhile(line -> line.startsWith("|"))
        .map(line -> List.of(line.substring(2, line.length() - 2).split(" \\| ", -1)))
        .toList();
  }

  @Test
  void theHelpHasTheSameRows() throws IOException {
    List<List<String>> help =
        Arrays.stream(
                Flipcheck.commandLine(new ConfigFile())
                    .getSubcommands()
                    .get("gate")
                    .getCommandSpec()
                    .usageMessage()
                    .footer())
            .dropWhile(line -> !line.startsWith("  verdict "))
            .skip(1)
            .takeWhile(line -> line.startsWith("  "))
            .map(line -> List.of(line.strip().split(" {2,}", -1)))
            .toList();

    assertThat(rows()).hasSize(6).isEqualTo(help);
  }

  /** Judges the demo's result, and gives the exit code. */
  private int gate(String rules, String... flags) throws IOException {
    Path policy = folder.resolve("policy.yaml");
    Files.writeString(policy, "{schema_version: 1, rules: [%s]}".formatted(rules));
    Stream<String> line =
        Stream.of(
            "gate",
            "--result",
            DemoRun.get().folder().resolve("result.json").toString(),
            "--policy",
            policy.toString(),
            "--junit",
            folder.resolve("junit.xml").toString());
    return DemoRun.run(
        new ByteArrayOutputStream(),
        Stream.concat(line, Arrays.stream(flags)).toArray(String[]::new));
  }

  private String junit() throws IOException {
    return Files.readString(folder.resolve("junit.xml"));
  }

  /** The rule beside one that passes, so that something is judged. */
  private String exitCodeAndElement(String verdict, String severity, String... flags)
      throws IOException {
    String rules =
        "{metric: accuracy_delta, min: -0.5}, {metric: negative_flip_rate, severity: %s, %s}"
            .formatted(severity, RULES.get(verdict));
    int exitCode = gate(rules, flags);
    String xml = junit();
    assertThat(xml.contains("<failure")).isEqualTo(exitCode != ExitCode.PASS);
    Matcher element = ELEMENT.matcher(xml);
    assertThat(element.find()).isTrue();
    String type = element.group(2) == null ? "" : ", type " + element.group(2);
    return exitCode + " " + (element.group(1) == null ? "none" : element.group(1) + type);
  }

  @ParameterizedTest
  @MethodSource("rows")
  void everyRowIsTrue(List<String> row) throws IOException {
    String expected = row.get(2) + " " + row.get(3).replace(", a passed test case", "");

    for (String severity : row.get(1).split(", ", -1)) {
      assertThat(exitCodeAndElement(row.get(0), severity)).isEqualTo(expected);
    }
    assertThat(row.get(4)).isEqualTo(row.get(2).equals("0") ? "passes" : "fails");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "PASS         | --advisory             | 0 none",
        "FAIL         | --advisory             | 0 skipped",
        "INCONCLUSIVE | --advisory             | 0 skipped",
        "FAIL         | --on-inconclusive pass | 1 failure, type fail",
        "INCONCLUSIVE | --on-inconclusive pass | 0 skipped",
        "INCONCLUSIVE | --on-inconclusive fail | 1 failure, type inconclusive"
      })
  void soIsWhatIsSaidOfTheFlags(String verdict, String flags, String expected) throws IOException {
    assertThat(exitCodeAndElement(verdict, "fail", flags.split(" ", -1))).isEqualTo(expected);
  }

  @Test
  void nothingJudgedIsAFailureOfItsOwn() throws IOException {
    int exitCode = gate("{metric: negative_flip_rate, %s}".formatted(RULES.get("not judged")));

    assertThat(exitCode).isEqualTo(ExitCode.INCONCLUSIVE);
    assertThat(junit())
        .contains(
            "<testcase classname=\"gate\" name=\"verdict\" time=\"0\">",
            "<failure type=\"inconclusive\" message=\"The data do not decide whether all-data may replace third-data: no rule could be judged. Of what is too small the largest is: negative_flip_rate for class_group=",
            " is below min_examples = 1,000,000. Lower min_examples, or compare more examples.\"/>");
  }
}

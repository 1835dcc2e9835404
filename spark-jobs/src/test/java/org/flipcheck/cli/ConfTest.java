package org.flipcheck.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;
import picocli.CommandLine.ParseResult;

/** The ready policies judge, and the command lines of the CI examples are ones Flipcheck takes. */
class ConfTest {

  private static final Path CONF = Path.of(System.getProperty("flipcheck.home"), "conf");

  /** How the examples call Flipcheck, and the rest of the command. */
  private static final Pattern CALL =
      Pattern.compile("(?:bin/flipcheck|flipcheck-(?:spark|gate)\\.jar) ([^\\n'|>]+)");

  @ParameterizedTest
  @CsvSource({
    "policy.yaml,          1, FAIL",
    "policy-strict.yaml,   1, FAIL",
    "policy-balanced.yaml, 1, FAIL",
    "policy-advisory.yaml, 0, PASS"
  })
  void readyPoliciesJudgeTheDemo(String policy, int exitCode, String verdict) {
    ByteArrayOutputStream printed = new ByteArrayOutputStream();
    String result = DemoRun.get().folder().resolve("result.json").toString();
    int code =
        DemoRun.run(
            printed, "gate", "--result", result, "--policy", CONF.resolve(policy).toString());

    assertThat(code).isEqualTo(exitCode);
    assertThat(printed.toString(StandardCharsets.UTF_8)).startsWith(verdict + "  all-data may");
  }

  @Test
  void theAdvisoryPolicyWarnsOfWhatTheBalancedOneLimits() {
    ByteArrayOutputStream printed = new ByteArrayOutputStream();
    String result = DemoRun.get().folder().resolve("result.json").toString();
    DemoRun.run(
        printed,
        "gate",
        "--result",
        result,
        "--policy",
        CONF.resolve("policy-advisory.yaml").toString());

    assertThat(printed.toString(StandardCharsets.UTF_8))
        .contains(
            "\n  WARN  negative_flip_rate is 2.61%", "\n  WARN  backward_trust_compatibility");
  }

  /** The full one shows every key and fits no data: compat-lib's tests read it. */
  @Test
  void everyReadyPolicyIsTriedHere() throws IOException {
    try (Stream<Path> files = Files.list(CONF)) {
      assertThat(files.map(file -> file.getFileName().toString()))
          .filteredOn(name -> name.matches("policy.*\\.yaml") && !name.equals("policy-full.yaml"))
          .containsExactlyInAnyOrder(
              "policy.yaml", "policy-strict.yaml", "policy-balanced.yaml", "policy-advisory.yaml");
    }
  }

  /** The commands of a file as words; what the CI system or the shell fills in is one word. */
  private static List<String[]> calls(String file) throws IOException {
    String text =
        Files.readString(CONF.resolve("ci").resolve(file))
            .replaceAll("\\\\\\n\\s*", "")
            .replaceAll("\\$?\\{\\{.*?\\}\\}", "x")
            .replaceAll("\"\\$\\w+\"", "x");
    List<String[]> calls = new ArrayList<>();
    CALL.matcher(text)
        .results()
        .map((MatchResult call) -> call.group(1).strip().split("\\s+", -1))
        .forEach(calls::add);
    return calls;
  }

  @ParameterizedTest
  @CsvSource({"github-actions.yml, 3", "Jenkinsfile, 1", "airflow_dag.py, 2"})
  void everyCommandOfTheExamplesParses(String file, int commands) throws IOException {
    List<String[]> calls = calls(file);

    assertThat(calls).hasSize(commands);
    for (String[] call : calls) {
      CommandLine flipcheck = Flipcheck.commandLine(new ConfigFile());
      ParseResult parsed = flipcheck.parseArgs(call);
      assertThat(parsed.hasSubcommand()).as(String.join(" ", call)).isTrue();
      assertThat(parsed.subcommand().errors()).as(String.join(" ", call)).isEmpty();
      assertThat(parsed.subcommand().unmatched()).isEmpty();
      assertThat(parsed.subcommand().matchedOptions()).hasSizeGreaterThan(1);
      List<String> problems = new ArrayList<>();
      List<String> formats = parsed.subcommand().matchedOptionValue("--format", List.of());
      new Renderings(Optional.empty(), Optional.empty()).addAll(formats, problems);
      assertThat(problems).isEmpty();
    }
  }

  @Test
  void aWrongOptionInAnExampleWouldBeFound() {
    ParseResult parsed =
        Flipcheck.commandLine(new ConfigFile())
            .parseArgs("report", "--result", "x", "--formt", "junit");

    assertThat(parsed.subcommand().errors()).isNotEmpty();
  }
}

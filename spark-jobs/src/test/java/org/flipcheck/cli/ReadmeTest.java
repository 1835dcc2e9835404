package org.flipcheck.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.flipcheck.metrics.FlipMetric;
import org.flipcheck.report.PolicyFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

/** What the documents say is what the program does. */
class ReadmeTest {

  private static final Path HOME = Path.of(System.getProperty("flipcheck.home"));
  private static final String README = text("README.md");

  /** Options of other programs that the documents mention. */
  /** Options of Spark, and of the program that predicts for {@code mend}. */
  private static final Set<String> FOREIGN = Set.of("--packages", "--conf", "--weights", "--data");

  @TempDir private Path folder;

  private static String text(String file) {
    try {
      return Files.readString(HOME.resolve(file));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Set<String> found(String regex, String text) {
    return Pattern.compile(regex)
        .matcher(text)
        .results()
        .map(MatchResult::group)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  /** The text of a section, from its heading to the next one of any level. */
  private static String section(String heading) {
    int start = README.indexOf("## " + heading + "\n");
    assertThat(start).as("section %s", heading).isPositive();
    int end = README.indexOf("\n#", start);
    return README.substring(start, end);
  }

  private static String fenced(String section, String language) {
    String fence = "```" + language + "\n";
    int start = section.indexOf(fence) + fence.length();
    return section.substring(start, section.indexOf("```", start));
  }

  @Test
  void theExcerptIsWhatTheDemoPrints() {
    DemoRun demo = DemoRun.get();

    assertThat(demo.exitCode()).isEqualTo(ExitCode.PASS);
    assertThat(demo.output().replace(demo.folder().toString(), "flipcheck-demo"))
        .startsWith(fenced(section("Start"), "text"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "README.md",
        "CONTRIBUTING.md",
        "CHANGELOG.md",
        "conf/compare.yaml",
        "conf/demo.yaml",
        "conf/policy.yaml",
        "notebooks/README.md",
        "notebooks/data/README.md"
      })
  void everyOptionExists(String document) {
    Set<String> known = new TreeSet<>(FOREIGN);
    CommandLine flipcheck = Flipcheck.commandLine(new ConfigFile());
    commands(flipcheck)
        .flatMap(command -> command.getCommandSpec().options().stream())
        .forEach(option -> known.addAll(List.of(option.names())));

    assertThat(known).containsAll(found("(?<![\\w-])--[a-z][a-z-]*", text(document)));
  }

  /** A command with all that it has below it. */
  private static Stream<CommandLine> commands(CommandLine command) {
    return Stream.concat(
        Stream.of(command),
        command.getSubcommands().values().stream().flatMap(ReadmeTest::commands));
  }

  @Test
  void everyOptionOfGateIsMentioned() {
    CommandLine gate = Flipcheck.commandLine(new ConfigFile()).getSubcommands().get("gate");
    Stream<String> options =
        gate.getCommandSpec().options().stream()
            .map(option -> option.longestName())
            .filter(name -> !Set.of("--help", "--version").contains(name));

    assertThat(options).allSatisfy(name -> assertThat(README).contains(name));
  }

  @Test
  void exitCodesAreThoseOfTheHelp() {
    Stream<String> help =
        Arrays.stream(
                Flipcheck.commandLine(new ConfigFile()).getCommandSpec().usageMessage().footer())
            .filter(line -> line.matches(" +\\d .*"))
            .map(line -> line.strip().replaceFirst("(\\d) +(.*)", "| $1 | $2 |"));

    assertThat(section("Exit codes").lines().filter(line -> line.matches("\\| \\d \\|.*")))
        .containsExactlyElementsOf(help.toList());
    assertThat(
            List.of(
                ExitCode.PASS,
                ExitCode.FAIL,
                ExitCode.BAD_INPUT,
                ExitCode.INCONCLUSIVE,
                ExitCode.INTERNAL_ERROR))
        .containsExactly(0, 1, 2, 3, 4);
  }

  @Test
  void everyMetricIsExplained() {
    List<String> rows =
        section("The policy")
            .lines()
            .filter(line -> line.matches("\\| `[a-z_]+` \\|.*"))
            .map(line -> line.replaceFirst("\\| (`[a-z_]+`) \\|.*\\| (.*) \\|", "$1 $2"))
            .toList();

    assertThat(rows)
        .containsExactlyElementsOf(
            Arrays.stream(FlipMetric.values())
                .map(metric -> "`%s` %s".formatted(metric.key(), metric.description()))
                .toList());
  }

  @Test
  void thePolicyShownIsTheExamplePolicy() throws IOException {
    Path shown = folder.resolve("policy.yaml");
    Files.writeString(shown, fenced(section("The policy"), "yaml"));

    assertThat(PolicyFile.read(shown).policy())
        .isEqualTo(PolicyFile.read(HOME.resolve("conf/policy.yaml")).policy());
  }

  @Test
  void theExamplesNeededAreThoseTheGateNames() throws IOException {
    Path policy = folder.resolve("policy.yaml");
    Files.writeString(
        policy, "schema_version: 1\nrules:\n  - {metric: negative_flip_rate, max: 0.025}\n");
    ByteArrayOutputStream printed = new ByteArrayOutputStream();
    String result = DemoRun.get().folder().resolve("result.json").toString();
    int exitCode = DemoRun.run(printed, "gate", "--result", result, "--policy", policy.toString());

    String needed = "at this rate 77,385 examples would decide";
    assertThat(exitCode).isEqualTo(ExitCode.INCONCLUSIVE);
    assertThat(printed.toString(StandardCharsets.UTF_8).replaceAll("\\s+", " ")).contains(needed);
    assertThat(README).contains(needed);
  }

  @Test
  void thePlanShownIsWhatItPrints() {
    String section = section("How many examples");
    String command = fenced(section, "").strip().replace("bin/flipcheck ", "");
    ByteArrayOutputStream printed = new ByteArrayOutputStream();

    assertThat(DemoRun.run(printed, command.split(" ", -1))).isEqualTo(ExitCode.PASS);
    assertThat(printed.toString(StandardCharsets.UTF_8)).startsWith(fenced(section, "text"));
  }

  @Test
  void everyStepHasItsClassAndItsTest() throws IOException {
    Set<String> sources = new TreeSet<>();
    for (String module : List.of("compat-lib", "spark-jobs")) {
      try (Stream<Path> files = Files.walk(HOME.resolve(module).resolve("src"))) {
        files.forEach(file -> sources.add(file.getFileName().toString()));
      }
    }
    Stream<String> named =
        section("How it works")
            .lines()
            .filter(line -> line.startsWith("| "))
            .flatMap(line -> found("(?<=`)[A-Z]\\w+(?=`)", line).stream());

    assertThat(named).hasSizeGreaterThan(25).allMatch(name -> sources.contains(name + ".java"));
  }

  @Test
  void everyFileOfTheRunIsThere() {
    Path run = DemoRun.get().folder();
    Stream<String> files =
        section("What a run writes")
            .lines()
            .filter(line -> line.startsWith("| `"))
            .map(line -> line.replaceFirst("\\| `([^`]+)`.*", "$1"))
            .filter(file -> !file.equals("slices.jsonl.gz"));

    assertThat(files).hasSize(8).allSatisfy(file -> assertThat(run.resolve(file)).exists());
  }

  @ParameterizedTest
  @ValueSource(strings = {"README.md", "CONTRIBUTING.md", "notebooks/README.md"})
  void everyLinkLeadsSomewhere(String document) {
    Path from = HOME.resolve(document).getParent();

    assertThat(found("(?<=\\]\\()[^):]+(?=\\))", text(document)))
        .isNotEmpty()
        .allSatisfy(link -> assertThat(from.resolve(link)).exists());
  }
}

package org.flipcheck.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

/** The example configurations under conf/ are what the command takes. */
class ConfigTest {

  private static final Path CONF = Path.of(System.getProperty("flipcheck.home")).resolve("conf");
  private static final Pattern LEFT_OUT = Pattern.compile("(?m)^#(?=\\w+:)");
  private static final Pattern KEY = Pattern.compile("(?m)^(\\w+):");

  @TempDir private Path folder;

  @ParameterizedTest
  @ValueSource(strings = {"demo.yaml", "compare.yaml"})
  void isUnderstood(String name) {
    assertThatCode(() -> parse(CONF.resolve(name))).doesNotThrowAnyException();
  }

  @Test
  void whatMayBeLeftOutIsUnderstoodToo() throws IOException {
    String all = LEFT_OUT.matcher(Files.readString(CONF.resolve("compare.yaml"))).replaceAll("");

    CommandLine.ParseResult parsed = parse(Files.writeString(folder.resolve("all.yaml"), all));

    assertThat(parsed.hasMatchedOption("--on-unusable")).isTrue();
    assertThat(parsed.hasMatchedOption("--overwrite")).as("overwrite: false").isFalse();
  }

  @Test
  void theAnnotatedExampleHasEveryKeyOnce() throws IOException {
    String all = LEFT_OUT.matcher(Files.readString(CONF.resolve("compare.yaml"))).replaceAll("");
    List<String> keys = KEY.matcher(all).results().map(match -> match.group(1)).toList();
    Stream<String> options =
        Flipcheck.commandLine(new ConfigFile())
            .getSubcommands()
            .get("compare")
            .getCommandSpec()
            .options()
            .stream()
            .map(option -> option.longestName().substring(2).replace('-', '_'))
            .filter(key -> !List.of("config", "help", "version").contains(key));

    assertThat(keys).containsExactlyInAnyOrderElementsOf(options.toList());
  }

  private static CommandLine.ParseResult parse(Path file) {
    CommandLine commandLine = Flipcheck.commandLine(new ConfigFile());
    String[] args = {"compare", "--config", file.toString()};
    return commandLine.parseArgs(new ConfigFile().expand(commandLine, args)).subcommand();
  }
}

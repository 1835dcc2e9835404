package org.flipcheck.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The command line of {@code train} where there is no engine, as here; TrainRunTest has what it
 * does with one.
 */
class TrainCommandTest {

  @TempDir private Path folder;

  private Ran train(String... arguments) {
    List<String> all = new ArrayList<>(List.of("train"));
    all.addAll(List.of(arguments));
    return Ran.of(all.toArray(String[]::new)).told(this::local);
  }

  private Ran trainTo(String out, String... more) {
    List<String> arguments =
        new ArrayList<>(List.of("--config", path("train.yaml"), "--out", path(out)));
    arguments.addAll(List.of(more));
    return train(arguments.toArray(String[]::new));
  }

  private String path(String name) {
    return folder.resolve(name).toString();
  }

  private String local(String text) {
    return text.replace(folder + "/", "@");
  }

  @BeforeEach
  void writeConfiguration() throws IOException {
    Files.writeString(folder.resolve("train.yaml"), "student: {network: mlp}\n");
  }

  private void nothingIsWritten(String... beside) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      List<String> expected = new ArrayList<>(List.of("train.yaml"));
      expected.addAll(List.of(beside));
      assertThat(files.map(file -> file.getFileName().toString()))
          .containsExactlyInAnyOrderElementsOf(expected);
    }
  }

  @Test
  void helpSaysWhatItDoes() {
    Ran ran = train("--help");
    assertThat(ran.code()).isEqualTo(ExitCode.PASS);
    assertThat(ran.err()).isEmpty();
    assertThat(ran.out())
        .startsWith("Train an update that breaks less: distil from the old model, and choose")
        .contains("--config=FILE", "--out=DIR", "--overwrite", "conf/train-text.yaml")
        .contains("Exit codes: 0 there is a model to release in --out/model");
  }

  @Test
  void bothOptionsAreNeeded() throws IOException {
    Ran ran = train();
    assertThat(ran.code()).isEqualTo(ExitCode.BAD_INPUT);
    assertThat(ran.err())
        .isEqualTo(
            """
            flipcheck train: 1 problem, nothing was written
              - Missing required options: '--config=FILE', '--out=DIR'
            Try 'flipcheck train --help'.
            """);
    nothingIsWritten();
  }

  @Test
  void withoutAnEngineNothingCanBeTrained() throws IOException {
    Ran ran = trainTo("out");
    assertThat(ran.code()).isEqualTo(ExitCode.BAD_INPUT);
    assertThat(ran.err())
        .isEqualTo(
            """
            flipcheck train: 1 problem, nothing was written
              - no engine is there that could train by @train.yaml: start bin/flipcheck, which brings one
            """);
    nothingIsWritten();
  }

  @Test
  void anEarlierResultIsReplacedOnlyWhereThatIsAsked() throws IOException {
    Path out = Files.createDirectories(folder.resolve("out"));
    Files.writeString(out.resolve("notes.txt"), "mine");
    assertThat(trainTo("out", "--overwrite").err())
        .isEqualTo(
            """
            flipcheck train: 1 problem, nothing was written
              - --out @out: holds something else than a result of mend or train; choose another folder
            """);
    Files.writeString(out.resolve("training.json"), "{}");
    assertThat(trainTo("out").err())
        .isEqualTo(
            """
            flipcheck train: 1 problem, nothing was written
              - --out @out: holds a result already; choose another folder, or give --overwrite
            """);
    assertThat(out.resolve("notes.txt")).hasContent("mine");
    nothingIsWritten("out");
  }
}

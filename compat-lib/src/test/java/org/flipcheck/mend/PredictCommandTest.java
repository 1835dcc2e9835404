package org.flipcheck.mend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PredictCommandTest {

  @TempDir private Path folder;

  private void run(String template, Duration timeout) throws IOException {
    new PredictCommand(template, timeout)
        .run(
            folder.resolve("it's {out} weights"),
            folder.resolve("data"),
            folder.resolve("out"),
            folder.resolve("log"));
  }

  @Test
  void pathsArriveAsTheyAre() throws IOException {
    run("printf '%s\\n' {weights} {data} >{out}", Duration.ofSeconds(20));
    assertThat(Files.readAllLines(folder.resolve("out")))
        .containsExactly(
            folder.resolve("it's {out} weights").toString(), folder.resolve("data").toString());
  }

  @Test
  void aFailureIsToldWithTheEndOfWhatWasPrinted() {
    String template = "echo one; echo two >&2; true {weights} {data} {out}; exit 7";
    assertThatThrownBy(() -> run(template, Duration.ofSeconds(20)))
        .isInstanceOf(MendException.class)
        .hasMessageStartingWith("the command failed with exit code 7: echo one; echo two")
        .hasMessageEndingWith("exit 7; it printed at the end:\n      one\n      two");
  }

  @Test
  void aCommandThatWritesNothingIsTold() {
    assertThatThrownBy(() -> run("true {weights} {data} {out}", Duration.ofSeconds(20)))
        .hasMessageStartingWith("the command ended well but wrote no file {out}: true '")
        .hasMessageEndingWith("; it printed nothing");
  }

  @Test
  void aCommandThatTakesTooLongIsKilledWithItsChildren() throws IOException, InterruptedException {
    Path alive = folder.resolve("alive");
    String template =
        "(sleep 3; touch '%s') & echo started; true {weights} {data} {out}; wait".formatted(alive);
    long begun = System.nanoTime();
    assertThatThrownBy(() -> run(template, Duration.ofMillis(700)))
        .hasMessageStartingWith("the command did not end within 700 ms: (sleep 3;")
        .hasMessageContaining("give it more time by --predict-timeout; it printed at the end:")
        .hasMessageEndingWith("started");
    assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofMillis(2_500));
    Thread.sleep(3_200);
    assertThat(alive).as("what its child would have written").doesNotExist();
  }

  @Test
  void placesWithinQuotesAreRefused() {
    assertThatThrownBy(
            () -> new PredictCommand("a \"{weights}\" {data} {out}", Duration.ofSeconds(1)))
        .hasMessage(
            "the command has {weights} within quotes: 'a \"{weights}\" {data} {out}'; write it without, paths are quoted when they are put in");
    assertThat(
            new PredictCommand("a 'it''s' \\' {weights} {data} {out}", Duration.ofSeconds(1))
                .template())
        .contains("{weights}");
  }

  @Test
  void aFolderIsNoOutput() {
    assertThatThrownBy(() -> run("mkdir {out}; true {weights} {data}", Duration.ofSeconds(20)))
        .hasMessageStartingWith("the command ended well but wrote no file {out}: mkdir '");
  }

  @Test
  void theFilesThatItNamesAreFound() throws IOException {
    Path program = Files.writeString(folder.resolve("predict.py"), "");
    assertThat(
            new PredictCommand(
                    "python '%s' --weights={weights} {data} {out} >>'%s'"
                        .formatted(program, Files.writeString(folder.resolve("log"), "")),
                    Duration.ofSeconds(1))
                .files())
        .containsExactly(program);
  }

  @Test
  void placesAreNeeded() {
    assertThatThrownBy(() -> new PredictCommand("python predict.py", Duration.ofSeconds(1)))
        .hasMessage(
            "the command has no {weights} and no {data} and no {out}: 'python predict.py'; write"
                + " where the path goes, such as 'python predict.py --weights {weights} --data"
                + " {data} --out {out}'");
    assertThatThrownBy(() -> new PredictCommand("a {weights} {data} {out}", Duration.ZERO))
        .hasMessage("the time limit of the command is PT0S, it must be above zero");
  }
}

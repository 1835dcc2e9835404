package org.flipcheck.mend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.flipcheck.checkpoint.OutputRows;
import org.flipcheck.gate.Enforcement;
import org.flipcheck.select.SelectionRule;
import org.junit.jupiter.api.Test;

/** What keeps a run from others, from what changed since, and from losing what was there. */
class MendGuardsTest extends MendLoop {

  @Test
  void goesOnWhereItWasInterrupted() throws IOException {
    Path calls = folder.resolve("calls");
    Path program = folder.resolve("program.sh");
    Files.writeString(
        program,
        """
        echo x >>'%s'
        sh '%s' "$@"
        [ $(wc -l <'%s') -ne 7 ] # fails the seventh time
        """
            .formatted(calls, script(), calls));
    String failing = "sh '%s' {weights} {data} {out}".formatted(program);
    assertThatThrownBy(
            () -> {
              try (CheckpointModels models = models(failing)) {
                mend(models, Optional.empty());
              }
            })
        .isInstanceOf(MendException.class);
    int before = Files.readAllLines(calls).size();
    assertThat(before).isEqualTo(7);
    said.clear();
    Mended resumed;
    try (CheckpointModels models = models(failing)) {
      resumed = mend(models, Optional.empty());
    }
    int again = said.size();
    try (CheckpointModels models = models(command())) {
      assertThat(resumed.result().choice()).isPresent();
      assertThat(resumed.test()).hasSize(3);
      assertThat(resumed.result().choice().get().selection())
          .isEqualTo(mend(models, Optional.empty()).result().choice().orElseThrow().selection());
    }
    assertThat(Files.readAllLines(calls)).hasSize(before + again - 6);
  }

  @Test
  void aProgramThatWasMendedIsAskedAgain() throws IOException {
    Path program = folder.resolve("program.sh");
    Files.writeString(program, command("$1", "$2", "$3") + "; sed -i 2d \"$3\"\n");
    String template = "sh '%s' {weights} {data} {out}".formatted(program);
    try (CheckpointModels models = models(template)) {
      assertThat(models.predict(Mixture.OLD, Split.DEV).rows()).hasSize(3_999);
    }
    Files.writeString(program, command("$1", "$2", "$3") + "\n");
    try (CheckpointModels models = models(template)) {
      assertThat(models.predict(Mixture.OLD, Split.DEV).rows()).hasSize(4_000);
    }
  }

  @Test
  void answersThatContradictEachOtherAreNotKept() throws IOException {
    String forgetful =
        "case {weights} in *new.safetensors) sed 2d {data} >'%s/less'; sh '%s' {weights} '%s/less' {out};; *) %s;; esac"
            .formatted(folder, script(), folder, command());
    try (CheckpointModels models = models(forgetful)) {
      assertThatThrownBy(() -> mend(models, Optional.empty()))
          .isInstanceOf(MendException.class)
          .hasMessageStartingWith(
              "1 examples that the old model has have no prediction of the new model, such as dev-0000");
    }
    assertThat(folder.resolve(".out.mending")).doesNotExist();
  }

  @Test
  void twoRunsDoNotMeet() throws IOException {
    Path out = folder.resolve("out");
    try (WorkFolder first = new WorkFolder(out);
        WorkFolder second = new WorkFolder(out)) {
      first.lock();
      assertThatThrownBy(second::lock)
          .hasMessage(
              "--out %s: another run is at work there; wait for it, or choose another folder"
                  .formatted(out));
    }
    try (WorkFolder third = new WorkFolder(out)) {
      third.lock();
    }
    assertThat(folder.resolve(".out.lock")).doesNotExist();
  }

  @Test
  void nothingThatGoesInIsReplaced() throws IOException {
    Path out = Files.createDirectories(folder.resolve("out"));
    Files.writeString(out.resolve("mend.json"), "{}");
    now = Files.move(now, out.resolve("new.safetensors"));
    try (CheckpointModels models = models(command())) {
      assertThatThrownBy(() -> new MendFolder(out, true).spare(models.sources()))
          .hasMessage(
              "--new %s is in --out %s, which would be replaced; choose another folder"
                  .formatted(now, out.toRealPath()));
    }
  }

  @Test
  void modelsThatDoNotFitAreToldBeforeAnythingIsAsked() throws IOException {
    Path calls = folder.resolve("calls");
    new org.flipcheck.checkpoint.TensorFile().f32("w", 1, 2).f32("s", 1).write(now);
    try (CheckpointModels models = models("echo x >>'%s'; ".formatted(calls) + command())) {
      assertThatThrownBy(() -> mend(models, Optional.empty()))
          .isInstanceOf(MendException.class)
          .hasMessageContaining("tensor w");
    }
    assertThat(calls).doesNotExist();
  }

  @Test
  void whatIsKeptOfOtherInputsIsThrownAway() throws IOException {
    try (CheckpointModels models = models(command())) {
      models.predict(Mixture.OLD, Split.DEV);
    }
    Path kept = folder.resolve(".out.mending/old-dev.predictions");
    assertThat(kept).exists();
    Files.writeString(dev, Files.readString(dev) + "dev-x,class0,a,1,1,1,1,1,1,1,1\n");
    try (CheckpointModels models = models(command())) {
      assertThat(kept).doesNotExist();
      assertThat(models.predict(Mixture.OLD, Split.DEV).rows()).hasSize(4_001);
    }
  }

  @Test
  void examplesThatChooseDoNotConfirm() throws IOException {
    Path copy = Files.copy(dev, folder.resolve("copy.csv"));
    assertThatThrownBy(
            () ->
                models(
                    new MendRequest(
                        old, now, List.of(), Optional.empty(), OutputRows.NONE, dev, copy),
                    command()))
        .hasMessage(
            "--dev %s and --test %s hold the same examples: what chose the weight cannot confirm it; give others to one of them"
                .formatted(dev, copy));
    List<String> lines = new ArrayList<>(Files.readAllLines(test));
    lines.add(Files.readAllLines(dev).get(1));
    Files.write(test, lines);
    try (CheckpointModels models = models(command())) {
      assertThatThrownBy(() -> mend(models, Optional.empty()))
          .hasMessage(
              "1 example is both in --dev and in --test, such as dev-0000: what chose the weight cannot confirm it; take them out of one, or, where they are other examples, give each an id of its own");
    }
  }

  @Test
  void missingFilesAreToldAtOnce() {
    MendRequest request =
        new MendRequest(
            folder.resolve("a"),
            now,
            List.of(folder.resolve("b")),
            Optional.of(folder.resolve("c")),
            OutputRows.NONE,
            dev,
            folder.resolve("d"));
    assertThatThrownBy(() -> models(request, command()))
        .isInstanceOfSatisfying(
            MendException.class,
            e ->
                assertThat(e.problems())
                    .containsExactly(
                        "--old %s: there is no such file; check the path"
                            .formatted(folder.resolve("a")),
                        "--soup %s: there is no such file; check the path"
                            .formatted(folder.resolve("b")),
                        "--fisher %s: there is no such file; check the path"
                            .formatted(folder.resolve("c")),
                        "--test %s: there is no such file; check the path"
                            .formatted(folder.resolve("d"))));
  }

  private static String command(String weights, String data, String out) {
    return "sh '%s' \"%s\" \"%s\" \"%s\"".formatted(script(), weights, data, out);
  }

  @Test
  void aPatternThatFitsNoTensorIsToldBeforeAnythingIsAsked() throws IOException {
    try (CheckpointModels models = models(command())) {
      Mender mender =
          new Mender(
              models,
              SelectionRule.DEFAULT,
              List.of("zz*"),
              new Judge(Optional.empty(), Enforcement.FULL),
              (step, most, line) -> said.add(line));
      assertThatThrownBy(mender::run)
          .hasMessage("no tensor fits the pattern 'zz*' of a weight; check it");
      assertThat(said).isEmpty();
    }
  }

  @Test
  void everyProblemOfWhatWasWrittenSaysOfWhichModel() throws IOException {
    String useless = "printf 'id,label,prediction,slice\\na,1\\n' >{out}; true {weights} {data}";
    try (CheckpointModels models = models(useless)) {
      assertThatThrownBy(() -> mend(models, Optional.empty()))
          .isInstanceOfSatisfying(
              MendException.class,
              e ->
                  assertThat(e.problems())
                      .singleElement()
                      .asString()
                      .startsWith("what the command wrote for the old model: ")
                      .endsWith(":2: has 2 fields, the header 4; quote fields that hold commas"));
    }
  }
}

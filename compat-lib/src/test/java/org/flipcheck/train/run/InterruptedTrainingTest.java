package org.flipcheck.train.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.flipcheck.mend.Trainings;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A run that was cut off goes on, and what is of other settings does not get in its way. */
class InterruptedTrainingTest extends TinyTraining {

  private static final String METHODS =
      """
      methods: [{name: mpt, margin: [0.5, 1]}, {name: pct_naive}]
      choose: {tolerance: 0.05, confidence: 0.5}
      """;

  private final List<String> stepped = new ArrayList<>();

  /** Breaks off in the second epoch of one model. */
  private final class CuttingOff implements Trainings.Progress {

    private final String model;

    CuttingOff(String model) {
      this.model = model;
    }

    @Override
    public void step(String of, int epoch, int epochs, int step, int steps, double loss) {
      if (step == 1) {
        stepped.add(of + " " + epoch);
      }
      if (of.equals(model) && epoch == 2 && step == 3) {
        throw new IllegalStateException("cut off");
      }
    }

    @Override
    public void line(String line) {
      said.add(line);
    }
  }

  @BeforeEach
  void writeDataAndOldModel() throws IOException {
    first(config("first.yaml", textData("v1", THREE), STUDENT, PLAN), "v1");
    textData("v2", FOUR);
  }

  private Path update(String student, String plan, String methods) throws IOException {
    return config(
        "update.yaml", textSection("v2"), "old: {model: v1/model}\n", student, plan, methods);
  }

  private void cutOff(Path config, String model) {
    assertThatThrownBy(() -> mend(config, "out", new CuttingOff(model)))
        .hasMessageContaining("cut off");
    assertThat(folder.resolve("out")).doesNotExist();
    assertThat(work("out")).isDirectory();
    stepped.clear();
  }

  @Test
  void theSameCommandGoesOnFromTheLastEpochToTheSameBytes() throws IOException {
    Path config = update(STUDENT, PLAN, METHODS);
    mend(config, "whole");
    cutOff(config, "MPT-KL, margin 1");
    mend(config, "out", new CuttingOff("nothing"));

    assertThat(stepped)
        .containsExactly(
            "MPT-KL, margin 1 2",
            "MPT-KL, margin 1 3",
            "PCT naive 1",
            "PCT naive 2",
            "PCT naive 3");
    for (String part : List.of("model", "predictions")) {
      try (Stream<Path> files = Files.list(folder.resolve("whole/" + part))) {
        for (Path each : files.toList()) {
          assertThat(folder.resolve("out/" + part).resolve(each.getFileName()))
              .hasSameBinaryContentAs(each);
        }
      }
    }
    assertThat(folder.resolve("out/curve.csv"))
        .hasSameBinaryContentAs(folder.resolve("whole/curve.csv"));
    assertThat(Files.readAllLines(folder.resolve("out/metrics.jsonl"))).hasSize(12);
  }

  @Test
  void methodsThatAreAddedOrReorderedDoNotTrainTheOthersAgain() throws IOException {
    cutOff(update(STUDENT, PLAN, METHODS), "PCT naive");
    mend(
        update(
            STUDENT,
            PLAN,
            """
            methods: [{name: churn}, {name: mpt, margin: [1, 0.5]}]
            choose: {tolerance: 0.05, confidence: 0.5}
            """),
        "out",
        new CuttingOff("nothing"));
    assertThat(stepped)
        .containsExactly("churn distillation 1", "churn distillation 2", "churn distillation 3");
  }

  @Test
  void anotherPlanOrNetworkOrOtherDataTrainAnew() throws IOException {
    cutOff(update(STUDENT, PLAN, METHODS), "MPT-KL, margin 1");
    cutOffTrainsTheNewModel(update(STUDENT, PLAN.replace("seed: 1", "seed: 2"), METHODS));
    cutOffTrainsTheNewModel(
        update("student: {network: mlp, hidden: 8, dropout: 0.5}\n", PLAN, METHODS));
    cutOffTrainsTheNewModel(update("student: {network: mlp, hidden: 9}\n", PLAN, METHODS));
    Path train = folder.resolve("v2-train.csv");
    Files.writeString(train, Files.readString(train).replaceFirst(",air,", ",bus,"));
    cutOffTrainsTheNewModel(update(STUDENT, PLAN, METHODS));
  }

  private void cutOffTrainsTheNewModel(Path config) {
    assertThatThrownBy(() -> mend(config, "out", new CuttingOff("the new model")))
        .hasMessageContaining("cut off");
    assertThat(stepped).containsExactly("the new model 1", "the new model 2");
    stepped.clear();
  }
}

package org.flipcheck.train.run;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.flipcheck.mend.Mended;
import org.flipcheck.predictions.PredictionReader;
import org.flipcheck.predictions.PredictionRow;
import org.flipcheck.report.MendResult.Outcome;
import org.flipcheck.train.Classifier;
import org.flipcheck.train.data.UpdateData;
import org.junit.jupiter.api.Test;

/** From a configuration to models and what they say. */
class TrainRunTest extends TinyTraining {

  private static final JsonMapper JSON = new JsonMapper();
  private static final String METHODS =
      """
      methods:
        - {name: mpt, margin: [0.5, 1]}
        - {name: pct_naive}
      choose: {tolerance: 0.05, confidence: 0.5}
      """;

  @Test
  void aFirstModelNeedsNoOldOne() throws IOException {
    Path out = first(config("first.yaml", textData("v1", THREE), STUDENT, PLAN), "out");

    assertThat(out.toFile().list())
        .containsExactlyInAnyOrder(
            "config.yaml", "metrics.jsonl", "model", "predictions", "training.json");
    JsonNode training = JSON.readTree(out.resolve("training.json").toFile());
    assertThat(training.at("/test/n").asInt()).isEqualTo(120);
    assertThat(training.at("/test/right").asInt()).isGreaterThan(60);
    assertThat(Files.readAllLines(out.resolve("metrics.jsonl"))).hasSize(3);
    assertThat(said)
        .hasSize(3)
        .anyMatch(line -> line.matches("the new model, epoch 3 of 3: loss \\S+ \\(\\S+ s\\)"));
    assertThat(out.resolve("config.yaml")).hasSameBinaryContentAs(folder.resolve("first.yaml"));
    theModelSays(out, "new", config("first.yaml", textSection("v1"), STUDENT, PLAN));
  }

  @Test
  void anUpdateWithAnAddedClassGoesOnFromTheFolderOfTheFirstModel() throws IOException {
    first(config("first.yaml", textData("v1", THREE), STUDENT, PLAN), "v1");
    said.clear();
    Path config =
        config(
            "update.yaml",
            textData("v2", FOUR),
            "old: {model: v1/model}\n",
            STUDENT,
            PLAN,
            METHODS);
    Mended mended = mend(config, "out");
    Path out = folder.resolve("out");

    assertThat(mended.result().outcome()).as("%s", said).isEqualTo(Outcome.MENDED);
    JsonNode json = JSON.readTree(out.resolve("mend.json").toFile());
    assertThat(json.toPrettyString()).contains("MPT-KL", "PCT naive", "margin");
    List<String> curve = Files.readAllLines(out.resolve("curve.csv"));
    assertThat(curve).hasSize(1 + 2 + 3);
    everyEpochOfEveryModelIsThere(out);
    theModelSays(out, "mended", config);
    theOldModelSays(out, config);
    assertThat(Files.readString(out.resolve("result.json"))).contains("channel");
  }

  private static void everyEpochOfEveryModelIsThere(Path out) throws IOException {
    List<String> epochs = new ArrayList<>();
    for (String line : Files.readAllLines(out.resolve("metrics.jsonl"))) {
      JsonNode node = JSON.readTree(line);
      epochs.add(node.get("model").asText() + " " + node.get("epoch").asInt());
    }
    List<String> expected = new ArrayList<>();
    for (String model :
        List.of("the new model", "MPT-KL, margin 0.5", "MPT-KL, margin 1", "PCT naive")) {
      List.of(1, 2, 3).forEach(epoch -> expected.add(model + " " + epoch));
    }
    assertThat(epochs).isEqualTo(expected);
  }

  private static void theOldModelSays(Path out, Path config) throws IOException {
    TrainConfig read = TrainConfig.read(config);
    UpdateData data = read.data().read();
    Path file = read.old().orElseThrow().model();
    try (Classifier model = ModelFolder.read(file, Optional.empty(), data.inputs())) {
      assertThat(model.classes()).isEqualTo(THREE);
      assertLogits(out.resolve("predictions/old.arrow"), model, data);
    }
  }

  private static void theModelSays(Path out, String name, Path config) throws IOException {
    UpdateData data = TrainConfig.read(config).data().read();
    try (Classifier model =
        ModelFolder.read(out.resolve("model"), Optional.empty(), data.inputs())) {
      assertLogits(out.resolve("predictions/" + name + ".arrow"), model, data);
    }
  }

  private static void assertLogits(Path file, Classifier model, UpdateData data)
      throws IOException {
    float[][] logits = model.logits(data.test().examples());
    List<PredictionRow> rows = PredictionReader.readAll(file);
    try (BufferAllocator allocator = new RootAllocator();
        PredictionReader reader = PredictionReader.open(allocator, file)) {
      assertThat(reader.layout().sliceColumns()).isEqualTo(data.test().sliceColumns());
      assertThat(reader.layout().classNames()).isEqualTo(model.classes());
    }
    assertThat(rows).hasSize(logits.length);
    for (int i = 0; i < logits.length; i++) {
      PredictionRow row = rows.get(i);
      int label = data.test().examples().label(i);
      assertThat(row.exampleId()).isEqualTo(data.test().ids().get(i));
      assertThat(row.label()).isEqualTo(data.test().examples().classes().get(label));
      assertThat(row.logits()).isEqualTo(logits[i]);
      assertThat(row.slices())
          .isEqualTo(data.test().slices().get(i).stream().map(Optional::orElseThrow).toList());
    }
  }
}

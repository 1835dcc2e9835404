package org.flipcheck.train.run;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.flipcheck.mend.Mended;
import org.flipcheck.mend.TrainableModels;
import org.flipcheck.mend.TrainedCandidate;
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

  @Test
  void anUpdateOfATableSeesItAsTheFirstModelDid() throws IOException {
    first(config("first.yaml", tableData("v1", THREE), STUDENT, PLAN), "v1");
    Path config =
        config(
            "update.yaml",
            tableData("v2", FOUR),
            "old: {model: v1/model}\n",
            STUDENT,
            PLAN,
            METHODS);
    mend(config, "out");

    UpdateData before = TrainConfig.read(folder.resolve("first.yaml")).data().read();
    UpdateData anew = TrainConfig.read(config).data().read();
    UpdateData kept = TrainConfig.read(config).data().read(before.inputs());
    assertThat(anew.inputs()).isNotEqualTo(before.inputs());
    assertThat(kept.inputs()).isEqualTo(before.inputs());
    Path old = folder.resolve("v1/model");
    try (Classifier model = ModelFolder.read(old, Optional.empty(), kept.inputs())) {
      assertLogits(folder.resolve("out/predictions/old.arrow"), model, kept);
    }
  }

  @Test
  void torchScriptModelsAreOldOnesAndStudents() throws IOException {
    Path old = script("mlp.pt");
    script("mlp-dropout.pt");
    Path config =
        config(
            "update.yaml",
            tableData("v", FOUR),
            "old: {model: mlp.pt}\n",
            "student: {model: mlp-dropout.pt}\n",
            PLAN,
            METHODS);
    Mended mended = mend(config, "out");
    Path out = folder.resolve("out");

    assertThat(mended.result().outcome()).as("%s", said).isEqualTo(Outcome.MENDED);
    assertThat(out.resolve("model/model.pt")).exists();
    theModelSays(out, "mended", config);
    UpdateData data = TrainConfig.read(config).data().read();
    try (Classifier model = ModelFolder.read(old, Optional.of(FOUR), data.inputs())) {
      assertLogits(out.resolve("predictions/old.arrow"), model, data);
    }
  }

  @Test
  void aNewModelThatIsGivenIsNotTrained() throws IOException {
    script("mlp.pt");
    script("mlp-dropout.pt");
    Path config =
        config(
            "update.yaml",
            tableData("v", FOUR),
            "old: {model: mlp.pt}\nnew: {model: mlp-dropout.pt}\n",
            "student: {model: mlp.pt}\n",
            "plan: {epochs: 1, batch_size: 240, learning_rate: 1e-9}\n",
            METHODS);
    Mended mended = mend(config, "out");
    assertThat(mended.result().outcome()).isEqualTo(Outcome.NOT_MENDED);
    assertThat(mended.result().exitCode()).isEqualTo(1);
    assertThat(folder.resolve("out/model")).doesNotExist();
    assertThat(Files.readString(folder.resolve("out/metrics.jsonl")))
        .doesNotContain("the new model")
        .contains("PCT naive");
    try (TrainableModels models = open(config, "again")) {
      Path to = Files.createDirectories(folder.resolve("released"));
      models.write(TrainedCandidate.NEW, to);
      assertThat(to.resolve("mlp-dropout.pt"))
          .hasSameBinaryContentAs(folder.resolve("mlp-dropout.pt"));
    }
  }

  @Test
  void aRenamedClassIsTheSameClass() throws IOException {
    first(config("first.yaml", textData("v1", THREE), STUDENT, PLAN), "v1");
    textData("v2", THREE);
    for (String file : List.of("v2-train.csv", "v2-dev.csv", "v2-test.csv")) {
      Path path = folder.resolve(file);
      Files.writeString(path, Files.readString(path).replace(",cab,", ",taxi,"));
    }
    // A rate that moves nothing: the student starts, and stays, as the old model.
    mend(
        config(
            "update.yaml",
            textSection("v2"),
            "old: {model: v1/model, renamed: {cab: taxi}}\n",
            "student: {network: mlp, hidden: 8, start: old}\n",
            "plan: {epochs: 1, batch_size: 240, learning_rate: 1e-9}\n",
            "methods: [{name: pct_naive}]\n"),
        "out");
    Path predictions = folder.resolve("out/predictions/old.arrow");
    try (BufferAllocator allocator = new RootAllocator();
        PredictionReader reader = PredictionReader.open(allocator, predictions)) {
      assertThat(reader.layout().classNames()).containsExactly("air", "bus", "taxi");
    }
    JsonNode result = JSON.readTree(folder.resolve("out/result.json").toFile());
    assertThat(result.at("/overall/counts/both_right").asInt()).isGreaterThan(90);
    assertThat(result.at("/overall/counts/negative_flips").asInt()).isZero();
    assertThat(result.at("/overall/counts/positive_flips").asInt()).isZero();
  }

  @Test
  void aPolicyThatFailsOrCannotBeDecidedReleasesNothing() throws IOException {
    first(config("first.yaml", textData("v1", THREE), STUDENT, PLAN), "v1");
    String data = textData("v2", FOUR);
    Map<String, Integer> exitCodes =
        Map.of(
            "{metric: negative_flip_rate, max: 0}", 1,
            "{metric: negative_flip_rate, max: 0.05}", 3);
    for (Map.Entry<String, Integer> rule : exitCodes.entrySet()) {
      config("policy.yaml", "schema_version: 1\nrules: [" + rule.getKey() + "]\n");
      Path config =
          config(
              "update.yaml",
              data,
              "old: {model: v1/model}\npolicy: policy.yaml\n",
              STUDENT,
              PLAN,
              METHODS);
      String out = "out" + rule.getValue();
      Mended mended = mend(config, out);
      assertThat(mended.result().exitCode()).isEqualTo(rule.getValue());
      assertThat(folder.resolve(out + "/model")).doesNotExist();
      assertThat(folder.resolve(out + "/junit.xml")).exists();
    }
  }

  @Test
  void anOldModelThatIsNotInferiorIsKept() throws IOException {
    first(config("first.yaml", textData("v1", THREE), STUDENT, PLAN), "v1");
    Path config =
        config(
            "update.yaml",
            textSection("v1"),
            "old: {model: v1/model}\n",
            STUDENT,
            "plan: {epochs: 1, batch_size: 240, learning_rate: 1e-6}\n",
            METHODS);
    Mended mended = mend(config, "out");
    assertThat(mended.result().outcome()).isEqualTo(Outcome.KEEP_OLD);
    assertThat(mended.result().exitCode()).isEqualTo(1);
    assertThat(folder.resolve("out/model")).doesNotExist();
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

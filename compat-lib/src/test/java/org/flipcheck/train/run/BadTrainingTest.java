package org.flipcheck.train.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.flipcheck.mend.MendException;
import org.junit.jupiter.api.Test;

/** Models and data that do not fit together, or do not train. */
class BadTrainingTest extends TinyTraining {

  private static final String METHODS = "methods: [{name: pct_naive}]\n";

  private List<String> problems(Path config) {
    MendException refused = catchThrowableOfType(MendException.class, () -> mend(config, "out"));
    assertThat(refused).isNotNull();
    assertThat(folder.resolve("out")).doesNotExist();
    return refused.problems().stream().map(problem -> problem.replace(folder + "/", "@")).toList();
  }

  private Path update(String data, String old) throws IOException {
    return config("update.yaml", data, old, STUDENT, PLAN, METHODS);
  }

  @Test
  void aLearningRateThatDivergesIsToldWithTheModelAndTheStep() throws IOException {
    script("mlp.pt");
    Path config =
        config(
            "update.yaml",
            tableData("v", FOUR),
            "old: {model: mlp.pt}\n",
            "student: {model: mlp.pt}\n",
            "plan: {epochs: 3, batch_size: 16, optimizer: sgd, learning_rate: 1e38, schedule: constant}\n",
            METHODS);
    assertThat(problems(config))
        .containsExactly(
            "the new model: the loss is Infinity at step 7 of epoch 1, of the examples 201, 8, 164, 194, 75, 14, 4, 187 and 8 more; lower the learning rate, warm up or clip gradients; the student has no usable weights");
    assertThat(work("out")).isDirectory();
  }

  @Test
  void listsOfClassesThatAreTooShortOrTooLong() throws IOException {
    script("mlp.pt");
    String data = tableData("v", FOUR);
    Files.writeString(folder.resolve("short.txt"), "air\nbus\ncab\n");
    Files.writeString(folder.resolve("long.txt"), "air\nbus\ncab\ndam\nelk\n");
    Files.writeString(folder.resolve("twice.txt"), "air\nbus\ncab\ncab\n");
    assertThat(problems(update(data, "old: {model: mlp.pt, classes: short.txt}\n")))
        .containsExactly(
            "the old model does not fit the data: classifier 'mlp' gives 4 logits for an example and has 3 classes; give a network with one logit for each class; it is taken to have inputs of shape (3) and the classes [air, bus, cab]");
    assertThat(problems(update(data, "old: {model: mlp.pt, classes: long.txt}\n")))
        .containsExactly(
            "the old model does not fit the data: classifier 'mlp' gives 4 logits for an example and has 5 classes; give a network with one logit for each class; it is taken to have inputs of shape (3) and the classes [air, bus, cab, dam, elk]");
    assertThat(problems(update(data, "old: {model: mlp.pt, classes: twice.txt}\n")))
        .containsExactly(
            "the classes of old and data: the old classes have 'cab' more than once; each has one logit");
    assertThat(problems(update(data, "old: {model: mlp.pt, renamed: {ant: bee}}\n")))
        .containsExactly(
            "the classes of old and data: 'ant' was renamed to 'bee', but the old classes are [air, bus, cab, dam]",
            "the classes of old and data: 'ant' was renamed to 'bee', but the new classes are [air, bus, cab, dam]");
  }

  @Test
  void aModelOfOtherInputs() throws IOException {
    script("tied.pt");
    assertThat(problems(update(tableData("v", FOUR), "old: {model: tied.pt}\n")))
        .containsExactly(
            "the old model does not fit the data: RuntimeError: mat1 and mat2 shapes cannot be multiplied (1x3 and 4x4); it is taken to have inputs of shape (3) and the classes [air, bus, cab, dam]");
  }

  @Test
  void aPickleIsNotLoaded() throws IOException {
    String data = tableData("v", FOUR);
    try (OutputStream out = Files.newOutputStream(folder.resolve("zip.pt"));
        ZipOutputStream zip = new ZipOutputStream(out)) {
      for (String name : List.of("archive/data.pkl", "archive/data/0", "archive/version")) {
        zip.putNextEntry(new ZipEntry(name));
        zip.write(new byte[] {(byte) 0x80, 2, '}', '.'});
        zip.closeEntry();
      }
    }
    Files.write(
        folder.resolve("legacy.pt"),
        "\u0080\u0002\u008a\nl\u00fc\u009cF\u00f9 j\u00a8P\u0019.\u0080\u0002M\u00e9\u0003."
            .getBytes(StandardCharsets.ISO_8859_1));
    Files.write(folder.resolve("empty.pt"), new byte[0]);
    for (String name : List.of("zip.pt", "legacy.pt", "empty.pt")) {
      assertThat(problems(update(data, "old: {model: %s}\n".formatted(name))))
          .containsExactly(
              "@%s: is no TorchScript file; a model or weights that torch.save wrote are a pickle, which could run any code: convert it in PyTorch by torch.jit.trace(model, example).save('model.pt')"
                  .formatted(name));
    }
  }

  @Test
  void aFolderThatIsNoModelOrReadsOtherInputs() throws IOException {
    first(config("first.yaml", textData("v", THREE), STUDENT, PLAN), "v1");
    Files.createDirectories(folder.resolve("none"));
    assertThat(problems(update(textSection("v"), "old: {model: none}\n")))
        .containsExactly(
            "@none: is no model of flipcheck train: @none/model.json is missing; give the folder model/ of a result");
    String other = textSection("v").replace("words: 1", "words: 2");
    assertThat(problems(update(other, "old: {model: v1/model}\n")))
        .containsExactly(
            "@v1/model: reads inputs in another way than data says: {\"kind\":\"text\",\"column\":\"text\",\"dimensions\":64,\"words\":1,\"letters\":[1,0]}, not {\"kind\":\"text\",\"column\":\"text\",\"dimensions\":64,\"words\":2,\"letters\":[1,0]}; describe the data as it was for that model");
    Path config =
        config(
            "update.yaml",
            textSection("v"),
            "old: {model: v1/model}\n",
            "student: {network: mlp, hidden: 9, start: old}\n",
            PLAN,
            METHODS);
    assertThat(problems(config))
        .containsExactly(
            "the student cannot start from the old model: weights are only taken over into the same architecture, but 02Linear_weight has the shape (9, 64), not (8, 64); 02Linear_bias has the shape (9), not (8); 05Linear_weight has the shape (3, 9), not (3, 8)");
    Files.writeString(folder.resolve("v1/model/model.json"), "{");
    assertThat(problems(update(textSection("v"), "old: {model: v1/model}\n")))
        .containsExactly(
            "@v1/model/model.json: is damaged: it is no JSON from line 1 on; train that model again");
  }

  @Test
  void examplesThatChooseDoNotConfirm() throws IOException {
    String data = textData("v", THREE).replace("  id: id\n", "");
    Files.copy(
        folder.resolve("v-dev.csv"),
        folder.resolve("v-test.csv"),
        StandardCopyOption.REPLACE_EXISTING);
    assertThat(problems(config("first.yaml", data, STUDENT, PLAN)))
        .containsExactly(
            "120 examples are both in dev and in test, such as a602aeb811a6d86c, c9c608191253c910, 9dcf5d6e9813fb67: what chooses a model cannot confirm it; take them out of one, or, where they are other examples, give each an id of its own");
  }
}

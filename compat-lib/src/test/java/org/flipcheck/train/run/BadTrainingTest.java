package org.flipcheck.train.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
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
            "plan: {epochs: 3, batch_size: 16, optimizer: sgd, learning_rate: 1e30, schedule: constant}\n",
            METHODS);
    assertThat(problems(config)).containsExactly("?");
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
        .containsExactly("?");
    assertThat(problems(update(data, "old: {model: mlp.pt, classes: long.txt}\n")))
        .containsExactly("?");
    assertThat(problems(update(data, "old: {model: mlp.pt, classes: twice.txt}\n")))
        .containsExactly("?");
    assertThat(problems(update(data, "old: {model: mlp.pt, renamed: {ant: bee}}\n")))
        .containsExactly("?");
  }

  @Test
  void aModelOfOtherInputs() throws IOException {
    script("tied.pt");
    assertThat(problems(update(tableData("v", FOUR), "old: {model: tied.pt}\n")))
        .containsExactly("?");
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
    assertThat(problems(update(textSection("v"), "old: {model: none}\n"))).containsExactly("?");
    String other = textSection("v").replace("words: 1", "words: 2");
    assertThat(problems(update(other, "old: {model: v1/model}\n"))).containsExactly("?");
    Path config =
        config(
            "update.yaml",
            textSection("v"),
            "old: {model: v1/model}\n",
            "student: {network: mlp, hidden: 9, start: old}\n",
            PLAN,
            METHODS);
    assertThat(problems(config)).containsExactly("?");
    Files.writeString(folder.resolve("v1/model/model.json"), "{");
    assertThat(problems(update(textSection("v"), "old: {model: v1/model}\n"))).containsExactly("?");
  }

  @Test
  void examplesThatChooseDoNotConfirm() throws IOException {
    String data = textData("v", THREE).replace("  id: id\n", "");
    Files.copy(
        folder.resolve("v-dev.csv"),
        folder.resolve("v-test.csv"),
        java.nio.file.StandardCopyOption.REPLACE_EXISTING);
    assertThat(problems(config("first.yaml", data, STUDENT, PLAN))).containsExactly("?");
  }
}

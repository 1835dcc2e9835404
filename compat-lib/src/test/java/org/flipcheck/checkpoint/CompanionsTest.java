package org.flipcheck.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a result gets beside its weights. */
class CompanionsTest {

  @TempDir private Path folder;

  @BeforeEach
  void writeModels() throws IOException {
    for (String name : new String[] {"old", "new"}) {
      Files.createDirectories(folder.resolve(name));
      new TensorFile().f32("w", 1).write(folder.resolve(name).resolve("m-1.safetensors"));
      file(
          name + "/model.safetensors.index.json", "{\"weight_map\": {\"w\": \"m-1.safetensors\"}}");
    }
  }

  private void file(String name, String content) throws IOException {
    Files.writeString(folder.resolve(name), content);
  }

  private InterpolationReport run(Output.Existing existing) throws IOException {
    return new Interpolator(
            Interpolation.bcwi(folder.resolve("old"), folder.resolve("new"), 0.5),
            new Output(folder.resolve("out"), existing),
            1,
            "1.2.3",
            (done, total) -> {})
        .run();
  }

  @Test
  void smallFilesAreCopiedAndTheOthersNamed() throws IOException {
    file("old/config.json", "old");
    file("new/config.json", "new");
    file("new/modeling_x.py", "code");
    file("new/LICENSE", "terms");
    file("new/.gitattributes", "");
    file("new/README.md", "");
    file("new/eval_results.json", "");
    file("new/pytorch_model.bin", "");
    file("new/pytorch_model.bin.index.json", "");
    file("new/rng_state.PTH", "");
    file("new/other.safetensors", "");
    Files.createDirectories(folder.resolve("new/runs"));
    Files.createSymbolicLink(folder.resolve("new/vocab.txt"), folder.resolve("old/config.json"));
    try (RandomAccessFile large =
        new RandomAccessFile(folder.resolve("new/cache.db").toFile(), "rw")) {
      large.setLength((64 << 20) + 1);
    }

    InterpolationReport report = run(Output.Existing.REFUSE);

    assertThat(report.companions())
        .containsExactly("LICENSE", "config.json", "modeling_x.py", "vocab.txt");
    assertThat(report.notCopied())
        .isEqualTo(
            Map.of(
                ".gitattributes", "hidden",
                "README.md", "tells of the new model",
                "cache.db", "more than 64 MiB",
                "eval_results.json", "tells of the new model",
                "other.safetensors", "weights or an archive",
                "pytorch_model.bin", "weights or an archive",
                "pytorch_model.bin.index.json", "weights or an archive",
                "rng_state.PTH", "weights or an archive",
                "runs", "a folder"));
    assertThat(folder.resolve("out/config.json")).hasContent("new");
    assertThat(folder.resolve("out/vocab.txt")).hasContent("old").isRegularFile();
    assertThat(Files.isSymbolicLink(folder.resolve("out/vocab.txt"))).isFalse();
  }

  @Test
  void anEarlierResultIsReplacedWithItsCompanions() throws IOException {
    file("new/config.json", "first");
    run(Output.Existing.REFUSE);
    file("new/config.json", "second");

    run(Output.Existing.REPLACE);

    assertThat(folder.resolve("out/config.json")).hasContent("second");
    Files.delete(folder.resolve("new/config.json"));
    assertThatThrownBy(() -> run(Output.Existing.REPLACE))
        .hasMessage(
            folder.resolve("out")
                + " has more than a checkpoint in it, which an overwrite would lose: config.json; choose another folder");
  }
}

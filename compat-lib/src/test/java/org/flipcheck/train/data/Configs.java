package org.flipcheck.train.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.flipcheck.report.YamlNode;
import org.flipcheck.report.YamlTree;
import org.flipcheck.train.LabelledExamples;

/** Configurations in a folder of files, and what comes of them. */
final class Configs {

  private Configs() {}

  static Path write(Path file, String text) {
    try {
      return Files.writeString(file, text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Reads a configuration that is right. */
  static DataConfig config(Path folder, String data) {
    YamlTree tree = YamlTree.parse("train.yaml", data);
    Optional<DataConfig> config = DataConfig.of(node(tree), folder);
    assertThat(tree.problems()).isEmpty();
    return config.orElseThrow();
  }

  /** Reads data that is right. */
  static UpdateData read(Path folder, String data) {
    try {
      return config(folder, data).read();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What is wrong with a configuration; no configuration comes of it. */
  static List<String> problems(String data) {
    YamlTree tree = YamlTree.parse("train.yaml", data);
    assertThat(DataConfig.of(node(tree), Path.of("/data"))).isEmpty();
    return tree.problems();
  }

  /** What is wrong with data, with the folder left out. */
  static List<String> refused(Path folder, String data) {
    DataConfig config = config(folder, data);
    DataException thrown = catchThrowableOfType(DataException.class, config::read);
    assertThat(thrown).as("the data is refused").isNotNull();
    return thrown.problems().stream().map(problem -> problem.replace(folder + "/", "")).toList();
  }

  private static YamlNode node(YamlTree tree) {
    return tree.root().orElseThrow().map("the configuration").get("data");
  }

  static List<Integer> labels(Dataset data) {
    return IntStream.range(0, data.examples().size()).mapToObj(data.examples()::label).toList();
  }

  /** All inputs, example after example. */
  static float[] inputs(Dataset data) {
    LabelledExamples examples = data.examples();
    try (NDManager manager = NDManager.newBaseManager()) {
      NDArray inputs = examples.inputs(manager, IntStream.range(0, examples.size()).toArray());
      assertThat(inputs.getShape().slice(1)).isEqualTo(examples.inputShape());
      return inputs.toFloatArray();
    }
  }
}

package org.flipcheck.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.io.TempDir;

/** Two adapters of one base model, and what it takes to mix them. */
abstract class AdapterMixing {

  static final String Q = "layers.0.q_proj";
  static final String V = "layers.0.v_proj";

  @TempDir Path folder;

  final Random random = new Random(11);

  Path path(String name) {
    return folder.resolve(name);
  }

  InterpolationReport run(Interpolation interpolation) throws IOException {
    Output output = new Output(path("out"), Output.Existing.REFUSE);
    return new Interpolator(interpolation, output, 2, "1.2.3", (done, total) -> {}).run();
  }

  Interpolation adapters(double oldWeight, AdapterBase base, Path... soup) {
    return new Interpolation(
        path("old"),
        path("new"),
        List.of(soup),
        Optional.empty(),
        Optional.empty(),
        new OldWeights(oldWeight, List.of()),
        OutputRows.NONE,
        base);
  }

  InterpolationReport run(double oldWeight) throws IOException {
    return run(adapters(oldWeight, AdapterBase.NONE));
  }

  InterpolationReport merge(double oldWeight) throws IOException {
    return run(
        adapters(
            oldWeight, new AdapterBase(Optional.of(path("base")), AdapterBase.Agreement.BY_NAME)));
  }

  List<String> refusal(Interpolation interpolation) throws IOException {
    CheckpointException refused =
        catchThrowableOfType(CheckpointException.class, () -> run(interpolation));
    assertThat(refused).as("refused").isNotNull();
    assertThat(path("out")).doesNotExist();
    return refused.problems().stream().map(text -> text.replace(folder + "/", "@")).toList();
  }

  float[] factor(String module, String which) {
    return TensorFile.readF32(
        path("out"), "base_model.model.%s.lora_%s.weight".formatted(module, which));
  }

  JsonNode config() throws IOException {
    return new ObjectMapper().readTree(path("out").resolve("adapter_config.json").toFile());
  }

  /** B&middot;A, with B of {@code rank} columns. */
  static double[] product(float[] b, float[] a, int rank) {
    int outputs = b.length / rank;
    int inputs = a.length / rank;
    double[] product = new double[outputs * inputs];
    for (int o = 0; o < outputs; o++) {
      for (int i = 0; i < inputs; i++) {
        for (int k = 0; k < rank; k++) {
          product[o * inputs + i] += (double) b[o * rank + k] * a[k * inputs + i];
        }
      }
    }
    return product;
  }

  float[] floats(int count) {
    float[] floats = new float[count];
    for (int i = 0; i < count; i++) {
      floats[i] = (float) random.nextGaussian();
    }
    return floats;
  }
}

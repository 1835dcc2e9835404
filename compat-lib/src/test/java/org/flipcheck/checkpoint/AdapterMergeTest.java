package org.flipcheck.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Adapters whose mixture is merged into their base model. */
class AdapterMergeTest extends AdapterMixing {

  @Test
  void mergedIntoTheBase() throws IOException {
    float[] weight = floats(29 * 37);
    float[] oldA = floats(4 * 37);
    float[] oldB = floats(29 * 4);
    float[] newA = floats(6 * 37);
    float[] newB = floats(29 * 6);
    new AdapterFolder(4, 8)
        .factors(Q, 4, oldA, oldB)
        .tensor("classifier.modules_to_save.weight", new long[] {1}, 4)
        .write(path("old"));
    new AdapterFolder(6, 3)
        .factors(Q, 6, newA, newB)
        .tensor("classifier.weight", new long[] {1}, 8)
        .write(path("new"));
    Files.createDirectories(path("base"));
    new TensorFile()
        .f32("norm.weight", 1, 2, 3)
        .i64("positions", 0, 1, 2)
        .f32(Q + ".weight", new long[] {29, 37}, weight)
        .write(path("base").resolve("model.safetensors"));
    Files.writeString(path("base").resolve("config.json"), "{}");

    InterpolationReport report = merge(0.3);

    assertThat(report.companions()).containsExactly("config.json");
    assertThat(report.onlyNew()).isEmpty();
    assertThat(TensorFile.readF32(path("out"), "norm.weight")).containsExactly(1, 2, 3);
    assertThat(TensorFile.readI64(path("out"), "positions")).containsExactly(0, 1, 2);
    assertThat(TensorFile.readF32(path("out"), "classifier.weight"))
        .containsExactly((float) (0.3 * 4 + 0.7 * 8));
    double[] ofOld = product(oldB, oldA, 4);
    double[] ofNew = product(newB, newA, 6);
    float[] merged = TensorFile.readF32(path("out"), Q + ".weight");
    for (int i = 0; i < weight.length; i++) {
      double exact = weight[i] + 0.3 * 2 * ofOld[i] + 0.7 * 0.5 * ofNew[i];
      assertThat((double) merged[i]).isCloseTo(exact, within(Math.ulp((float) exact) * 0.51));
    }
  }

  /** By hand: the change of a weight that is stored with its inputs first is B A turned over. */
  @Test
  void mergedIntoWeightsWithTheirInputsFirst() throws IOException {
    for (String name : List.of("old", "new")) {
      new AdapterFolder(1, 1)
          .set("fan_in_fan_out", "true")
          .factors(Q, 1, new float[] {1, 2, 3}, new float[] {10, 20})
          .tensor("embed.lora_embedding_A", new long[] {1, 3}, 1, 2, 3)
          .tensor("embed.lora_embedding_B", new long[] {2, 1}, 10, 20)
          .write(path(name));
    }
    new TensorFile()
        .f32(Q + ".weight", new long[] {3, 2}, 1, 1, 1, 1, 1, 1)
        .f32("embed.weight", new long[] {3, 2}, 2, 2, 2, 2, 2, 2)
        .write(path("base"));

    merge(0.5);

    assertThat(TensorFile.readF32(path("out"), Q + ".weight"))
        .containsExactly(11, 21, 21, 41, 31, 61);
    assertThat(TensorFile.readF32(path("out"), "embed.weight"))
        .containsExactly(12, 22, 22, 42, 32, 62);
  }

  @Test
  void mergedIntoConvolutionsAndShards() throws IOException {
    for (String name : List.of("old", "new")) {
      new AdapterFolder(2, 2)
          .tensor("conv.lora_A.weight", new long[] {2, 1, 1, 2}, 1, 2, 3, 4)
          .tensor("conv.lora_B.weight", new long[] {2, 2, 1, 1}, 1, 0, 1, 1)
          .tensor("head.weight", new long[] {1}, 5)
          .write(path(name));
    }
    Files.createDirectories(path("base"));
    new TensorFile()
        .f32("conv.weight", new long[] {2, 1, 1, 2}, 0, 0, 0, 0)
        .write(path("base").resolve("m-1.safetensors"));
    new TensorFile().f32("norm", 1).write(path("base").resolve("m-2.safetensors"));
    Files.writeString(
        path("base").resolve("model.safetensors.index.json"),
        "{\"weight_map\": {\"conv.weight\": \"m-1.safetensors\", \"norm\": \"m-2.safetensors\"}}");

    merge(0.5);

    assertThat(TensorFile.readF32(path("out"), "conv.weight")).containsExactly(1, 2, 4, 6);
    assertThat(TensorFile.readF32(path("out"), "head.weight")).containsExactly(5);
    assertThat(path("out").resolve("m-2.safetensors")).exists();
  }
}

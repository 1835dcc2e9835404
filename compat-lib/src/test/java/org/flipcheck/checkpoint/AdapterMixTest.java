package org.flipcheck.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import org.flipcheck.text.Glob;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Mixtures of LoRA adapters, held against sums of products. */
class AdapterMixTest {

  private static final String Q = "layers.0.q_proj";
  private static final String V = "layers.0.v_proj";

  @TempDir private Path folder;

  private final Random random = new Random(11);

  private Path path(String name) {
    return folder.resolve(name);
  }

  private InterpolationReport run(Interpolation interpolation) throws IOException {
    Output output = new Output(path("out"), Output.Existing.REFUSE);
    return new Interpolator(interpolation, output, 2, "1.2.3", (done, total) -> {}).run();
  }

  private Interpolation adapters(double oldWeight, AdapterBase base, Path... soup) {
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

  private InterpolationReport run(double oldWeight) throws IOException {
    return run(adapters(oldWeight, AdapterBase.NONE));
  }

  private InterpolationReport merge(double oldWeight) throws IOException {
    return run(
        adapters(
            oldWeight, new AdapterBase(Optional.of(path("base")), AdapterBase.Agreement.BY_NAME)));
  }

  private List<String> refusal(Interpolation interpolation) throws IOException {
    CheckpointException refused =
        catchThrowableOfType(CheckpointException.class, () -> run(interpolation));
    assertThat(refused).as("refused").isNotNull();
    assertThat(path("out")).doesNotExist();
    return refused.problems().stream().map(text -> text.replace(folder + "/", "@")).toList();
  }

  private float[] factor(String module, String which) {
    return TensorFile.readF32(
        path("out"), "base_model.model.%s.lora_%s.weight".formatted(module, which));
  }

  private JsonNode config() throws IOException {
    return new ObjectMapper().readTree(path("out").resolve("adapter_config.json").toFile());
  }

  /** B&middot;A, with B of {@code rank} columns. */
  private static double[] product(float[] b, float[] a, int rank) {
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

  private float[] floats(int count) {
    float[] floats = new float[count];
    for (int i = 0; i < count; i++) {
      floats[i] = (float) random.nextGaussian();
    }
    return floats;
  }

  /** By hand: 0.25 of 2 B A of the old adapter, 0.75 of 4 B A of the new one. */
  @Test
  void factorsStandBesideEachOther() throws IOException {
    new AdapterFolder(1, 2)
        .factors(Q, 1, new float[] {1, 2}, new float[] {3, 4})
        .write(path("old"));
    new AdapterFolder(2, 8)
        .factors(Q, 2, new float[] {5, 6, 7, 8}, new float[] {1, 2, 3, 4})
        .write(path("new"));

    InterpolationReport report = run(0.25);

    assertThat(factor(Q, "A")).containsExactly(1, 2, 5, 6, 7, 8);
    assertThat(factor(Q, "B")).containsExactly(1.5f, 3, 6, 2, 9, 12);
    assertThat(config().get("r").asInt()).isEqualTo(3);
    assertThat(config().get("lora_alpha").asInt()).isEqualTo(3);
    assertThat(report.tensors()).isEqualTo(2);
    assertThat(report.mixed()).isEqualTo(2);
    assertThat(report.oneSided()).isEmpty();
  }

  @Test
  void theProductIsTheMeanOfTheProducts() throws IOException {
    float[] oldA = floats(4 * 37);
    float[] oldB = floats(29 * 4);
    float[] newA = floats(9 * 37);
    float[] newB = floats(29 * 9);
    float[] moreA = floats(2 * 37);
    float[] moreB = floats(29 * 2);
    new AdapterFolder(4, 16).set("use_rslora", "true").factors(Q, 4, oldA, oldB).write(path("old"));
    new AdapterFolder(8, 16)
        .set("rank_pattern", "{\"layers.9.q_proj\": 3, \"q_p.*\": 9, \"q_proj\": 4}")
        .set("alpha_pattern", "{\"0.q_proj\": 27}")
        .factors(Q, 9, newA, newB)
        .write(path("new"));
    new AdapterFolder(2, 1).factors(Q, 2, moreA, moreB).write(path("more"));

    assertThat(run(adapters(0.3, AdapterBase.NONE, path("more"))).method()).isEqualTo("SoupBCWI");

    double[] mixed = product(factor(Q, "B"), factor(Q, "A"), 15);
    double[] ofOld = product(oldB, oldA, 4);
    double[] ofNew = product(newB, newA, 9);
    double[] ofMore = product(moreB, moreA, 2);
    for (int i = 0; i < mixed.length; i++) {
      double expected = 0.3 * 8 * ofOld[i] + 0.35 * 3 * ofNew[i] + 0.35 * 0.5 * ofMore[i];
      assertThat(mixed[i]).isCloseTo(expected, within(2e-5));
    }
  }

  @Test
  void aModuleOfOneSideGetsNothingFromTheOther() throws IOException {
    new AdapterFolder(1, 1)
        .factors(Q, 1, new float[] {1, 1}, new float[] {8})
        .factors(V, 1, new float[] {2, 2}, new float[] {4})
        .write(path("old"));
    new AdapterFolder(1, 1)
        .set("target_modules", "[\"q_proj\", \"k_proj\"]")
        .factors(Q, 1, new float[] {3, 3}, new float[] {16})
        .write(path("new"));

    InterpolationReport report = run(0.25);

    assertThat(report.oneSided()).isEqualTo(Map.of(V, "old"));
    assertThat(factor(Q, "A")).containsExactly(1, 1, 3, 3);
    assertThat(factor(Q, "B")).containsExactly(2, 12);
    // Zeros up to the common rank.
    assertThat(factor(V, "A")).containsExactly(2, 2, 0, 0);
    assertThat(factor(V, "B")).containsExactly(1, 0);
    assertThat(config().get("target_modules").toString()).isEqualTo("[\"k_proj\",\"q_proj\"]");
  }

  @ParameterizedTest
  @CsvSource({"0, 12", "1, 8"})
  void atTheEndsThereIsOneAdapter(double weight, float expected) throws IOException {
    new AdapterFolder(1, 1).factors(Q, 1, new float[] {1}, new float[] {8}).write(path("old"));
    new AdapterFolder(1, 2).factors(Q, 1, new float[] {3}, new float[] {6}).write(path("new"));

    run(weight);

    assertThat(factor(Q, "B")).containsExactly(expected);
    assertThat(config().get("r").asInt()).isEqualTo(1);
  }

  @Test
  void theConfigurationIsTheNewAdaptersWithAScaleOfOne() throws IOException {
    new AdapterFolder(1, 1).factors(Q, 1, new float[] {1}, new float[] {1}).write(path("old"));
    new AdapterFolder(1, 4)
        .set("use_rslora", "true")
        .set("alpha_pattern", "{\"q_proj\": 2}")
        .set("task_type", "\"CAUSAL_LM\"")
        .factors(Q, 1, new float[] {1}, new float[] {1})
        .write(path("new"));
    Files.writeString(path("new").resolve("tokenizer.json"), "{}");

    InterpolationReport report = run(0.5);

    assertThat(config())
        .isEqualTo(
            new ObjectMapper()
                .readTree(
                    """
                    {"peft_type": "LORA", "base_model_name_or_path": "org/base", "r": 2,
                     "lora_alpha": 2, "target_modules": ["q_proj"], "bias": "none",
                     "lora_dropout": 0.1, "use_rslora": false, "alpha_pattern": {},
                     "task_type": "CAUSAL_LM", "rank_pattern": {}}
                    """));
    assertThat(report.companions()).containsExactly("tokenizer.json");
    assertThat(report.provenance())
        .containsKeys("flipcheck.old_config", "flipcheck.new_config", "flipcheck.old");
    try (Stream<Path> files = Files.list(path("out"))) {
      assertThat(files.map(file -> file.getFileName().toString()))
          .containsExactlyInAnyOrder(
              "adapter_config.json", "adapter_model.safetensors", "tokenizer.json");
    }
  }

  @Test
  void whatIsKeptWholeIsMixedAsInModels() throws IOException {
    for (String name : List.of("old", "new")) {
      float value = name.equals("old") ? 4 : 8;
      new AdapterFolder(1, 1)
          .set("modules_to_save", "[\"classifier\"]")
          .factors(Q, 1, new float[] {1, 1}, new float[] {value})
          .tensor("classifier.weight", new long[] {1, 2}, value, -value)
          .write(path(name));
    }

    run(0.25);

    assertThat(TensorFile.readF32(path("out"), "base_model.model.classifier.weight"))
        .containsExactly(7, -7);
  }

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

  @Test
  void namesMayHaveWeightsOfTheirOwn() throws IOException {
    for (String name : List.of("old", "new")) {
      float value = name.equals("old") ? 8 : 0;
      new AdapterFolder(1, 1)
          .factors(Q, 1, new float[] {1}, new float[] {value})
          .factors(V, 1, new float[] {1}, new float[] {value})
          .write(path(name));
    }
    Interpolation plain = adapters(0.5, AdapterBase.NONE);

    run(
        new Interpolation(
            plain.old(),
            plain.now(),
            plain.soup(),
            plain.oldFisher(),
            plain.newFisher(),
            new OldWeights(0.5, List.of(new OldWeights.Named(new Glob("*v_proj*"), 0.25))),
            plain.rows(),
            plain.base()));

    assertThat(factor(Q, "B")).containsExactly(4, 0);
    assertThat(factor(V, "B")).containsExactly(2, 0);
  }

  @Test
  void adaptersOfOtherModelsAreRefusedUnlessTold() throws IOException {
    new AdapterFolder(1, 1).factors(Q, 1, new float[] {1}, new float[] {1}).write(path("old"));
    new AdapterFolder(1, 1)
        .set("base_model_name_or_path", "null")
        .factors(Q, 1, new float[] {1}, new float[] {1})
        .write(path("new"));

    assertThat(refusal(adapters(0.5, AdapterBase.NONE)))
        .containsExactly(
            "@old/adapter_config.json is for the base model org/base and @new/adapter_config.json for (not named); only adapters of one model can be mixed; if it is one and the same, say so");

    run(adapters(0.5, new AdapterBase(Optional.empty(), AdapterBase.Agreement.TOLD)));
    assertThat(factor(Q, "B")).containsExactly(0.5f, 0.5f);
  }

  @Test
  void everyDifferenceIsToldAtOnce() throws IOException {
    new AdapterFolder(1, 1)
        .factors(Q, 1, new float[] {1, 1}, new float[] {1})
        .tensor("head.weight", new long[] {1}, 1)
        .tensor("head.bias", new long[] {1}, 1)
        .write(path("old"));
    new AdapterFolder(1, 1)
        .set("fan_in_fan_out", "true")
        .factors(Q, 1, new float[] {1}, new float[] {1})
        .tensor("head.weight", new long[] {2}, 1, 1)
        .write(path("new"));

    assertThat(refusal(adapters(2, AdapterBase.NONE)))
        .containsExactly(
            "the weight of the old model is 2.0; it is between 0 (only the new model) and 1 (only the old one)",
            "@old/adapter_config.json and @new/adapter_config.json differ in fan_in_fan_out; adapters of one model have the same",
            "module layers.0.q_proj has factors F32 [1, 2] and F32 [1, 1] in @old/adapter_model.safetensors and F32 [1, 1] and F32 [1, 1] in @new/adapter_model.safetensors; they may differ in their rank alone",
            "tensor head.bias is kept whole in @old, but not in @new; without the base model's nothing can be averaged: merge the adapters into their models first",
            "tensor head.weight is F32 [1] in @old/adapter_model.safetensors and F32 [2] in @new/adapter_model.safetensors; both must be alike");
  }

  @Test
  void aBaseThatDoesNotFitIsRefused() throws IOException {
    for (String name : List.of("old", "new")) {
      new AdapterFolder(1, 1)
          .factors(Q, 1, new float[] {1, 1}, new float[] {1})
          .factors(V, 1, new float[] {1, 1}, new float[] {1})
          .write(path(name));
    }
    new TensorFile().f32(Q + ".weight", new long[] {2, 1}, 1, 1).write(path("base"));

    assertThat(
            refusal(
                adapters(
                    0.5,
                    new AdapterBase(Optional.of(path("base")), AdapterBase.Agreement.BY_NAME))))
        .containsExactly(
            "the adapters change layers.0.q_proj.weight by a matrix of the shape [1, 2], but in @base it has [2, 1]; is it their base model?",
            "the adapters change layers.0.v_proj.weight, which @base does not have; is it their base model?");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "use_dora | true | @new/adapter_config.json has use_dora: DoRA, whose magnitudes are not linear in the weights; merge each adapter into its model first, as merge_and_unload() of peft does, and interpolate the models",
        "layer_replication | [[0, 2]] | @new/adapter_config.json has layer_replication: layers that occur several times; merge each adapter into its model first, as merge_and_unload() of peft does, and interpolate the models",
        "peft_type | \"LOHA\" | @new/adapter_config.json is of the type LOHA; only LoRA adapters can be mixed: merge each adapter into its model first, as merge_and_unload() of peft does, and interpolate the models",
        "init_lora_weights | \"pissa\" | @new/adapter_config.json has init_lora_weights = pissa, which changes the base model; merge each adapter into its model first, as merge_and_unload() of peft does, and interpolate the models",
        "r | 0 | @new/adapter_config.json has the rank r = 0; it is a whole number of at least 1",
        "r | 2 | module layers.0.q_proj of @new/adapter_model.safetensors has factors of rank 1, but by @new/adapter_config.json it is 2; is it the adapter's configuration?",
        "lora_alpha | \"x\" | @new/adapter_config.json has lora_alpha = \"x\"; it is a number",
        "alpha_pattern | {\"(\": 1} | @new/adapter_config.json has under alpha_pattern the entry '(': 1; it is a regular expression and a number",
        "rank_pattern | [1] | @new/adapter_config.json has a rank_pattern that is no object",
      })
  void whatIsMoreThanTwoFactorsIsRefused(String key, String value, String message)
      throws IOException {
    for (String name : List.of("old", "new")) {
      AdapterFolder adapter = new AdapterFolder(1, 1).set("lora_bias", "false");
      if (name.equals("new")) {
        adapter.set(key, value);
      }
      adapter.factors(Q, 1, new float[] {1}, new float[] {1}).write(path(name));
    }

    assertThat(refusal(adapters(0.5, AdapterBase.NONE))).containsExactly(message);
  }

  @Test
  void brokenAdaptersAreAllNamed() throws IOException {
    new AdapterFolder(1, 1)
        .tensor("a.lora_A.weight", new long[] {1, 2}, 1, 2)
        .tensor("b.lora_magnitude_vector", new long[] {1}, 1)
        .tensor("c.lora_A.weight", new long[] {2, 1}, 1, 2)
        .tensor("c.lora_B.weight", new long[] {1, 1}, 1)
        .write(path("old"));
    new AdapterFolder(1, 1).factors(Q, 1, new float[] {1}, new float[] {1}).write(path("new"));
    Files.delete(path("new").resolve("adapter_config.json"));

    assertThat(refusal(adapters(0.5, AdapterBase.NONE)))
        .containsExactly(
            "tensor base_model.model.b.lora_magnitude_vector of @old/adapter_model.safetensors is no factor that is known; merge the adapter into its model, as merge_and_unload() of peft does",
            "module a of @old/adapter_model.safetensors has only one of its two factors; write the adapter again",
            "module c of @old/adapter_model.safetensors has factors of F32 [2, 1] and F32 [1, 1], which have no product; write the adapter again",
            "@new/adapter_config.json is missing: without it nobody knows what the factors of @new/adapter_model.safetensors are multiplied by");

    Files.writeString(path("new").resolve("adapter_config.json"), "{\"r\": 1, \"r\": 2}");
    assertThat(refusal(adapters(0.5, AdapterBase.NONE)).get(3))
        .startsWith("@new/adapter_config.json cannot be read: Duplicate field 'r'");
  }

  @Test
  void anAdapterAndAModelHaveNoMean() throws IOException {
    new AdapterFolder(1, 1).factors(Q, 1, new float[] {1}, new float[] {1}).write(path("old"));
    new TensorFile().f32("w", 1).write(path("new"));

    assertThat(
            refusal(
                adapters(
                    0.5, new AdapterBase(Optional.of(path("new")), AdapterBase.Agreement.BY_NAME))))
        .containsExactly(
            "@old is a LoRA adapter, but @new is not; merge the adapter into its model first",
            "a base model is for LoRA adapters, and @new is none; leave it out");
  }

  @Test
  void whatIsNotFiniteOrBecomesSoIsRefused() throws IOException {
    new AdapterFolder(1, 1)
        .factors(Q, 1, new float[] {1, Float.NaN}, new float[] {1})
        .write(path("old"));
    new AdapterFolder(1, 1).factors(Q, 1, new float[] {1, 1}, new float[] {1}).write(path("new"));
    new TensorFile().f32(Q + ".weight", new long[] {1, 2}, 1, 1).write(path("base"));
    String message =
        "tensor base_model.model.layers.0.q_proj.lora_A.weight of @old/adapter_model.safetensors at [0, 1] is NaN, and what is not a number has no mean; take a checkpoint whose weights are finite";

    assertThat(refusal(adapters(0.5, AdapterBase.NONE))).containsExactly(message);
    assertThat(
            refusal(
                adapters(
                    0.5,
                    new AdapterBase(Optional.of(path("base")), AdapterBase.Agreement.BY_NAME))))
        .containsExactly(message);

    new AdapterFolder(1, 4e38)
        .factors(Q, 1, new float[] {1, 1}, new float[] {9})
        .write(path("old"));
    assertThat(refusal(adapters(0.5, AdapterBase.NONE)))
        .containsExactly(
            "tensor base_model.model.layers.0.q_proj.lora_B.weight of @old/adapter_model.safetensors, with its scale in it, is too large for F32; is the scale right? If so, store the adapters in a wider type");
  }
}

package org.flipcheck.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Adapters that cannot be mixed. */
class AdapterRefusedTest extends AdapterMixing {

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
        "r | 0 | @new/adapter_config.json has the rank r = 0; it is a whole number of at least 1 and less than 2^31",
        "r | 2 | module layers.0.q_proj of @new/adapter_model.safetensors has factors of rank 1, but by @new/adapter_config.json it is 2; is it the adapter's configuration?",
        "lora_alpha | \"x\" | @new/adapter_config.json has lora_alpha = \"x\"; it is a number",
        "alpha_pattern | {\"(\": 1} | @new/adapter_config.json has under alpha_pattern the entry '(': 1; it is a regular expression and a number, and the former is not: Unclosed group",
        "alpha_pattern | {\"a\": \"1\"} | @new/adapter_config.json has under alpha_pattern the entry 'a': \"1\"; it is a regular expression and a number, and the latter is not",
        "rank_pattern | {\"q_proj\": 4.7} | @new/adapter_config.json has under rank_pattern the entry 'q_proj': 4.7; it is a regular expression and a whole number of at least 1 and less than 2^31, and the latter is not",
        "rank_pattern | {\"q_proj\": 0} | @new/adapter_config.json has under rank_pattern the entry 'q_proj': 0; it is a regular expression and a whole number of at least 1 and less than 2^31, and the latter is not",
        "r | 4294967297 | @new/adapter_config.json has the rank r = 4294967297; it is a whole number of at least 1 and less than 2^31",
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

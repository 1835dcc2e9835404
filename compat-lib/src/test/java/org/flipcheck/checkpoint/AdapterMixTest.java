package org.flipcheck.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.flipcheck.text.Glob;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Adapters that are mixed into an adapter. */
class AdapterMixTest extends AdapterMixing {

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
    assertThat(config().get("target_modules").toString())
        .isEqualTo("[\"layers.0.q_proj\",\"layers.0.v_proj\"]");
  }

  /** Else peft would not make the modules of the old adapter, and not load their factors. */
  @Test
  void whatLimitsTheNewAdaptersModulesDoesNotLimitTheMixtures() throws IOException {
    for (String name : List.of("old", "new", "more")) {
      AdapterFolder adapter =
          new AdapterFolder(1, 1).factors(Q, 1, new float[] {1}, new float[] {1});
      if (name.equals("new")) {
        adapter.set("layers_to_transform", "[0]");
        adapter.set("layers_pattern", "\"layers\"");
        adapter.set("exclude_modules", "[\"layers.1.q_proj\"]");
      } else {
        adapter.factors("layers.1.q_proj", 1, new float[] {1}, new float[] {1});
      }
      adapter.write(path(name));
    }

    run(adapters(0.5, AdapterBase.NONE, path("more")));

    assertThat(config().get("target_modules").toString())
        .isEqualTo("[\"layers.0.q_proj\",\"layers.1.q_proj\"]");
    assertThat(config().fieldNames())
        .toIterable()
        .doesNotContain("layers_to_transform", "layers_pattern", "exclude_modules");
  }

  /** Nothing is lost where the new adapter has all modules. */
  @Test
  void theNewAdaptersOwnTermsAreKeptWhereAllHaveTheSameModules() throws IOException {
    new AdapterFolder(1, 1).factors(Q, 1, new float[] {1}, new float[] {1}).write(path("old"));
    new AdapterFolder(1, 1)
        .set("target_modules", "\".*q_proj\"")
        .set("layers_to_transform", "[0]")
        .factors(Q, 1, new float[] {1}, new float[] {1})
        .write(path("new"));

    run(0.5);

    assertThat(config().get("target_modules").asText()).isEqualTo(".*q_proj");
    assertThat(config().get("layers_to_transform").toString()).isEqualTo("[0]");
  }

  /** Before anything is mixed, as {@code mend} does. */
  @Test
  void whetherTheyFitIsToldWithoutMixingThem() throws IOException {
    new AdapterFolder(1, 1).factors(Q, 1, new float[] {1}, new float[] {1}).write(path("old"));
    new AdapterFolder(1, 1).factors(Q, 1, new float[] {1}, new float[] {1}).write(path("new"));
    Interpolator.check(adapters(0.5, AdapterBase.NONE));

    new AdapterFolder(1, 1).factors(Q, 1, new float[] {1}, new float[] {1, 2}).write(path("new"));
    assertThatThrownBy(() -> Interpolator.check(adapters(0.5, AdapterBase.NONE)))
        .isInstanceOf(CheckpointException.class)
        .hasMessageEndingWith("they may differ in their rank alone");
    assertThat(path("out")).doesNotExist();
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
}

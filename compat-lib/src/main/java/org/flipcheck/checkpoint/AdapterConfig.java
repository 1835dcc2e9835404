package org.flipcheck.checkpoint;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The configuration of a LoRA adapter, as peft writes it: what the product of its factors is
 * multiplied by.
 *
 * <p>An adapter adds s&middot;B&middot;A to a weight, with s = {@code lora_alpha} / r (Hu et al.,
 * LoRA, 2022), or {@code lora_alpha} / &radic;r with {@code use_rslora} (Kalajdzievski, 2023).
 * {@code rank_pattern} and {@code alpha_pattern} have other values for modules whose names end as a
 * regular expression says; the first that fits counts.
 */
final class AdapterConfig {

  static final String FILE = "adapter_config.json";

  static final String RANK = "r";
  static final String ALPHA = "lora_alpha";
  static final String RANKS = "rank_pattern";
  static final String ALPHAS = "alpha_pattern";
  static final String RANK_STABILISED = "use_rslora";
  static final String TARGETS = "target_modules";
  static final String BASE = "base_model_name_or_path";
  private static final String TRANSPOSED = "fan_in_fan_out";

  private static final long MAX_LENGTH = 4 << 20;

  private static final String MERGE =
      "merge each adapter into its model first, as merge_and_unload() of peft does, and interpolate the models";

  /** What makes an adapter more than a product of two factors, and what it is called. */
  private static final Map<String, String> MORE_THAN_FACTORS =
      Map.of(
          "use_dora", "DoRA, whose magnitudes are not linear in the weights",
          "lora_bias", "a bias of its own in each factor",
          "layer_replication", "layers that occur several times",
          "trainable_token_indices", "trained rows of an embedding",
          "target_parameters", "parameters that are no modules",
          "alora_invocation_tokens", "activation by tokens",
          "use_qalora", "QA-LoRA, whose first factor works on groups of inputs");

  /** Initialisations of the factors that leave the base model as it is. */
  private static final Set<String> BASE_UNTOUCHED = Set.of("true", "gaussian", "eva", "orthogonal");

  private static final JsonMapper MAPPER =
      JsonMapper.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  /** What a rank is. */
  static final String RANKS_ARE = "a whole number of at least 1 and less than 2^31";

  private final Path file;
  private final ObjectNode json;
  private final ModuleNumbers ranks;
  private final ModuleNumbers alphas;

  private AdapterConfig(Path file, ObjectNode json, List<String> problems) {
    this.file = file;
    this.json = json;
    this.ranks = numbers(RANKS, ModuleNumbers.Kind.RANK, problems);
    this.alphas = numbers(ALPHAS, ModuleNumbers.Kind.NUMBER, problems);
  }

  /**
   * Reads the configuration beside the file of an adapter.
   *
   * @throws CheckpointException with everything that it has and that cannot be mixed
   */
  static AdapterConfig beside(Path adapter) throws IOException {
    Path file = adapter.resolveSibling(FILE);
    if (!Files.isRegularFile(file)) {
      throw new CheckpointException(
          "%s is missing: without it nobody knows what the factors of %s are multiplied by"
              .formatted(file, adapter));
    }
    if (Files.size(file) > MAX_LENGTH) {
      throw new CheckpointException(
          "%s has %d bytes, the limit is %d; is it the configuration of an adapter?"
              .formatted(file, Files.size(file), MAX_LENGTH));
    }
    try {
      if (MAPPER.readTree(file.toFile()) instanceof ObjectNode json) {
        List<String> problems = new ArrayList<>();
        AdapterConfig config = new AdapterConfig(file, json, problems);
        config.check(problems);
        return config;
      }
      throw new CheckpointException(file + " is not a JSON object; write the file again");
    } catch (JsonProcessingException e) {
      throw new CheckpointException(
          "%s cannot be read: %s"
              .formatted(file, Shown.text(String.valueOf(e.getOriginalMessage()))));
    }
  }

  private void check(List<String> problems) {
    String kind = json.path("peft_type").asText("LORA");
    if (!kind.equals("LORA")) {
      problems.add(
          "%s is of the type %s; only LoRA adapters can be mixed: %s"
              .formatted(file, Shown.text(kind), MERGE));
    }
    MORE_THAN_FACTORS.forEach(
        (key, what) -> {
          if (isSet(json.path(key))) {
            problems.add("%s has %s: %s; %s".formatted(file, key, what, MERGE));
          }
        });
    checkInitialisation(problems);
    if (!isRank(json.path(RANK))) {
      problems.add(
          "%s has the rank r = %s; it is %s"
              .formatted(file, Shown.text(json.path(RANK).toString()), RANKS_ARE));
    }
    if (!isFinite(json.path(ALPHA))) {
      problems.add(
          "%s has lora_alpha = %s; it is a number"
              .formatted(file, Shown.text(json.path(ALPHA).toString())));
    }
    problems.sort(String::compareTo);
    CheckpointException.throwIfAny(problems);
  }

  /** Some initialisations take the first factors out of the base model, which then is another. */
  private void checkInitialisation(List<String> problems) {
    JsonNode how = json.path("init_lora_weights");
    if (how.isTextual() && !BASE_UNTOUCHED.contains(how.asText().toLowerCase(Locale.ROOT))) {
      problems.add(
          "%s has init_lora_weights = %s, which changes the base model; %s"
              .formatted(file, Shown.text(how.asText()), MERGE));
    }
  }

  private static boolean isSet(JsonNode value) {
    return value.isContainerNode()
        ? !value.isEmpty()
        : !value.isMissingNode() && !value.isNull() && !value.equals(falseNode());
  }

  private static JsonNode falseNode() {
    return MAPPER.getNodeFactory().booleanNode(false);
  }

  static boolean isFinite(JsonNode value) {
    return value.isNumber() && Double.isFinite(value.asDouble());
  }

  static boolean isRank(JsonNode value) {
    return value.isIntegralNumber() && value.canConvertToInt() && value.asInt() >= 1;
  }

  private ModuleNumbers numbers(String key, ModuleNumbers.Kind kind, List<String> problems) {
    JsonNode numbers = json.path(key);
    if (!numbers.isObject() && isSet(numbers)) {
      problems.add("%s has a %s that is no object".formatted(file, key));
    }
    return ModuleNumbers.of(file, key, numbers, kind, problems);
  }

  /** The rank that the factors of a module should have. */
  int rank(String module) {
    return (int) ranks.of(module, json.path(RANK).asInt());
  }

  /** What the product of the factors of a module is multiplied by. */
  double scale(String module) {
    int rank = rank(module);
    double alpha = alphas.of(module, json.path(ALPHA).asDouble());
    return alpha / (json.path(RANK_STABILISED).asBoolean() ? Math.sqrt(rank) : rank);
  }

  /** Whether the weights of the base model are stored with their inputs first, as GPT-2's are. */
  boolean isTransposed() {
    return json.path(TRANSPOSED).asBoolean();
  }

  /** The base model, if it is named. */
  Optional<String> base() {
    return Optional.of(json.path(BASE).asText("").strip()).filter(name -> !name.isEmpty());
  }

  Path file() {
    return file;
  }

  /** All of it, to be changed at will. */
  ObjectNode json() {
    return json.deepCopy();
  }
}

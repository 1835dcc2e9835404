package org.flipcheck.train.interpolation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.Model;
import ai.djl.ndarray.types.DataType;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.flipcheck.GoldenVectors;
import org.flipcheck.GoldenVectors.Vector;
import org.flipcheck.checkpoint.OutputRows;
import org.flipcheck.text.Glob;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Live arrays, mixed, against the papers' own code: to 1e-12 in float64 and 1e-6 in float32. Where
 * that keeps the old model's BatchNorm statistics whatever the weight, the formula is expected
 * instead: at weight 0 the result must be the new model.
 */
class GoldenLiveInterpolationTest {

  static List<Vector> bcwi() {
    return GoldenVectors.load("bcwi_interpolate");
  }

  @ParameterizedTest
  @MethodSource("bcwi")
  void theOfficialCodeOfBcwi(Vector vector) {
    WeightInterpolation doubles = interpolation(vector, DataType.FLOAT64);
    WeightInterpolation floats = interpolation(vector, DataType.FLOAT32);
    for (JsonNode expected : vector.expected().get("float64")) {
      check(vector, doubles, expected, DataType.FLOAT64, 1e-12);
      check(vector, floats, expected, DataType.FLOAT32, 1e-6);
    }
    for (JsonNode expected : vector.expected().get("float32_only_when_small")) {
      check(vector, floats, expected, DataType.FLOAT32, 1e-6);
    }
  }

  private static WeightInterpolation interpolation(Vector vector, DataType type) {
    JsonNode models = vector.inputs().get("new_state_dicts");
    List<ModelWeights> news = new ArrayList<>();
    models.forEach(model -> news.add(weights(model, type)));
    WeightInterpolation.Builder builder =
        WeightInterpolation.builder(
                weights(vector.inputs().get("old_state_dict"), type), news.get(0))
            .optSoup(news.subList(1, news.size()))
            .optRows(rows(vector))
            .optRunningStatistics(new RunningStatistics.Interpolated());
    JsonNode fisher = vector.inputs().get("old_diag_fisher");
    if (!fisher.isNull()) {
      builder.optOldFisher(weights(fisher, type));
    }
    return builder.build();
  }

  /** Rows of new labels stand for no class that the old model knew. */
  private static OutputRows rows(Vector vector) {
    JsonNode labels = vector.params().get("new_label_ids");
    if (labels.isNull()) {
      return OutputRows.NONE;
    }
    int count = vector.inputs().get("old_state_dict").get("classifier.out_proj.bias").size();
    List<String> now = IntStream.range(0, count).mapToObj(i -> "class " + i).toList();
    List<String> old = new ArrayList<>(now);
    labels.forEach(label -> old.set(label.asInt(), ""));
    return new OutputRows(
        List.of(new Glob("classifier.out_proj.*")), Optional.of(new OutputRows.Classes(old, now)));
  }

  private static ModelWeights weights(JsonNode tensors, DataType type) {
    try (Model model = LiveArrays.of(tensors, type)) {
      return ModelWeights.of(model.getBlock());
    }
  }

  private static void check(
      Vector vector,
      WeightInterpolation interpolation,
      JsonNode expected,
      DataType type,
      double tolerance) {
    double alpha = expected.get("alpha").asDouble();
    JsonNode old = vector.inputs().get("old_state_dict");
    JsonNode now = vector.inputs().get("new_state_dicts");
    try (Model target = LiveArrays.of(old, type)) {
      interpolation.at(alpha, target.getBlock());
      ModelWeights mixed = ModelWeights.of(target.getBlock());

      for (Map.Entry<String, JsonNode> tensor : expected.get("state_dict").properties()) {
        String name = tensor.getKey();
        if (name.matches(".*(weight|bias)")) {
          assertClose(values(mixed, name), GoldenNumbers.flat(tensor.getValue()), tolerance);
        } else if (name.contains("running") && now.size() == 1) {
          double[] from = GoldenNumbers.flat(old.get(name));
          double[] to = GoldenNumbers.flat(now.get(0).get(name));
          double[] mean =
              IntStream.range(0, from.length)
                  .mapToDouble(i -> alpha * from[i] + (1 - alpha) * to[i])
                  .toArray();
          assertClose(values(mixed, name), mean, tolerance);
        }
      }
      if (now.size() == 1) {
        assertThat(mixed.distance(weights(old, type)))
            .isCloseTo(expected.get("l2_distance_to_old").asDouble(), within(1e-6));
      }
    }
  }

  static List<Vector> wiseFt() {
    return GoldenVectors.load("wise_ft_merge");
  }

  /** WiSE-FT's alpha weighs the new model. */
  @ParameterizedTest
  @MethodSource("wiseFt")
  void bothFishersOfWiseFt(Vector vector) {
    for (DataType type : List.of(DataType.FLOAT64, DataType.FLOAT32)) {
      ModelWeights old = one(vector, "theta_0_old", type);
      ModelWeights now = one(vector, "theta_1_new", type);
      WeightInterpolation linear = WeightInterpolation.of(old, now);
      WeightInterpolation fisher =
          WeightInterpolation.builder(old, now)
              .optOldFisher(one(vector, "fisher_0", type))
              .optNewFisher(one(vector, "fisher_1", type))
              .build();
      for (Map.Entry<String, JsonNode> expected : vector.expected().properties()) {
        double alpha = Double.parseDouble(expected.getKey().replaceAll("alpha=([^:]*):.*", "$1"));
        try (Model target = LiveArrays.of(tensor(vector, "theta_0_old"), type)) {
          (expected.getKey().contains("fisher") ? fisher : linear).at(1 - alpha, target.getBlock());

          assertClose(
              LiveNets.get(target.getBlock(), "w"),
              GoldenNumbers.flat(expected.getValue()),
              type == DataType.FLOAT64 ? 1e-12 : 1e-6);
        }
      }
    }
  }

  private static ModelWeights one(Vector vector, String name, DataType type) {
    return weights(tensor(vector, name), type);
  }

  private static ObjectNode tensor(Vector vector, String name) {
    ObjectNode tensors = new ObjectMapper().createObjectNode();
    tensors.set("w", vector.inputs().get(name));
    return tensors;
  }

  private static double[] values(ModelWeights weights, String name) {
    return weights.tensor(name).orElseThrow().values();
  }

  private static void assertClose(double[] found, double[] expected, double tolerance) {
    assertThat(found).hasSameSizeAs(expected);
    for (int i = 0; i < found.length; i++) {
      assertThat(found[i])
          .isCloseTo(expected[i], within(tolerance * Math.max(1e-3, Math.abs(expected[i]))));
    }
  }
}

package org.flipcheck.train.interpolation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.Model;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import ai.djl.nn.Block;
import ai.djl.nn.SequentialBlock;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.flipcheck.GoldenVectors;
import org.flipcheck.GoldenVectors.Vector;
import org.flipcheck.train.interpolation.DiagonalFisher.Labels;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The Fisher information of a live two-layer block against the official code of FisherBCWI, in
 * float64 to 1e-10 of each value and in float32 to 1e-5 of the largest. The official expectation
 * over labels is wrong (gradients leak from one label to the next), so the formula's is expected.
 */
class GoldenFisherTest {

  private static final Map<String, String> NAMES =
      Map.of(
          "fc1.weight", "01Linear_weight",
          "fc1.bias", "01Linear_bias",
          "fc2.weight", "03Linear_weight",
          "fc2.bias", "03Linear_bias");

  static List<Vector> vectors() {
    return GoldenVectors.load("bcwi_fisher");
  }

  @ParameterizedTest
  @MethodSource("vectors")
  void releasedDefaults(Vector vector) {
    for (DataType type : List.of(DataType.FLOAT64, DataType.FLOAT32)) {
      DiagonalFisher fisher = fisher(vector, type, all(vector), Labels.PREDICTED);

      assertThat(fisher.examples()).isEqualTo(all(vector).size());
      check(
          fisher.scaledToMeanOne(),
          vector.expected().get("released_defaults(predicted_label,train+dev,scaled_to_mean_1)"),
          type);
    }
  }

  @ParameterizedTest
  @MethodSource("vectors")
  void meanOverTrainingExamples(Vector vector) {
    for (DataType type : List.of(DataType.FLOAT64, DataType.FLOAT32)) {
      check(
          fisher(vector, type, rows(vector, "train_x", null), Labels.PREDICTED).perExample(),
          vector.expected().get("predicted_label,train,divided_by_count"),
          type);
    }
  }

  @ParameterizedTest
  @MethodSource("vectors")
  void meanOverOldExamples(Vector vector) {
    List<JsonNode> old = new ArrayList<>(rows(vector, "train_x", "train"));
    old.addAll(rows(vector, "dev_x", "dev"));
    for (DataType type : List.of(DataType.FLOAT64, DataType.FLOAT32)) {
      check(
          fisher(vector, type, old, Labels.PREDICTED).perExample(),
          vector.expected().get("predicted_label,old_instances_only,divided_by_count"),
          type);
    }
  }

  @ParameterizedTest
  @MethodSource("vectors")
  void expectationOverLabels(Vector vector) {
    for (DataType type : List.of(DataType.FLOAT64, DataType.FLOAT32)) {
      check(
          fisher(vector, type, all(vector), Labels.EXPECTED).perExample(),
          vector.expected().get("true_expectation_over_labels(formula),train+dev,divided_by_count"),
          type);
    }
  }

  private static DiagonalFisher fisher(
      Vector vector, DataType type, List<JsonNode> examples, Labels labels) {
    JsonNode parameters = vector.inputs().get("params");
    int inputs = parameters.get("fc1.weight").get(0).size();
    Block block =
        new SequentialBlock()
            .add(LiveNets.linear(parameters.get("fc1.bias").size()))
            .add(Activation.tanhBlock())
            .add(LiveNets.linear(parameters.get("fc2.bias").size()));
    Set<Integer> unseen = new HashSet<>();
    vector.params().get("new_label_ids").forEach(id -> unseen.add(id.asInt()));
    try (Model model = LiveNets.model(1, type, inputs, block)) {
      NAMES.forEach(
          (from, to) -> LiveNets.set(block, to, GoldenNumbers.flat(parameters.get(from))));
      InputBatches data =
          InputBatches.of(
              examples.size(), 4, (manager, rows) -> inputs(manager, rows, examples, type));
      return DiagonalFisher.of(model.getBlock(), data, labels, unseen);
    }
  }

  private static NDArray inputs(
      NDManager manager, int[] rows, List<JsonNode> examples, DataType type) {
    int width = examples.get(0).size();
    double[] values = new double[rows.length * width];
    for (int i = 0; i < values.length; i++) {
      values[i] = examples.get(rows[i / width]).get(i % width).asDouble();
    }
    return manager.create(values, new Shape(rows.length, width)).toType(type, false);
  }

  private static List<JsonNode> all(Vector vector) {
    List<JsonNode> all = new ArrayList<>(rows(vector, "train_x", null));
    all.addAll(rows(vector, "dev_x", null));
    return all;
  }

  /** The examples of a split; with a name, only those that are old ones. */
  private static List<JsonNode> rows(Vector vector, String split, String old) {
    List<JsonNode> rows = new ArrayList<>();
    for (int i = 0; i < vector.inputs().get(split).size(); i++) {
      if (old == null || isOld(vector, old, i)) {
        rows.add(vector.inputs().get(split).get(i));
      }
    }
    return rows;
  }

  private static boolean isOld(Vector vector, String split, int row) {
    String id = vector.inputs().get("ids").get(split).get(row).asText();
    for (JsonNode old : vector.inputs().get("old_instance_ids").get(split)) {
      if (old.asText().equals(id)) {
        return true;
      }
    }
    return false;
  }

  private static void check(ModelWeights found, JsonNode expected, DataType type) {
    NAMES.forEach(
        (golden, name) -> {
          double[] values = found.tensor(name).orElseThrow().values();
          double[] wanted = GoldenNumbers.flat(expected.get(golden));
          assertThat(values).hasSameSizeAs(wanted);
          double largest = java.util.Arrays.stream(wanted).max().orElseThrow();
          for (int i = 0; i < wanted.length; i++) {
            double tolerance =
                type == DataType.FLOAT64 ? 1e-10 * Math.abs(wanted[i]) : 1e-5 * largest;
            assertThat(values[i]).as("%s %d", golden, i).isCloseTo(wanted[i], within(tolerance));
          }
        });
  }
}

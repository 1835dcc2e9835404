package org.flipcheck.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.flipcheck.GoldenVectors;
import org.flipcheck.GoldenVectors.Vector;
import org.flipcheck.text.Glob;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Interpolated files against the papers' own code. Where that keeps the old model's BatchNorm
 * statistics whatever the weight, the formula is expected instead: at weight 0 the result must be
 * the new model.
 */
class GoldenInterpolationTest {

  @TempDir private Path folder;

  private Path write(String name, JsonNode tensors, String type) {
    TensorFile file = new TensorFile();
    for (Map.Entry<String, JsonNode> entry : tensors.properties()) {
      JsonNode value = entry.getValue();
      double[] flat = flat(value);
      if (value.isIntegralNumber()) {
        file.i64(entry.getKey(), value.asLong());
      } else if (type.equals("F64")) {
        file.f64(entry.getKey(), shape(value), flat);
      } else {
        float[] floats = new float[flat.length];
        for (int i = 0; i < flat.length; i++) {
          floats[i] = (float) flat[i];
        }
        file.f32(entry.getKey(), shape(value), floats);
      }
    }
    return file.write(folder.resolve(name + ".safetensors"));
  }

  private static double[] flat(JsonNode value) {
    List<Double> numbers = new ArrayList<>();
    collect(value, numbers);
    return numbers.stream().mapToDouble(Double::doubleValue).toArray();
  }

  private static void collect(JsonNode value, List<Double> into) {
    if (value.isNumber()) {
      into.add(value.asDouble());
    }
    value.forEach(element -> collect(element, into));
  }

  private static long[] shape(JsonNode value) {
    return value.get(0).isArray()
        ? new long[] {value.size(), value.get(0).size()}
        : new long[] {value.size()};
  }

  private static double[] read(Path file, String tensor, String type) {
    if (type.equals("F64")) {
      return TensorFile.readF64(file, tensor);
    }
    float[] floats = TensorFile.readF32(file, tensor);
    return IntStream.range(0, floats.length).mapToDouble(i -> floats[i]).toArray();
  }

  private Path run(Interpolation interpolation) throws IOException {
    Path out = Files.createTempDirectory(folder, "out");
    new Interpolator(
            interpolation, new Output(out, Output.Existing.REFUSE), 2, "test", (done, all) -> {})
        .run();
    return out;
  }

  static List<Vector> bcwi() {
    return GoldenVectors.load("bcwi_interpolate");
  }

  @ParameterizedTest
  @MethodSource("bcwi")
  void theOfficialCodeOfBcwi(Vector vector) throws IOException {
    for (JsonNode expected : vector.expected().get("float64")) {
      assertBcwi(vector, expected, "F64", 1e-12);
      assertBcwi(vector, expected, "F32", 1e-6);
    }
    for (JsonNode expected : vector.expected().get("float32_only_when_small")) {
      assertBcwi(vector, expected, "F32", 1e-6);
    }
  }

  private void assertBcwi(Vector vector, JsonNode expected, String type, double tolerance)
      throws IOException {
    JsonNode old = vector.inputs().get("old_state_dict");
    JsonNode models = vector.inputs().get("new_state_dicts");
    List<Path> soup = new ArrayList<>();
    for (int i = 1; i < models.size(); i++) {
      soup.add(write("soup" + i, models.get(i), type));
    }
    JsonNode fisher = vector.inputs().get("old_diag_fisher");
    double alpha = expected.get("alpha").asDouble();
    Path out =
        run(
            new Interpolation(
                write("old", old, type),
                write("new", models.get(0), type),
                soup,
                fisher.isNull() ? Optional.empty() : Optional.of(write("fisher", fisher, type)),
                Optional.empty(),
                new OldWeights(alpha, List.of()),
                rows(vector)));
    for (Map.Entry<String, JsonNode> tensor : expected.get("state_dict").properties()) {
      String name = tensor.getKey();
      if (name.matches(".*(weight|bias)")) {
        assertClose(read(out, name, type), flat(tensor.getValue()), tolerance);
      } else if (name.contains("running") && soup.isEmpty()) {
        double[] from = flat(old.get(name));
        double[] to = flat(models.get(0).get(name));
        double[] mean =
            IntStream.range(0, from.length)
                .mapToDouble(i -> alpha * from[i] + (1 - alpha) * to[i])
                .toArray();
        assertClose(read(out, name, type), mean, tolerance);
      }
    }
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

  static List<Vector> wiseFt() {
    return GoldenVectors.load("wise_ft_merge");
  }

  /** WiSE-FT's alpha weighs the new model. */
  @ParameterizedTest
  @MethodSource("wiseFt")
  void bothFishersOfWiseFt(Vector vector) throws IOException {
    for (String type : List.of("F64", "F32")) {
      Path old = one("old", vector.inputs().get("theta_0_old"), type);
      Path now = one("new", vector.inputs().get("theta_1_new"), type);
      Optional<Path> oldFisher = Optional.of(one("f0", vector.inputs().get("fisher_0"), type));
      Optional<Path> newFisher = Optional.of(one("f1", vector.inputs().get("fisher_1"), type));
      for (Map.Entry<String, JsonNode> expected : vector.expected().properties()) {
        double alpha = Double.parseDouble(expected.getKey().replaceAll("alpha=([^:]*):.*", "$1"));
        boolean isFisher = expected.getKey().contains("fisher");
        Path out =
            run(
                new Interpolation(
                    old,
                    now,
                    List.of(),
                    isFisher ? oldFisher : Optional.empty(),
                    isFisher ? newFisher : Optional.empty(),
                    new OldWeights(1 - alpha, List.of()),
                    OutputRows.NONE));
        double tolerance = type.equals("F64") ? 1e-12 : 1e-6;
        assertClose(read(out, "w", type), flat(expected.getValue()), tolerance);
      }
    }
  }

  private Path one(String name, JsonNode values, String type) {
    return write(
        name,
        new com.fasterxml.jackson.databind.ObjectMapper().createObjectNode().set("w", values),
        type);
  }

  private static void assertClose(double[] found, double[] expected, double tolerance) {
    assertThat(found).hasSameSizeAs(expected);
    for (int i = 0; i < found.length; i++) {
      assertThat(found[i])
          .isCloseTo(expected[i], within(tolerance * Math.max(1e-3, Math.abs(expected[i]))));
    }
  }
}

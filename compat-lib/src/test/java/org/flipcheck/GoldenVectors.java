package org.flipcheck;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.function.IntPredicate;
import org.flipcheck.metrics.CellSums;
import org.flipcheck.metrics.CorrectnessRule;
import org.flipcheck.metrics.FlipCounts;
import org.flipcheck.metrics.FlipOutcome;
import org.flipcheck.metrics.PairSummary.Content;
import org.flipcheck.metrics.PairTally;
import org.flipcheck.metrics.Prediction;

/** Reads the vectors under {@code golden/}; each file says where its numbers come from. */
public final class GoldenVectors {

  private static final CorrectnessRule EQUALS = new CorrectnessRule.Equals();

  private GoldenVectors() {}

  /** One case of a file. */
  public record Vector(String id, JsonNode inputs, JsonNode params, JsonNode expected) {

    /** What is expected under a name: a number, or empty for {@code null}. */
    public OptionalDouble number(String name) {
      return GoldenVectors.number(expected.path(name));
    }

    @Override
    public String toString() {
      return id;
    }
  }

  /** All cases of {@code golden/NAME.json}. */
  public static List<Vector> load(String name) {
    try (InputStream json = GoldenVectors.class.getResourceAsStream("/golden/" + name + ".json")) {
      JsonNode file = new ObjectMapper().readTree(json);
      if (file.path("source").asText().isEmpty()) {
        throw new IllegalStateException(name + " does not say where it comes from");
      }
      List<Vector> vectors = new ArrayList<>();
      for (JsonNode node : file.get("cases")) {
        vectors.add(
            new Vector(
                node.get("id").asText(),
                node.get("inputs"),
                node.path("params"),
                node.get("expected")));
      }
      return vectors;
    } catch (IOException e) {
      throw new IllegalStateException(name, e);
    }
  }

  /** A number, or empty for {@code null}; anything else is a mistake of the test. */
  public static OptionalDouble number(JsonNode node) {
    if (!node.isNull() && !node.isNumber()) {
      throw new IllegalArgumentException("not a number: " + node);
    }
    return node.isNull() ? OptionalDouble.empty() : OptionalDouble.of(node.doubleValue());
  }

  /** Classifies and counts the chosen items, as an engine would. */
  public static FlipCounts count(JsonNode old, JsonNode now, JsonNode labels, IntPredicate chosen) {
    PairTally tally = new PairTally(Content.CLASSIFICATION);
    CellSums one = new CellSums();
    one.addPair();
    for (int i = 0; i < labels.size(); i++) {
      if (chosen.test(i)) {
        FlipOutcome outcome =
            EQUALS
                .classify(
                    labels.get(i).asText(),
                    Prediction.ofAnswer(old.get(i).asText()),
                    labels.get(i).asText(),
                    Prediction.ofAnswer(now.get(i).asText()))
                .orElseThrow();
        tally.add(outcome, one);
      }
    }
    return tally.summary().counts().orElseThrow();
  }

  /** Classifies and counts every item. */
  public static FlipCounts count(JsonNode old, JsonNode now, JsonNode labels) {
    return count(old, now, labels, i -> true);
  }

  /** The counts of a vector whose inputs are old_pred, new_pred and label. */
  public static FlipCounts count(Vector vector) {
    JsonNode inputs = vector.inputs();
    return count(inputs.get("old_pred"), inputs.get("new_pred"), inputs.get("label"));
  }
}

package org.flipcheck.train.fit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.StreamSupport;
import org.flipcheck.train.Classifier;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The same data, weights and order train to the same losses in PyTorch, by a script of our own. */
class PyTorchTwinTest {

  /** What float32 leaves of it is about 1e-7. */
  private static final double RELATIVE = 1e-5;

  @TempDir private Path folder;

  static List<TwinCase> cases() {
    return TwinCase.small();
  }

  @ParameterizedTest
  @MethodSource("cases")
  void first20LossesAgree(TwinCase each) throws IOException {
    List<Double> expected = byPyTorch(each.name());
    try (Classifier student = each.student(TwinCase.EXAMPLES)) {
      List<Double> losses = each.train(student, folder);
      assertThat(losses).hasSize(20).hasSameSizeAs(expected);
      for (int i = 0; i < losses.size(); i++) {
        assertThat(losses.get(i))
            .as("step %d", i + 1)
            .isCloseTo(expected.get(i), within(RELATIVE * expected.get(i)));
      }
    }
  }

  private static List<Double> byPyTorch(String name) throws IOException {
    try (InputStream in =
        PyTorchTwinTest.class.getResourceAsStream("/golden/training_steps.json")) {
      JsonNode cases = new JsonMapper().readTree(in).path("cases");
      JsonNode losses =
          StreamSupport.stream(cases.spliterator(), false)
              .filter(each -> each.path("name").asText().equals(name))
              .findFirst()
              .orElseThrow()
              .path("losses");
      return StreamSupport.stream(losses.spliterator(), false).map(JsonNode::asDouble).toList();
    }
  }
}

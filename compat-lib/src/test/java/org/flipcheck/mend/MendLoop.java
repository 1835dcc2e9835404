package org.flipcheck.mend;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.flipcheck.checkpoint.OutputRows;
import org.flipcheck.gate.Enforcement;
import org.flipcheck.report.PolicyFile;
import org.flipcheck.select.SelectionRule;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** Models that were trained in the test, and what it takes to mend them by {@code predict.sh}. */
abstract class MendLoop {

  @TempDir Path folder;
  Path old;
  Path now;
  Path dev;
  Path test;
  final List<String> said = new ArrayList<>();

  @BeforeEach
  void trainBothModels() throws IOException {
    float[][] first = new LinearTask("train", 1, 60).train(LinearTask.zero(), 60);
    float[][] second = new LinearTask("train", 2, 400).train(first, 40);
    old = LinearTask.write(folder.resolve("old.safetensors"), first, 1);
    now = LinearTask.write(folder.resolve("new.safetensors"), second, 1);
    dev = new LinearTask("dev", 3, 4_000).write(folder.resolve("dev.csv"));
    test = new LinearTask("test", 4, 4_000).write(folder.resolve("test.csv"));
  }

  static String script() {
    try {
      return Path.of(MendLoop.class.getResource("/mend/predict.sh").toURI()).toString();
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  static String command() {
    return "sh '%s' {weights} {data} {out}".formatted(script());
  }

  MendRequest request() {
    return new MendRequest(old, now, List.of(), Optional.empty(), OutputRows.NONE, dev, test);
  }

  CheckpointModels models(String command) throws IOException {
    return models(request(), command);
  }

  CheckpointModels models(MendRequest request, String command) throws IOException {
    return new CheckpointModels(
        request,
        new PredictCommand(command, Duration.ofSeconds(60)),
        new PredictionColumns(
            "id", "prediction", Optional.of("label"), Optional.empty(), List.of("slice")),
        new WorkFolder(folder.resolve("out")),
        1);
  }

  Mended mend(MixableModels models, Optional<PolicyFile> policy) throws IOException {
    return new Mender(
            models,
            SelectionRule.DEFAULT,
            List.of(),
            new Judge(policy, Enforcement.FULL),
            (step, most, line) -> {
              assertThat(step).isLessThanOrEqualTo(most);
              said.add(line);
            })
        .run();
  }

  static Optional<PolicyFile> policy(String rules) {
    return Optional.of(PolicyFile.parse("policy.yaml", "schema_version: 1\nrules:\n" + rules));
  }
}

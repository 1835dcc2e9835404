package org.flipcheck.train.run;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.flipcheck.mend.TrainedCandidate;
import org.flipcheck.train.fit.FitEpoch;
import org.flipcheck.train.fit.FitResult;

/** How models came to be: the configuration, and a line of JSON for every epoch. */
final class TrainingEvidence {

  /** The file of the lines. */
  static final String METRICS = "metrics.jsonl";

  private static final JsonMapper JSON = new JsonMapper();

  private TrainingEvidence() {}

  static void write(Path folder, TrainConfig config, Map<String, FitResult> results)
      throws IOException {
    Files.copy(config.file(), folder.resolve("config.yaml"));
    StringBuilder lines = new StringBuilder();
    List<TrainedCandidate> models =
        Stream.concat(
                Stream.of(TrainedCandidate.NEW), config.methods().stream().map(Method::candidate))
            .toList();
    for (TrainedCandidate model : models) {
      FitResult result = results.get(model.key());
      if (result != null) {
        result.epochs().forEach(epoch -> lines.append(line(model.title(), epoch)));
      }
    }
    Files.writeString(folder.resolve(METRICS), lines);
  }

  static String line(String model, FitEpoch epoch) {
    ObjectNode node = JSON.createObjectNode();
    node.put("model", model);
    node.put("epoch", epoch.epoch());
    node.put("mean_loss", epoch.meanLoss());
    epoch
        .validation()
        .ifPresent(
            counts -> {
              ObjectNode dev = node.putObject("dev");
              dev.put("n", counts.n());
              dev.put("right", counts.bothRight() + counts.positiveFlips());
              dev.put("negative_flips", counts.negativeFlips());
              dev.put("positive_flips", counts.positiveFlips());
            });
    node.put("is_best", epoch.isBest());
    node.put("seconds", epoch.seconds());
    return node + "\n";
  }

  /** A model that was given is released as it is. */
  static void copy(Path model, Path folder) throws IOException {
    if (!Files.isDirectory(model)) {
      Files.copy(model, folder.resolve(model.getFileName()));
      return;
    }
    try (Stream<Path> files = Files.list(model)) {
      for (Path each : files.filter(Files::isRegularFile).toList()) {
        Files.copy(each, folder.resolve(each.getFileName()));
      }
    }
  }
}

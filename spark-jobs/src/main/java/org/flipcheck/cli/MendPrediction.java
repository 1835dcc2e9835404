package org.flipcheck.cli;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.flipcheck.mend.PredictionColumns;
import picocli.CommandLine.Option;

/** How {@code mend} gets predictions. */
final class MendPrediction {

  @Option(
      names = "--predict-cmd",
      paramLabel = "COMMAND",
      description =
          "A command for sh that predicts, with {weights}, {data} and {out} where the paths go.")
  private Optional<String> command = Optional.empty();

  @Option(
      names = "--predict-timeout",
      paramLabel = "TIME",
      description = "How long one run of it may take: 30s, 20m, 2h (default: 1h).")
  private String timeout = "1h";

  @Option(
      names = "--id",
      paramLabel = "COL",
      description = "Its column with the id of the example (default: id).")
  private String id = "id";

  @Option(
      names = "--prediction",
      paramLabel = "COL",
      description = "Its column with the model's answer (default: prediction).")
  private String prediction = "prediction";

  @Option(
      names = "--label",
      paramLabel = "COL",
      description = "Its column with the truth (default: label).")
  private Optional<String> label = Optional.empty();

  @Option(
      names = "--correct",
      paramLabel = "COL",
      description = "Its column that says whether the answer is right; then no label is needed.")
  private Optional<String> correct = Optional.empty();

  @Option(
      names = "--slice",
      paramLabel = "COL",
      description = "Its column with a slice; may be repeated.")
  private List<String> slices = new ArrayList<>();

  Optional<String> command() {
    return command;
  }

  Optional<Duration> timeout(List<String> problems) {
    Optional<Duration> parsed = Age.parse(timeout);
    if (parsed.isEmpty() || parsed.get().isZero()) {
      problems.add("--predict-timeout %s: is not a time such as 30s, 20m or 2h".formatted(timeout));
    }
    return parsed;
  }

  PredictionColumns columns() {
    Optional<String> truth = correct.isPresent() ? label : label.or(() -> Optional.of("label"));
    return new PredictionColumns(id, prediction, truth, correct, slices);
  }
}

package org.flipcheck.cli;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.flipcheck.mend.PredictionColumns;
import picocli.CommandLine.Option;

/** How {@code mend} gets predictions. */
final class MendPrediction {

  @Option(
      names = "--predict-cmd",
      paramLabel = "COMMAND",
      description =
          "A command for sh that predicts, with {weights}, {data} and {out} where the paths go;"
              + " they are quoted for you.")
  private Optional<String> command = Optional.empty();

  @Option(
      names = "--predict-timeout",
      paramLabel = "TIME",
      description = "How long one run of it may take: 30s, 20m, 2h (default: 1h).")
  private Optional<String> timeout = Optional.empty();

  @Option(
      names = "--id",
      paramLabel = "COL",
      description = "Its column with the id of the example (default: id).")
  private Optional<String> id = Optional.empty();

  @Option(
      names = "--prediction",
      paramLabel = "COL",
      description = "Its column with the model's answer (default: prediction).")
  private Optional<String> prediction = Optional.empty();

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
    String text = timeout.orElse("1h");
    Optional<Duration> parsed = Age.parse(text);
    if (parsed.isEmpty() || parsed.get().isZero()) {
      problems.add("--predict-timeout %s: is not a time such as 30s, 20m or 2h".formatted(text));
    }
    return parsed;
  }

  /** What has no meaning, or two. */
  void check(List<String> problems) {
    boolean isAboutAProgram =
        Stream.of(timeout, id, prediction, label, correct).anyMatch(Optional::isPresent)
            || !slices.isEmpty();
    if (command.isEmpty() && isAboutAProgram) {
      problems.add(
          "--predict-timeout, --id, --prediction, --label, --correct and --slice are about what a program writes; give --predict-cmd");
    }
    PredictionColumns columns = columns();
    Set<String> names = new HashSet<>();
    Stream.of(
            Stream.of(columns.id(), columns.prediction()),
            columns.label().stream(),
            columns.correct().stream(),
            columns.slices().stream())
        .flatMap(each -> each)
        .filter(name -> !names.add(name))
        .distinct()
        .forEach(
            name -> problems.add("column %s is given twice; it can be one thing".formatted(name)));
  }

  PredictionColumns columns() {
    Optional<String> truth = correct.isPresent() ? label : label.or(() -> Optional.of("label"));
    return new PredictionColumns(
        id.orElse("id"), prediction.orElse("prediction"), truth, correct, slices);
  }
}

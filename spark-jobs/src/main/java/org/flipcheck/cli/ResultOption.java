package org.flipcheck.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;
import org.flipcheck.report.Beside;
import org.flipcheck.report.Candidates;
import org.flipcheck.report.CandidatesJson;
import org.flipcheck.report.ComparisonResult;
import org.flipcheck.report.FlipExamples;
import org.flipcheck.report.FlipFiles;
import org.flipcheck.report.ResultException;
import org.flipcheck.report.ResultJson;
import picocli.CommandLine.Option;

/** {@code --result FILE|-}: the finished comparison that a command is about. */
final class ResultOption {

  @Option(
      names = "--result",
      required = true,
      paramLabel = "FILE|-",
      description = "The result.json of a comparison, or - for standard input.")
  private String result;

  private boolean isInput() {
    return result.equals("-");
  }

  /**
   * The comparison.
   *
   * @throws Problems if it is not there, or not whole
   */
  ComparisonResult read() {
    try {
      String text =
          isInput()
              ? new String(System.in.readAllBytes(), StandardCharsets.UTF_8)
              : Files.readString(Path.of(result));
      return ResultJson.read(isInput() ? "standard input" : result, text);
    } catch (NoSuchFileException e) {
      throw new Problems(
          "--result %s: there is no such file; did the comparison finish?".formatted(result));
    } catch (ResultException e) {
      throw new Problems(e.getMessage());
    } catch (IOException e) {
      throw new Problems("--result %s: cannot be read: %s".formatted(result, e.getMessage()));
    }
  }

  /** The file of the result; empty for standard input. */
  Optional<Path> file() {
    return isInput() ? Optional.empty() : Optional.of(Path.of(result));
  }

  /** Where the result's other files are; empty for standard input. */
  Optional<Path> folder() {
    return isInput() ? Optional.empty() : file().map(path -> path.toAbsolutePath().getParent());
  }

  /**
   * What a page can show beside the result: examples of the flip table, and candidates, where their
   * files are there.
   *
   * @throws Problems if there are candidates that cannot be read
   */
  Beside beside(ComparisonResult finished) {
    Optional<Path> run = file().filter(ResultOption::isOfItsFolder).flatMap(file -> folder());
    FlipExamples examples =
        run.map(folder -> FlipFiles.read(folder, finished))
            .orElseGet(() -> FlipExamples.missing(alone()));
    examples
        .missing()
        .ifPresent(
            because ->
                System.err.println(
                    "flipcheck: the page shows no examples: " + Terminal.visible(because)));
    return new Beside(examples, run.flatMap(folder -> candidates(folder.resolve("mend.json"))));
  }

  /** Beside a result of another name there may be the files of another run. */
  private static boolean isOfItsFolder(Path file) {
    return file.endsWith("result.json");
  }

  private String alone() {
    return isInput()
        ? "the result came by standard input, without its folder"
        : "%s is not called result.json, so what lies beside it may be another run's"
            .formatted(result);
  }

  private static Optional<Candidates> candidates(Path file) {
    if (!Files.exists(file)) {
      return Optional.empty();
    }
    try {
      return CandidatesJson.read(file.toString(), Files.readString(file));
    } catch (ResultException e) {
      throw new Problems(e.getMessage());
    } catch (IOException e) {
      throw new Problems("%s: cannot be read: %s".formatted(file, e.getMessage()));
    }
  }
}

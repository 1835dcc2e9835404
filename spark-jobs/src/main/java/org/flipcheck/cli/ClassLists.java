package org.flipcheck.cli;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.flipcheck.checkpoint.OutputRows;
import org.flipcheck.text.Glob;
import picocli.CommandLine.Option;

/** Which rows of output layers stand for which classes; the same for every command that mixes. */
final class ClassLists {

  @Option(
      names = "--output-layer",
      paramLabel = "PATTERN",
      description =
          "Tensors whose first dimension counts classes; rows of new classes come from the new model."
              + " May be repeated.")
  private List<String> outputLayers = new ArrayList<>();

  @Option(
      names = "--old-classes",
      paramLabel = "FILE",
      description =
          "The classes of the old output layer, one a line; without it rows are matched by position.")
  private Optional<Path> oldClasses = Optional.empty();

  @Option(
      names = "--new-classes",
      paramLabel = "FILE",
      description = "The classes of the new output layer.")
  private Optional<Path> newClasses = Optional.empty();

  /** The rows; what is wrong with the files is a problem. */
  OutputRows rows(List<String> problems) {
    return new OutputRows(outputLayers.stream().map(Glob::new).toList(), classes(problems));
  }

  private Optional<OutputRows.Classes> classes(List<String> problems) {
    if (oldClasses.isEmpty() && newClasses.isEmpty()) {
      return Optional.empty();
    }
    if (oldClasses.isEmpty() || newClasses.isEmpty()) {
      problems.add(
          "%s is missing: rows are matched by the names of both sides"
              .formatted(oldClasses.isEmpty() ? "--old-classes" : "--new-classes"));
      return Optional.empty();
    }
    return Optional.of(
        new OutputRows.Classes(
            lines("--old-classes", oldClasses.get(), problems),
            lines("--new-classes", newClasses.get(), problems)));
  }

  private static List<String> lines(String option, Path file, List<String> problems) {
    try {
      return Files.readAllLines(file);
    } catch (NoSuchFileException e) {
      problems.add("%s %s: there is no such file; check the path".formatted(option, file));
    } catch (CharacterCodingException e) {
      problems.add("%s %s: the file is not UTF-8".formatted(option, file));
    } catch (IOException e) {
      problems.add("%s %s: cannot be read: %s".formatted(option, file, e.getMessage()));
    }
    return List.of();
  }
}

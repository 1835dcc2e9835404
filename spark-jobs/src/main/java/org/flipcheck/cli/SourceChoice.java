package org.flipcheck.cli;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.flipcheck.spark.BadInputException;
import org.flipcheck.spark.ClassNames;
import org.flipcheck.spark.Source;
import org.flipcheck.spark.TableSide;

/** The tables of a comparison, as the options name them. */
final class SourceChoice {

  private final CompareOptions options;
  private final Set<String> storedReruns;
  private final List<String> problems;

  /**
   * Tables by the options.
   *
   * @param storedReruns the places of reruns that are models of a store
   */
  SourceChoice(CompareOptions options, Set<String> storedReruns, List<String> problems) {
    this.options = options;
    this.storedReruns = storedReruns;
    this.problems = problems;
  }

  Source of(TableSide side) {
    CompareOptions.Inputs in = options.inputs;
    return switch (side) {
      case OLD ->
          new Source(
              side,
              in.oldLocation.orElse(""),
              name(in.oldName, in.oldLocation),
              in.oldFormat,
              in.oldWhere,
              in.oldOptions,
              options.columns.oldColumns,
              classes("--old-classes", options.rule.oldClasses));
      case NEW ->
          new Source(
              side,
              in.newLocation.orElse(""),
              name(in.newName, in.newLocation),
              in.newFormat,
              in.newWhere,
              in.newOptions,
              options.columns.newColumns,
              classes("--new-classes", options.rule.newClasses));
      case LABELS ->
          new Source(
              side,
              in.labelsLocation.orElse(""),
              name(Optional.empty(), in.labelsLocation),
              in.labelsFormat,
              in.labelsWhere,
              in.labelsOptions,
              options.columns.labelsColumns,
              Optional.empty());
    };
  }

  /** A rerun is read as the old side is, but for the condition that picks the old model's rows. */
  Source rerun(String location) {
    boolean isStored = storedReruns.contains(location);
    return new Source(
        TableSide.NEW,
        location,
        name(Optional.empty(), Optional.of(location)),
        isStored
            ? Optional.of(Source.STORED)
            : options.inputs.oldFormat.filter(format -> !format.equals(Source.STORED)),
        Optional.empty(),
        options.inputs.oldOptions,
        options.columns.oldColumns,
        classes("--old-classes", options.rule.oldClasses),
        true);
  }

  private Optional<ClassNames> classes(String option, Optional<Path> file) {
    try {
      return file.map(ClassNames::read);
    } catch (BadInputException e) {
      e.problems().forEach(problem -> problems.add(option + " " + problem));
      return Optional.empty();
    }
  }

  private static String name(Optional<String> given, Optional<String> location) {
    Supplier<String> byFile =
        () -> {
          String path = location.orElse("").replaceFirst("^table:", "").replaceFirst("/+$", "");
          String file = path.substring(path.lastIndexOf('/') + 1);
          return file.replaceFirst(
              "\\.(parquet|orc|arrows?|feather|csv|tsv|json|jsonl|ndjson)(\\.\\w+)?$", "");
        };
    return given.orElseGet(byFile);
  }
}

package org.flipcheck.spark;

import java.io.EOFException;
import java.io.IOException;
import java.io.ObjectStreamException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.apache.spark.SparkThrowable;
import org.flipcheck.spark.arrow.ArrowFileException;

/** Finds the person's mistake in the exception Spark wraps it in. */
final class SparkErrors {

  private SparkErrors() {}

  /**
   * The problem of an input, where a failure has one as its cause.
   *
   * @param failure what Spark threw
   * @param sources the tables being read, to tell which one it was
   * @return the problem, or empty when the failure is not the input's
   */
  static Optional<BadInputException> translate(List<Source> sources, Throwable failure) {
    for (Throwable cause : chain(failure)) {
      if (cause instanceof BadInputException badInput) {
        return Optional.of(badInput);
      }
    }
    Optional<BadInputException> condition = condition(sources, failure);
    return condition.isPresent()
        ? condition
        : culprit(sources, failure).flatMap(source -> translate(source, failure));
  }

  /**
   * The same for one table.
   *
   * @param source the table being read
   * @param failure what Spark threw
   * @return the problem, or empty when the failure is not the input's
   */
  static Optional<BadInputException> translate(Source source, Throwable failure) {
    String file = path(failure).orElse(source.location());
    for (Throwable cause : chain(failure)) {
      String name = conditionName(cause);
      if (cause instanceof ArrowFileException arrow) {
        return Optional.of(
            new BadInputException(
                "%s: %s %s"
                    .formatted(source.describe(), InputFiles.name(arrow.file()), arrow.problem())));
      }
      if (cause instanceof EOFException) {
        return Optional.of(InputFiles.unreadable(source.describe(), file, cause));
      }
      if (name.startsWith("MALFORMED_RECORD_IN_PARSING")) {
        return Optional.of(
            new BadInputException(
                "%s: a line is not JSON, or not of the type of its column: %s"
                    .formatted(source.describe(), sentence(cause))));
      }
      boolean unreadable =
          name.startsWith("FAILED_READ_FILE")
              || name.startsWith("CANNOT_READ_FILE_FOOTER")
              || (name.isEmpty()
                  && cause instanceof IOException
                  && !(cause instanceof ObjectStreamException))
              || String.valueOf(cause.getMessage()).contains("is not a Parquet file");
      if (unreadable && !isMalformed(cause)) {
        return Optional.of(InputFiles.unreadable(source.describe(), file, rootOf(cause)));
      }
    }
    return Optional.empty();
  }

  /** The table that a failure speaks of: by its whole path, else by the end of it. */
  private static Optional<Source> culprit(List<Source> sources, Throwable failure) {
    if (sources.size() == 1) {
      return Optional.of(sources.get(0));
    }
    return sources.stream()
        .filter(source -> mentions(failure, plain(source)))
        .max(Comparator.comparingInt(source -> plain(source).length()))
        .or(() -> sources.stream().filter(s -> mentions(failure, name(s))).findFirst());
  }

  private static String plain(Source source) {
    return source.location().replaceFirst("[*?{\\[].*", "").replaceFirst("^\\./", "");
  }

  private static String name(Source source) {
    return plain(source).replaceFirst("/+$", "").replaceFirst(".*/", "");
  }

  /**
   * A {@code where} that fails on a row, the only expression of a user's that a row can make fail.
   */
  private static Optional<BadInputException> condition(List<Source> sources, Throwable failure) {
    List<Source> filtered = sources.stream().filter(s -> s.where().isPresent()).toList();
    for (Throwable cause : chain(failure)) {
      boolean dataException =
          cause instanceof SparkThrowable spark
              && spark.getSqlState() != null
              && spark.getSqlState().startsWith("22");
      if (dataException && !filtered.isEmpty() && !isMalformed(cause)) {
        List<String> conditions =
            filtered.stream()
                .map(s -> "%s \"%s\"".formatted(s.option("where"), s.where().orElse("")))
                .toList();
        return Optional.of(
            new BadInputException(
                "%s: fails on a row: %s"
                    .formatted(String.join(" or ", conditions), sentence(cause))));
      }
    }
    return Optional.empty();
  }

  /** Spark's message without its code, its SQL state and its plan. */
  static String sentence(Throwable cause) {
    return InputFiles.firstLine(cause)
        .replaceFirst("^\\[[A-Z_.0-9]+] ", "")
        .replaceFirst(" ?SQLSTATE: .*$", "")
        .replaceFirst("\\.$", "");
  }

  /** Spark's name of the failure, such as {@code FAILED_READ_FILE.NO_HINT}; empty without one. */
  static String conditionName(Throwable cause) {
    return cause instanceof SparkThrowable spark && spark.getCondition() != null
        ? spark.getCondition()
        : "";
  }

  private static Optional<String> path(Throwable failure) {
    for (Throwable cause : chain(failure)) {
      if (cause instanceof SparkThrowable spark
          && conditionName(cause).startsWith("FAILED_READ_FILE")
          && spark.getMessageParameters().containsKey("path")) {
        return Optional.of(spark.getMessageParameters().get("path"));
      }
    }
    return Optional.empty();
  }

  /** Whether a JSON line did not fit the schema that its first lines promised. */
  static boolean isMalformed(Throwable failure) {
    return mentions(failure, "MALFORMED_RECORD_IN_PARSING")
        || mentions(failure, "CANNOT_PARSE_JSON");
  }

  /** Whether a message in a failure has a text in it. */
  static boolean mentions(Throwable failure, String text) {
    return chain(failure).stream()
        .anyMatch(cause -> String.valueOf(cause.getMessage()).contains(text));
  }

  private static List<Throwable> chain(Throwable failure) {
    List<Throwable> chain = new ArrayList<>();
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      chain.add(cause);
    }
    return chain;
  }

  private static Throwable rootOf(Throwable failure) {
    List<Throwable> chain = chain(failure);
    return chain.get(chain.size() - 1);
  }
}

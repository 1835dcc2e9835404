package org.flipcheck.spark;

import java.io.EOFException;
import java.util.List;
import java.util.Optional;
import org.apache.spark.SparkThrowable;

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
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof BadInputException badInput) {
        return Optional.of(badInput);
      }
    }
    for (Source source : sources) {
      String name = source.location().substring(source.location().lastIndexOf('/') + 1);
      if (sources.size() == 1 || mentions(failure, name)) {
        return translate(source, failure);
      }
    }
    return Optional.empty();
  }

  /**
   * The same for one table.
   *
   * @param source the table being read
   * @param failure what Spark threw
   * @return the problem, or empty when the failure is not the input's
   */
  static Optional<BadInputException> translate(Source source, Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof EOFException) {
        return Optional.of(InputFiles.unreadable(source.describe(), source.location(), cause));
      }
      String condition =
          cause instanceof SparkThrowable spark && spark.getCondition() != null
              ? spark.getCondition()
              : "";
      if (condition.startsWith("MALFORMED_RECORD_IN_PARSING")) {
        return Optional.of(
            new BadInputException(
                "%s: a line is not JSON, or not of the type of its column: %s"
                    .formatted(source.describe(), InputFiles.firstLine(cause))));
      }
      boolean unreadable =
          condition.startsWith("FAILED_READ_FILE")
              || condition.startsWith("CANNOT_READ_FILE_FOOTER")
              || String.valueOf(cause.getMessage()).contains("is not a Parquet file");
      if (unreadable && !isMalformed(cause)) {
        return Optional.of(
            InputFiles.unreadable(source.describe(), source.location(), rootOf(cause)));
      }
    }
    return Optional.empty();
  }

  /** Whether a JSON line did not fit the schema that its first lines promised. */
  static boolean isMalformed(Throwable failure) {
    return mentions(failure, "MALFORMED_RECORD_IN_PARSING")
        || mentions(failure, "CANNOT_PARSE_JSON");
  }

  private static boolean mentions(Throwable failure, String text) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (String.valueOf(cause.getMessage()).contains(text)) {
        return true;
      }
    }
    return false;
  }

  private static Throwable rootOf(Throwable failure) {
    Throwable root = failure;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    return root;
  }
}

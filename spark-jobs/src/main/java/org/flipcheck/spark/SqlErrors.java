package org.flipcheck.spark;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.apache.spark.QueryContext;
import org.apache.spark.QueryContextType;
import org.apache.spark.SparkThrowable;
import org.apache.spark.sql.AnalysisException;
import org.flipcheck.gate.Suggestion;

/** What is wrong with a query, in the engine's words, with the place and without its stack. */
final class SqlErrors {

  /** Classes of SQL states that say that the engine is at fault, or the machine. */
  private static final List<String> NOT_THE_QUERY = List.of("XX", "58", "KD");

  private SqlErrors() {}

  /**
   * The problem of a query that failed.
   *
   * @return the problem, or empty where it is not the query that is at fault
   */
  static Optional<String> find(SqlText text, Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      String state = cause instanceof SparkThrowable spark ? spark.getSqlState() : null;
      if (cause instanceof AnalysisException
          || (state != null && NOT_THE_QUERY.stream().noneMatch(state::startsWith))) {
        return Optional.of(problem(text, cause));
      }
    }
    return Optional.empty();
  }

  /** The problem that a failure tells of. */
  static String problem(SqlText text, Throwable cause) {
    String sentence = sentence(cause);
    Optional<QueryContext> context = context(text, cause);
    if (context.isPresent()) {
      int start = context.get().startIndex();
      int length = context.get().stopIndex() - start + 1;
      return text.located(sentence, text.lineOf(start), text.columnOf(start), length);
    }
    if (cause instanceof AnalysisException analysis
        && analysis.line().isDefined()
        && analysis.startPosition().isDefined()) {
      int line = (Integer) analysis.line().get();
      int column = (Integer) analysis.startPosition().get();
      return text.located(sentence, line, column, near(analysis));
    }
    return text.located(sentence);
  }

  /** The place in the query itself; views have texts of their own. */
  private static Optional<QueryContext> context(SqlText text, Throwable cause) {
    if (!(cause instanceof SparkThrowable spark) || spark.getQueryContext() == null) {
      return Optional.empty();
    }
    return Arrays.stream(spark.getQueryContext())
        .filter(c -> c.contextType() == QueryContextType.SQL && c.objectName().isEmpty())
        .filter(c -> c.startIndex() >= 0 && c.stopIndex() >= c.startIndex())
        .filter(c -> c.stopIndex() < text.sql().length())
        .findFirst();
  }

  /** How long the word is that could not be parsed. */
  private static int near(AnalysisException cause) {
    String word = cause.getMessageParameters().getOrDefault("error", "");
    return word.startsWith("'") ? Math.max(1, word.length() - 2) : 1;
  }

  private static String sentence(Throwable cause) {
    if (SparkErrors.conditionName(cause).equals("TABLE_OR_VIEW_NOT_FOUND")) {
      String name =
          ((SparkThrowable) cause).getMessageParameters().get("relationName").replace("`", "");
      List<String> views = QueryView.names();
      return "there is no view '%s'%s views are %s"
          .formatted(
              name,
              Suggestion.nearest(name, views)
                  .map("; did you mean '%s'? The"::formatted)
                  .orElse("; the"),
              String.join(", ", views));
    }
    // Spark's remedy of another mode is none here: there is no SET.
    return SparkErrors.sentence(cause)
        .replaceFirst(" If necessary set \\S+ to \\S+ to bypass this error", "")
        .replaceFirst("; line \\d+ pos \\d+;?$", "")
        .replaceFirst("\\.$", "");
  }
}

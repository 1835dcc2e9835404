package org.flipcheck.cli;

import org.apache.spark.sql.SparkSession;
import org.flipcheck.spark.BadInputException;
import org.flipcheck.spark.QuerySpec;
import org.flipcheck.spark.QuerySpec.Format;
import org.flipcheck.spark.RunQuery;

/**
 * Answers a query in a session of its own, or in the one that is there already, which then stays
 * open. Apart from the command, so that help needs no Spark.
 */
final class EmbeddedQuery {

  private EmbeddedQuery() {}

  /**
   * Answers a query.
   *
   * @param master Spark master, or null to leave it to spark-submit or the embedded session
   * @return the exit code
   */
  static int of(QuerySpec spec, String master) {
    try {
      RunQuery query = RunQuery.check(spec);
      query.notes().forEach(EmbeddedQuery::note);
      answer(query, spec, master);
      return ExitCode.PASS;
    } catch (BadInputException e) {
      // The engine quotes values, which are foreign.
      throw new Problems(e.problems().stream().map(Terminal::visible).toList());
    }
  }

  private static void answer(RunQuery query, QuerySpec spec, String master) {
    boolean guest = SparkSession.getDefaultSession().isDefined();
    SparkSession spark = Sessions.openForQuery(master, query.inputs());
    try (Progress progress = isStreamed(spec) ? Progress.none() : Progress.start(spark)) {
      progress.step("query");
      query.answer(spark, System.out, EmbeddedQuery::note);
    } finally {
      if (!guest) {
        spark.stop();
      }
    }
  }

  /** Rows that appear while the query runs would mix with a progress bar. */
  private static boolean isStreamed(QuerySpec spec) {
    return Terminal.isShown() && spec.out().isEmpty() && spec.format() != Format.TABLE;
  }

  /** Beside the answer, not in it. */
  private static void note(String sentence) {
    System.err.println("flipcheck query: " + Terminal.visible(sentence));
  }
}

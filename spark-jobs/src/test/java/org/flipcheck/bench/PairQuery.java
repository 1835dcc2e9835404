package org.flipcheck.bench;

import org.flipcheck.metrics.FlipOutcome;

/**
 * The comparison as a person would write it in SQL: one join, then grouping sets for the slices and
 * for the confusions. It counts and does nothing else: no ledger, no check of conflicts; of the old
 * table it reads ids and answers alone.
 */
final class PairQuery {

  /** Outcomes by the number that the query gives them. */
  private static final FlipOutcome[] OUTCOMES = {
    FlipOutcome.BOTH_RIGHT,
    FlipOutcome.NEGATIVE_FLIP,
    FlipOutcome.POSITIVE_FLIP,
    FlipOutcome.BOTH_WRONG_SAME,
    FlipOutcome.BOTH_WRONG_DIFFERENT
  };

  private PairQuery() {}

  /** The slice columns, in the order of the query's columns. */
  static final String[] SLICES = {"country", "device", "time"};

  /**
   * The pairs: label, op, np, country, device, time, outcome.
   *
   * @param old the old table, as FROM names it
   * @param candidate the new table
   * @param answer the expression of a model's answer
   * @param distinct whether equal rows have to count once
   */
  static String pairs(String old, String candidate, String answer, boolean distinct) {
    String select = distinct ? "SELECT DISTINCT" : "SELECT";
    return """
        SELECT n.label, o.answer AS op, n.answer AS np, n.country, n.device, n.time,
          CASE WHEN o.answer = n.label THEN CASE WHEN n.answer = n.label THEN 0 ELSE 1 END
            WHEN n.answer = n.label THEN 2 WHEN o.answer = n.answer THEN 3 ELSE 4 END AS outcome
        FROM (%s id, %s AS answer FROM %s) AS o
        JOIN (%s id, label, %s AS answer, country, device, time FROM %s) AS n ON o.id = n.id"""
        .formatted(select, answer, old, select, answer, candidate);
  }

  /**
   * Counts of the pairs: label, op, np, country, device, time, outcome, n; columns outside the
   * row's grouping set are null, and slices come as joint values.
   */
  static String cube(String pairs) {
    return """
        SELECT label, op, np, country, device, time, outcome, count(*) AS n
        FROM (%s) AS pairs
        GROUP BY GROUPING SETS ((country, device, time, outcome), (label, op, np, outcome))"""
        .formatted(pairs);
  }

  /** Adds one row of the query to a tally, joint values of slices under each of their columns. */
  static void add(Tally tally, Object[] row) {
    String outcome = OUTCOMES[((Number) row[6]).intValue()].key();
    long n = ((Number) row[7]).longValue();
    if (row[0] != null) {
      tally.addConfusion((String) row[0], (String) row[1], (String) row[2], outcome, n);
      return;
    }
    for (int i = 0; i < SLICES.length; i++) {
      if (row[3 + i] != null) {
        tally.addSlice(SLICES[i], (String) row[3 + i], outcome, n);
      }
    }
  }
}

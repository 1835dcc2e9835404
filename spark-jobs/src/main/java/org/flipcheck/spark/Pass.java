package org.flipcheck.spark;

import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;
import org.flipcheck.spark.PassRow.Kind;

/**
 * The one pass over the examples, as an engine plans it: flip rows, and counts that have been added
 * up. Everything is computed once and then kept, until {@link #close}.
 */
interface Pass extends AutoCloseable {

  /** One {@link PassRow} for each pair of the flip table. */
  Dataset<Row> flips();

  /** One {@link PassRow} for each pair whose protected id is listed or has flipped to wrong. */
  Dataset<Row> protectedPairs();

  /** One {@link PassRow} for each key of one of these kinds of counts. */
  Dataset<Row> counts(Kind... kinds);

  /** What each task has of a kind of table that is not added up yet, as bytes. */
  Dataset<Row> tables(Kind kind);

  @Override
  void close();

  /** The rows of some kinds. */
  static Dataset<Row> only(Dataset<Row> rows, Kind... kinds) {
    Object[] names = new Object[kinds.length];
    for (int i = 0; i < kinds.length; i++) {
      names[i] = kinds[i].name();
    }
    return rows.filter(functions.col(NormalRow.column(PassRow.KIND)).isin(names));
  }
}

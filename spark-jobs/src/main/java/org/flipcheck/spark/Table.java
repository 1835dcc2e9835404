package org.flipcheck.spark;

import java.util.Optional;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * A table opened for a comparison: its schema is known, its rows are not read yet.
 *
 * @param source what the user named
 * @param format parquet, csv, json, orc, table, or what was forced
 * @param rows the rows, after {@code where}
 * @param fingerprint what tells whether the input is still the same; empty for tables without files
 * @param sampled whether the schema comes from the first lines only
 * @param stored the model, where the table is all of one in a prediction store
 */
record Table(
    Source source,
    String format,
    Dataset<Row> rows,
    Optional<String> fingerprint,
    boolean sampled,
    Optional<StoredModel> stored) {

  /** A table outside of any store. */
  Table(
      Source source,
      String format,
      Dataset<Row> rows,
      Optional<String> fingerprint,
      boolean sampled) {
    this(source, format, rows, fingerprint, sampled, Optional.empty());
  }
}

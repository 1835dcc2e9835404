package org.flipcheck.spark.arrow;

import org.apache.spark.sql.connector.read.InputPartition;

/** What one task reads: a run of record batches of a file, or a whole stream. */
final class ArrowPartition implements InputPartition {
  private static final long serialVersionUID = 1L;

  private final String file;
  private final int from;
  private final int to;
  private final String[] hosts;

  /**
   * A part of a file.
   *
   * @param from the first record batch
   * @param to the one after the last; both 0 for a stream
   * @param hosts machines that have the bytes
   */
  ArrowPartition(String file, int from, int to, String[] hosts) {
    this.file = file;
    this.from = from;
    this.to = to;
    this.hosts = hosts.clone();
  }

  String file() {
    return file;
  }

  int from() {
    return from;
  }

  int to() {
    return to;
  }

  @Override
  public String[] preferredLocations() {
    return hosts.clone();
  }
}

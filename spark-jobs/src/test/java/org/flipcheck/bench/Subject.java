package org.flipcheck.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;

/** An engine that compares the two tables of the bench data, as often as it is asked to. */
interface Subject extends AutoCloseable {

  /** The file of counts in a contender's folder. */
  String TALLY = "tally.tsv";

  /** The run of {@code flipcheck compare} in a contender's folder. */
  String RUN = "run";

  /** What has to be there before the first comparison: a session, a database, a store. */
  void open() throws Exception;

  /** Compares once. */
  void compare() throws Exception;

  /** Leaves in the contender's folder what the last comparison counted, for {@link #tally}. */
  void keep() throws Exception;

  /** Whether a contender's folder has counts. */
  static boolean hasTally(Path folder) {
    return Files.exists(folder.resolve(TALLY)) || Files.exists(folder.resolve(RUN));
  }

  /** Reads what {@link #keep} left in a contender's folder; the process may be another one. */
  static Tally tally(Path folder, DuckDb duck) throws IOException, SQLException {
    Path counted = folder.resolve(TALLY);
    return Files.exists(counted) ? Tally.read(counted) : Tally.ofRun(folder.resolve(RUN), duck);
  }

  @Override
  void close() throws IOException, SQLException;

  /** A contender that can tell what reading alone takes. */
  interface Reading extends Subject {

    /** Reads the columns that the comparison needs, of both tables, and does nothing with them. */
    void read() throws IOException, SQLException;
  }
}

package org.flipcheck.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.SparkSession;
import org.flipcheck.cli.InProcess;

/** {@code flipcheck compare}, by its command line, in one session that stays open. */
final class FlipcheckSubject implements Subject {

  private final BenchData data;
  private final List<String> options;
  private final Path folder;
  private SparkSession spark;
  private boolean guest;

  /**
   * A comparison of the raw tables.
   *
   * @param data the tables
   * @param options what this contender adds to the command line
   * @param folder where its runs go
   */
  FlipcheckSubject(BenchData data, List<String> options, Path folder) {
    this.data = data;
    this.options = options;
    this.folder = folder;
  }

  /**
   * The command line of a comparison of raw tables.
   *
   * @param data the tables
   * @param options more options
   * @param run where the run goes
   */
  static List<String> commandLine(BenchData data, List<String> options, Path run)
      throws IOException {
    List<String> line =
        new ArrayList<>(
            List.of(
                "compare", "--old", data.old().toString(), "--new", data.candidate().toString()));
    line.addAll(columns(data));
    line.addAll(options);
    line.addAll(List.of("--out", run.toString(), "--overwrite"));
    return line;
  }

  /** Which column plays which role. */
  static List<String> columns(BenchData data) throws IOException {
    List<String> line = new ArrayList<>(List.of("--id", "id", "--label", "label"));
    if (data.spec().logits() == 0) {
      line.addAll(List.of("--prediction", "prediction"));
    } else {
      String classes = data.classes().toString();
      line.addAll(
          List.of("--logits", "logits", "--old-classes", classes, "--new-classes", classes));
    }
    for (String slice : PairQuery.SLICES) {
      line.addAll(List.of("--slice", slice));
    }
    return line;
  }

  private String[] line() throws IOException {
    return commandLine(data, options, folder.resolve(RUN)).toArray(String[]::new);
  }

  @Override
  public void open() throws IOException {
    guest = SparkSession.getDefaultSession().isDefined();
    spark = guest ? SparkSession.active() : InProcess.openSession(line());
  }

  @Override
  public void compare() throws IOException {
    InProcess.run(line());
  }

  /** The run has its counts in its files. */
  @Override
  public void keep() {}

  @Override
  public void close() {
    if (!guest) {
      spark.stop();
    }
  }
}

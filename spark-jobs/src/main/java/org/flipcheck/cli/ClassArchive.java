package org.flipcheck.cli;

/**
 * Loads the classes that comparisons and queries load, for the archive of classes that the launcher
 * makes of them: a start from it takes a third of the time.
 */
final class ClassArchive {

  private ClassArchive() {}

  /**
   * Compares the example data, and asks the run.
   *
   * @param args a folder for the run
   */
  public static void main(String[] args) {
    Flipcheck.run("demo", "--out", args[0]);
    // The engine compiles queries of large runs alone, and the demo's is small.
    System.setProperty("spark.sql.codegen.wholeStage", "true");
    System.setProperty("spark.sql.codegen.factoryMode", "FALLBACK");
    int code =
        Flipcheck.run(
            "query",
            "--runs",
            args[0],
            "SELECT run, label, new_prediction, count(*) AS n FROM flips WHERE outcome = 'negative_flip'"
                + " GROUP BY run, label, new_prediction ORDER BY n DESC");
    System.exit(code);
  }
}

package org.flipcheck.bench;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Who takes part, by the names that {@code -Dbench.engines} knows. */
enum Contender {
  /** DuckDB, which the ratios of the tables refer to. */
  DUCKDB("DuckDB, 2 threads", null),
  /** Plain Spark SQL. */
  SPARK("Spark SQL by hand", null),
  /** The packed engine, counting only: what the queries of the others do. */
  PACKED("Flipcheck", "--engine packed --flips none"),
  /** The packed engine, with the flip table. */
  FLIPS("Flipcheck, flips written", "--engine packed"),
  /** The packed engine, counting only, with 1,000 replicates by 100,000 groups. */
  GROUPS("Flipcheck, --group", "--engine packed --flips none --group user"),
  /** The portable engine, counting only. */
  SQL("Flipcheck, engine sql", "--engine sql --flips none"),
  /** Two versions in a prediction store, counting only. */
  STORE("Flipcheck, store against store", "--flips none");

  private final String title;
  private final String options;

  /**
   * @param title what tables call it
   * @param options what it adds to the command line of {@code flipcheck compare}, blanks between;
   *     null where it is not Flipcheck
   */
  Contender(String title, String options) {
    this.title = title;
    this.options = options;
  }

  String title() {
    return title;
  }

  String key() {
    return name().toLowerCase(Locale.ROOT);
  }

  /**
   * Options of the command line; empty where this is not {@code flipcheck compare} on raw tables.
   */
  Optional<List<String>> rawOptions() {
    return this == STORE ? Optional.empty() : Optional.ofNullable(options).map(Contender::words);
  }

  private static List<String> words(String options) {
    return options.isEmpty() ? List.of() : List.of(options.split(" "));
  }

  /**
   * Makes the contender ready to be opened.
   *
   * @param data what to compare
   * @param heap its memory, in the JVM's notation
   * @param folder where it may write
   */
  Subject subject(BenchData data, String heap, Path folder) {
    return switch (this) {
      case DUCKDB -> new DuckSubject(data, heap, folder);
      case SPARK -> new SparkSubject(data, folder);
      case STORE -> new StoreSubject(data, words(options), folder);
      default -> new FlipcheckSubject(data, words(options), folder);
    };
  }
}

package org.flipcheck.bench;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import org.flipcheck.bench.BenchOptions.BadOptionsException;
import org.flipcheck.bench.BenchOptions.Case;

/**
 * The bench. Options are system properties, see {@link BenchOptions}. Exit code 0 when all
 * contenders ran and agree in every count, 1 when not, 2 when options or disk do not allow a run.
 */
public final class Bench {

  private static final long SMALL_PAIRS = 50_000;
  private static final long MOST_PAIRS_WITH_LOGITS = 2_000_000;
  private static final int LOGITS = 100;
  private static final long LARGE_PAIRS = 50_000_000;

  private final BenchOptions options;
  private final PrintStream out;

  private Bench(BenchOptions options, PrintStream out) {
    this.options = options;
    this.out = out;
  }

  /**
   * Runs the bench and exits.
   *
   * @param args none
   * @throws Exception if the bench itself fails
   */
  public static void main(String[] args) throws Exception {
    System.exit(run(System.getProperties(), System.out));
  }

  /** Runs the bench that some properties ask for. */
  static int run(java.util.Properties properties, PrintStream out) throws Exception {
    try {
      return new Bench(BenchOptions.of(properties), out).runAll();
    } catch (BadOptionsException | BenchData.NoRoomException e) {
      e.getMessage().lines().forEach(line -> System.err.println("bench: " + line));
      return 2;
    }
  }

  private int runAll() throws IOException, SQLException, InterruptedException {
    Files.createDirectories(options.target());
    Report report = new Report(Machine.line(options));
    boolean good = true;
    for (DataSpec spec : options.data()) {
      for (Case each : options.cases()) {
        good &= runCase(each, specOf(each, spec), report);
      }
    }
    BenchData.delete(options.target().resolve("scratch"));
    out.print(report.markdown());
    return good ? 0 : 1;
  }

  private static DataSpec specOf(Case each, DataSpec spec) {
    return switch (each) {
      case SMALL -> spec.withPairs(SMALL_PAIRS).withLogits(0);
      case LOGITS ->
          spec.withPairs(Math.min(spec.pairs(), MOST_PAIRS_WITH_LOGITS)).withLogits(LOGITS);
      case RAW, PROCESS, STORE -> spec;
    };
  }

  private boolean runCase(Case each, DataSpec spec, Report report)
      throws IOException, SQLException, InterruptedException {
    out.printf("bench: %s, %s%n", each, spec.key());
    BenchData data = BenchData.make(spec, options.target());
    data.warmFileCache();
    Path folder = options.target().resolve("out");
    BenchData.delete(folder);
    Rounds rounds = new Rounds(options, data, folder, out);
    List<Report.Line> lines =
        switch (each) {
          case RAW, LOGITS -> rounds.inProcess(c -> c != Contender.STORE);
          case STORE -> rounds.inProcess(c -> c == Contender.STORE || c == Contender.DUCKDB);
          case PROCESS -> rounds.processes();
          case SMALL -> rounds.small();
        };
    report.add(each, data, lines);
    BenchData.delete(folder);
    if (spec.pairs() > LARGE_PAIRS && !options.keep()) {
      data.delete();
    }
    return rounds.isGood();
  }
}

package org.flipcheck.spark;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.flipcheck.gate.Enforcement;
import org.flipcheck.metrics.CorrectnessRule;
import org.flipcheck.spark.CompareSpec.AnswersAs;
import org.flipcheck.spark.CompareSpec.Engine;
import org.flipcheck.spark.CompareSpec.FlipsFormat;
import org.flipcheck.spark.CompareSpec.FlipsKept;
import org.flipcheck.spark.CompareSpec.Handling;
import org.flipcheck.spark.CompareSpec.OnBadRow;
import org.flipcheck.spark.CompareSpec.Output;
import org.flipcheck.spark.CompareSpec.Slicing;
import org.flipcheck.spark.ExpectedNumbers.MissingAnswers;
import org.flipcheck.spark.ExpectedPair.Setting;

/**
 * Runs the compare job over a folder of prediction sets and holds every number it gives against the
 * folder's {@code expected.json}, which somebody else computed in another way.
 *
 * <pre>
 * mvn -B -q -pl spark-jobs -am -Pexpected-pairs process-test-classes -Dexpected.pairs=FOLDER
 * </pre>
 *
 * <p>The folder holds {@code expected.json} ({@code definitions}, then {@code
 * datasets.SET.pairs[]}) and the sets, {@code SET/predictions/…}, as CSV or JSON lines with the
 * columns {@code example_id, label, prediction, correct, score} and slices; a relative folder is
 * relative to the top of the project. {@code src/test/resources/expected-pairs} is a small example,
 * and {@code make_expected.py} there says how its numbers came about.
 *
 * <p>Each pair whose policy is {@code first} or {@code last} and whose ids do not conflict is
 * compared: by its {@code correct} column; where labels differ, once with each of {@code
 * --on-label-conflict keep} and {@code exclude}; scored pairs by score alone and once with each
 * threshold; pairs without grades by prediction alone. Counts and single divisions have to be equal
 * to the last bit, products and differences of rounded numbers within 1e-12. The other pairs are
 * named; where ids or labels conflict, it is checked that the comparison is refused by default. Of
 * {@code expected.json} three numbers have no counterpart and are passed over: {@code
 * n_input_mismatch}, {@code …_duplicate_keys} (Flipcheck counts the surplus rows) and, in slices,
 * the number of missing answers.
 *
 * <p>Exit code 0 when nothing differs, 1 when anything does, 2 when the folder cannot be used.
 */
public final class ExpectedPairs {

  private final SparkSession spark;
  private final Path folder;
  private final PrintStream out;
  private final List<String> lines = new ArrayList<>();
  private int settings;
  private int refusals;
  private int compared;
  private int equal;
  private int differing;

  private ExpectedPairs(SparkSession spark, Path folder, PrintStream out) {
    this.spark = spark;
    this.folder = folder;
    this.out = out;
  }

  /**
   * What came of it.
   *
   * @param pairs pairs in the file
   * @param leftOut pairs whose numbers are not comparable
   * @param settings comparisons made
   * @param refusals comparisons that were refused as they have to be
   * @param compared numbers compared
   * @param equal numbers equal to the last bit
   * @param differing numbers that differ, and comparisons that did not end as they have to
   */
  record Summary(
      int pairs, int leftOut, int settings, int refusals, int compared, int equal, int differing) {

    @Override
    public String toString() {
      return ("%d pairs, %d of them left out; %d comparisons gave %,d numbers: %,d equal to the last"
              + " bit, %,d within %s, %,d differ; %d comparisons refused as they have to be")
          .formatted(
              pairs,
              leftOut,
              settings,
              compared,
              equal,
              Math.max(0, compared - equal - differing),
              NumberCheck.RELATIVE_TOLERANCE,
              differing,
              refusals);
    }
  }

  /**
   * Compares a folder.
   *
   * @param args the folder
   * @throws IOException if it cannot be read
   */
  public static void main(String[] args) throws IOException {
    if (args.length != 1 || !Files.isRegularFile(Path.of(args[0], "expected.json"))) {
      System.err.println("usage: ExpectedPairs FOLDER, which holds expected.json and its sets");
      System.exit(2);
    }
    long start = System.nanoTime();
    SparkSession spark = openSession();
    Summary summary = run(spark, Path.of(args[0]), System.out);
    spark.stop();
    System.out.printf("%s; %d s%n", summary, (System.nanoTime() - start) / 1_000_000_000);
    System.exit(summary.differing() == 0 ? 0 : 1);
  }

  /** The lean local session that the command line would open for inputs of this size. */
  static SparkSession openSession() {
    return SparkSession.builder()
        .appName("expected pairs")
        .master("local[*]")
        .config("spark.ui.enabled", "false")
        .config("spark.driver.host", "127.0.0.1")
        .config("spark.driver.bindAddress", "127.0.0.1")
        .config("spark.sql.catalogImplementation", "in-memory")
        .config("spark.sql.adaptive.enabled", "false")
        .config("spark.sql.limit.initialNumPartitions", "100000")
        .config("spark.sql.shuffle.partitions", Runtime.getRuntime().availableProcessors())
        .config("spark.sql.codegen.wholeStage", "false")
        .config("spark.sql.codegen.factoryMode", "NO_CODEGEN")
        .getOrCreate();
  }

  /** Compares all pairs of a folder, one line a pair. */
  static Summary run(SparkSession spark, Path folder, PrintStream out) throws IOException {
    ExpectedPairs run = new ExpectedPairs(spark, folder, out);
    return run.compareAll();
  }

  private Summary compareAll() throws IOException {
    List<ExpectedPair> pairs = ExpectedPair.readAll(folder);
    int leftOut = 0;
    for (ExpectedPair pair : pairs) {
      lines.clear();
      String verdict = "OK      ";
      int before = differing;
      Optional<String> reason = pair.leftOut();
      String what;
      if (reason.isPresent()) {
        leftOut++;
        verdict = "LEFT OUT";
        what = reason.get();
      } else {
        what = compare(pair);
      }
      if (pair.hasConflictingIds() || (reason.isEmpty() && pair.hasLabelConflicts())) {
        checkRefusal(pair);
      }
      out.printf("%s  %s: %s%n", differing == before ? verdict : "DIFFERS ", pair.name(), what);
      lines.forEach(line -> out.println("            " + line));
    }
    return new Summary(pairs.size(), leftOut, settings, refusals, compared, equal, differing);
  }

  private String compare(ExpectedPair pair) throws IOException {
    List<String> done = new ArrayList<>();
    for (Setting setting : pair.settings()) {
      NumberCheck check = new NumberCheck();
      Path output = Files.createTempDirectory("expected-pairs");
      try {
        new CompareJob(spark, spec(pair, setting, output.resolve("run")), step -> {}).execute();
        JsonNode result = new ObjectMapper().readTree(output.resolve("run/result.json").toFile());
        MissingAnswers missing = missingAnswers(output.resolve("run/counts/confusion"));
        new ExpectedNumbers(pair, setting, result, missing, check).compare();
      } catch (BadInputException e) {
        check.differ("the comparison", "a result", "refused: " + e.getMessage());
      } finally {
        delete(output);
      }
      settings++;
      compared += check.compared();
      equal += check.equal();
      differing += check.differences().size();
      check.differences().forEach(line -> lines.add("[%s] %s".formatted(setting.name(), line)));
      check.named().forEach(line -> lines.add("[%s] named: %s".formatted(setting.name(), line)));
      done.add("%s %,d".formatted(setting.name(), check.compared()));
    }
    return "numbers by " + String.join(", ", done);
  }

  /** With every choice at its default the comparison has to stop, and to leave nothing behind. */
  private void checkRefusal(ExpectedPair pair) throws IOException {
    String reason =
        pair.hasConflictingIds()
            ? "of ids that come more than once with different content"
            : "whose label differs between the sides";
    Path output = Files.createTempDirectory("expected-pairs");
    try {
      CompareSpec spec = spec(pair, pair.byDefault(), output.resolve("run"));
      new CompareJob(spark, spec, step -> {}).execute();
      differing++;
      lines.add("[default] expected a refusal (%s), but it went through".formatted(reason));
    } catch (BadInputException e) {
      boolean clean;
      try (Stream<Path> left = Files.list(output)) {
        clean = left.findAny().isEmpty();
      }
      if (e.getMessage().contains(reason) && clean) {
        refusals++;
      } else {
        differing++;
        lines.add("[default] refused for another reason, or files were left: " + clean);
      }
      e.problems().forEach(problem -> lines.add("[default] refused: " + problem));
    } finally {
      delete(output);
    }
  }

  private static CompareSpec spec(ExpectedPair pair, Setting setting, Path output) {
    return new CompareSpec(
        source(TableSide.OLD, pair.folder().resolve(pair.oldFile())),
        source(TableSide.NEW, pair.folder().resolve(pair.newFile())),
        Optional.empty(),
        List.of(),
        setting.columns(),
        setting.rule(),
        new Handling(
            OnBadRow.FAIL,
            OnBadRow.FAIL,
            setting.onLabelConflict(),
            OnBadRow.FAIL,
            OnBadRow.WRONG,
            false,
            AnswersAs.TYPED),
        new Slicing(1, Set.of(), Slicing.DEFAULT_MAX_CELLS, false),
        FlipsKept.CHANGED,
        Engine.AUTO,
        Optional.empty(),
        OptionalDouble.empty(),
        Enforcement.FULL,
        Map.of("rule", setting.rule().map(CorrectnessRule::toString).orElse("none")),
        new Output(output.toString(), false, FlipsFormat.PARQUET));
  }

  private static Source source(TableSide side, Path file) {
    return new Source(
        side,
        file.toString(),
        file.getFileName().toString(),
        Optional.empty(),
        Optional.empty(),
        Map.of(),
        Map.of(),
        Optional.empty());
  }

  /** From the table of answers, which a comparison of scores or grades alone does not have. */
  private MissingAnswers missingAnswers(Path confusion) {
    if (!Files.isDirectory(confusion)) {
      return new MissingAnswers(0, 0, 0);
    }
    String old = "coalesce(old_prediction, '') = ''";
    String fresh = "coalesce(new_prediction, '') = ''";
    String bothWrong = "outcome like 'both_wrong%' and " + old + " and " + fresh;
    Row sums =
        spark
            .read()
            .parquet(confusion.toString())
            .selectExpr(sumWhere(old), sumWhere(fresh), sumWhere(bothWrong))
            .head();
    return new MissingAnswers(sums.getLong(0), sums.getLong(1), sums.getLong(2));
  }

  private static String sumWhere(String condition) {
    return "coalesce(sum(if(%s, n, 0)), 0)".formatted(condition);
  }

  private static void delete(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}

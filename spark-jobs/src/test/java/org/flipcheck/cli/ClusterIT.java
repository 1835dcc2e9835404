package org.flipcheck.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The packaged jar on a real cluster that loses machines: whatever dies in the middle, the counts
 * are those of an undisturbed run to the last digit, and no flip row is there twice.
 */
class ClusterIT {

  private static final Path BUILD = Path.of(System.getProperty("flipcheck.build"));

  /** Enough for the pass, and for writing its rows, to last some seconds. */
  private static final int PAIRS = 500_000;

  /** Two workers that die and one that stays. */
  private static final int WORKERS = 3;

  /** Tasks of the pairing; no other stage before it has as many. */
  private static final int PARTITIONS = 24;

  private static final Duration RUN = Duration.ofMinutes(3);

  private static final List<String> COMPARISON =
      List.of(
          "--id", "id",
          "--label", "label",
          "--prediction", "prediction",
          "--weight", "weight",
          "--slice", "country",
          "--slice", "device",
          "--cross", "2",
          "--flips", "all");

  /**
   * Starts a task twice that is a little slower than others, or the only one of its stage: two
   * attempts write the same rows at once.
   */
  private static final Map<String, String> EAGER_SPECULATION =
      Map.of(
          "spark.speculation", "true",
          "spark.speculation.interval", "100ms",
          "spark.speculation.multiplier", "1.1",
          "spark.speculation.quantile", "0.3",
          "spark.speculation.task.duration.threshold", "100ms");

  private static final Pattern STARTED =
      Pattern.compile(
          "Starting task \\S+ in stage \\S+ \\(TID (\\d+)\\) \\(\\S+, ?executor (\\d+)");

  @TempDir private Path folder;
  private Connection duckDb;

  @BeforeEach
  void open() throws SQLException {
    duckDb = DriverManager.getConnection("jdbc:duckdb:");
  }

  @AfterEach
  void close() throws SQLException {
    duckDb.close();
  }

  /** The engines: more arguments of {@code compare}. */
  static Stream<List<String>> engines() {
    return Stream.of(List.of("--engine", "packed"), List.of("--engine", "sql"));
  }

  @ParameterizedTest
  @MethodSource("engines")
  void losingWorkersChangesNoCountAndRepeatsNoRow(List<String> engine) throws Exception {
    writeTables();
    FinishedRun reference = undisturbed(engine);
    Path home = Files.createDirectory(folder.resolve("cluster"));
    try (LoopbackCluster cluster = LoopbackCluster.start(home, classPath(), WORKERS)) {
      assertSame(reference, disturbed(cluster, engine));
    }
  }

  private static String classPath() throws IOException {
    return Files.readString(BUILD.resolve("spark.classpath")).strip();
  }

  /**
   * Tables with pairs of every outcome, examples that one side lacks, and identical duplicates; in
   * files of their own order on each side.
   */
  private void writeTables() throws SQLException {
    String row =
        """
        SELECT i AS id, 'c' || (i * 7919 %% 10) AS label,
          'c' || ((i * 7919 + CASE WHEN i * %d %% 100 < %d THEN 0 ELSE 1 + i %% 3 END) %% 10)
            AS prediction,
          0.1 + (i %% 7) / 3.0 AS weight,
          ['de', 'fr', 'it', 'jp', 'us'][1 + i * 17 %% 5] AS country,
          CASE WHEN i %% 11 = 0 THEN NULL ELSE 'd' || (i * 13 %% 4) END AS device
        FROM range(%d, %d) t(i)
        """;
    try (Statement statement = duckDb.createStatement()) {
      statement.execute(
          "CREATE TABLE old AS "
              + row.formatted(31, 80, 0, PAIRS)
              + " UNION ALL SELECT * FROM ("
              + row.formatted(31, 80, 0, 1000)
              + ") WHERE id % 10 = 3");
      statement.execute(
          "CREATE TABLE new AS SELECT * FROM ("
              + row.formatted(37, 85, 0, PAIRS + 500)
              + ") WHERE id % 9973 <> 5");
      for (String table : List.of("old", "new")) {
        folder.resolve(table).toFile().mkdir();
        for (int part = 0; part < 5; part++) {
          String mine = table.equals("old") ? "id % 5" : "id * 5 // " + (PAIRS + 500);
          statement.execute(
              "COPY (SELECT * FROM %s WHERE %s = %d ORDER BY id * 31 %% 10007, id) TO '%s/%s/%d.parquet' (FORMAT parquet)"
                  .formatted(table, mine, part, folder, table, part));
        }
      }
    }
  }

  /** {@code compare} with everything but where Spark runs. */
  private List<String> compare(String out, List<String> engine) {
    List<String> command = new ArrayList<>(List.of("compare"));
    command.addAll(List.of("--old", folder.resolve("old").toString()));
    command.addAll(List.of("--new", folder.resolve("new").toString()));
    command.addAll(COMPARISON);
    command.addAll(engine);
    command.addAll(List.of("--out", folder.resolve(out).toString()));
    return command;
  }

  /** The same comparison in one JVM. */
  private FinishedRun undisturbed(List<String> engine) throws Exception {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of(org.apache.spark.launcher.JavaModuleOptions.defaultModuleOptionArray()));
    String jar = BUILD.resolve("flipcheck-spark.jar").toString();
    command.addAll(
        List.of("-Xmx1g", "-cp", jar + ":" + classPath(), "org.flipcheck.cli.Flipcheck"));
    command.addAll(compare("undisturbed", engine));
    try (LoggedProcess run = LoggedProcess.start("undisturbed", folder, Map.of(), command)) {
      assertThat(run.exitCode(RUN)).as(run.tail()).isZero();
    }
    FinishedRun reference = new FinishedRun(folder.resolve("undisturbed"), duckDb);
    assertThat(reference.rows("flips"))
        .as("all pairs are in the flip table, each once")
        .isEqualTo(reference.distinct("id", "flips"))
        .isEqualTo(reference.result().at("/ledger/matched").asLong())
        .isGreaterThan(PAIRS * 9L / 10);
    return reference;
  }

  private LoggedProcess submit(LoopbackCluster cluster, String name, List<String> engine)
      throws IOException {
    List<String> arguments = new ArrayList<>(List.of("--class", "org.flipcheck.cli.Flipcheck"));
    Map<String, String> all = new TreeMap<>(EAGER_SPECULATION);
    all.put("spark.driver.host", "127.0.0.1");
    all.put("spark.driver.bindAddress", "127.0.0.1");
    all.put("spark.ui.enabled", "false");
    all.put("spark.executor.memory", "768m");
    all.put("spark.executor.extraJavaOptions", "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC");
    all.put("spark.sql.shuffle.partitions", Integer.toString(PARTITIONS));
    all.put("spark.sql.adaptive.coalescePartitions.enabled", "false");
    all.put("spark.eventLog.enabled", "true");
    all.put("spark.eventLog.rolling.enabled", "false");
    all.put("spark.eventLog.compress", "false");
    all.put("spark.eventLog.dir", Files.createDirectory(events(name)).toUri().toString());
    all.forEach((key, value) -> arguments.addAll(List.of("--conf", key + "=" + value)));
    arguments.add(BUILD.resolve("flipcheck-spark.jar").toString());
    arguments.addAll(compare(name, engine));
    return cluster.submit(name, arguments);
  }

  private Path events(String name) {
    return folder.resolve("events-" + name);
  }

  /** One run that loses a worker while it pairs and another one while it writes. */
  private FinishedRun disturbed(LoopbackCluster cluster, List<String> engine) throws Exception {
    String name = "disturbed";
    try (LoggedProcess driver = submit(cluster, name, engine)) {
      int stage =
          Integer.parseInt(
              await(driver, "Adding task set (\\d+)\\.0 with " + PARTITIONS + " tasks").group(1));
      String pairing =
          await(driver, "Finished task .* in stage " + stage + "\\..*executor (\\d+)\\) \\(4/")
              .group(1);
      cluster.killWorkerOf(pairing);
      int task = driver.await("a file of flips half written", RUN, () -> taskThatWrites(name));
      String writing = executorOf(driver, task);
      cluster.killWorkerOf(writing);
      assertThat(driver.exitCode(RUN)).as(driver.tail() + cluster.tails()).isZero();

      assertWorkWasDoneAgain(EventLog.read(events(name)), stage, pairing, task, writing);
      return new FinishedRun(folder.resolve(name), duckDb);
    }
  }

  /** Both kills hit in the middle: what had been done, or was being done, was done once more. */
  private static void assertWorkWasDoneAgain(
      EventLog events, int pairingStage, String pairing, int writingTask, String writing) {
    assertThat(events.lostExecutors()).contains(pairing, writing);
    Set<EventLog.Part> doneByLost =
        events.parts(task -> task.succeeded() && task.executor().equals(pairing));
    assertThat(doneByLost).as("done by the executor that was lost").isNotEmpty();
    assertThat(doneByLost.stream().filter(part -> part.stage() == pairingStage))
        .as("part of the pairing, not all of it")
        .hasSizeBetween(1, PARTITIONS - 1);
    assertThat(events.parts(task -> task.succeeded() && !task.executor().equals(pairing)))
        .as("done by it, and again by others")
        .containsAnyElementsOf(doneByLost);

    EventLog.Task killed = events.task(writingTask);
    assertThat(killed.succeeded()).as("the task was killed while it wrote").isFalse();
    assertThat(events.parts(EventLog.Task::succeeded)).contains(killed.part());
    assertThat(events.speculations()).as("tasks started twice, for being slow").isPositive();
  }

  /** The attempt of a task that has opened a file under the staged flips, by its number. */
  private Optional<Integer> taskThatWrites(String name) {
    Pattern attempt =
        Pattern.compile("/\\." + name + "\\.staging-.*/flips/_temporary/.*_(\\d+)/.*part-[^/]*$");
    try (Stream<Path> files = Files.walk(folder)) {
      return files
          .map(file -> attempt.matcher(file.toString()))
          .filter(Matcher::find)
          .map(match -> Integer.valueOf(match.group(1)))
          .findFirst();
    } catch (IOException | UncheckedIOException e) {
      // Files come and go while they are listed.
      return Optional.empty();
    }
  }

  private static String executorOf(LoggedProcess driver, int task) {
    return STARTED
        .matcher(driver.log())
        .results()
        .collect(Collectors.toMap(m -> m.group(1), m -> m.group(2)))
        .get(Integer.toString(task));
  }

  private static MatchResult await(LoggedProcess driver, String pattern)
      throws InterruptedException {
    Pattern compiled = Pattern.compile(pattern);
    Function<String, Optional<MatchResult>> first =
        log -> compiled.matcher(log).results().findFirst();
    return driver.await("a line like " + pattern, RUN, () -> first.apply(driver.log()));
  }

  private static void assertSame(FinishedRun expected, FinishedRun actual) throws Exception {
    assertThat(actual.result()).isEqualTo(expected.result());
    assertThat(actual.manifest()).isEqualTo(expected.manifest());
    assertThat(actual.rows("flips")).isEqualTo(actual.distinct("id", "flips"));
    for (String table : List.of("flips", "counts/cells", "counts/confusion")) {
      assertThat(actual.rowsMissingIn(expected, table)).as("surplus rows of %s", table).isZero();
      assertThat(expected.rowsMissingIn(actual, table)).as("lost rows of %s", table).isZero();
    }
  }
}

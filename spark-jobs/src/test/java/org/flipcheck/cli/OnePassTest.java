package org.flipcheck.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerStageSubmitted;
import org.apache.spark.scheduler.SparkListenerTaskEnd;
import org.junit.jupiter.api.Test;

/**
 * Counts Spark's work: each input row is read once and shuffled once, whatever is counted, and no
 * other exchange grows with the number of examples.
 */
class OnePassTest extends CompareHarness {

  private static final String EVERYTHING =
      " --engine sql --slice country --slice time --cross 2 --flips all --keep note " + PLAIN;

  /** What the stages of one comparison read and wrote. */
  private static final class Work extends SparkListener {
    private final Map<Integer, long[]> byStage = new ConcurrentHashMap<>();
    private final Set<Integer> ofReports = ConcurrentHashMap.newKeySet();

    @Override
    public void onStageSubmitted(SparkListenerStageSubmitted stage) {
      String step = stage.properties().getProperty("spark.job.description", "");
      if (step.endsWith(": writing the reports")) {
        ofReports.add(stage.stageInfo().stageId());
      }
    }

    @Override
    public void onTaskEnd(SparkListenerTaskEnd task) {
      long[] sums = byStage.computeIfAbsent(task.stageId(), unused -> new long[2]);
      synchronized (sums) {
        sums[0] += task.taskMetrics().inputMetrics().recordsRead();
        sums[1] += task.taskMetrics().shuffleWriteMetrics().recordsWritten();
      }
    }

    /** Records that the stage before the first exchange read: the scans of all inputs. */
    long scanned() {
      return new TreeMap<>(byStage)
          .values().stream().filter(sums -> sums[1] > 0).findFirst().orElseThrow()[0];
    }

    /** Records read by all others: batches of rows that the pass keeps. */
    long readAgain() {
      return byStage.values().stream().mapToLong(sums -> sums[0]).sum() - scanned() - shown();
    }

    /** Records that the report's examples are taken from. */
    long shown() {
      return ofReports.stream().mapToLong(stage -> byStage.get(stage)[0]).sum();
    }

    /** Records written by each exchange, in the order of the stages. */
    List<Long> exchanges() {
      List<Long> exchanges = new ArrayList<>();
      new TreeMap<>(byStage).values().forEach(sums -> exchanges.add(sums[1]));
      exchanges.removeIf(records -> records == 0);
      return exchanges;
    }
  }

  private Work measure(String line) throws TimeoutException {
    Work work = new Work();
    spark().sparkContext().addSparkListener(work);
    try {
      assertEquals("", run("compare " + line).err());
      spark().sparkContext().listenerBus().waitUntilEmpty();
    } finally {
      spark().sparkContext().removeSparkListener(work);
    }
    return work;
  }

  @Test
  void parquetIsReadAndShuffledOnce() throws TimeoutException {
    List<Long> small = parquet(1_000);
    List<Long> large = parquet(10_000);
    assertNoGrowth(small, large);
  }

  /** Ten times the examples: the same exchanges, but for cells that were missing in a partition. */
  private static void assertNoGrowth(List<Long> small, List<Long> large) {
    assertEquals(small.size(), large.size());
    for (int i = 1; i < small.size(); i++) {
      assertTrue(large.get(i) <= 1.1 * small.get(i), small + " then " + large);
    }
  }

  private List<Long> parquet(int n) throws TimeoutException {
    String columns = " from range(%d)".formatted(n) + " t(n)";
    String common =
        "select cast(n as string) id, cast(n %% 3 as string) label, cast(n %% %d as string) prediction,"
            + " cast(n %% 2 as string) country, cast(n %% 5 as string) time, concat('note ', n) note";
    table("v1-" + n, "parquet", spark().sql(common.formatted(4) + columns).coalesce(2));
    table("v2-" + n, "parquet", spark().sql(common.formatted(5) + columns).coalesce(2));
    Work work = measure("--old @v1-%d --new @v2-%d --out @out%d".formatted(n, n, n) + EVERYTHING);
    assertEquals(2L * n, work.scanned(), "records read");
    assertTrue(work.readAgain() < 50, "only kept batches are read again");
    assertEquals(changed("out" + n), work.shown(), "flips read for the report");
    return checked(work.exchanges(), n);
  }

  /** Examples of a run whose answer changed. */
  private long changed(String run) {
    JsonNode counts = new RunFolder(folder.resolve(run), spark()).json().at("/overall/counts");
    return counts.at("/negative_flips").asLong()
        + counts.at("/positive_flips").asLong()
        + counts.at("/both_wrong_different").asLong();
  }

  @Test
  void packedRowsAreReadOnceAndShuffledAsBlocks() throws TimeoutException {
    int n = 20_000;
    String rows =
        "select n id, cast(n %% 3 as string) label, cast(n %% %d as string) prediction,"
            + " cast(n %% 2 as string) country, cast(n %% 5 as string) time, concat('note ', n) note"
            + " from range(%d) t(n)";
    table("v1", "parquet", spark().sql(rows.formatted(4, n)).coalesce(2));
    table("v2", "parquet", spark().sql(rows.formatted(5, n)).coalesce(2));
    String options = EVERYTHING.replace("--engine sql", "--engine packed");
    Work work = measure("--old @v1 --new @v2 --out @out" + options);
    assertEquals(2L * n, work.scanned(), "records read");
    List<Long> exchanges = work.exchanges();
    assertTrue(exchanges.get(0) < n / 100, () -> "blocks, not rows: " + exchanges);
    for (long records : exchanges.subList(1, exchanges.size())) {
      assertTrue(records < 500, () -> "count tables only: " + exchanges);
    }
  }

  private static List<Long> checked(List<Long> exchanges, int n) {
    assertEquals(2L * n, exchanges.get(0), "example rows shuffled");
    for (long records : exchanges.subList(1, exchanges.size())) {
      assertTrue(records < 500, () -> "count tables only: " + exchanges);
    }
    return exchanges;
  }

  @Test
  void csvIsReadAndShuffledOnce() throws TimeoutException {
    List<Long> small = csv(1_000);
    List<Long> large = csv(10_000);
    assertNoGrowth(small, large);
  }

  private List<Long> csv(int n) throws TimeoutException {
    for (int side = 4; side <= 5; side++) {
      int classes = side;
      String rows =
          IntStream.range(0, n)
              .mapToObj(
                  i -> "%d,%d,%d,%d,%d,note %d".formatted(i, i % 3, i % classes, i % 2, i % 5, i))
              .collect(Collectors.joining("\n"));
      file("%d-%d.csv".formatted(side, n), "id,label,prediction,country,time,note", rows);
    }
    Work work =
        measure(
            "--old counting://%s/4-%d.csv --new counting://%s/5-%d.csv --out @out%d"
                    .formatted(folder, n, folder, n, n)
                + EVERYTHING);
    for (String name : List.of("4-%d.csv".formatted(n), "5-%d.csv".formatted(n))) {
      assertEquals(
          folder.resolve(name).toFile().length(), CountingFileSystem.readByTasks(name), name);
    }
    return checked(work.exchanges(), n);
  }
}

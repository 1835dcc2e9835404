package org.flipcheck.spark;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * The packed engine's inner loops, a row at a time: what one row costs in each of them, beside what
 * plain collections of the JDK would cost.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(value = 1, jvmArgs = {"-Xmx2g", "-XX:+UseParallelGC"})
@Warmup(iterations = 4, time = 1)
@Measurement(iterations = 5, time = 1)
public class InnerLoops {

  private static final int ROWS = 8192;
  private static final int CLASSES = 100;
  private static final int TUPLES = 2400;

  private final SplittableRandom random = new SplittableRandom(1);
  private final PackedRows old = new PackedRows(true);
  private final PackedRows candidate = new PackedRows(true);
  private final PackedRows[] sides = {new PackedRows(true), old, candidate};
  private final IdTable table = new IdTable(true, (rows, a, b) -> false);
  private final SortedMerge merge = new SortedMerge(true, (rows, a, b) -> false);
  private final PackedRows sortedOld = new PackedRows(true);
  private final PackedRows sortedNew = new PackedRows(true);
  private final RowScatter scatter = new RowScatter();
  private final PackedRows[] buckets = new PackedRows[256];
  private final ConfusionCounts confusions = new ConfusionCounts((label, a, b) -> label % 5);
  private final Codes codes = new Codes(3);
  private final JointCodes joint = new JointCodes(codes);
  private final int[][] slices = new int[3][ROWS];
  private final boolean[] none = new boolean[ROWS];
  private final int[] tuples = new int[ROWS];
  private byte[] block;

  /** A bucket as large as the engine makes them: as many ids on both sides, in two orders. */
  @Setup
  public void fill() {
    long[] ids = random.longs(ROWS).toArray();
    fill(old, ids);
    fill(candidate, random.ints(0, ROWS).distinct().limit(ROWS).mapToLong(i -> ids[i]).toArray());
    Arrays.sort(ids);
    fill(sortedOld, ids);
    fill(sortedNew, ids);
    Arrays.setAll(buckets, unused -> new PackedRows(true));
    for (int column = 0; column < slices.length; column++) {
      for (int row = 0; row < ROWS; row++) {
        int values = new int[] {20, 5, 24}[column];
        slices[column][row] = codes.of(column + "/" + random.nextInt(values));
      }
    }
    for (int i = 0; i < 2 * CLASSES; i++) {
      codes.of("class " + i);
    }
    for (int i = 0; i < TUPLES; i++) {
      codes.ofTuple(new int[] {1 + i % 20, 21 + i / 20 % 5, 26 + i / 100});
    }
    block = PackedBlock.write(head(), old, codes, new PackedBlock.Told());
  }

  private static PackedBlock.Head head() {
    return new PackedBlock.Head(0, TableSide.OLD, 1, 0, ROWS, 0);
  }

  private void fill(PackedRows rows, long[] ids) {
    rows.reserve(ROWS);
    for (int row = 0; row < ROWS; row++) {
      rows.id[row] = ids[row];
      rows.label[row] = 50 + random.nextInt(CLASSES);
      boolean right = random.nextInt(10) > 0;
      rows.answer[row] = right ? rows.label[row] : 50 + random.nextInt(CLASSES);
      rows.slices[row] = random.nextInt(TUPLES);
    }
    rows.n = ROWS;
  }

  /** Grouping both sides of a bucket by id. */
  @Benchmark
  @OperationsPerInvocation(2 * ROWS)
  public int idTable() {
    old.n = ROWS;
    candidate.n = ROWS;
    table.use(sides);
    table.group(TableSide.NEW, 0, 0, 1);
    table.group(TableSide.OLD, 0, 0, 1);
    return table.groups();
  }

  /** The same with a map of the JDK. */
  @Benchmark
  @OperationsPerInvocation(2 * ROWS)
  public int hashMap() {
    Map<Long, int[]> groups = new HashMap<>();
    for (int row = 0; row < ROWS; row++) {
      groups.computeIfAbsent(candidate.id[row], unused -> new int[2])[1] = row;
    }
    for (int row = 0; row < ROWS; row++) {
      groups.computeIfAbsent(old.id[row], unused -> new int[2])[0] = row;
    }
    return groups.size();
  }

  /** Grouping two sorted sides, as of a store. */
  @Benchmark
  @OperationsPerInvocation(2 * ROWS)
  public int sortedMerge() {
    merge.dropGrouped();
    merge.rows(TableSide.OLD).appendAll(sortedOld);
    merge.rows(TableSide.NEW).appendAll(sortedNew);
    merge.group(new boolean[] {true, true, true});
    return merge.groups();
  }

  /** Handing a chunk out to buckets. */
  @Benchmark
  @OperationsPerInvocation(ROWS)
  public int scatter() {
    int[] receivers = scatter.receivers(ROWS);
    for (int row = 0; row < ROWS; row++) {
      receivers[row] = (int) (IdReader.hash(old, row) >>> 56);
    }
    for (PackedRows bucket : buckets) {
      bucket.clear();
    }
    scatter.scatter(old, buckets);
    return buckets[0].n;
  }

  /** Counting pairs by label and both answers. */
  @Benchmark
  @OperationsPerInvocation(ROWS)
  public int confusions() {
    int sum = 0;
    for (int row = 0; row < ROWS; row++) {
      sum += confusions.count(old.label[row], old.answer[row], candidate.answer[row], 0, row, row);
    }
    return sum;
  }

  /** Joint codes of three slice columns. */
  @Benchmark
  @OperationsPerInvocation(ROWS)
  public int jointCodes() {
    joint.find(slices, ROWS, none, tuples);
    return tuples[ROWS - 1];
  }

  /** Writing rows as a block. */
  @Benchmark
  @OperationsPerInvocation(ROWS)
  public int writeBlock() {
    return PackedBlock.write(head(), old, codes, new PackedBlock.Told()).length;
  }

  /** Reading a block back. */
  @Benchmark
  @OperationsPerInvocation(ROWS)
  public int readBlock() {
    Bytes in = new Bytes(block);
    PackedBlock.Head head = PackedBlock.readHead(in);
    PackedBlock.Heard heard = new PackedBlock.Heard();
    heard.hear(in, head, codes);
    PackedRows rows = buckets[0];
    rows.clear();
    PackedBlock.readColumns(in, ROWS, heard, rows);
    return rows.n;
  }
}

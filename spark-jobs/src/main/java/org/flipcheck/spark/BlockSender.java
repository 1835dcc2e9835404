package org.flipcheck.spark;

import java.util.ArrayList;
import java.util.List;
import org.apache.spark.TaskContext;
import scala.Tuple2;

/**
 * Sorts the rows of one task by bucket, and turns full buckets into blocks for the shuffle. Bounded
 * by the number of buckets and by the size of the dictionary, which starts anew when it is large.
 */
final class BlockSender implements RowPacker.Sink {

  private static final int ROWS_OF_A_BLOCK = 4096;
  private static final int BYTES_OF_A_BLOCK = 1 << 18;
  private static final int MOST_CODES = 1 << 16;
  private static final long MOST_CHARACTERS = 8L << 20;
  private static final int EPOCH_BITS = 20;

  private final TableSide side;
  private final Buckets buckets;
  private final Codes codes;
  private final PackedRows[] rows;
  private final long[] keptBytes;
  private final RowScatter scatter = new RowScatter();
  private PackedBlock.Told[] told;
  private final List<Tuple2<Integer, byte[]>> ready = new ArrayList<>();
  private long sender;
  private long nullIds;

  BlockSender(TableSide side, Buckets buckets, Codes codes, boolean wholeNumberIds) {
    this.side = side;
    this.buckets = buckets;
    this.codes = codes;
    this.rows = new PackedRows[buckets.count()];
    this.keptBytes = new long[buckets.count()];
    for (int bucket = 0; bucket < rows.length; bucket++) {
      rows[bucket] = new PackedRows(wholeNumberIds);
    }
    this.sender = TaskContext.get().taskAttemptId() << EPOCH_BITS;
    startAnew();
  }

  private void startAnew() {
    told = new PackedBlock.Told[buckets.partitions()];
    for (int partition = 0; partition < told.length; partition++) {
      told[partition] = new PackedBlock.Told();
    }
  }

  @Override
  public void add(PackedRows chunk, boolean[] identified) {
    int[] receivers = scatter.receivers(chunk.n);
    for (int row = 0; row < chunk.n; row++) {
      receivers[row] = identified[row] ? buckets.of(IdReader.hash(chunk, row)) : RowScatter.NOBODY;
      nullIds += identified[row] ? 0 : 1;
      if (identified[row] && chunk.keep != null && chunk.keep[row] != null) {
        keptBytes[receivers[row]] += chunk.keep[row].length;
      }
    }
    scatter.scatter(chunk, rows);
    for (int bucket = 0; bucket < rows.length; bucket++) {
      if (rows[bucket].n >= ROWS_OF_A_BLOCK
          || rows[bucket].idBytesUsed() + keptBytes[bucket] >= BYTES_OF_A_BLOCK) {
        flush(bucket);
      }
    }
  }

  @Override
  public boolean renewIfLarge() {
    boolean large =
        codes.texts() > MOST_CODES
            || codes.tuples() > MOST_CODES
            || codes.characters() > MOST_CHARACTERS;
    if (large) {
      flushAll();
      codes.clear();
      sender++;
      startAnew();
    }
    return large;
  }

  void flushAll() {
    for (int bucket = 0; bucket < rows.length; bucket++) {
      if (rows[bucket].n > 0 || (bucket == 0 && nullIds > 0)) {
        flush(bucket);
      }
    }
  }

  private void flush(int bucket) {
    int partition = buckets.partition(bucket);
    long withoutId = bucket == 0 ? nullIds : 0;
    PackedBlock.Head head =
        new PackedBlock.Head(bucket, side, sender, 0, rows[bucket].n, withoutId);
    byte[] block = PackedBlock.write(head, rows[bucket], codes, told[partition]);
    ready.add(new Tuple2<>(partition, block));
    rows[bucket].clear();
    keptBytes[bucket] = 0;
    nullIds -= withoutId;
  }

  /** Takes the blocks that are ready. */
  List<Tuple2<Integer, byte[]>> take() {
    List<Tuple2<Integer, byte[]>> blocks = new ArrayList<>(ready);
    ready.clear();
    return blocks;
  }
}

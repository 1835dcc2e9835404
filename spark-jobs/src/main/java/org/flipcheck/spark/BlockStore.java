package org.flipcheck.spark;

import java.io.File;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.spark.SparkEnv;
import org.apache.spark.TaskContext;
import org.apache.spark.memory.MemoryConsumer;
import org.apache.spark.memory.MemoryMode;

/**
 * The blocks that one task received, by bucket. They are kept in memory as long as Spark grants it,
 * and go to a file of the task's own when it does not.
 */
final class BlockStore extends MemoryConsumer implements AutoCloseable {

  private final Codes codes;
  private final Map<Long, PackedBlock.Heard> senders = new HashMap<>();
  private final TreeMap<Integer, List<Block>> buckets = new TreeMap<>();
  private final long[] nullIds = new long[TableSide.values().length];
  private File file;
  private RandomAccessFile spilled;

  /** One block, in memory or in the file. */
  private static final class Block {
    private final PackedBlock.Head head;
    private final PackedBlock.Heard heard;
    private final int length;
    private byte[] bytes;
    private long place;

    Block(PackedBlock.Head head, PackedBlock.Heard heard, byte[] bytes) {
      this.head = head;
      this.heard = heard;
      this.bytes = bytes;
      this.length = bytes.length;
    }
  }

  BlockStore(Codes codes) {
    super(TaskContext.get().taskMemoryManager(), MemoryMode.ON_HEAP);
    this.codes = codes;
  }

  /** Takes a block in. */
  void add(byte[] bytes) {
    Bytes in = new Bytes(bytes);
    PackedBlock.Head head = PackedBlock.readHead(in);
    PackedBlock.Heard heard =
        senders.computeIfAbsent(head.sender(), unused -> new PackedBlock.Heard());
    heard.hear(in, head, codes);
    nullIds[head.side().code()] += head.nullIds();
    if (head.rows() == 0) {
      return;
    }
    Block block = new Block(head, heard, in.rest());
    buckets.computeIfAbsent(head.bucket(), unused -> new ArrayList<>()).add(block);
    long granted = acquireMemory(block.length);
    if (granted < block.length) {
      freeMemory(granted);
      spillAll();
    }
  }

  /** Rows without an id. */
  long nullIds(TableSide side) {
    return nullIds[side.code()];
  }

  List<Integer> buckets() {
    return new ArrayList<>(buckets.keySet());
  }

  /** Rows of a bucket, over all tables. */
  long rows(int bucket) {
    return buckets.get(bucket).stream().mapToLong(block -> block.head.rows()).sum();
  }

  /** Reads the rows of one table in a bucket, one block at a time. */
  void read(int bucket, TableSide side, PackedRows into, Runnable afterEach) {
    for (Block block : buckets.get(bucket)) {
      if (block.head.side() == side) {
        PackedBlock.readColumns(new Bytes(bytes(block)), block.head.rows(), block.heard, into);
        afterEach.run();
      }
    }
  }

  /** Forgets a bucket that is done with. */
  void drop(int bucket) {
    for (Block block : buckets.remove(bucket)) {
      if (block.bytes != null) {
        freeMemory(block.length);
      }
    }
  }

  private byte[] bytes(Block block) {
    if (block.bytes != null) {
      return block.bytes;
    }
    try {
      byte[] bytes = new byte[block.length];
      spilled.seek(block.place);
      spilled.readFully(bytes);
      return bytes;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public long spill(long size, MemoryConsumer trigger) {
    return trigger == this ? 0 : spillAll();
  }

  private long spillAll() {
    long freed = 0;
    try {
      if (spilled == null) {
        file = SparkEnv.get().blockManager().diskBlockManager().createTempLocalBlock()._2();
        spilled = new RandomAccessFile(file, "rw");
      }
      spilled.seek(spilled.length());
      for (List<Block> blocks : buckets.values()) {
        for (Block block : blocks) {
          if (block.bytes != null) {
            block.place = spilled.getFilePointer();
            spilled.write(block.bytes);
            block.bytes = null;
            freed += block.length;
          }
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    long held = Math.min(freed, getUsed());
    freeMemory(held);
    TaskContext.get().taskMetrics().incMemoryBytesSpilled(freed);
    TaskContext.get().taskMetrics().incDiskBytesSpilled(freed);
    return held;
  }

  @Override
  public void close() {
    buckets.clear();
    freeMemory(getUsed());
    try {
      if (spilled != null) {
        spilled.close();
        java.nio.file.Files.deleteIfExists(file.toPath());
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

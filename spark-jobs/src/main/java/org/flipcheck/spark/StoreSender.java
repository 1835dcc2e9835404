package org.flipcheck.spark;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.Queue;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.UnsafeProjection;
import org.apache.spark.sql.catalyst.expressions.UnsafeRow;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.unsafe.types.UTF8String;
import scala.Tuple2;

/**
 * Turns the rows of one task into blocks of bytes, each for one partition of a store. A text is
 * told to a partition once and is a number from then on; once so many texts are known that numbers
 * would cost too much memory, further ones are sent as they are. Opened by {@link StoreReceiver}.
 */
final class StoreSender implements Iterator<Tuple2<Integer, byte[]>> {

  /** In place of a text's number: the text follows, and will not have one. */
  static final int PLAIN = 0;

  /** The same, and from now on it has the next number of its column, from {@value} + 1. */
  static final int TOLD = 1;

  /** So many columns tell in one number which of them are null: seven bits are one byte. */
  static final int NULLS_TOGETHER = 63;

  private static final int FIRST_BYTES = 64;
  private static final int BYTES_OF_A_BLOCK = 1 << 16;
  private static final int MOST_BYTES = 16 << 20;
  private static final int MOST_NUMBERS = 1 << 20;
  private static final int MOST_BYTES_OF_TEXTS = 4 << 20;

  private final long sender;
  private final Iterator<InternalRow> rows;
  private final UnsafeProjection projection;
  private final StoreKeys keys;
  private final StoreCell[] cells;
  private final int partitions;
  private final TextDictionary[] texts;

  /** For each column, text and partition, by the last two: its number there, 0 for none yet. */
  private final int[][] numbers;

  /** For each column and partition: the last number that was given. */
  private final int[][] last;

  private final Bytes[] blocks;
  private final int[] blocksSent;
  private final Queue<Tuple2<Integer, byte[]>> ready = new ArrayDeque<>();
  private long held;

  /**
   * A sender of one task.
   *
   * @param sender tells it from all others
   * @param schema the columns, ids first
   */
  StoreSender(long sender, Iterator<InternalRow> rows, StructType schema, StoreSettings settings) {
    this.sender = sender;
    this.rows = rows;
    this.projection = UnsafeProjection.create(schema);
    this.keys = new StoreKeys(settings);
    this.cells = StoreCell.of(schema, settings.idColumns().size());
    this.partitions = settings.partitions();
    this.texts = new TextDictionary[cells.length];
    this.numbers = new int[cells.length][];
    this.last = new int[cells.length][];
    for (int i = 0; i < cells.length; i++) {
      if (cells[i] == StoreCell.CODED) {
        texts[i] = new TextDictionary();
        numbers[i] = new int[partitions];
        last[i] = new int[partitions];
        Arrays.fill(last[i], TOLD);
      }
    }
    this.blocks = new Bytes[partitions];
    this.blocksSent = new int[partitions];
  }

  @Override
  public boolean hasNext() {
    while (ready.isEmpty() && rows.hasNext()) {
      InternalRow row = rows.next();
      add(row instanceof UnsafeRow unsafe ? unsafe : projection.apply(row));
    }
    if (ready.isEmpty()) {
      sendAll();
    }
    return !ready.isEmpty();
  }

  @Override
  public Tuple2<Integer, byte[]> next() {
    if (!hasNext()) {
      throw new NoSuchElementException();
    }
    return ready.remove();
  }

  private void add(UnsafeRow row) {
    int partition = keys.partition(row);
    if (blocks[partition] == null) {
      blocks[partition] = new Bytes(new byte[FIRST_BYTES]);
      blocks[partition].putLong(sender);
      blocks[partition].putInt(blocksSent[partition]++);
    }
    Bytes out = blocks[partition];
    held -= out.size();
    putNulls(row, out);
    for (int i = 0; i < cells.length; i++) {
      if (row.isNullAt(i)) {
        continue;
      }
      if (cells[i] == StoreCell.CODED) {
        putText(row, i, partition, out);
      } else {
        cells[i].put(row, i, out);
      }
    }
    held += out.size();
    if (out.size() >= BYTES_OF_A_BLOCK) {
      send(partition);
    } else if (held >= MOST_BYTES) {
      sendAll();
    }
  }

  private void putNulls(UnsafeRow row, Bytes out) {
    for (int from = 0; from < cells.length; from += NULLS_TOGETHER) {
      long nulls = 0;
      for (int i = from; i < Math.min(cells.length, from + NULLS_TOGETHER); i++) {
        nulls |= row.isNullAt(i) ? 1L << (i - from) : 0;
      }
      out.putVar(nulls);
    }
  }

  private void putText(UnsafeRow row, int column, int partition, Bytes out) {
    UTF8String text = row.getUTF8String(column);
    TextDictionary known = texts[column];
    boolean full =
        (long) known.size() * partitions >= MOST_NUMBERS
            || known.bytes() + (long) text.numBytes() > MOST_BYTES_OF_TEXTS;
    int code = full ? known.find(text) : known.code(text);
    if (code == TextDictionary.NONE) {
      out.putVar(PLAIN);
      cells[column].put(row, column, out);
      return;
    }
    int place = code * partitions + partition;
    if (place >= numbers[column].length) {
      numbers[column] =
          Arrays.copyOf(numbers[column], Math.max(place + partitions, 2 * numbers[column].length));
    }
    int number = numbers[column][place];
    if (number == 0) {
      numbers[column][place] = ++last[column][partition];
      out.putVar(TOLD);
      cells[column].put(row, column, out);
    } else {
      out.putVar(number);
    }
  }

  private void send(int partition) {
    Bytes block = blocks[partition];
    held -= block.size();
    ready.add(new Tuple2<>(partition, block.written()));
    blocks[partition] = null;
  }

  private void sendAll() {
    for (int partition = 0; partition < partitions; partition++) {
      if (blocks[partition] != null) {
        send(partition);
      }
    }
  }
}

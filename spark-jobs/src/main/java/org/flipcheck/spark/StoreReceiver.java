package org.flipcheck.spark;

import java.util.Arrays;
import org.apache.spark.sql.catalyst.expressions.UnsafeRow;
import org.apache.spark.sql.catalyst.expressions.codegen.UnsafeRowWriter;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.unsafe.types.UTF8String;

/**
 * Opens the blocks that a partition gets from every {@link StoreSender}. In the rows that come out
 * a text of a few is its number in a dictionary of this partition, see {@link StoreCell#code}.
 */
final class StoreReceiver {

  private final StoreCell[] cells;
  private final UnsafeRowWriter row;

  /** For each coded column the texts that have numbers; once nearly all differ, no new ones do. */
  private final TextDictionary[] texts;

  private final boolean[] nearlyUnique;

  /** What the sender of the current block has told: for each column and number, the own number. */
  private final int[][] told;

  /** The same where there is none: the text. */
  private final UTF8String[][] toldPlain;

  private final int[] toldCount;
  private final long[] nulls;
  private long sender = -1;
  private int blocks;
  private long rows;

  /** A receiver before the first block. */
  StoreReceiver(StructType schema, int idColumns) {
    this.cells = StoreCell.of(schema, idColumns);
    this.row = new UnsafeRowWriter(cells.length);
    this.texts = new TextDictionary[cells.length];
    this.nearlyUnique = new boolean[cells.length];
    this.told = new int[cells.length][];
    this.toldPlain = new UTF8String[cells.length][];
    this.toldCount = new int[cells.length];
    this.nulls = new long[1 + (cells.length - 1) / StoreSender.NULLS_TOGETHER];
    for (int i = 0; i < cells.length; i++) {
      if (cells[i] == StoreCell.CODED) {
        texts[i] = new TextDictionary();
        told[i] = new int[64];
        toldPlain[i] = new UTF8String[64];
      }
    }
  }

  /** What is done with a row, which is used again afterwards. */
  interface Sink {
    void accept(UnsafeRow row) throws java.io.IOException;
  }

  /** Opens the next block; those of one sender come one after the other. */
  void open(byte[] block, Sink sink) throws java.io.IOException {
    Bytes in = new Bytes(block);
    long from = in.getLong();
    int number = in.getInt();
    if (from != sender) {
      sender = from;
      blocks = 0;
      Arrays.fill(toldCount, 0);
    }
    if (number != blocks++) {
      throw new IllegalStateException(
          "block %d of sender %d came as number %d".formatted(number, from, blocks - 1));
    }
    while (in.hasMore()) {
      rows++;
      sink.accept(take(in));
    }
  }

  private UnsafeRow take(Bytes in) {
    for (int i = 0; i < nulls.length; i++) {
      nulls[i] = in.getVar();
    }
    row.reset();
    row.zeroOutNullBytes();
    for (int i = 0; i < cells.length; i++) {
      int group = i / StoreSender.NULLS_TOGETHER;
      if ((nulls[group] >>> (i - group * StoreSender.NULLS_TOGETHER) & 1) != 0) {
        row.setNullAt(i);
      } else if (cells[i] == StoreCell.CODED) {
        takeText(in, i);
      } else {
        cells[i].take(in, row, i);
      }
    }
    return row.getRow();
  }

  private void takeText(Bytes in, int column) {
    int number = (int) in.getVar();
    if (number > StoreSender.TOLD) {
      int place = number - StoreSender.TOLD - 1;
      write(column, told[column][place], toldPlain[column][place]);
      return;
    }
    UTF8String text = in.getSized();
    int code = code(column, text);
    write(column, code, text);
    if (number == StoreSender.TOLD) {
      int place = toldCount[column]++;
      if (place == told[column].length) {
        told[column] = Arrays.copyOf(told[column], 2 * place);
        toldPlain[column] = Arrays.copyOf(toldPlain[column], 2 * place);
      }
      told[column][place] = code;
      toldPlain[column][place] = code == TextDictionary.NONE ? text.copy() : null;
    }
  }

  private int code(int column, UTF8String text) {
    if (nearlyUnique[column]) {
      return TextDictionary.NONE;
    }
    nearlyUnique[column] = StoredFields.isNearlyUnique(texts[column], rows);
    return texts[column].code(text);
  }

  private void write(int column, int code, UTF8String text) {
    if (code == TextDictionary.NONE) {
      row.write(column, text);
    } else {
      row.write(column, (long) code);
    }
  }

  /** The texts of a column that have numbers; null where it is not coded. */
  TextDictionary texts(int column) {
    return texts[column];
  }

  /** Whether every text of a column has a number; asked when all blocks were opened. */
  boolean isNumbered(int column) {
    return texts[column] != null && !nearlyUnique[column];
  }
}

package org.flipcheck.spark;

import java.util.Arrays;
import java.util.BitSet;

/**
 * Up to a few thousand rows of one table and one bucket as bytes: what the shuffle of the packed
 * engine moves. A block carries the texts that its sender has not yet sent to the same receiver, so
 * the blocks of a sender must be opened in their order; each has its number to prove it.
 */
final class PackedBlock {

  private static final int ISSUE = 1;
  private static final int LOGITS = 2;
  private static final int GRADE = 4;
  private static final int SCORE = 8;
  private static final int MARGIN = 16;
  private static final int WEIGHT = 32;
  private static final int KEEP = 64;
  private static final int GROUP = 128;
  private static final int LABEL_PROBABILITY = 256;
  private static final int RUNNER_UP = 512;

  private PackedBlock() {}

  /** The head of a block. */
  record Head(int bucket, TableSide side, long sender, int number, int rows, long nullIds) {}

  /** What a sender has told one receiver of its dictionary. */
  static final class Told {
    private final BitSet texts = new BitSet();
    private final BitSet tuples = new BitSet();

    /** Code 0 of either needs no telling. */
    private int textsTold = 1;

    private int tuplesTold = 1;
    private int blocks;

    private boolean knowsAll(Codes codes) {
      return textsTold == codes.texts() && tuplesTold == codes.tuples();
    }

    private void add(BitSet newTexts, BitSet newTuples) {
      texts.or(newTexts);
      tuples.or(newTuples);
      textsTold += newTexts.cardinality();
      tuplesTold += newTuples.cardinality();
    }
  }

  /** Writes rows, and the part of the dictionary that they need and the receiver lacks. */
  static byte[] write(Head head, PackedRows rows, Codes codes, Told told) {
    Bytes out = new Bytes(new byte[256 + rows.n * 24 + rows.idBytesUsed()]);
    out.putInt(head.bucket());
    out.putByte(head.side().code());
    out.putLong(head.sender());
    out.putInt(told.blocks++);
    out.putInt(rows.n);
    out.putLong(head.nullIds());
    BitSet texts = new BitSet();
    BitSet tuples = new BitSet();
    if (!told.knowsAll(codes)) {
      collect(rows.label, rows.n, told.texts, texts);
      collect(rows.answer, rows.n, told.texts, texts);
      collect(rows.issue, rows.n, told.texts, texts);
      collect(rows.runnerUp, rows.n, told.texts, texts);
      collect(rows.slices, rows.n, told.tuples, tuples);
      tuples.stream().forEach(tuple -> collectOfTuple(codes, tuple, told.texts, texts));
    }
    writeDictionary(out, codes, texts, tuples);
    told.add(texts, tuples);
    writeColumns(out, rows);
    return out.written();
  }

  private static void collect(int[] column, int n, BitSet told, BitSet wanted) {
    for (int i = 0; column != null && i < n; i++) {
      if (column[i] != Codes.NONE && !told.get(column[i])) {
        wanted.set(column[i]);
      }
    }
  }

  private static void collectOfTuple(Codes codes, int tuple, BitSet told, BitSet wanted) {
    for (int i = 0; i < codes.width(); i++) {
      int text = codes.inTuple(tuple, i);
      if (text != Codes.NONE && !told.get(text)) {
        wanted.set(text);
      }
    }
  }

  private static void writeDictionary(Bytes out, Codes codes, BitSet texts, BitSet tuples) {
    out.putInt(texts.cardinality());
    for (int code = texts.nextSetBit(0); code >= 0; code = texts.nextSetBit(code + 1)) {
      out.putInt(code);
      out.putText(codes.text(code));
    }
    out.putInt(tuples.cardinality());
    for (int code = tuples.nextSetBit(0); code >= 0; code = tuples.nextSetBit(code + 1)) {
      out.putInt(code);
      for (int i = 0; i < codes.width(); i++) {
        out.putInt(codes.inTuple(code, i));
      }
    }
  }

  private static void writeColumns(Bytes out, PackedRows rows) {
    int n = rows.n;
    out.putInt(
        (rows.issue == null ? 0 : ISSUE)
            | (rows.logits == null ? 0 : LOGITS)
            | (rows.grade == null ? 0 : GRADE)
            | (rows.score == null ? 0 : SCORE)
            | (rows.margin == null ? 0 : MARGIN)
            | (rows.weight == null ? 0 : WEIGHT)
            | (rows.keep == null ? 0 : KEEP)
            | (rows.group == null ? 0 : GROUP)
            | (rows.labelProbability == null ? 0 : LABEL_PROBABILITY)
            | (rows.runnerUp == null ? 0 : RUNNER_UP));
    if (rows.wholeNumberIds) {
      out.putLongs(rows.id, n);
    } else {
      out.putCodes(rows.idEnd, n);
      out.put(rows.idBytes, 0, rows.idBytesUsed());
    }
    out.putCodes(rows.label, n);
    out.putCodes(rows.answer, n);
    out.putCodes(rows.slices, n);
    if (rows.issue != null) {
      out.putCodes(rows.issue, n);
    }
    if (rows.logits != null) {
      out.putCodes(rows.logits, n);
    }
    if (rows.runnerUp != null) {
      out.putCodes(rows.runnerUp, n);
    }
    if (rows.grade != null) {
      out.put(rows.grade, 0, n);
    }
    double[][] numbers = {rows.score, rows.margin, rows.weight, rows.labelProbability};
    for (double[] column : numbers) {
      if (column != null) {
        out.putDoubles(column, n);
      }
    }
    if (rows.group != null) {
      out.putLongs(rows.group, n);
    }
    for (int i = 0; rows.keep != null && i < n; i++) {
      byte[] kept = rows.keep[i];
      out.putInt(kept == null ? -1 : kept.length);
      out.put(kept == null ? new byte[0] : kept, 0, kept == null ? 0 : kept.length);
    }
  }

  static Head readHead(Bytes in) {
    int bucket = in.getInt();
    TableSide side = TableSide.ofCode(in.getByte());
    return new Head(bucket, side, in.getLong(), in.getInt(), in.getInt(), in.getLong());
  }

  /** A sender's codes in the receiver's: the table that its blocks are read by. */
  static final class Heard {
    private int[] texts = new int[64];
    private int[] tuples = new int[64];
    private int blocks;

    /** Takes in the dictionary part of the next block; the head has been read. */
    void hear(Bytes in, Head head, Codes codes) {
      if (head.number() != blocks++) {
        throw new IllegalStateException(
            "block %d of sender %d came as number %d; run again with --engine sql"
                .formatted(head.number(), head.sender(), blocks - 1));
      }
      for (int left = in.getInt(); left > 0; left--) {
        int code = in.getInt();
        texts = withRoom(texts, code);
        texts[code] = codes.of(in.getText());
      }
      int[] tuple = new int[codes.width()];
      for (int left = in.getInt(); left > 0; left--) {
        int code = in.getInt();
        for (int i = 0; i < tuple.length; i++) {
          tuple[i] = texts[in.getInt()];
        }
        tuples = withRoom(tuples, code);
        tuples[code] = codes.ofTuple(tuple);
      }
    }

    private static int[] withRoom(int[] table, int code) {
      return code < table.length
          ? table
          : Arrays.copyOf(table, Math.max(code + 1, 2 * table.length));
    }
  }

  /** Reads the columns of a block behind those that are there, in the receiver's codes. */
  static void readColumns(Bytes in, int added, Heard heard, PackedRows rows) {
    int n = rows.n;
    rows.reserve(n + added);
    int columns = in.getInt();
    if (rows.wholeNumberIds) {
      in.getLongs(rows.id, n, added);
    } else {
      readIds(in, added, rows);
    }
    in.getCodes(rows.label, n, added, heard.texts);
    in.getCodes(rows.answer, n, added, heard.texts);
    in.getCodes(rows.slices, n, added, heard.tuples);
    if (isThere(columns, ISSUE, rows.issue)) {
      readCodes(in, columns & ISSUE, rows.issues(), n, added, heard.texts);
    }
    if (isThere(columns, LOGITS, rows.logits)) {
      readCodes(in, columns & LOGITS, rows.logitsLengths(), n, added, null);
    }
    if (isThere(columns, RUNNER_UP, rows.runnerUp)) {
      readCodes(in, columns & RUNNER_UP, rows.runnersUp(), n, added, heard.texts);
    }
    if (isThere(columns, GRADE, rows.grade)) {
      readGrades(in, columns & GRADE, rows.grades(), n, added);
    }
    if (isThere(columns, SCORE, rows.score)) {
      readNumbers(in, columns & SCORE, rows.scores(), n, added);
    }
    if (isThere(columns, MARGIN, rows.margin)) {
      readNumbers(in, columns & MARGIN, rows.margins(), n, added);
    }
    if (isThere(columns, WEIGHT, rows.weight)) {
      readNumbers(in, columns & WEIGHT, rows.weights(), n, added);
    }
    if (isThere(columns, LABEL_PROBABILITY, rows.labelProbability)) {
      readNumbers(in, columns & LABEL_PROBABILITY, rows.labelProbabilities(), n, added);
    }
    if (isThere(columns, GROUP, rows.group)) {
      readGroups(in, columns & GROUP, rows.groups(), n, added);
    }
    if (isThere(columns, KEEP, rows.keep)) {
      readKept(in, columns & KEEP, rows.kept(), n, added);
    }
    rows.n += added;
  }

  /** Whether a column has to be filled: the block has it, or rows before it had. */
  private static boolean isThere(int columns, int column, Object present) {
    return (columns & column) != 0 || present != null;
  }

  private static void readIds(Bytes in, int added, PackedRows rows) {
    int base = rows.idBytesUsed();
    in.getCodes(rows.idEnd, rows.n, added, null);
    int length = added == 0 ? 0 : rows.idEnd[rows.n + added - 1];
    rows.reserveIdBytes(base + length);
    in.get(rows.idBytes, base, length);
    for (int i = rows.n; i < rows.n + added; i++) {
      rows.idEnd[i] += base;
    }
  }

  private static void readCodes(Bytes in, int given, int[] column, int from, int n, int[] mapped) {
    if (given == 0) {
      Arrays.fill(column, from, from + n, 0);
    } else {
      in.getCodes(column, from, n, mapped);
    }
  }

  private static void readGrades(Bytes in, int given, byte[] column, int from, int n) {
    if (given == 0) {
      Arrays.fill(column, from, from + n, (byte) 0);
    } else {
      in.get(column, from, n);
    }
  }

  private static void readNumbers(Bytes in, int given, double[] column, int from, int n) {
    if (given == 0) {
      Arrays.fill(column, from, from + n, Double.NaN);
    } else {
      in.getDoubles(column, from, n);
    }
  }

  private static void readGroups(Bytes in, int given, long[] column, int from, int n) {
    if (given == 0) {
      Arrays.fill(column, from, from + n, 0);
    } else {
      in.getLongs(column, from, n);
    }
  }

  private static void readKept(Bytes in, int given, byte[][] column, int from, int n) {
    for (int i = 0; i < n; i++) {
      int length = given == 0 ? -1 : in.getInt();
      column[from + i] = length < 0 ? null : new byte[length];
      if (length > 0) {
        in.get(column[from + i], 0, length);
      }
    }
  }
}

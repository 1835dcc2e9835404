package org.flipcheck.spark;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.flipcheck.metrics.CellSums;
import org.flipcheck.metrics.FlipOutcome;

/**
 * The counts of a task as bytes, sharded by what they are counts of, so that equal keys of all
 * tasks meet in one {@link ShardMerge}. Not merged here: what is added twice is written twice.
 */
final class CountShards {

  static final byte CELL = 1;
  static final byte CONFUSION = 2;
  static final byte LEDGER = 3;
  static final byte ISSUE = 4;
  static final byte IDS = 5;

  private static final long MOST_BYTES = 4L << 20;

  private final Codes codes;
  private final Shard[] shards;

  /** One shard: its own small dictionary, then counts in its codes. */
  private static final class Shard {
    private final Codes texts = new Codes(0);
    private final Bytes counts = new Bytes();
    private int[] local = new int[64];

    private int code(Codes codes, int code) {
      if (code == Codes.NONE) {
        return Codes.NONE;
      }
      if (code >= local.length) {
        local = Arrays.copyOf(local, Math.max(code + 1, 2 * local.length));
      }
      if (local[code] == Codes.NONE) {
        local[code] = texts.of(codes.text(code));
      }
      return local[code];
    }
  }

  CountShards(Codes codes, int shards) {
    this.codes = codes;
    this.shards = new Shard[shards];
    for (int i = 0; i < shards; i++) {
      this.shards[i] = new Shard();
    }
  }

  private Shard shard(int hash) {
    int mixed = hash * 0x9E3779B1;
    return shards[Math.floorMod(mixed ^ (mixed >>> 16), shards.length)];
  }

  private int hash(int code) {
    return code == Codes.NONE ? 0 : codes.text(code).hashCode();
  }

  void addConfusion(FlipOutcome outcome, int label, int oldAnswer, int newAnswer, long n) {
    int hash = (hash(label) * 31 + hash(oldAnswer)) * 31 + hash(newAnswer);
    Shard shard = shard(hash * 31 + outcome.code());
    shard.counts.putByte(CONFUSION);
    shard.counts.putByte(outcome.code());
    shard.counts.putInt(shard.code(codes, label));
    shard.counts.putInt(shard.code(codes, oldAnswer));
    shard.counts.putInt(shard.code(codes, newAnswer));
    shard.counts.putLong(n);
  }

  void addCell(FlipOutcome outcome, Boolean known, Boolean confirms, int[] slices, CellSums sums) {
    int hash = outcome.code();
    for (int slice : slices) {
      hash = hash * 31 + hash(slice);
    }
    Shard shard = shard(hash);
    shard.counts.putByte(CELL);
    shard.counts.putByte(outcome.code());
    shard.counts.putByte(flag(known));
    shard.counts.putByte(flag(confirms));
    for (int slice : slices) {
      shard.counts.putInt(shard.code(codes, slice));
    }
    shard.counts.putLong(sums.n());
    shard.counts.putLong(sums.gains());
    shard.counts.putLong(sums.regressions());
    byte[] exact = SumsCodec.encode(sums.exactSums());
    shard.counts.putInt(exact == null ? 0 : exact.length);
    shard.counts.put(exact == null ? new byte[0] : exact, 0, exact == null ? 0 : exact.length);
  }

  private static byte flag(Boolean value) {
    return (byte) (value == null ? 0 : value ? 2 : 1);
  }

  /** Adds a partial count in the form that the SQL engine gives. */
  void add(PassRow form, Row row) {
    PassRow.Kind kind = PassRow.Kind.valueOf(row.getString(PassRow.KIND));
    switch (kind) {
      case CELL -> addCellRow(form, row);
      case CONFUSION ->
          addConfusion(
              outcome(row),
              codes.of(row.getString(PassRow.LABEL)),
              codes.of(row.getString(PassRow.OLD_PREDICTION)),
              codes.of(row.getString(PassRow.NEW_PREDICTION)),
              row.getLong(PassRow.N));
      case LEDGER, ISSUE -> {
        Bytes out = shards[0].counts;
        out.putByte(kind == PassRow.Kind.LEDGER ? LEDGER : ISSUE);
        out.putText(row.getString(PassRow.NAME));
        out.putLong(row.getLong(PassRow.N));
        out.putText(row.getString(PassRow.TEXT));
      }
      case IDS -> {
        byte[] sketch = (byte[]) row.get(PassRow.SUMS);
        shards[0].counts.putByte(IDS);
        shards[0].counts.putInt(sketch.length);
        shards[0].counts.put(sketch, 0, sketch.length);
      }
      case FLIP, PROTECTED, REPLICATES, REASONS, SHARD ->
          throw new IllegalStateException("not a count: " + row);
    }
  }

  private void addCellRow(PassRow form, Row row) {
    int[] slices = new int[form.form().slices().size()];
    for (int i = 0; i < slices.length; i++) {
      slices[i] = codes.of(row.getString(form.slice(i)));
    }
    addCell(
        outcome(row),
        (Boolean) row.get(PassRow.KNOWN),
        (Boolean) row.get(PassRow.CONFIRMS),
        slices,
        CountMerger.cellOf(row));
  }

  private static FlipOutcome outcome(Row row) {
    return FlipOutcome.fromKey(row.getString(PassRow.NAME)).orElseThrow();
  }

  boolean isLarge() {
    return Arrays.stream(shards).mapToLong(shard -> shard.counts.size()).sum() > MOST_BYTES
        || Arrays.stream(shards).mapToLong(shard -> shard.texts.characters()).sum() > MOST_BYTES;
  }

  /** Takes all shards as rows of the pass, and starts anew. */
  List<Row> take(PassRow form) {
    List<Row> rows = new ArrayList<>();
    for (int i = 0; i < shards.length; i++) {
      if (shards[i].counts.size() > 0) {
        Object[] cells = new Object[form.width()];
        cells[PassRow.KIND] = PassRow.Kind.SHARD.name();
        cells[PassRow.N] = (long) i;
        cells[PassRow.SUMS] = bytes(shards[i]);
        rows.add(RowFactory.create(cells));
      }
      shards[i] = new Shard();
    }
    return rows;
  }

  private static byte[] bytes(Shard shard) {
    Bytes out = new Bytes();
    out.putInt(shard.texts.texts());
    for (int code = 1; code < shard.texts.texts(); code++) {
      out.putText(shard.texts.text(code));
    }
    byte[] counts = shard.counts.written();
    out.put(counts, 0, counts.length);
    return out.written();
  }
}

package org.flipcheck.spark;

import java.io.IOException;
import org.apache.spark.SparkEnv;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.UnsafeRow;
import org.apache.spark.sql.execution.UnsafeExternalRowSorter;
import org.apache.spark.sql.execution.UnsafeExternalRowSorter.PrefixComputer;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.util.collection.unsafe.sort.PrefixComparators;
import org.apache.spark.util.collection.unsafe.sort.RecordComparator;

/**
 * Where a row of a store goes: its partition, and its order in there. Rows have their ids first.
 */
final class StoreKeys {

  private final StoreSettings settings;
  private final int columns;
  private final boolean whole;
  private final boolean firstIsWhole;
  private final CanonicalId id;

  /** The keys of one task's rows. */
  StoreKeys(StoreSettings settings) {
    this.settings = settings;
    this.columns = settings.idColumns().size();
    this.whole = settings.hasWholeNumberIds();
    this.firstIsWhole = isWhole(0);
    this.id = new CanonicalId(columns == 1);
  }

  private boolean isWhole(int column) {
    return settings.idTypes().get(column).equals(StoreSettings.WHOLE);
  }

  /** The partition of an id by {@link IdHash}; 0 where it, or a part of it, is null. */
  int partition(InternalRow row) {
    return hasNull(row) ? 0 : IdHash.partition(hash(row), settings.partitions());
  }

  /** Whether a row has no id, or lacks a part of it. */
  boolean hasNull(InternalRow row) {
    boolean any = false;
    for (int i = 0; i < columns; i++) {
      any |= row.isNullAt(i);
    }
    return any;
  }

  private long hash(InternalRow row) {
    if (whole) {
      return IdHash.of(row.getLong(0));
    }
    if (columns == 1) {
      return IdHash.of(row.getUTF8String(0));
    }
    read(row, id);
    return id.hash();
  }

  /** Brings a row's id, no part of which is null, into its canonical form. */
  void read(InternalRow row, CanonicalId into) {
    into.clear();
    for (int i = 0; i < columns; i++) {
      if (isWhole(i)) {
        into.add(row.getLong(i));
      } else {
        into.add(row.getUTF8String(i).getBytes());
      }
    }
  }

  /** Sorts rows without an id first, then numbers by value and text by its bytes; spills. */
  UnsafeExternalRowSorter sorter(StructType schema) throws IOException {
    return UnsafeExternalRowSorter.createWithRecordComparator(
        schema,
        () -> new Order(schema.size()),
        firstIsWhole ? PrefixComparators.LONG : PrefixComparators.STRING,
        new Prefixes(),
        SparkEnv.get().memoryManager().pageSizeBytes(),
        whole);
  }

  /** What of an id fits in a word, so that most rows are compared by that alone. */
  private final class Prefixes extends PrefixComputer {
    private final Prefix prefix = new Prefix();

    @Override
    public Prefix computePrefix(InternalRow row) {
      prefix.isNull = hasNull(row);
      if (firstIsWhole) {
        prefix.value = prefix.isNull ? Long.MIN_VALUE : row.getLong(0);
      } else {
        prefix.value = prefix.isNull ? 0 : row.getUTF8String(0).getPrefix();
      }
      return prefix;
    }
  }

  /** Decides where prefixes do not. */
  private final class Order extends RecordComparator {
    private final UnsafeRow one;
    private final UnsafeRow other;

    Order(int width) {
      this.one = new UnsafeRow(width);
      this.other = new UnsafeRow(width);
    }

    @Override
    public int compare(Object a, long atA, int sizeA, Object b, long atB, int sizeB) {
      one.pointTo(a, atA, sizeA);
      other.pointTo(b, atB, sizeB);
      int order = Boolean.compare(hasNull(other), hasNull(one));
      for (int i = 0; order == 0 && i < columns; i++) {
        if (one.isNullAt(i) || other.isNullAt(i)) {
          order = Boolean.compare(other.isNullAt(i), one.isNullAt(i));
        } else if (isWhole(i)) {
          order = Long.compare(one.getLong(i), other.getLong(i));
        } else {
          order = one.getUTF8String(i).binaryCompare(other.getUTF8String(i));
        }
      }
      return order;
    }
  }
}

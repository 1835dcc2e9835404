package org.flipcheck.spark;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.util.ArrayList;
import java.util.List;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.BaseFixedWidthVector;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.IntVector;
import org.apache.arrow.vector.VarCharVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.dictionary.Dictionary;
import org.apache.arrow.vector.dictionary.DictionaryProvider.MapDictionaryProvider;
import org.apache.arrow.vector.ipc.ArrowFileWriter;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.execution.arrow.ArrowFieldWriter;
import org.apache.spark.sql.execution.arrow.ArrowWriter$;
import org.apache.spark.sql.types.StringType;
import org.apache.spark.sql.types.StructField;

/**
 * Writes the sorted rows of one partition as an Arrow IPC file. How wide the codes of a text column
 * are is known only when all its values were seen, so the rows are kept as batches first; a column
 * that turns out nearly unique is written as plain text. Not thread-safe.
 */
final class PartWriter implements AutoCloseable {

  /** Rows of a record batch; fewer where they are so wide that a batch would be too large. */
  static final int BATCH_ROWS = 65_536;

  private static final long BATCH_BYTES = 64L << 20;
  private static final int ROWS_BETWEEN_LOOKS = 1024;

  private final BufferAllocator allocator;
  private final StructField[] columns;
  private final ScratchBatches scratch;

  /** For each column of text that may be numbered its values; else null. */
  private final TextDictionary[] dictionaries;

  /** Whether the batch in progress has numbers in place of a column's values. */
  private final boolean[] numbers;

  private final FieldVector[] vectors;
  private final ArrowFieldWriter[] writers;
  private int rowsInBatch;
  private long rows;

  /**
   * A writer before the first row.
   *
   * @param columns the columns, ids first
   * @param idColumns how many of them are ids, which are never numbered
   */
  PartWriter(BufferAllocator allocator, StructField[] columns, int idColumns) throws IOException {
    this.allocator = allocator;
    this.columns = columns;
    this.scratch = new ScratchBatches(allocator);
    this.dictionaries = new TextDictionary[columns.length];
    this.numbers = new boolean[columns.length];
    this.vectors = new FieldVector[columns.length];
    this.writers = new ArrowFieldWriter[columns.length];
    for (int i = 0; i < columns.length; i++) {
      if (i >= idColumns && columns[i].dataType() instanceof StringType) {
        dictionaries[i] = new TextDictionary();
        numbers[i] = true;
        vectors[i] = StoredFields.codes(columns[i]).createVector(allocator);
      } else {
        writeOut(i);
      }
    }
  }

  private void writeOut(int column) {
    numbers[column] = false;
    vectors[column] = StoredFields.plain(columns[column]).createVector(allocator);
    writers[column] = ArrowWriter$.MODULE$.createFieldWriter(vectors[column]);
  }

  /** Adds the next row. */
  void add(InternalRow row) throws IOException {
    for (int i = 0; i < columns.length; i++) {
      if (!numbers[i]) {
        writers[i].write(row, i);
      } else if (row.isNullAt(i)) {
        ((IntVector) vectors[i]).setNull(rowsInBatch);
      } else {
        ((IntVector) vectors[i]).setSafe(rowsInBatch, dictionaries[i].code(row.getUTF8String(i)));
      }
    }
    rowsInBatch++;
    boolean look = rowsInBatch % ROWS_BETWEEN_LOOKS == 0;
    if (rowsInBatch == BATCH_ROWS || (look && bytesInBatch() > BATCH_BYTES)) {
      endBatch();
    }
  }

  private long bytesInBatch() {
    long bytes = 0;
    for (int i = 0; i < columns.length; i++) {
      bytes += numbers[i] ? dictionaries[i].bytes() : writers[i].getSizeInBytes();
    }
    return bytes;
  }

  private void endBatch() throws IOException {
    for (int i = 0; i < columns.length; i++) {
      if (numbers[i]) {
        vectors[i].setValueCount(rowsInBatch);
      } else {
        writers[i].finish();
      }
    }
    // The vectors stay this writer's, so the root that shows them to the scratch is not closed.
    scratch.add(new VectorSchemaRoot(fields(), List.of(vectors), rowsInBatch));
    rows += rowsInBatch;
    rowsInBatch = 0;
    for (int i = 0; i < columns.length; i++) {
      if (!numbers[i]) {
        writers[i].reset();
      } else if (StoredFields.isNearlyUnique(dictionaries[i], rows)) {
        vectors[i].close();
        writeOut(i);
      } else {
        vectors[i].reset();
      }
    }
  }

  private List<Field> fields() {
    return List.of(vectors).stream().map(FieldVector::getField).toList();
  }

  /**
   * Writes the file; no row can be added any more.
   *
   * @param out where to; stays open
   */
  void finish(OutputStream out) throws IOException {
    if (rowsInBatch > 0) {
      endBatch();
    }
    MapDictionaryProvider provider = new MapDictionaryProvider();
    List<Field> fields = new ArrayList<>();
    for (int i = 0; i < columns.length; i++) {
      fields.add(numbers[i] ? numbered(i, provider) : StoredFields.plain(columns[i]));
    }
    try (VectorSchemaRoot root = VectorSchemaRoot.create(StoredFields.schema(fields), allocator);
        ArrowFileWriter file = new ArrowFileWriter(root, provider, Channels.newChannel(out))) {
      file.start();
      scratch.forEach(
          batch -> {
            for (int i = 0; i < columns.length; i++) {
              fill(i, batch.getVector(i), root.getVector(i));
            }
            root.setRowCount(batch.getRowCount());
            file.writeBatch();
            root.clear();
          });
      file.end();
    } finally {
      provider.close();
    }
  }

  private Field numbered(int column, MapDictionaryProvider provider) {
    TextDictionary dictionary = dictionaries[column];
    VarCharVector values = new VarCharVector(columns[column].name(), allocator);
    dictionary.copyTo(values);
    Field field = StoredFields.numbered(columns[column], column, dictionary.size());
    provider.put(new Dictionary(values, field.getDictionary()));
    return field;
  }

  private void fill(int column, FieldVector from, FieldVector to) {
    boolean sameType = from.getField().getType().equals(to.getField().getType());
    if (sameType) {
      from.makeTransferPair(to).transfer();
    } else if (numbers[column]) {
      narrow((IntVector) from, (BaseFixedWidthVector) to);
    } else {
      writeOut((IntVector) from, (VarCharVector) to, dictionaries[column]);
    }
  }

  private static void narrow(IntVector from, BaseFixedWidthVector to) {
    int count = from.getValueCount();
    to.allocateNew(count);
    ArrowBuf wide = from.getDataBuffer();
    ArrowBuf narrow = to.getDataBuffer();
    boolean bytes = to.getTypeWidth() == Byte.BYTES;
    for (int i = 0; i < count; i++) {
      int code = wide.getInt((long) i * Integer.BYTES);
      if (bytes) {
        narrow.setByte(i, (byte) code);
      } else {
        narrow.setShort((long) i * Short.BYTES, (short) code);
      }
    }
    to.getValidityBuffer().setBytes(0, from.getValidityBuffer(), 0, (count + 7) / 8);
    to.setValueCount(count);
  }

  private static void writeOut(IntVector from, VarCharVector to, TextDictionary dictionary) {
    for (int i = 0; i < from.getValueCount(); i++) {
      if (from.isNull(i)) {
        to.setNull(i);
      } else {
        dictionary.copyTo(from.get(i), to, i);
      }
    }
    to.setValueCount(from.getValueCount());
  }

  @Override
  public void close() throws IOException {
    for (FieldVector vector : vectors) {
      if (vector != null) {
        vector.close();
      }
    }
    scratch.close();
  }
}

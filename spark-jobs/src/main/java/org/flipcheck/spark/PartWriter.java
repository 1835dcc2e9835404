package org.flipcheck.spark;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.util.ArrayList;
import java.util.List;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.BaseIntVector;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.VarCharVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.dictionary.Dictionary;
import org.apache.arrow.vector.dictionary.DictionaryProvider.MapDictionaryProvider;
import org.apache.arrow.vector.ipc.ArrowFileWriter;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.spark.sql.catalyst.expressions.UnsafeRow;
import org.apache.spark.sql.execution.arrow.ArrowFieldWriter;
import org.apache.spark.sql.execution.arrow.ArrowWriter$;
import org.apache.spark.sql.types.StructField;

/**
 * Writes the sorted rows of one partition as an Arrow IPC file. All values of its text columns are
 * known before: a column has numbers in place of them, in the order of their bytes, or plain text
 * where nearly all differ. Not thread-safe.
 */
final class PartWriter implements AutoCloseable {

  /** Rows of a record batch; fewer where they are so wide that a batch would be too large. */
  static final int BATCH_ROWS = 65_536;

  private static final long BATCH_BYTES = 64L << 20;
  private static final int ROWS_BETWEEN_LOOKS = 1024;

  private final BufferAllocator allocator;
  private final StoreReceiver received;
  private final MapDictionaryProvider provider = new MapDictionaryProvider();

  /** For each column with numbers, what stands for a number of its dictionary; else null. */
  private final int[][] ranks;

  private final VectorSchemaRoot root;
  private final ArrowFileWriter file;
  private final FieldVector[] vectors;

  /** For each column that is not coded. */
  private final ArrowFieldWriter[] writers;

  private int rowsInBatch;

  /**
   * A writer before the first row.
   *
   * @param columns the columns, ids first
   * @param received has opened all blocks
   * @param out where to; closed with this
   */
  PartWriter(
      BufferAllocator allocator, StructField[] columns, StoreReceiver received, OutputStream out)
      throws IOException {
    this.allocator = allocator;
    this.received = received;
    this.ranks = new int[columns.length][];
    this.vectors = new FieldVector[columns.length];
    this.writers = new ArrowFieldWriter[columns.length];
    List<Field> fields = new ArrayList<>();
    for (int i = 0; i < columns.length; i++) {
      fields.add(received.isNumbered(i) ? numbered(columns[i], i) : StoredFields.plain(columns[i]));
    }
    this.root = VectorSchemaRoot.create(StoredFields.schema(fields), allocator);
    this.file = new ArrowFileWriter(root, provider, Channels.newChannel(out));
    for (int i = 0; i < columns.length; i++) {
      vectors[i] = root.getVector(i);
      if (received.texts(i) == null) {
        writers[i] = ArrowWriter$.MODULE$.createFieldWriter(vectors[i]);
      }
    }
    file.start();
  }

  private Field numbered(StructField column, int i) {
    TextDictionary texts = received.texts(i);
    int[] sorted = texts.sorted();
    ranks[i] = new int[sorted.length];
    VarCharVector values = new VarCharVector(column.name(), allocator);
    values.allocateNew(texts.bytes(), sorted.length);
    for (int rank = 0; rank < sorted.length; rank++) {
      ranks[i][sorted[rank]] = rank;
      texts.copyTo(sorted[rank], values, rank);
    }
    values.setValueCount(sorted.length);
    Field field = StoredFields.numbered(column, i, sorted.length);
    provider.put(new Dictionary(values, field.getDictionary()));
    return field;
  }

  /** Adds the next row. */
  void add(UnsafeRow row) throws IOException {
    for (int i = 0; i < vectors.length; i++) {
      if (writers[i] != null) {
        writers[i].write(row, i);
      } else if (row.isNullAt(i)) {
        vectors[i].setNull(rowsInBatch);
      } else if (vectors[i] instanceof VarCharVector texts) {
        writeText(row, i, texts);
      } else {
        int rank = ranks[i][StoreCell.code(row, i)];
        ((BaseIntVector) vectors[i]).setWithPossibleTruncate(rowsInBatch, rank);
      }
    }
    rowsInBatch++;
    boolean look = rowsInBatch % ROWS_BETWEEN_LOOKS == 0;
    if (rowsInBatch == BATCH_ROWS || (look && bytesInBatch() > BATCH_BYTES)) {
      endBatch();
    }
  }

  private void writeText(UnsafeRow row, int column, VarCharVector texts) {
    int code = StoreCell.code(row, column);
    if (code == TextDictionary.NONE) {
      texts.setSafe(rowsInBatch, row.getUTF8String(column).getBytes());
    } else {
      received.texts(column).copyTo(code, texts, rowsInBatch);
    }
  }

  private long bytesInBatch() {
    long bytes = 0;
    for (FieldVector vector : vectors) {
      bytes += vector.getBufferSizeFor(rowsInBatch);
    }
    return bytes;
  }

  private void endBatch() throws IOException {
    for (ArrowFieldWriter writer : writers) {
      if (writer != null) {
        writer.finish();
      }
    }
    root.setRowCount(rowsInBatch);
    file.writeBatch();
    rowsInBatch = 0;
    for (int i = 0; i < vectors.length; i++) {
      if (writers[i] != null) {
        writers[i].reset();
      } else {
        vectors[i].reset();
      }
    }
  }

  /** Writes what is left; no row can be added any more. */
  void finish() throws IOException {
    if (rowsInBatch > 0) {
      endBatch();
    }
    file.end();
  }

  @Override
  public void close() {
    file.close();
    root.close();
    provider.close();
  }
}

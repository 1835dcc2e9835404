package org.flipcheck.train.fit;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.UUID;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.Float4Vector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.complex.FixedSizeListVector;
import org.apache.arrow.vector.ipc.ArrowFileWriter;
import org.apache.arrow.vector.types.FloatingPointPrecision;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.FieldType;
import org.apache.arrow.vector.types.pojo.Schema;

/**
 * Writes logits to an Arrow IPC file: one column, {@code logits}, of lists of as many float32 as
 * there are classes, and the {@link LogitIdentity} in the schema's metadata. The file has its name
 * only when it is whole.
 */
final class LogitFileWriter implements AutoCloseable {

  static final String COLUMN = "logits";

  /** Rows of a record batch, so that what is written is never large. */
  private static final int BATCH_ROWS = 16_384;

  private final Path file;
  private final Path staged;
  private final int classes;
  private final BufferAllocator allocator = new RootAllocator();
  private final FileChannel channel;
  private final VectorSchemaRoot root;
  private final ArrowFileWriter arrow;
  private int rows;

  LogitFileWriter(Path file, LogitIdentity identity) throws IOException {
    this.file = file;
    this.staged = file.resolveSibling("." + file.getFileName() + "." + UUID.randomUUID() + ".tmp");
    this.classes = identity.classes().size();
    this.channel =
        FileChannel.open(staged, StandardOpenOption.WRITE, StandardOpenOption.CREATE_NEW);
    this.root = VectorSchemaRoot.create(schema(identity), allocator);
    this.arrow = new ArrowFileWriter(root, null, channel);
    arrow.start();
  }

  private static Schema schema(LogitIdentity identity) {
    ArrowType number = new ArrowType.FloatingPoint(FloatingPointPrecision.SINGLE);
    Field element = new Field("element", new FieldType(false, number, null), List.of());
    ArrowType list = new ArrowType.FixedSizeList(identity.classes().size());
    Field logits = new Field(COLUMN, new FieldType(false, list, null), List.of(element));
    return new Schema(List.of(logits), identity.metadata());
  }

  void add(float[][] logits) throws IOException {
    FixedSizeListVector lists = (FixedSizeListVector) root.getVector(COLUMN);
    Float4Vector elements = (Float4Vector) lists.getDataVector();
    for (float[] row : logits) {
      lists.setNotNull(rows);
      for (int i = 0; i < classes; i++) {
        elements.setSafe(rows * classes + i, row[i]);
      }
      if (++rows == BATCH_ROWS) {
        writeBatch();
      }
    }
  }

  private void writeBatch() throws IOException {
    root.setRowCount(rows);
    arrow.writeBatch();
    root.clear();
    rows = 0;
  }

  void finish() throws IOException {
    if (rows > 0) {
      writeBatch();
    }
    arrow.end();
    channel.force(true);
    Files.move(staged, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }

  @Override
  public void close() throws IOException {
    try {
      arrow.close();
      root.close();
      channel.close();
      allocator.close();
    } finally {
      Files.deleteIfExists(staged);
    }
  }
}

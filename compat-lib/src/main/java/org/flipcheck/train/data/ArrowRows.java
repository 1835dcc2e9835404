package org.flipcheck.train.data;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.BaseIntVector;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.dictionary.Dictionary;
import org.apache.arrow.vector.ipc.ArrowFileReader;
import org.apache.arrow.vector.ipc.ArrowReader;
import org.apache.arrow.vector.ipc.ArrowStreamReader;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.DictionaryEncoding;
import org.apache.arrow.vector.types.pojo.Field;

/**
 * The rows of an Arrow IPC file or stream, one record batch in memory at a time. Columns of
 * dictionary codes have the values that the codes stand for.
 */
final class ArrowRows implements TableRows {

  private static final long LEAST_MEMORY = 1L << 28;
  private static final long MOST_COMPRESSION = 100;

  private final Path file;
  private final BufferAllocator allocator;
  private final ArrowReader arrow;
  private final List<FieldVector> vectors;
  private final List<TableField> fields;
  private int inBatch = -1;
  private int batchSize;
  private long row;
  private boolean isDamaged;

  /** Makes a reader that lives in an allocator. */
  private interface Opening {
    ArrowReader open(BufferAllocator allocator) throws IOException;
  }

  /** A step of Arrow's, which tells of damage by exceptions of many kinds. */
  private interface Step<T> {
    T run() throws IOException;
  }

  private ArrowRows(Path file, BufferAllocator allocator, ArrowReader arrow) throws IOException {
    this.file = file;
    this.allocator = allocator;
    this.arrow = arrow;
    this.vectors = arrow.getVectorSchemaRoot().getFieldVectors();
    this.fields = vectors.stream().map(vector -> field(vector.getField())).toList();
  }

  static ArrowRows openFile(Path file) throws IOException {
    return open(file, allocator -> new ArrowFileReader(FileChannel.open(file), allocator));
  }

  static ArrowRows openStream(Path file) throws IOException {
    return open(
        file,
        allocator ->
            new ArrowStreamReader(new BufferedInputStream(Files.newInputStream(file)), allocator));
  }

  private static ArrowRows open(Path file, Opening opening) throws IOException {
    BufferAllocator allocator = new RootAllocator(memory(file));
    ArrowReader arrow = null;
    try {
      ArrowReader opened = opening.open(allocator);
      arrow = opened;
      return new ArrowRows(file, allocator, opened);
    } catch (IOException | RuntimeException e) {
      if (arrow != null) {
        arrow.close();
      }
      closeAfterDamage(allocator);
      throw unreadable(file, e);
    }
  }

  /** What a sound file may need: a damaged one can ask for more than any machine has. */
  private static long memory(Path file) throws IOException {
    return Math.max(LEAST_MEMORY, Files.size(file) * MOST_COMPRESSION);
  }

  private static IOException unreadable(Path file, Exception e) {
    return new IOException(
        "%s: cannot be read as Arrow IPC: %s; write the file again".formatted(file, e.getMessage()),
        e);
  }

  /** Arrow forgets buffers where it finds a file damaged, and the allocator complains of them. */
  private static void closeAfterDamage(BufferAllocator allocator) {
    try {
      allocator.close();
    } catch (IllegalStateException e) {
      // what was damaged is told already
    }
  }

  private <T> T guarded(Step<T> step) throws IOException {
    try {
      return step.run();
    } catch (IOException | RuntimeException e) {
      isDamaged = true;
      throw unreadable(file, e);
    }
  }

  private TableField field(Field field) {
    ArrowType type = valueType(field);
    return new TableField(field.getName(), type(type), type.toString());
  }

  private ArrowType valueType(Field field) {
    DictionaryEncoding encoding = field.getDictionary();
    return encoding == null ? field.getType() : dictionary(encoding).getVectorType();
  }

  private Dictionary dictionary(DictionaryEncoding encoding) {
    Dictionary dictionary = arrow.lookup(encoding.getId());
    if (dictionary == null) {
      throw new IllegalArgumentException("dictionary %d is missing".formatted(encoding.getId()));
    }
    return dictionary;
  }

  private static TableField.Type type(ArrowType type) {
    return switch (type.getTypeID()) {
      case Int, FloatingPoint, Decimal -> TableField.Type.NUMBER;
      case Utf8, LargeUtf8, Utf8View, Bool, Null -> TableField.Type.TEXT;
      default -> TableField.Type.OTHER;
    };
  }

  @Override
  public List<TableField> fields() {
    return fields;
  }

  @Override
  public boolean next() throws IOException {
    inBatch++;
    while (inBatch >= batchSize) {
      if (!guarded(arrow::loadNextBatch)) {
        return false;
      }
      inBatch = 0;
      batchSize = arrow.getVectorSchemaRoot().getRowCount();
    }
    row++;
    return true;
  }

  @Override
  public long number() {
    return row;
  }

  @Override
  public String place(long number) {
    return "%s: row %d".formatted(file, number);
  }

  @Override
  public Object value(int field) throws IOException {
    FieldVector vector = vectors.get(field);
    try {
      return guarded(() -> value(vector));
    } catch (IOException e) {
      if (e.getCause() instanceof CharacterCodingException) {
        throw new IOException(
            "%s: column '%s' is not UTF-8; write the file again"
                .formatted(place(), fields.get(field).name()),
            e);
      }
      throw e;
    }
  }

  private Object value(FieldVector vector) throws CharacterCodingException {
    DictionaryEncoding encoding = vector.getField().getDictionary();
    if (encoding == null) {
      return ArrowValues.get(vector, inBatch);
    }
    return vector.isNull(inBatch)
        ? null
        : ArrowValues.get(
            dictionary(encoding).getVector(), ((BaseIntVector) vector).getValueAsLong(inBatch));
  }

  @Override
  public void close() throws IOException {
    arrow.close();
    if (isDamaged) {
      closeAfterDamage(allocator);
    } else {
      allocator.close();
    }
  }
}

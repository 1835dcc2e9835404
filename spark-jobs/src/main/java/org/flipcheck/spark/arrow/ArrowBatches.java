package org.flipcheck.spark.arrow;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.channels.Channels;
import java.nio.channels.SeekableByteChannel;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.function.Predicate;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.sql.vectorized.ColumnVector;
import org.apache.spark.sql.vectorized.ColumnarBatch;

/**
 * The record batches of one Arrow IPC file or stream, some columns of it, one after the other. The
 * bytes of other columns are skipped. Values are not copied: a batch is valid until the next one is
 * asked for, and no longer than this object is open. Not thread-safe.
 *
 * <pre>{@code
 * try (ArrowBatches batches = ArrowBatches.open("p.arrow", channel, List.of("id", "label"))) {
 *   while (batches.hasNext()) {
 *     ColumnarBatch batch = batches.next();
 *     ...
 *   }
 * }
 * }</pre>
 */
public final class ArrowBatches implements Iterator<ColumnarBatch>, AutoCloseable {

  private final IpcInput input;
  private final IpcLayout layout;
  private final StructType schema;
  private final Iterator<IpcLayout.Span> spans;
  private final BufferAllocator allocator = new RootAllocator();
  private final Dictionaries dictionaries = new Dictionaries(allocator);
  private final List<Field> stored = new ArrayList<>();
  private final boolean[] wanted;
  private final List<FieldVector> vectors = new ArrayList<>();
  private final List<DictionaryColumnVector> coded = new ArrayList<>();
  private final ColumnarBatch batch;
  private long position;
  private boolean loaded;
  private boolean atEnd;
  private boolean open = true;

  private ArrowBatches(IpcInput input, IpcLayout layout, int from, int to, List<String> columns)
      throws IOException {
    this.input = input;
    this.layout = layout;
    this.schema = select(input.name(), layout, columns);
    this.spans = layout.batches().subList(from, to).iterator();
    List<Field> fields = layout.schema().getFields();
    this.wanted = new boolean[fields.size()];
    ArrowColumns view = new ArrowColumns(dictionaries, coded);
    ColumnVector[] views = new ColumnVector[columns.size()];
    for (int i = 0; i < fields.size(); i++) {
      Field field = fields.get(i);
      stored.add(Dictionaries.stored(field));
      wanted[i] = columns.contains(field.getName());
      if (wanted[i]) {
        dictionaries.add(field);
        FieldVector vector = stored.get(i).createVector(allocator);
        vectors.add(vector);
        views[columns.indexOf(field.getName())] = view.of(field, vector);
      }
    }
    this.batch = new ColumnarBatch(views);
  }

  /**
   * Opens a file or stream that can be sought in. A file's footer tells where its record batches
   * lie.
   *
   * @param name its path, for messages
   * @param channel its bytes; closed with this object, and at once if it cannot be opened
   * @param columns the columns to read, each once, in the order that batches shall have them
   * @return its batches
   * @throws ArrowFileException if it is no Arrow file or stream, is damaged, lacks a column, or has
   *     one of a type that cannot be read
   * @throws IOException if it cannot be read
   */
  public static ArrowBatches open(String name, SeekableByteChannel channel, List<String> columns)
      throws IOException {
    return open(new IpcInput(name, channel), 0, Integer.MAX_VALUE, columns);
  }

  /**
   * Opens a file or stream that is read from its beginning to its end.
   *
   * @param name its path, for messages
   * @param in its bytes; closed with this object, and at once if it cannot be opened
   * @param columns the columns to read, each once, in the order that batches shall have them
   * @return its batches
   * @throws ArrowFileException if it is no Arrow file or stream, is damaged, lacks a column, or has
   *     one of a type that cannot be read
   * @throws IOException if it cannot be read
   */
  public static ArrowBatches open(String name, InputStream in, List<String> columns)
      throws IOException {
    return open(new IpcInput(name, Channels.newChannel(in)), 0, Integer.MAX_VALUE, columns);
  }

  /**
   * Opens a file or stream on any file system that Hadoop knows.
   *
   * @param file its path or URI
   * @param hadoop how to reach it
   * @param columns the columns to read, each once, in the order that batches shall have them
   * @return its batches
   * @throws ArrowFileException if it is no Arrow file or stream, is damaged, lacks a column, or has
   *     one of a type that cannot be read
   * @throws IOException if it cannot be read
   */
  public static ArrowBatches open(String file, Configuration hadoop, List<String> columns)
      throws IOException {
    return open(file, HadoopChannel.open(file, hadoop), columns);
  }

  /**
   * Opens some record batches.
   *
   * @param from position of the first one in the footer; 0 for a stream
   * @param to position after the last one; beyond the last for all
   */
  static ArrowBatches open(IpcInput input, int from, int to, List<String> columns)
      throws IOException {
    ArrowBatches opened = null;
    try {
      IpcLayout layout = IpcLayout.read(input);
      int end = Math.min(to, layout.batches().size());
      opened =
          Damage.guard(
              input.name(),
              () -> new ArrowBatches(input, layout, Math.min(from, end), end, columns));
      opened.loadDictionaries();
      return opened;
    } catch (IOException | RuntimeException | Error e) {
      if (opened != null) {
        opened.close();
      }
      input.close();
      throw e;
    }
  }

  private static StructType select(String file, IpcLayout layout, List<String> columns)
      throws ArrowFileException {
    StructType all = ArrowTypes.schema(file, layout.schema());
    List<String> names = List.of(all.fieldNames());
    StructType selected = new StructType();
    for (String column : columns) {
      if (!names.contains(column)) {
        throw new ArrowFileException(
            file, "has no column '%s'; its columns are %s".formatted(column, names));
      }
      StructField field = all.fields()[all.fieldIndex(column)];
      if (field.metadata().contains(ArrowTypes.REFUSED)) {
        throw new ArrowFileException(
            file, "cannot be read: " + field.metadata().getString(ArrowTypes.REFUSED));
      }
      selected = selected.add(field);
    }
    return selected;
  }

  private void loadDictionaries() throws IOException {
    if (dictionaries.isEmpty()) {
      return;
    }
    for (IpcLayout.Span span : layout.dictionaries()) {
      Damage.guard(
          input.name(),
          () -> {
            dictionaries.load(input, message(span, "dictionary", IpcMessage::isDictionary));
            return null;
          });
    }
  }

  /** Reads the message at a place of the footer, and holds it against what the footer says. */
  private IpcMessage message(IpcLayout.Span span, String kind, Predicate<IpcMessage> isKind)
      throws IOException {
    input.seek(span.offset());
    Optional<IpcMessage> message = IpcMessage.read(input);
    boolean fits =
        message.isPresent()
            && isKind.test(message.get())
            && message.get().end() <= span.offset() + span.length();
    if (!fits) {
      throw input.damaged("its footer names a place where no %s is".formatted(kind));
    }
    return message.get();
  }

  /**
   * The columns of the batches.
   *
   * @return the wanted columns with their types in Spark, all nullable
   */
  public StructType schema() {
    return schema;
  }

  /**
   * Whether there is another batch; reads it, and ends the life of the one before.
   *
   * @throws UncheckedIOException with an {@link ArrowFileException} if the file is damaged, or with
   *     what else went wrong
   */
  @Override
  public boolean hasNext() {
    try {
      return advance();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public ColumnarBatch next() {
    if (!hasNext()) {
      throw new NoSuchElementException();
    }
    loaded = false;
    return batch;
  }

  /** Reads the next batch, unless it is there already. */
  boolean advance() throws IOException {
    if (!loaded && !atEnd) {
      loaded = Damage.guard(input.name(), this::read);
      atEnd = !loaded;
    }
    return loaded;
  }

  private boolean read() throws IOException {
    if (layout.isFile() && input.isSeekable()) {
      if (!spans.hasNext()) {
        return false;
      }
      load(message(spans.next(), "record batch", IpcMessage::isRecordBatch));
      return true;
    }
    return readOn();
  }

  /** Goes on to the next batch of a stream, over dictionaries. */
  private boolean readOn() throws IOException {
    if (position == 0) {
      position = layout.start();
    }
    while (true) {
      input.seek(position);
      Optional<IpcMessage> next = IpcMessage.read(input);
      if (next.isEmpty()) {
        checkEnd();
        return false;
      }
      IpcMessage message = next.get();
      position = message.end();
      if (message.isDictionary()) {
        dictionaries.load(input, message);
      } else if (message.isRecordBatch()) {
        load(message);
        return true;
      } else {
        throw input.damaged("a message is neither a record batch nor a dictionary");
      }
    }
  }

  /** Streams put one behind the other would be read as the first of them. */
  private void checkEnd() throws IOException {
    if (!layout.isFile() && input.upTo(1).hasRemaining()) {
      throw new ArrowFileException(
          input.name(),
          "has more bytes after the end of its stream, which no reader would see; write it as one stream, or each stream to a file of its own");
    }
  }

  private void load(IpcMessage message) throws IOException {
    int rows =
        BatchLoader.load(input, message, message.recordBatch(), stored, wanted, vectors, allocator);
    coded.forEach(DictionaryColumnVector::load);
    batch.setNumRows(rows);
  }

  /** Frees the current batch and the dictionaries, and closes the input. */
  @Override
  public void close() throws IOException {
    if (!open) {
      return;
    }
    open = false;
    try {
      vectors.forEach(FieldVector::close);
      dictionaries.close();
      allocator.close();
    } finally {
      input.close();
    }
  }
}

package org.flipcheck.predictions;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.UUID;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.util.AutoCloseables;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.Float4Vector;
import org.apache.arrow.vector.Float8Vector;
import org.apache.arrow.vector.VarCharVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.complex.ListVector;
import org.apache.arrow.vector.ipc.ArrowFileWriter;

/**
 * Writes one model's predictions to an Arrow IPC file, row by row, in batches of {@value
 * #BATCH_ROWS} rows.
 *
 * <p>The file appears under its name only when {@link #finish()} succeeds, by a rename within its
 * folder; a writer that is closed before leaves nothing behind and an existing file as it was. The
 * same rows give the same bytes. Not thread-safe.
 *
 * <pre>{@code
 * try (BufferAllocator allocator = new RootAllocator();
 *     PredictionWriter writer = PredictionWriter.open(allocator, file, layout)) {
 *   for (PredictionRow row : rows) {
 *     writer.add(row);
 *   }
 *   writer.finish();
 * }
 * }</pre>
 */
public final class PredictionWriter implements AutoCloseable {

  /** Rows per record batch. */
  static final int BATCH_ROWS = 4096;

  private final Path file;
  private final Path staged;
  private final PredictionLayout layout;
  private final FileChannel channel;
  private final VectorSchemaRoot root;
  private final ArrowFileWriter arrow;
  private int rowsInBatch;
  private boolean open = true;

  private PredictionWriter(
      Path file, Path staged, PredictionLayout layout, FileChannel channel, VectorSchemaRoot root) {
    this.file = file;
    this.staged = staged;
    this.layout = layout;
    this.channel = channel;
    this.root = root;
    this.arrow = new ArrowFileWriter(root, null, channel);
  }

  /**
   * Begins a file.
   *
   * @param allocator where the batch in progress lives; stays the caller's and must outlive the
   *     writer
   * @param file where the predictions will stand; its folder must exist
   * @param layout the columns
   * @return a writer to add rows to
   * @throws IOException if the folder cannot be written
   */
  public static PredictionWriter open(BufferAllocator allocator, Path file, PredictionLayout layout)
      throws IOException {
    Path folder = file.toAbsolutePath().getParent();
    Path staged = folder.resolve("." + file.getFileName() + "." + UUID.randomUUID() + ".tmp");
    FileChannel channel =
        FileChannel.open(staged, StandardOpenOption.WRITE, StandardOpenOption.CREATE_NEW);
    VectorSchemaRoot root = VectorSchemaRoot.create(layout.schema(), allocator);
    PredictionWriter writer = new PredictionWriter(file, staged, layout, channel, root);
    try {
      writer.arrow.start();
      return writer;
    } catch (IOException | RuntimeException e) {
      writer.close();
      throw e;
    }
  }

  /**
   * Adds one row.
   *
   * @param row with as many logits and slices as the layout has classes and slice columns
   * @throws IllegalArgumentException if the numbers differ
   * @throws IOException if a full batch cannot be written
   */
  public void add(PredictionRow row) throws IOException {
    requireOpen();
    requireFit(row);
    set(PredictionLayout.EXAMPLE_ID, row.exampleId());
    set(PredictionLayout.LABEL, row.label());
    set(PredictionLayout.PREDICTION, layout.classNames().get(row.answer()));
    ((Float8Vector) root.getVector(PredictionLayout.SCORE)).setSafe(rowsInBatch, row.score());
    setLogits(row.logits());
    for (int i = 0; i < layout.sliceColumns().size(); i++) {
      set(layout.sliceColumns().get(i), row.slices().get(i));
    }
    if (++rowsInBatch == BATCH_ROWS) {
      writeBatch();
    }
  }

  /**
   * Completes the file and gives it its name. No row can be added afterwards.
   *
   * @throws IOException if the rest cannot be written or the file not be renamed
   */
  public void finish() throws IOException {
    requireOpen();
    if (rowsInBatch > 0) {
      writeBatch();
    }
    arrow.end();
    channel.force(true);
    channel.close();
    Files.move(staged, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    open = false;
  }

  /** Frees the batch in progress, and drops the file unless {@link #finish()} completed it. */
  @Override
  public void close() throws IOException {
    open = false;
    try {
      AutoCloseables.close(arrow, root, channel);
    } catch (IOException | RuntimeException e) {
      throw e;
    } catch (Exception e) {
      throw new IOException("cannot close " + staged, e);
    } finally {
      Files.deleteIfExists(staged);
    }
  }

  private void set(String column, String value) {
    FieldVector vector = root.getVector(column);
    if (value == null) {
      vector.setNull(rowsInBatch);
    } else {
      ((VarCharVector) vector).setSafe(rowsInBatch, value.getBytes(StandardCharsets.UTF_8));
    }
  }

  private void setLogits(float[] logits) {
    ListVector lists = (ListVector) root.getVector(PredictionLayout.LOGITS);
    Float4Vector elements = (Float4Vector) lists.getDataVector();
    int start = lists.startNewValue(rowsInBatch);
    for (int i = 0; i < logits.length; i++) {
      elements.setSafe(start + i, logits[i]);
    }
    lists.endValue(rowsInBatch, logits.length);
  }

  private void writeBatch() throws IOException {
    root.setRowCount(rowsInBatch);
    arrow.writeBatch();
    root.clear();
    rowsInBatch = 0;
  }

  private void requireFit(PredictionRow row) {
    int classes = layout.classNames().size();
    int logits = row.logits().length;
    if (logits != classes) {
      throw new IllegalArgumentException(
          "example '%s' has %d logits, the file has %d classes"
              .formatted(row.exampleId(), logits, classes));
    }
    if (row.slices().size() != layout.sliceColumns().size()) {
      throw new IllegalArgumentException(
          "example '%s' has %d slice values, the file has the slice columns %s"
              .formatted(row.exampleId(), row.slices().size(), layout.sliceColumns()));
    }
  }

  private void requireOpen() {
    if (!open) {
      throw new IllegalStateException("the prediction file %s is finished".formatted(file));
    }
  }
}

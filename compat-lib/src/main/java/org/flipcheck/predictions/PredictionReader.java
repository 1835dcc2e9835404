package org.flipcheck.predictions;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.Float4Vector;
import org.apache.arrow.vector.VarCharVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.complex.ListVector;
import org.apache.arrow.vector.ipc.ArrowFileReader;

/**
 * Reads a file of {@link PredictionWriter}, one record batch in memory at a time. Answers and
 * scores are derived from the stored logits, as in {@link PredictionRow}. Not thread-safe.
 */
public final class PredictionReader implements AutoCloseable {

  private final ArrowFileReader arrow;
  private final PredictionLayout layout;

  private PredictionReader(ArrowFileReader arrow, PredictionLayout layout) {
    this.arrow = arrow;
    this.layout = layout;
  }

  /**
   * Opens a file and checks its columns.
   *
   * @param allocator where the current batch lives; stays the caller's and must outlive the reader
   * @param file an Arrow IPC file
   * @return a reader before the first row
   * @throws IOException if the file cannot be read
   * @throws IllegalArgumentException if its schema is not a {@link PredictionLayout}
   */
  public static PredictionReader open(BufferAllocator allocator, Path file) throws IOException {
    FileChannel channel = FileChannel.open(file, StandardOpenOption.READ);
    ArrowFileReader arrow = new ArrowFileReader(channel, allocator);
    try {
      return new PredictionReader(
          arrow, PredictionLayout.of(arrow.getVectorSchemaRoot().getSchema()));
    } catch (IOException | RuntimeException e) {
      arrow.close();
      throw e;
    }
  }

  /**
   * Reads a whole file, in memory of its own that is freed before this returns.
   *
   * @param file an Arrow IPC file
   * @return its rows in file order
   * @throws IOException if the file cannot be read
   * @throws IllegalArgumentException if its schema is not a {@link PredictionLayout}
   */
  public static List<PredictionRow> readAll(Path file) throws IOException {
    List<PredictionRow> rows = new ArrayList<>();
    try (BufferAllocator allocator = new RootAllocator();
        PredictionReader reader = open(allocator, file)) {
      reader.forEach(rows::add);
    }
    return rows;
  }

  /**
   * The columns of the file.
   *
   * @return class names and slice columns
   */
  public PredictionLayout layout() {
    return layout;
  }

  /**
   * Reads the rows that are left.
   *
   * @param action called once per row, in file order
   * @throws IOException if the file cannot be read
   */
  public void forEach(Consumer<PredictionRow> action) throws IOException {
    VectorSchemaRoot root = arrow.getVectorSchemaRoot();
    while (arrow.loadNextBatch()) {
      for (int row = 0; row < root.getRowCount(); row++) {
        action.accept(row(root, row));
      }
    }
  }

  /** Frees the current batch and closes the file. */
  @Override
  public void close() throws IOException {
    arrow.close();
  }

  private PredictionRow row(VectorSchemaRoot root, int row) {
    List<String> slices = new ArrayList<>();
    for (String column : layout.sliceColumns()) {
      slices.add(text(root, column, row));
    }
    return PredictionRow.ofLogits(
        text(root, PredictionLayout.EXAMPLE_ID, row),
        text(root, PredictionLayout.LABEL, row),
        logits(root, row),
        slices);
  }

  private static String text(VectorSchemaRoot root, String column, int row) {
    FieldVector vector = root.getVector(column);
    return vector.isNull(row)
        ? null
        : new String(((VarCharVector) vector).get(row), StandardCharsets.UTF_8);
  }

  private static float[] logits(VectorSchemaRoot root, int row) {
    ListVector lists = (ListVector) root.getVector(PredictionLayout.LOGITS);
    Float4Vector elements = (Float4Vector) lists.getDataVector();
    int start = lists.getElementStartIndex(row);
    float[] logits = new float[lists.getElementEndIndex(row) - start];
    for (int i = 0; i < logits.length; i++) {
      logits[i] = elements.get(start + i);
    }
    return logits;
  }
}

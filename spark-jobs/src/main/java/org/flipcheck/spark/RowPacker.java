package org.flipcheck.spark;

import java.util.Arrays;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.catalyst.CatalystTypeConverters;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.SpecializedGetters;
import org.apache.spark.sql.vectorized.ColumnVector;
import org.apache.spark.sql.vectorized.ColumnarArray;
import org.apache.spark.sql.vectorized.ColumnarBatch;

/**
 * Brings rows of one table into {@link PackedRows} and hands them on. Rows whose every value is
 * plain go column by column; a row with anything unusual is normalised as a whole, as the SQL
 * engine does it.
 */
final class RowPacker {

  private final PackShape shape;
  private final Layout layout;
  private final Codes codes;
  private final Normaliser normaliser;
  private final IdReader ids;
  private final ValueReaders values;
  private final Sink sink;
  private final PackedRows chunk;
  private final SpecializedGetters[] sources;
  private final int[] positions;
  private final SpecializedGetters[] idSources;
  private final int[] idPositions;
  private boolean[] unusual = new boolean[0];
  private boolean[] identified = new boolean[0];

  /** Who takes the rows on. */
  interface Sink {
    /**
     * Takes the rows of a chunk.
     *
     * @param identified which of them have an id
     */
    void add(PackedRows chunk, boolean[] identified);

    /** Between two chunks: empties the dictionary where it has grown large. */
    boolean renewIfLarge();
  }

  /**
   * A packer of one table.
   *
   * @param codes the dictionary of the rows
   */
  RowPacker(PackShape shape, Codes codes, Sink sink) {
    this.shape = shape;
    this.layout = shape.layout();
    this.codes = codes;
    this.normaliser = shape.normaliser();
    this.ids = new IdReader(shape.form(), shape.idTypes());
    this.values = new ValueReaders(shape, codes);
    boolean wholeNumbers = IdReader.isWholeNumber(shape.form());
    this.sink = sink;
    this.chunk = new PackedRows(wholeNumbers);
    this.sources = new SpecializedGetters[shape.width()];
    this.positions = new int[shape.width()];
    this.idSources = new SpecializedGetters[layout.ids().size()];
    this.idPositions = new int[layout.ids().size()];
  }

  int pending() {
    return chunk.n;
  }

  /** Takes in a row; it may be reused by the source afterwards. */
  void add(InternalRow row) {
    Arrays.fill(sources, row);
    for (int i = 0; i < positions.length; i++) {
      positions[i] = shape.positions().get(i);
    }
    int at = chunk.n;
    reserve(at + 1);
    identified[at] = readId(at);
    unusual[at] = !values.read(sources, positions, chunk, at);
    chunk.n++;
    if (unusual[at]) {
      normalise(at);
    }
  }

  /** Takes in a batch, column by column. */
  void add(ColumnarBatch batch) {
    int n = batch.numRows();
    reserve(n);
    for (int i = 0; i < sources.length; i++) {
      sources[i] = new ColumnarArray(batch.column(shape.positions().get(i)), 0, n);
    }
    Arrays.fill(unusual, 0, n, false);
    readIds(batch);
    chunk.n = n;
    values.read(batch, sources, chunk, unusual);
    for (int row = 0; row < n; row++) {
      if (unusual[row]) {
        Arrays.fill(positions, row);
        normalise(row);
      }
    }
    deliver();
  }

  private void reserve(int rows) {
    chunk.reserve(rows);
    if (unusual.length < rows) {
      unusual = Arrays.copyOf(unusual, chunk.capacity());
      identified = Arrays.copyOf(identified, chunk.capacity());
    }
  }

  private void readIds(ColumnarBatch batch) {
    int n = batch.numRows();
    ColumnVector first = batch.column(shape.positions().get(layout.ids().get(0)));
    if (ids.readAll(first, n, chunk)) {
      Arrays.fill(identified, 0, n, true);
      return;
    }
    for (int row = 0; row < n; row++) {
      Arrays.fill(positions, row);
      identified[row] = readId(row);
    }
  }

  private boolean readId(int at) {
    for (int i = 0; i < idSources.length; i++) {
      int column = layout.ids().get(i);
      idSources[i] = sources[column];
      idPositions[i] = positions[column];
    }
    return ids.read(idSources, idPositions, chunk, at);
  }

  /** Normalises the row that sources and positions stand at, and takes the outcome's values. */
  private void normalise(int at) {
    Object[] cells = new Object[shape.width()];
    for (int i = 0; i < cells.length; i++) {
      Object value = sources[i].isNullAt(positions[i]) ? null : value(i);
      cells[i] = CatalystTypeConverters.convertToScala(value, shape.type(i));
    }
    Row row = normaliser.normalise(RowFactory.create(cells));
    chunk.issues()[at] = codes.of(row.getString(NormalRow.ISSUE));
    chunk.label[at] = codes.of(row.getString(NormalRow.LABEL));
    chunk.answer[at] = codes.of(row.getString(NormalRow.ANSWER));
    int[] slices = new int[shape.form().slices().size()];
    for (int i = 0; i < slices.length; i++) {
      slices[i] = codes.of(row.getString(shape.form().slice(i)));
    }
    chunk.slices[at] = codes.ofTuple(slices);
    chunk.grades()[at] =
        row.isNullAt(NormalRow.GRADE)
            ? 0
            : row.getBoolean(NormalRow.GRADE) ? PackedRows.RIGHT : PackedRows.WRONG;
    chunk.scores()[at] = number(row, NormalRow.SCORE);
    chunk.margins()[at] = number(row, NormalRow.MARGIN);
    if (layout.hasRunnerUp()) {
      chunk.runnersUp()[at] = codes.of(row.getString(NormalRow.RUNNER_UP));
    }
    if (layout.hasLabelProbability()) {
      chunk.labelProbabilities()[at] = number(row, NormalRow.LABEL_PROBABILITY);
    }
    chunk.weights()[at] = number(row, NormalRow.WEIGHT);
    if (layout.group() != Layout.ABSENT) {
      chunk.groups()[at] = row.isNullAt(NormalRow.GROUP) ? 0 : row.getLong(NormalRow.GROUP);
    }
    chunk.logitsLengths()[at] = row.isNullAt(NormalRow.LOGITS) ? 0 : row.getInt(NormalRow.LOGITS);
  }

  private Object value(int column) {
    return sources[column].get(positions[column], shape.type(column));
  }

  private static double number(Row row, int cell) {
    return row.isNullAt(cell) ? Double.NaN : row.getDouble(cell);
  }

  /** Hands the rows of the chunk over. */
  void deliver() {
    sink.add(chunk, identified);
    chunk.clear();
    if (sink.renewIfLarge()) {
      forget();
    }
  }

  /** Forgets the codes of what was read; the dictionary has been emptied. */
  void forget() {
    values.forget();
  }
}

package org.flipcheck.train.data;

import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import org.flipcheck.train.LabelledExamples;

/**
 * The features of a table's rows, once it is known how columns become inputs. One float for each
 * column is held on the Java heap: a standardised number, or the index of a category, −1 for none.
 */
final class TableFeatures implements InputFeatures {

  private static final int NONE = -1;

  private final TableInputs inputs;
  private final RowBlocks rows;
  private final List<Map<String, Integer>> categories;
  private final long[] missing;
  private final String[] placeOfFirstMissing;
  private Problems problems;
  private int[] places = {};

  TableFeatures(TableInputs inputs) {
    this.inputs = inputs;
    this.rows = new RowBlocks(inputs.columns().size());
    this.categories = inputs.columns().stream().map(TableFeatures::index).toList();
    this.missing = new long[inputs.columns().size()];
    this.placeOfFirstMissing = new String[missing.length];
  }

  private static Map<String, Integer> index(TableColumn column) {
    Map<String, Integer> index = new HashMap<>();
    if (column instanceof TableColumn.Categories categories) {
      categories.values().forEach(value -> index.put(value, index.size()));
    }
    return index;
  }

  @Override
  public List<String> columns(List<TableField> header) {
    return inputs.columns().stream().map(TableColumn::name).toList();
  }

  @Override
  public void begin(TableRows table, Problems told) {
    problems = told;
    places =
        inputs.columns().stream()
            .mapToInt(column -> TableReader.place(table, column.name()))
            .toArray();
  }

  @Override
  public boolean add(TableRows row, HashIds ids) throws IOException {
    float[] cells = new float[places.length];
    boolean isSound = true;
    for (int i = 0; i < places.length; i++) {
      Object value = Values.of(row, places[i]);
      identify(value, ids);
      if (inputs.columns().get(i) instanceof TableColumn.Numbers column) {
        isSound &= standardise(value, column, row, cells, i);
      } else {
        cells[i] = value == null ? NONE : categories.get(i).getOrDefault(Values.text(value), NONE);
      }
    }
    rows.add(cells);
    return isSound;
  }

  private boolean standardise(
      Object value, TableColumn.Numbers column, TableRows row, float[] cells, int place) {
    if (value == null) {
      if (missing[place]++ == 0) {
        placeOfFirstMissing[place] = row.place();
      }
      return true;
    }
    OptionalDouble number = Values.number(value);
    if (number.isEmpty() || Double.isInfinite(number.getAsDouble())) {
      problems.add(
          "%s: column '%s' is %s, not a number, as it is in train; correct it, or name the column under `categorical`"
              .formatted(row.place(), column.name(), Shown.text(Values.text(value))));
      return false;
    }
    cells[place] = column.standardised(number.getAsDouble());
    return true;
  }

  @Override
  public void end() {
    for (int i = 0; i < missing.length; i++) {
      if (missing[i] > 0 && inputs.missing() == MissingNumbers.REFUSE) {
        problems.addOfAll(
            ColumnStatistics.missingText(
                inputs.columns().get(i).name(), missing[i], rows.size(), placeOfFirstMissing[i]));
      }
    }
  }

  /** Adds a value to what names a row: numbers are named alike in all formats. */
  static void identify(Object value, HashIds ids) {
    if (!ids.isUsed()) {
      return;
    }
    if (value == null) {
      ids.addMissing();
      return;
    }
    OptionalDouble number = Values.number(value);
    ids.add(number.isPresent() ? Double.toString(number.getAsDouble()) : Values.text(value));
  }

  @Override
  public LabelledExamples examples(TableSplit split, ClassNames classes) {
    return new DenseExamples(
        classes.names(), inputs.inputShape(), classes.indices(split.labels()), this::expand);
  }

  /** A standardised number is an input as it is, a category one of several that are 0 or 1. */
  private void expand(int row, float[] dense, int offset) {
    int first = offset;
    for (int i = 0; i < places.length; i++) {
      TableColumn column = inputs.columns().get(i);
      float cell = rows.get(row, i);
      if (column instanceof TableColumn.Numbers) {
        dense[first] = cell;
      } else if (cell >= 0) {
        dense[first + (int) cell] = 1;
      }
      first += column.width();
    }
  }
}

package org.flipcheck.train.data;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.List;
import org.flipcheck.train.LabelledExamples;

/**
 * Rows of a table. One float for each column is held on the Java heap: a standardised number, or
 * the index of a category; categories become inputs of their own in the batches that are asked for.
 */
final class RowExamples implements LabelledExamples {

  private final List<String> classes;
  private final TableInputs inputs;
  private final RowBlocks rows;
  private final int[] labels;

  RowExamples(List<String> classes, TableInputs inputs, RowBlocks rows, int[] labels) {
    if (rows.size() != labels.length) {
      throw new IllegalArgumentException(
          "%d rows have %d labels; each needs one".formatted(rows.size(), labels.length));
    }
    this.classes = classes;
    this.inputs = inputs;
    this.rows = rows;
    this.labels = labels;
  }

  @Override
  public List<String> classes() {
    return classes;
  }

  @Override
  public int size() {
    return labels.length;
  }

  @Override
  public Shape inputShape() {
    return inputs.inputShape();
  }

  @Override
  public int label(int example) {
    return labels[example];
  }

  @Override
  public NDArray inputs(NDManager manager, int[] examples) {
    int width = inputs.width();
    float[] dense = new float[Math.multiplyExact(examples.length, width)];
    for (int i = 0; i < examples.length; i++) {
      expand(examples[i], dense, i * width);
    }
    return manager.create(dense, new Shape(examples.length, width));
  }

  private void expand(int row, float[] dense, int offset) {
    int first = offset;
    for (int i = 0; i < inputs.columns().size(); i++) {
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

package org.flipcheck.train.data;

import ai.djl.ndarray.types.Shape;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/**
 * Inputs that are columns of a table, side by side, with what was learnt of them from the training
 * data.
 *
 * @param columns in the order of the inputs; at least one
 * @param missing what becomes of a row whose number is missing
 */
public record TableInputs(List<TableColumn> columns, MissingNumbers missing)
    implements InputDescription {

  /**
   * Copies the columns.
   *
   * @throws IllegalArgumentException if there is none, or their inputs are more than 2^31 − 1
   */
  public TableInputs {
    columns = List.copyOf(columns);
    long width = columns.stream().mapToLong(TableColumn::width).sum();
    if (width < 1 || width > Integer.MAX_VALUE) {
      throw new IllegalArgumentException(
          "%d columns become %d inputs; from 1 to %d are possible"
              .formatted(columns.size(), width, Integer.MAX_VALUE));
    }
  }

  /**
   * How many inputs a row becomes.
   *
   * @return at least 1
   */
  public int width() {
    return columns.stream().mapToInt(TableColumn::width).sum();
  }

  @Override
  public Shape inputShape() {
    return new Shape(width());
  }

  @Override
  public ObjectNode toJson() {
    return InputJson.write(this);
  }
}

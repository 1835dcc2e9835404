package org.flipcheck.train.data;

import java.util.List;

/** One feature column of a table, and how its values become inputs. */
public sealed interface TableColumn {

  /**
   * The name of the column.
   *
   * @return as the header has it
   */
  String name();

  /**
   * How many inputs a value becomes.
   *
   * @return at least 1
   */
  int width();

  /**
   * A column of numbers: a value x becomes (x − mean) / deviation, or 0 where the deviation is 0.
   *
   * @param name of the column
   * @param mean of the training data; finite
   * @param deviation of the training data, the root of the mean squared distance from the mean;
   *     finite and at least 0, which it is where all values are equal
   */
  record Numbers(String name, double mean, double deviation) implements TableColumn {

    /**
     * Checks the figures.
     *
     * @throws IllegalArgumentException if one is out of its range
     */
    public Numbers {
      if (!Double.isFinite(mean) || !(deviation >= 0 && Double.isFinite(deviation))) {
        throw new IllegalArgumentException(
            "column '%s' has the mean %s and the deviation %s; both must be finite, the deviation at least 0"
                .formatted(name, mean, deviation));
      }
    }

    @Override
    public int width() {
      return 1;
    }

    float standardised(double value) {
      return deviation == 0 ? 0 : (float) ((value - mean) / deviation);
    }
  }

  /**
   * A column of text: a value becomes one input for each value of the training data, 1 for the one
   * that it is and 0 for the others; a value that the training data lacks, or none, becomes zeros
   * alone.
   *
   * @param name of the column
   * @param values of the training data, each once, in the order of the inputs; at least one
   */
  record Categories(String name, List<String> values) implements TableColumn {

    /**
     * Copies the values.
     *
     * @throws IllegalArgumentException if there is none
     */
    public Categories {
      values = List.copyOf(values);
      if (values.isEmpty()) {
        throw new IllegalArgumentException(
            "column '%s' has no values; at least 1 is needed".formatted(name));
      }
    }

    @Override
    public int width() {
      return values.size();
    }
  }
}

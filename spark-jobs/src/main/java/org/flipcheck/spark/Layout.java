package org.flipcheck.spark;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;

/**
 * Where a table's values stand in its selected row, position by position; −1 where the table does
 * not give a value.
 *
 * @param side which table
 * @param columns the table's own names of the columns to read, in the order of the positions
 * @param ids positions of the id columns
 * @param label position of the label
 * @param prediction position of the prediction
 * @param correct position of the grade
 * @param score position of the score
 * @param logits position of the logits
 * @param weight position of the weight
 * @param group position of what names the group, in the one table that gives it
 * @param slices positions of the slice columns
 * @param keep positions of the columns to carry along
 */
record Layout(
    TableSide side,
    List<String> columns,
    List<Integer> ids,
    int label,
    int prediction,
    int correct,
    int score,
    int logits,
    int weight,
    int group,
    List<Integer> slices,
    List<Integer> keep)
    implements Serializable {

  static final int ABSENT = -1;

  /** Collects the positions of a table's columns; a column read for two roles is read once. */
  static final class Builder {
    private final List<String> columns = new ArrayList<>();

    int position(String physical) {
      int known = columns.indexOf(physical);
      if (known >= 0) {
        return known;
      }
      columns.add(physical);
      return columns.size() - 1;
    }

    List<String> columns() {
      return columns;
    }
  }

  /** Whether label and logits stand side by side. */
  boolean hasLabelProbability() {
    return label != ABSENT && logits != ABSENT;
  }

  /** Whether the score is the probability of the answer, which is that of the greatest logit. */
  boolean hasScoreOfLogits() {
    return logits != ABSENT && score == ABSENT && prediction == ABSENT;
  }

  /** Whether the probability of a label that stands elsewhere is known for two answers. */
  boolean hasRunnerUp() {
    return hasScoreOfLogits() && label == ABSENT;
  }

  boolean hasSlice(int i) {
    return slices.get(i) != ABSENT;
  }
}

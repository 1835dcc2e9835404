package org.flipcheck.mend;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What one model says about the examples of a split.
 *
 * <p>Ids, labels, answers and values of slices are texts and compare exactly.
 */
public final class Predictions {

  /**
   * One example.
   *
   * @param label the truth; empty where the answer was graded by others
   * @param answer what the model says
   * @param isRight whether the answer is right: it is the label, or was graded so
   * @param slices values of slice columns, in the order of the columns; null stands for none
   */
  public record Row(
      Optional<String> label, String answer, boolean isRight, List<Optional<String>> slices) {

    /** Keeps an unmodifiable copy of the slices. */
    public Row {
      slices = List.copyOf(slices);
    }
  }

  private final List<String> sliceColumns;
  private final Map<String, Row> rows;

  private Predictions(List<String> sliceColumns, Map<String, Row> rows) {
    this.sliceColumns = List.copyOf(sliceColumns);
    this.rows = Collections.unmodifiableMap(new LinkedHashMap<>(rows));
  }

  /**
   * Predictions of examples.
   *
   * @param sliceColumns names of the slice columns
   * @param rows an example for each id, in the order to keep; each with as many values of slices as
   *     there are columns
   * @return the predictions
   * @throws MendException if there is no example
   */
  public static Predictions of(List<String> sliceColumns, Map<String, Row> rows) {
    if (rows.isEmpty()) {
      throw new MendException("there are no examples: nothing can be counted");
    }
    return new Predictions(sliceColumns, rows);
  }

  /**
   * Predictions of a classifier.
   *
   * @param ids of the examples, all different
   * @param labels the true classes by name
   * @param answers the predicted classes by name
   * @return as many examples, without slices
   */
  public static Predictions ofClasses(List<String> ids, List<String> labels, List<String> answers) {
    Map<String, Row> rows = new LinkedHashMap<>();
    List<String> twice = new ArrayList<>();
    for (int i = 0; i < ids.size(); i++) {
      String label = labels.get(i);
      Row row =
          new Row(Optional.of(label), answers.get(i), label.equals(answers.get(i)), List.of());
      if (rows.put(ids.get(i), row) != null) {
        twice.add(ids.get(i));
      }
    }
    if (!twice.isEmpty()) {
      throw new MendException(
          "%d ids occur more than once, such as %s; every example needs an id of its own"
              .formatted(twice.size(), twice.get(0)));
    }
    return of(List.of(), rows);
  }

  /**
   * The examples.
   *
   * @return by id, in their order
   */
  public Map<String, Row> rows() {
    return rows;
  }

  /**
   * The slice columns.
   *
   * @return their names
   */
  public List<String> sliceColumns() {
    return sliceColumns;
  }

  /**
   * How many answers are right.
   *
   * @return from 0 to the number of examples
   */
  public long right() {
    return rows.values().stream().filter(Row::isRight).count();
  }
}

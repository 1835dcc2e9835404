package org.flipcheck.train.data;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Rows of numbers and categories as an earlier model has them: nothing is learnt anew, so that both
 * models see a row alike.
 *
 * @param inputs the columns, and what was learnt of them then
 */
record GivenRows(TableInputs inputs) implements RowInputs {

  /**
   * Rows for a section of a configuration.
   *
   * @throws DataException if it asks for other columns
   */
  static GivenRows of(FeatureColumns asked, TableInputs given) {
    List<String> names = given.columns().stream().map(TableColumn::name).toList();
    Set<String> categories =
        given.columns().stream()
            .filter(TableColumn.Categories.class::isInstance)
            .map(TableColumn::name)
            .collect(Collectors.toSet());
    List<String> problems = new ArrayList<>();
    if (asked.names().isPresent() && !asked.names().get().equals(names)) {
      problems.add(
          "columns is %s, but the old model has %s: give the same, in that order, or leave columns out"
              .formatted(asked.names().get(), names));
    }
    asked.categorical().stream()
        .filter(name -> !categories.contains(name))
        .sorted()
        .forEach(
            name ->
                problems.add(
                    "categorical names %s, which is no category of the old model: leave it out"
                        .formatted(Shown.text(name))));
    if (asked.missing() != given.missing()) {
      problems.add(
          "missing is %s, but it is %s for the old model: give the same"
              .formatted(asked.missing().key(), given.missing().key()));
    }
    if (!problems.isEmpty()) {
      throw new DataException(problems);
    }
    return new GivenRows(given);
  }

  @Override
  public InputDescription learnt() {
    return inputs;
  }

  @Override
  public InputFeatures features() {
    return new TableFeatures(inputs);
  }
}

package org.flipcheck.train.data;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Learns from the training data how the columns of a table become inputs. */
final class TableStatistics implements Features {

  private final FeatureColumns features;
  private final List<ColumnStatistics> columns = new ArrayList<>();
  private Problems problems;
  private int[] places = {};

  TableStatistics(FeatureColumns features) {
    this.features = features;
  }

  @Override
  public List<String> columns(List<TableField> header) {
    return features.of(header);
  }

  @Override
  public void begin(TableRows table, Problems told) {
    problems = told;
    List<String> names = features.of(table.fields());
    places = names.stream().mapToInt(name -> TableReader.place(table, name)).toArray();
    if (names.isEmpty()) {
      problems.addOfAll(
          "has no column beside %s; features are needed".formatted(features.keys().shown()));
    }
    for (int place : places) {
      begin(table.fields().get(place));
    }
  }

  private void begin(TableField field) {
    if (field.type() == TableField.Type.OTHER) {
      problems.addOfAll(
          "column '%s' is of the type %s; features are numbers or text: convert it, or leave it out of `columns`"
              .formatted(field.name(), field.typeName()));
    }
    boolean isText =
        field.type() == TableField.Type.TEXT || features.categorical().contains(field.name());
    columns.add(new ColumnStatistics(field.name(), isText));
  }

  @Override
  public boolean add(TableRows row, HashIds ids) throws IOException {
    for (int i = 0; i < places.length; i++) {
      Object value = Values.of(row, places[i]);
      columns.get(i).add(value, row);
      TableFeatures.identify(value, ids);
    }
    return true;
  }

  @Override
  public void end() {
    columns.forEach(column -> column.problem(features.missing()).ifPresent(problems::addOfAll));
  }

  /** How rows become inputs; only where there are no problems. */
  TableInputs inputs() {
    return new TableInputs(
        columns.stream().map(ColumnStatistics::column).toList(), features.missing());
  }
}

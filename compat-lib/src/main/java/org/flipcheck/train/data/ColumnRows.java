package org.flipcheck.train.data;

import java.util.List;

/** Rows of numbers and categories, which the training data tells apart. */
final class ColumnRows implements RowInputs {

  private final FeatureColumns columns;
  private final TableStatistics statistics;

  ColumnRows(FeatureColumns columns) {
    this.columns = columns;
    this.statistics = new TableStatistics(columns);
  }

  @Override
  public Features learning() {
    return statistics;
  }

  @Override
  public Features checking() {
    return new Features() {
      @Override
      public List<String> columns(List<TableField> header) {
        return columns.names().orElse(List.of());
      }

      @Override
      public void begin(TableRows table, Problems problems) {}

      @Override
      public boolean add(TableRows row, HashIds ids) {
        return true;
      }

      @Override
      public void end() {}
    };
  }

  @Override
  public TableInputs learnt() {
    return statistics.inputs();
  }

  @Override
  public InputFeatures features() {
    return new TableFeatures(learnt());
  }
}

package org.flipcheck.spark;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;

/**
 * Takes a joint cell to one cell for each asked set of slice columns, and one for all pairs; used
 * where the joint table would be too large to keep. The set's number stands in the label's place,
 * and the halves of the ids are put together.
 */
final class SliceSetRows implements FlatMapFunction<Row, Row> {
  private static final long serialVersionUID = 1L;

  private final PassRow form;
  private final List<List<String>> sets;

  SliceSetRows(PassRow form, List<List<String>> sets) {
    this.form = form;
    this.sets = new ArrayList<>(sets);
  }

  @Override
  public Iterator<Row> call(Row row) {
    if (!row.getString(PassRow.KIND).equals(PassRow.Kind.CELL.name())) {
      return List.of(row).iterator();
    }
    List<Row> rows = new ArrayList<>();
    for (int set = 0; set < sets.size(); set++) {
      rows.add(only(row, sets.get(set), set));
    }
    rows.add(only(row, List.of(), sets.size()));
    return rows.iterator();
  }

  private Row only(Row row, List<String> set, int number) {
    Object[] cells = new Object[row.size()];
    for (int i = 0; i < cells.length; i++) {
      cells[i] = row.get(i);
    }
    List<String> slices = form.form().slices();
    for (int i = 0; i < slices.size(); i++) {
      if (!set.contains(slices.get(i))) {
        cells[form.slice(i)] = null;
      }
    }
    cells[PassRow.CONFIRMS] = null;
    cells[PassRow.LABEL] = Integer.toString(number);
    return RowFactory.create(cells);
  }
}

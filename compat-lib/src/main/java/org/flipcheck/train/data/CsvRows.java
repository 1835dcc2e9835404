package org.flipcheck.train.data;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.flipcheck.train.CsvTable;

/** The rows of a CSV file. An empty field is no value; a row of another length is a problem. */
final class CsvRows implements TableRows {

  private final Path file;
  private final CsvTable table;
  private final List<TableField> fields;
  private final Problems problems;

  private CsvRows(Path file, CsvTable table, Problems problems) {
    this.file = file;
    this.table = table;
    this.problems = problems;
    this.fields =
        table.header().stream()
            .map(name -> new TableField(name, TableField.Type.UNTYPED, "text"))
            .toList();
  }

  static CsvRows open(Path file, Problems problems) throws IOException {
    CsvTable table = CsvTable.open(file);
    if (table.header().isEmpty()) {
      table.close();
      throw new IOException(file + ": is empty; a header with the names of the columns is needed");
    }
    return new CsvRows(file, table, problems);
  }

  @Override
  public List<TableField> fields() {
    return fields;
  }

  @Override
  public boolean next() throws IOException {
    while (table.next()) {
      if (table.fieldCount() == fields.size()) {
        return true;
      }
      problems.add(
          "%s: has %d fields, the header has %d; quote fields that hold commas"
              .formatted(place(), table.fieldCount(), fields.size()));
    }
    return false;
  }

  @Override
  public long number() {
    return table.line();
  }

  @Override
  public String place(long line) {
    return "%s:%d".formatted(file, line);
  }

  @Override
  public Object value(int field) {
    String text = table.field(field);
    return text.isEmpty() ? null : text;
  }

  @Override
  public void close() throws IOException {
    table.close();
  }
}

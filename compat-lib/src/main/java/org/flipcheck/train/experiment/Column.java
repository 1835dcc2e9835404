package org.flipcheck.train.experiment;

import de.siegmar.fastcsv.writer.CsvWriter;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Function;

/**
 * A column of a CSV file.
 *
 * @param name in the first line
 * @param value of a row; an empty text where there is none
 * @param <T> what a row tells
 */
record Column<T>(String name, Function<T, Object> value) {

  /** Writes a file of some rows. */
  static <T> void write(Path file, List<Column<T>> columns, List<T> rows) throws IOException {
    try (CsvWriter csv = CsvWriter.builder().build(file)) {
      csv.writeRecord(columns.stream().map(Column::name).toList());
      rows.forEach(
          row ->
              csv.writeRecord(
                  columns.stream()
                      .map(column -> String.valueOf(column.value.apply(row)))
                      .toList()));
    }
  }
}

package org.flipcheck.train.data;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Opens tables in CSV, Parquet and Arrow IPC, told by their first bytes. */
final class TableFile {

  private static final int START = 6;
  private static final String PARQUET = "PAR1";
  private static final String ARROW_FILE = "ARROW1";
  private static final String ARROW_STREAM = "\u00ff\u00ff\u00ff\u00ff";
  private static final String ZIP = "PK\u0003\u0004";

  private TableFile() {}

  /**
   * Opens a table before its first row.
   *
   * @param problems is told of rows that have to be passed over
   * @throws IOException if it cannot be read; the message begins with the file
   */
  static TableRows open(Path file, Problems problems) throws IOException {
    TableRows rows = openAny(file, problems);
    try {
      requireDistinctNames(file, rows.fields());
      return rows;
    } catch (IOException e) {
      rows.close();
      throw e;
    }
  }

  private static TableRows openAny(Path file, Problems problems) throws IOException {
    String start = start(file);
    if (start.startsWith(PARQUET)) {
      return ParquetRows.open(file);
    }
    if (start.startsWith(ARROW_FILE)) {
      return ArrowRows.openFile(file);
    }
    if (start.startsWith(ARROW_STREAM)) {
      return ArrowRows.openStream(file);
    }
    if (start.startsWith(ZIP)) {
      throw new IOException(
          file
              + ": is a zip archive, as .xlsx is too; give CSV, plain or with gzip around it, Parquet or Arrow IPC");
    }
    return CsvRows.open(file, problems);
  }

  private static String start(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      return new String(in.readNBytes(START), StandardCharsets.ISO_8859_1);
    }
  }

  private static void requireDistinctNames(Path file, List<TableField> fields) throws IOException {
    Set<String> seen = new HashSet<>();
    for (TableField field : fields) {
      if (!seen.add(field.name())) {
        throw new IOException(
            "%s: two columns are called '%s'; rename one of them".formatted(file, field.name()));
      }
    }
  }
}

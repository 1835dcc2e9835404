package org.flipcheck.train;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A table of labelled texts: CSV (RFC 4180: a quoted text may hold commas and newlines) in UTF-8,
 * plain or with gzip around it, whose header names at least the columns {@code id}, {@code text}
 * and {@code label}. Other columns are left alone.
 */
public final class TextTable {

  private static final List<String> COLUMNS = List.of("id", "text", "label");
  private static final int PROBLEMS_SHOWN = 10;

  private final Path file;
  private final List<LabelledText> rows = new ArrayList<>();
  private final Map<String, Long> lineOfId = new HashMap<>();
  private final List<String> problems = new ArrayList<>();

  private TextTable(Path file) {
    this.file = file;
  }

  /**
   * Reads a whole table.
   *
   * @param file CSV, plain or gzip; told by its first bytes
   * @return the rows in the order of the file, at least one
   * @throws IOException if the file cannot be read or is not such a table; of rows with a wrong
   *     number of fields, an empty field or an id that was there before, the message names the
   *     first ten and counts the rest
   */
  public static List<LabelledText> read(Path file) throws IOException {
    try (CsvTable table = CsvTable.open(file)) {
      return new TextTable(file).read(table);
    }
  }

  private List<LabelledText> read(CsvTable table) throws IOException {
    if (table.header().isEmpty()) {
      throw new IOException(file + ": is empty, a header with id, text, label is needed");
    }
    int[] places = places(table.header());
    while (table.next()) {
      add(table, places);
    }
    if (!problems.isEmpty()) {
      throw new IOException(problemText());
    }
    if (rows.isEmpty()) {
      throw new IOException(file + ": has a header but no row");
    }
    return List.copyOf(rows);
  }

  private int[] places(List<String> header) throws IOException {
    List<String> missing = COLUMNS.stream().filter(name -> !header.contains(name)).toList();
    if (!missing.isEmpty()) {
      throw new IOException(
          "%s: the header is %s, without %s".formatted(file, header, String.join(", ", missing)));
    }
    return COLUMNS.stream().mapToInt(header::indexOf).toArray();
  }

  private void add(CsvTable row, int[] places) {
    long line = row.line();
    int width = row.header().size();
    if (row.fieldCount() != width) {
      problems.add(
          "line %d has %d fields, the header has %d".formatted(line, row.fieldCount(), width));
      return;
    }
    boolean whole = true;
    for (int i = 0; i < places.length; i++) {
      if (row.field(places[i]).isBlank()) {
        problems.add("line %d has no %s".formatted(line, COLUMNS.get(i)));
        whole = false;
      }
    }
    if (whole) {
      String id = row.field(places[0]);
      Long before = lineOfId.putIfAbsent(id, line);
      if (before != null) {
        problems.add("line %d has the id '%s' of line %d".formatted(line, id, before));
      }
      rows.add(new LabelledText(id, row.field(places[1]), row.field(places[2])));
    }
  }

  private String problemText() {
    int shown = Math.min(problems.size(), PROBLEMS_SHOWN);
    String more = problems.size() > shown ? "; and %d more".formatted(problems.size() - shown) : "";
    return file + ": " + String.join("; ", problems.subList(0, shown)) + more;
  }
}

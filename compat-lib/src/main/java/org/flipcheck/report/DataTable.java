package org.flipcheck.report;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * A table of the report page: its first rows as HTML, so that it reads without a script and on
 * paper, and all rows as data for the script that filters and sorts.
 *
 * @param id of the element, each once in a page
 * @param caption what the table is
 * @param columns all with as many rows
 */
record DataTable(String id, String caption, List<DataColumn> columns) {

  /** As many rows are there without a script. */
  static final int FIRST_ROWS = 25;

  private static final int TEXT = 300;

  /** One cell for the template. */
  record Cell(String text, boolean number) {}

  /** One heading for the template. */
  record Heading(String title, boolean number) {}

  int size() {
    return columns.isEmpty() ? 0 : columns.get(0).texts().size();
  }

  boolean hasRows() {
    return size() > 0;
  }

  /** Whether the script has anything to do. */
  boolean hasMore() {
    return size() > 1;
  }

  String sizeText() {
    return size() > FIRST_ROWS
        ? "Rows 1 to %d of %s.".formatted(FIRST_ROWS, Format.count(size()))
        : "";
  }

  List<Heading> headings() {
    return columns.stream().map(c -> new Heading(c.title(), c.isNumber())).toList();
  }

  List<List<Cell>> firstRows() {
    return IntStream.range(0, Math.min(FIRST_ROWS, size()))
        .mapToObj(
            row ->
                columns.stream()
                    .map(
                        c ->
                            new Cell(
                                c.texts().get(row) == null ? "" : shown(c.texts().get(row)),
                                c.isNumber()))
                    .toList())
        .toList();
  }

  /** All rows, by column, as JSON that may stand within a script element. */
  String json() {
    Map<String, Object> root = new LinkedHashMap<>();
    root.put("rows", size());
    root.put("columns", columns.stream().map(DataTable::data).toList());
    return withinScript(Json.compact(root));
  }

  /** JSON in which no markup can begin or end. */
  static String withinScript(String json) {
    return json.replace("<", "\\u003c");
  }

  private static Map<String, Object> data(DataColumn column) {
    Map<String, Object> data = new LinkedHashMap<>();
    data.put("title", shown(column.title()));
    if (column.isNumber()) {
      data.put("numbers", column.numbers().stream().map(DataTable::written).toList());
      if (!isPlain(column)) {
        data.put("texts", column.texts());
      }
      return data;
    }
    data.put("facet", column.kind() == DataColumn.Kind.FACET);
    Map<String, Integer> codes = new LinkedHashMap<>();
    List<Integer> coded = new ArrayList<>(column.texts().size());
    for (String text : column.texts()) {
      coded.add(text == null ? null : codes.computeIfAbsent(shown(text), unused -> codes.size()));
    }
    data.put("values", List.copyOf(codes.keySet()));
    if (!isRange(coded)) {
      data.put("codes", coded);
    }
    return data;
  }

  /** Whether each row has a text of its own, so that codes would say nothing. */
  private static boolean isRange(List<Integer> codes) {
    return IntStream.range(0, codes.size())
        .allMatch(i -> codes.get(i) != null && codes.get(i) == i);
  }

  private static Object written(Double number) {
    return number == null ? null : Json.number(number);
  }

  /** Whether the numbers say all that the texts do. */
  private static boolean isPlain(DataColumn column) {
    return IntStream.range(0, column.texts().size())
        .allMatch(i -> isPlain(column.numbers().get(i), column.texts().get(i)));
  }

  private static boolean isPlain(Double number, String text) {
    if (number == null || text == null) {
      return number == null && text == null;
    }
    return text.equals(Format.number(number)) || text.equals(written(number).toString());
  }

  /** Foreign text as a cell shows it. */
  static String shown(String text) {
    return Format.ellipsis(Format.visible(text), TEXT);
  }
}

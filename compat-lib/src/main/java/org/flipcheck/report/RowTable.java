package org.flipcheck.report;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/**
 * The rows of a query as a table, for notebooks. Whole numbers get their thousands grouped, reals
 * four significant digits; a column of numbers, or of texts that look like numbers, stands to the
 * right. Foreign text does nothing in it.
 *
 * @param columns their titles
 * @param rows finished cells, as many in each row as there are columns
 */
public record RowTable(List<String> columns, List<List<String>> rows) {

  /** One number, or two with a word between them: {@code 3 of 10}, {@code -0.1 to +0.2}. */
  private static final Pattern NUMBER =
      Pattern.compile("(< ?)?[-+]?[\\d,.]+(e-?\\d+)?( (of|to) [-+]?[\\d,.]+)?( ?%)?");

  private static final String NOTHING = "–";

  /** Keeps unmodifiable copies. */
  public RowTable {
    columns = List.copyOf(columns);
    rows = rows.stream().map(List::copyOf).toList();
  }

  /**
   * Reads all rows, which stay in memory: the query should have a LIMIT.
   *
   * @param result rows of any query; it is not closed
   * @return the table; an underline in a title is shown as a space, and null as a dash
   * @throws SQLException if the rows cannot be read
   */
  public static RowTable of(ResultSet result) throws SQLException {
    ResultSetMetaData meta = result.getMetaData();
    List<String> columns = new ArrayList<>();
    for (int i = 1; i <= meta.getColumnCount(); i++) {
      columns.add(Format.visible(meta.getColumnLabel(i).replace('_', ' ')));
    }
    List<List<String>> rows = new ArrayList<>();
    while (result.next()) {
      List<String> row = new ArrayList<>();
      for (int i = 1; i <= columns.size(); i++) {
        row.add(cell(result.getObject(i)));
      }
      rows.add(row);
    }
    return new RowTable(columns, rows);
  }

  private static String cell(Object value) {
    if (value == null) {
      return NOTHING;
    }
    if (value instanceof Double || value instanceof Float || value instanceof BigDecimal) {
      double real = ((Number) value).doubleValue();
      return Double.isFinite(real) ? Format.number(real) : Double.toString(real);
    }
    return value instanceof Number whole
        ? String.format(Locale.ROOT, "%,d", new BigInteger(whole.toString()))
        : Format.visible(value.toString());
  }

  /**
   * The table for browsers.
   *
   * @return an HTML fragment
   */
  public String html() {
    StringBuilder html = new StringBuilder("<table>\n<thead><tr>");
    for (int i = 0; i < columns.size(); i++) {
      html.append("<th scope=\"col\"").append(style(i)).append('>');
      html.append(escaped(columns.get(i))).append("</th>");
    }
    html.append("</tr></thead>\n<tbody>\n");
    for (List<String> row : rows) {
      html.append("<tr>");
      for (int i = 0; i < row.size(); i++) {
        html.append("<td").append(style(i)).append('>').append(escaped(row.get(i))).append("</td>");
      }
      html.append("</tr>\n");
    }
    return html.append("</tbody>\n</table>").toString();
  }

  private String style(int column) {
    return " style=\"text-align: %s\"".formatted(isNumeric(column) ? "right" : "left");
  }

  private static String escaped(String text) {
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
  }

  /**
   * The table for terminals.
   *
   * @return aligned lines, the titles first
   */
  public String text() {
    StringBuilder text = new StringBuilder(line(columns));
    rows.forEach(row -> text.append('\n').append(line(row)));
    return text.toString();
  }

  private String line(List<String> cells) {
    StringBuilder line = new StringBuilder();
    for (int i = 0; i < cells.size(); i++) {
      String padding = " ".repeat(width(i) - cells.get(i).length());
      line.append(i == 0 ? "" : "  ");
      line.append(isNumeric(i) ? padding + cells.get(i) : cells.get(i) + padding);
    }
    return line.toString().stripTrailing();
  }

  private int width(int column) {
    return IntStream.concat(
            IntStream.of(columns.get(column).length()),
            rows.stream().mapToInt(row -> row.get(column).length()))
        .max()
        .orElseThrow();
  }

  private boolean isNumeric(int column) {
    return !rows.isEmpty()
        && rows.stream()
            .map(row -> row.get(column))
            .allMatch(cell -> cell.equals(NOTHING) || NUMBER.matcher(cell).matches());
  }
}

package org.flipcheck.report;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Rows for a terminal, aligned. What is too wide is cut and shows that it was; where even that does
 * not fit, each row becomes a block of lines, one for each column. Numbers are never cut. Foreign
 * text cannot command the terminal.
 */
public final class ConsoleTable {

  private static final String GAP = "  ";
  private static final String NULL = "NULL";

  /** A text column is not cut to less than this: less tells nothing. */
  private static final int LEAST = 12;

  private static final int SIGNIFICANT = 6;

  private final List<Column> columns;
  private final List<List<String>> cells = new ArrayList<>();
  private final int[] widths;

  /**
   * A column.
   *
   * @param name its header
   * @param isNumber whether it holds numbers, which stand at the right and are kept whole
   */
  public record Column(String name, boolean isNumber) {}

  private ConsoleTable(List<Column> columns, List<List<String>> rows) {
    this.columns =
        columns.stream().map(c -> new Column(Format.visible(c.name()), c.isNumber())).toList();
    this.widths = this.columns.stream().mapToInt(c -> DisplayWidth.of(c.name())).toArray();
    for (List<String> row : rows) {
      List<String> shown = row.stream().map(c -> c == null ? NULL : Format.visible(c)).toList();
      for (int i = 0; i < widths.length; i++) {
        widths[i] = Math.max(widths[i], DisplayWidth.of(shown.get(i)));
      }
      cells.add(shown);
    }
  }

  /**
   * Renders rows.
   *
   * @param columns the columns, at least one
   * @param rows a text for each column; null is shown as {@code NULL}
   * @param width columns of the terminal; empty for as many as it takes
   * @return lines, the last one ended too
   */
  public static String render(List<Column> columns, List<List<String>> rows, OptionalInt width) {
    ConsoleTable table = new ConsoleTable(columns, rows);
    Optional<int[]> fitting =
        width.isPresent() ? table.fit(width.getAsInt()) : Optional.of(table.widths);
    return fitting.map(table::aligned).orElseGet(() -> table.blocks(width.getAsInt()));
  }

  /** The widths that fit, the widest texts cut first; empty where there are none. */
  private Optional<int[]> fit(int width) {
    int[] fitted = widths.clone();
    int room = width - GAP.length() * (fitted.length - 1);
    while (Arrays.stream(fitted).sum() > room) {
      int widest = -1;
      for (int i = 0; i < fitted.length; i++) {
        boolean canShrink =
            !columns.get(i).isNumber()
                && fitted[i] > Math.max(LEAST, DisplayWidth.of(columns.get(i).name()));
        if (canShrink && (widest < 0 || fitted[i] > fitted[widest])) {
          widest = i;
        }
      }
      if (widest < 0) {
        return Optional.empty();
      }
      fitted[widest]--;
    }
    return Optional.of(fitted);
  }

  private String aligned(int[] fitted) {
    StringBuilder out = new StringBuilder();
    line(out, columns.stream().map(Column::name).toList(), fitted);
    line(out, Arrays.stream(fitted).mapToObj("-"::repeat).toList(), fitted);
    cells.forEach(row -> line(out, row, fitted));
    return out.toString();
  }

  private void line(StringBuilder out, List<String> row, int[] fitted) {
    StringBuilder line = new StringBuilder();
    for (int i = 0; i < fitted.length; i++) {
      String cell = DisplayWidth.cut(row.get(i), fitted[i]);
      String padding = " ".repeat(fitted[i] - DisplayWidth.of(cell));
      line.append(i == 0 ? "" : GAP);
      line.append(columns.get(i).isNumber() ? padding + cell : cell + padding);
    }
    out.append(line.toString().stripTrailing()).append('\n');
  }

  private String blocks(int width) {
    int names = columns.stream().mapToInt(c -> DisplayWidth.of(c.name())).max().getAsInt();
    int room = Math.max(LEAST, width - names - GAP.length());
    StringBuilder out = new StringBuilder();
    for (int r = 0; r < cells.size(); r++) {
      out.append(r == 0 ? "" : "\n").append("row ").append(r + 1).append('\n');
      for (int i = 0; i < columns.size(); i++) {
        String name = columns.get(i).name();
        String cell = cells.get(r).get(i);
        out.append(name)
            .append(" ".repeat(names - DisplayWidth.of(name)))
            .append(GAP)
            .append(columns.get(i).isNumber() ? cell : DisplayWidth.cut(cell, room))
            .append('\n');
      }
    }
    return out.toString();
  }

  /**
   * A number as a table shows it: at least six significant digits, and all those before the point.
   *
   * @param value the number; may be NaN or infinite
   * @return text without an exponent where that is readable
   */
  public static String number(double value) {
    if (!Double.isFinite(value)) {
      return Double.toString(value);
    }
    BigDecimal exact = BigDecimal.valueOf(value);
    int wholeDigits = exact.precision() - exact.scale();
    BigDecimal rounded =
        exact.round(new MathContext(Math.max(SIGNIFICANT, wholeDigits), RoundingMode.HALF_EVEN));
    boolean isReadable = value == 0 || (Math.abs(value) >= 1e-6 && Math.abs(value) < 1e15);
    return isReadable
        ? rounded.stripTrailingZeros().toPlainString()
        : rounded.stripTrailingZeros().toString();
  }
}

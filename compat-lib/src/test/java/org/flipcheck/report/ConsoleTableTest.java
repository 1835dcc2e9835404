package org.flipcheck.report;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;
import org.flipcheck.report.ConsoleTable.Column;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConsoleTableTest {

  private static final List<Column> COLUMNS =
      List.of(new Column("id", false), new Column("n", true), new Column("note", false));

  private static final List<List<String>> ROWS =
      List.of(
          List.of("日本-1", "7", "plain"),
          Arrays.asList(null, "1234567890123", "a long note that goes on and on\n"));

  @Test
  void columnsAreAsWideAsTheirContent() {
    assertEquals(
        """
        id                  n  note
        ------  -------------  ---------------------------------
        日本-1              7  plain
        NULL    1234567890123  a long note that goes on and on\\n
        """,
        ConsoleTable.render(COLUMNS, ROWS, OptionalInt.empty()));
  }

  @Test
  void theWidestTextIsCutAndNumbersAreNot() {
    assertEquals(
        """
        id                  n  note
        ------  -------------  -----------------
        日本-1              7  plain
        NULL    1234567890123  a long note that…
        """,
        ConsoleTable.render(COLUMNS, ROWS, OptionalInt.of(40)));
  }

  @Test
  void whatDoesNotFitAtAllBecomesBlocks() {
    assertEquals(
        """
        row 1
        id    日本-1
        n     7
        note  plain

        row 2
        id    NULL
        n     1234567890123
        note  a long note tha…
        """,
        ConsoleTable.render(COLUMNS, ROWS, OptionalInt.of(22)));
  }

  @ParameterizedTest
  @CsvSource({
    "0.026099999999999998, 0.0261",
    "1234567.891, 1234568",
    "5, 5",
    "-0.5, -0.5",
    "0, 0",
    "1e-9, 1E-9",
    "1.5e20, 1.5E+20",
    "NaN, NaN"
  })
  void numbers(double value, String shown) {
    assertEquals(shown, ConsoleTable.number(value));
  }
}

package org.flipcheck.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import org.junit.jupiter.api.Test;

class RowTableTest {

  private static RowTable of(String query) throws SQLException {
    try (Connection connection = DriverManager.getConnection("jdbc:duckdb:");
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(query)) {
      return RowTable.of(rows);
    }
  }

  @Test
  void numbersStandToTheRight() throws SQLException {
    RowTable table =
        of(
            """
            SELECT * FROM (VALUES
              ('Coat', 12345::HUGEINT, 0.0261::DOUBLE, '1 of 10', '< 0.0001'),
              ('T-shirt/top', NULL, 12.5::DECIMAL(4, 1), '-0.5 to +1.25', '0.03'))
            AS t(label, n, of_all, change, p)""");

    assertThat(table.text())
        .isEqualTo(
            """
            label             n  of all         change         p
            Coat         12,345  0.0261        1 of 10  < 0.0001
            T-shirt/top       –    12.5  -0.5 to +1.25      0.03""");
  }

  @Test
  void aTableForBrowsers() {
    assertThat(new RowTable(List.of("label", "n"), List.of(List.of("a<b>&c", "1,234"))).html())
        .isEqualTo(
            """
            <table>
            <thead><tr><th scope="col" style="text-align: left">label</th><th scope="col" style="text-align: right">n</th></tr></thead>
            <tbody>
            <tr><td style="text-align: left">a&lt;b&gt;&amp;c</td><td style="text-align: right">1,234</td></tr>
            </tbody>
            </table>""");
  }

  @Test
  void foreignTextIsMadeVisible() throws SQLException {
    assertThat(of("SELECT 'a' || chr(10) || 'b' AS label").rows())
        .containsExactly(List.of("a\\nb"));
  }

  @Test
  void noRows() throws SQLException {
    assertThat(of("SELECT 1 AS label WHERE false").text()).isEqualTo("label");
  }
}

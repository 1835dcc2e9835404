package org.flipcheck.spark;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The small tables of the packed engine's inner loops do what plain maps do. */
class CountingTablesTest {

  private final Random random = new Random(5);

  @Test
  void keyedCountsAreThoseOfAMap() {
    KeyedCounts counts = new KeyedCounts();
    Map<List<Long>, Long> expected = new HashMap<>();
    for (int i = 0; i < 200_000; i++) {
      long a = random.nextInt(200) * (random.nextBoolean() ? 1L : 1L << 40);
      long b = -random.nextInt(100);
      int entry = counts.find(a, b);
      if (counts.n(entry) == 0) {
        counts.setNote(entry, a ^ b);
      }
      counts.count(entry);
      expected.merge(List.of(a, b), 1L, Long::sum);
    }
    Map<List<Long>, Long> found = new HashMap<>();
    for (int at = counts.next(0); at >= 0; at = counts.next(counts.behind(at))) {
      assertThat(counts.note(at)).isEqualTo(counts.first(at) ^ counts.second(at));
      found.put(List.of(counts.first(at), counts.second(at)), counts.n(at));
    }
    assertThat(found).isEqualTo(expected).hasSizeGreaterThan(20_000);
    assertThat(counts.size()).isEqualTo(expected.size());
    counts.clear();
    assertThat(counts.next(0)).isNegative();
  }

  /** Few values together stay in the dense table, many do not fit, and values keep coming. */
  @ParameterizedTest
  @CsvSource({"1,5", "3,4", "3,40", "3,200", "6,9"})
  void jointCodesAreThoseOfTheDictionary(int columns, int values) {
    Codes codes = new Codes(columns);
    JointCodes joint = new JointCodes(codes);
    for (int chunk = 1; chunk <= 20; chunk++) {
      int n = 500;
      int[][] given = new int[columns][n];
      boolean[] skip = new boolean[n];
      for (int row = 0; row < n; row++) {
        skip[row] = random.nextInt(10) == 0;
        for (int column = 0; column < columns; column++) {
          int value = random.nextInt(1 + values * chunk / 20);
          given[column][row] =
              skip[row] ? -1 : value == 0 ? Codes.NONE : codes.of(column + " " + value);
        }
      }
      int[] into = new int[n];
      joint.find(given, n, skip, into);
      for (int row = 0; row < n; row++) {
        int[] tuple = new int[columns];
        for (int column = 0; column < columns; column++) {
          tuple[column] = given[column][row];
        }
        assertThat(into[row]).isEqualTo(skip[row] ? Codes.NONE : codes.ofTuple(tuple));
      }
      if (chunk == 10) {
        codes.clear();
        joint.forget();
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"true", "false"})
  void scatteredRowsArriveWholeAndInOrder(boolean wholeNumbers) {
    RowScatter scatter = new RowScatter();
    PackedRows[] into = {
      new PackedRows(wholeNumbers), new PackedRows(wholeNumbers), new PackedRows(wholeNumbers)
    };
    Map<Integer, StringBuilder> expected = new HashMap<>();
    for (int chunk = 0; chunk < 10; chunk++) {
      PackedRows rows = new PackedRows(wholeNumbers);
      int n = 1 + random.nextInt(300);
      rows.reserve(n);
      int[] receivers = scatter.receivers(n);
      for (int row = 0; row < n; row++) {
        if (wholeNumbers) {
          rows.id[row] = random.nextLong();
        } else {
          int start = rows.idStart(row);
          rows.reserveIdBytes(start + 9);
          rows.idEnd[row] = start + random.nextInt(9);
        }
        rows.answer[row] = random.nextInt(100);
        if (chunk % 2 == 0) {
          rows.scores()[row] = row;
        }
        receivers[row] = random.nextInt(4) - 1;
        if (receivers[row] >= 0) {
          expected
              .computeIfAbsent(receivers[row], unused -> new StringBuilder())
              .append(told(rows, row, chunk % 2 == 0 ? row : Double.NaN));
        }
      }
      rows.n = n;
      scatter.scatter(rows, into);
    }
    for (int receiver = 0; receiver < into.length; receiver++) {
      StringBuilder found = new StringBuilder();
      for (int row = 0; row < into[receiver].n; row++) {
        found.append(told(into[receiver], row, into[receiver].score[row]));
      }
      assertThat(found.toString()).isEqualTo(expected.get(receiver).toString());
    }
  }

  private static String told(PackedRows rows, int row, double score) {
    long id = rows.wholeNumberIds ? rows.id[row] : rows.idLength(row);
    return "%d %d %s%n".formatted(id, rows.answer[row], score);
  }
}

package org.flipcheck.spark;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Sorted rows that come chunk by chunk are grouped as a map would do it. */
class SortedMergeTest {

  private static final List<TableSide> SIDES = List.of(TableSide.values());

  private final Random random = new Random(11);

  /** One table: its ids in their order, each with as many rows as its answers. */
  private Map<Long, List<Integer>> table() {
    Map<Long, List<Integer>> table = new TreeMap<>();
    for (int i = 0; i < 3000; i++) {
      long id = 1_000_000L + random.nextInt(6000);
      int rows = random.nextInt(20) == 0 ? 1 + random.nextInt(40) : 1;
      for (int row = 0; row < rows; row++) {
        table.computeIfAbsent(id, unused -> new ArrayList<>()).add(random.nextInt(3) / 2);
      }
    }
    return table;
  }

  private static PackedRows chunk(boolean wholeNumbers, List<long[]> rows) {
    PackedRows chunk = new PackedRows(wholeNumbers);
    chunk.reserve(rows.size());
    for (long[] row : rows) {
      if (wholeNumbers) {
        chunk.id[chunk.n] = row[0];
      } else {
        byte[] id = Long.toString(row[0]).getBytes(StandardCharsets.UTF_8);
        int start = chunk.idStart(chunk.n);
        chunk.reserveIdBytes(start + id.length);
        System.arraycopy(id, 0, chunk.idBytes, start, id.length);
        chunk.idEnd[chunk.n] = start + id.length;
      }
      chunk.answer[chunk.n] = (int) row[1];
      // Half of the chunks have scores; where there is none it is missing.
      if (rows.size() % 2 == 0) {
        chunk.scores()[chunk.n] = row[1];
      }
      chunk.n++;
    }
    return chunk;
  }

  private static String id(PackedRows rows, int row) {
    return rows.wholeNumberIds
        ? Long.toString(rows.id[row])
        : new String(rows.idBytes, rows.idStart(row), rows.idLength(row), StandardCharsets.UTF_8);
  }

  private static String told(IdGroups groups, TableSide side, int group) {
    int row = groups.row(side, group);
    IdGroups.Repeats more = groups.repeats(side, group);
    return row < 0
        ? "-"
        : groups.rows(side).answer[row]
            + (more == null ? "" : "+" + more.surplus() + (more.conflicting() ? "!" : ""));
  }

  private static String expected(List<Integer> answers) {
    if (answers == null) {
      return "-";
    }
    int surplus = answers.size() - 1;
    boolean differ = answers.stream().distinct().count() > 1;
    return answers.get(0) + (surplus == 0 ? "" : "+" + surplus + (differ ? "!" : ""));
  }

  @ParameterizedTest
  @CsvSource({"true,1", "true,7", "false,64", "true,5000", "false,100000"})
  void groupsAreThoseOfAMap(boolean wholeNumbers, int mostRows) {
    List<Map<Long, List<Integer>>> tables = List.of(table(), table(), table());
    List<List<long[]>> left = new ArrayList<>();
    for (Map<Long, List<Integer>> table : tables) {
      List<long[]> rows = new ArrayList<>();
      table.forEach((id, answers) -> answers.forEach(a -> rows.add(new long[] {id, a})));
      left.add(rows);
    }
    SortedMerge merge =
        new SortedMerge(wholeNumbers, (rows, a, b) -> rows.answer[a] == rows.answer[b]);
    Map<String, String> found = new TreeMap<>();
    boolean[] ended = new boolean[IdGroups.SIDES];
    boolean drained = false;
    while (!drained) {
      merge.dropGrouped();
      for (TableSide side : SIDES) {
        List<long[]> rows = left.get(side.code());
        int n = Math.min(rows.size(), 1 + random.nextInt(mostRows));
        int before = merge.rows(side).n;
        merge.rows(side).appendAll(chunk(wholeNumbers, rows.subList(0, n)));
        rows.subList(0, n).clear();
        assertThat(merge.isSorted(side.code(), before)).isTrue();
        ended[side.code()] = rows.isEmpty();
      }
      drained = ended[0] && ended[1] && ended[2];
      merge.group(ended);
      for (int group = 0; group < merge.groups(); group++) {
        int of = group;
        TableSide any = SIDES.stream().filter(s -> merge.row(s, of) >= 0).findFirst().orElseThrow();
        String told = String.join(" ", SIDES.stream().map(side -> told(merge, side, of)).toList());
        assertThat(found.put(id(merge.rows(any), merge.row(any, group)), told)).isNull();
      }
    }
    Map<String, String> wanted = new TreeMap<>();
    tables.forEach(
        table ->
            table
                .keySet()
                .forEach(
                    id ->
                        wanted.put(
                            Long.toString(id),
                            String.join(
                                " ", tables.stream().map(t -> expected(t.get(id))).toList()))));
    assertThat(found).isEqualTo(wanted);
    assertThat(wanted.values().stream().filter(told -> told.contains("!"))).hasSizeGreaterThan(50);
  }

  @ParameterizedTest
  @CsvSource({"true", "false"})
  void rowsOutOfOrderAreSeen(boolean wholeNumbers) {
    SortedMerge merge = new SortedMerge(wholeNumbers, (rows, a, b) -> false);
    PackedRows rows = merge.rows(TableSide.NEW);
    rows.appendAll(chunk(wholeNumbers, List.of(new long[] {11, 0}, new long[] {12, 0})));
    rows.appendAll(chunk(wholeNumbers, Arrays.asList(new long[][] {{11, 0}})));
    assertThat(merge.isSorted(TableSide.NEW.code(), 2)).isFalse();
    assertThat(merge.isSorted(TableSide.OLD.code(), 0)).isTrue();
  }
}

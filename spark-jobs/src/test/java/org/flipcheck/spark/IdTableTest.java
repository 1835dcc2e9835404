package org.flipcheck.spark;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Rows are grouped by id as a map would do it. */
class IdTableTest {

  private final Random random = new Random(7);

  private static void add(PackedRows rows, String id, int answer) {
    rows.reserve(rows.n + 1);
    if (rows.wholeNumberIds) {
      rows.id[rows.n] = Long.parseLong(id);
    } else {
      byte[] bytes = id.getBytes(StandardCharsets.UTF_8);
      int start = rows.idStart(rows.n);
      rows.reserveIdBytes(start + bytes.length);
      System.arraycopy(bytes, 0, rows.idBytes, start, bytes.length);
      rows.idEnd[rows.n] = start + bytes.length;
    }
    rows.answer[rows.n] = answer;
    rows.n++;
  }

  private static String id(IdTable table, int group) {
    TableSide side = table.row(TableSide.OLD, group) >= 0 ? TableSide.OLD : TableSide.NEW;
    PackedRows rows = table.rows(side);
    int row = table.row(side, group);
    return rows.wholeNumberIds
        ? Long.toString(rows.id[row])
        : new String(rows.idBytes, rows.idStart(row), rows.idLength(row), StandardCharsets.UTF_8);
  }

  /** First answer, surplus rows and whether they differ, on one side. */
  private static String told(IdTable table, TableSide side, int group) {
    int row = table.row(side, group);
    IdGroups.Repeats more = table.repeats(side, group);
    return row < 0
        ? "-"
        : table.rows(side).answer[row]
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
  @CsvSource({"true,1", "false,1", "true,3", "false,5"})
  void groupsAreThoseOfAMap(boolean wholeNumbers, int parts) {
    Map<TableSide, Map<String, List<Integer>>> reference = new HashMap<>();
    Map<TableSide, List<PackedRows>> blocks = new HashMap<>();
    for (TableSide side : List.of(TableSide.OLD, TableSide.NEW)) {
      Map<String, List<Integer>> of = new HashMap<>();
      List<PackedRows> ofSide = new ArrayList<>();
      for (int block = 0; block < 10; block++) {
        PackedRows rows = new PackedRows(wholeNumbers);
        for (int i = 0; i < 1000; i++) {
          // Half of the ids lie close together, the others far apart.
          long id = random.nextBoolean() ? random.nextInt(4000) : random.nextInt(4000) * (1L << 40);
          int answer = random.nextInt(2);
          add(rows, Long.toString(id), answer);
          of.computeIfAbsent(Long.toString(id), unused -> new ArrayList<>()).add(answer);
        }
        ofSide.add(rows);
      }
      reference.put(side, of);
      blocks.put(side, ofSide);
    }
    Map<String, String> found = new TreeMap<>();
    for (int part = 0; part < parts; part++) {
      IdTable table = new IdTable(wholeNumbers, (rows, a, b) -> false);
      for (TableSide side : List.of(TableSide.OLD, TableSide.NEW)) {
        for (PackedRows block : blocks.get(side)) {
          int from = table.rows(side).n;
          for (int i = 0; i < block.n; i++) {
            table.rows(side).append(block, i);
          }
          table.group(side, from, part, parts);
        }
      }
      for (int group = 0; group < table.groups(); group++) {
        String told = told(table, TableSide.OLD, group) + " " + told(table, TableSide.NEW, group);
        assertThat(found.put(id(table, group), told)).as("an id in one group only").isNull();
      }
    }
    Map<String, String> wanted = new TreeMap<>();
    for (TableSide side : reference.keySet()) {
      for (String id : reference.get(side).keySet()) {
        wanted.put(
            id,
            expected(reference.get(TableSide.OLD).get(id))
                + " "
                + expected(reference.get(TableSide.NEW).get(id)));
      }
    }
    assertThat(found).isEqualTo(wanted);
    assertThat(wanted.values().stream().filter(told -> told.contains("!")).count())
        .isGreaterThan(100);
  }
}

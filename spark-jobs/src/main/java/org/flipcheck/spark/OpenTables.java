package org.flipcheck.spark;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/** The tables of a comparison by side, and which of them gives which column. */
final class OpenTables {

  private final Map<TableSide, Table> tables = new LinkedHashMap<>();

  OpenTables(List<Table> opened) {
    opened.forEach(table -> tables.put(table.source().side(), table));
  }

  Set<TableSide> sides() {
    return tables.keySet();
  }

  Table of(TableSide side) {
    return tables.get(side);
  }

  boolean has(TableSide side, String column) {
    Table table = tables.get(side);
    return table != null
        && Arrays.asList(table.rows().schema().fieldNames())
            .contains(table.source().physical(column));
  }

  StructField field(TableSide side, String column) {
    Table table = tables.get(side);
    StructType schema = table.rows().schema();
    return schema.fields()[schema.fieldIndex(table.source().physical(column))];
  }

  /** The tables whose value of a column is read: the labels table alone where it has it. */
  List<TableSide> owners(String column) {
    if (has(TableSide.LABELS, column)) {
      return List.of(TableSide.LABELS);
    }
    return List.of(TableSide.OLD, TableSide.NEW).stream()
        .filter(side -> has(side, column))
        .toList();
  }

  /** The table whose value of a column is carried along. */
  TableSide keeper(String column) {
    List<TableSide> owners = owners(column);
    return owners.get(owners.size() - 1);
  }
}

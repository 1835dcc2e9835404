package org.flipcheck.spark;

import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.spark.sql.types.BinaryType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.MapType;
import org.apache.spark.sql.types.NumericType;
import org.apache.spark.sql.types.StringType;
import org.apache.spark.sql.types.StructType;
import org.flipcheck.metrics.CorrectnessRule;
import org.flipcheck.spark.CompareSpec.AnswersAs;

/** Whether columns are of types that their roles can work with. */
final class ColumnTypes {

  private final CompareSpec spec;
  private final OpenTables tables;
  private final List<String> slices;
  private final List<String> problems;

  private ColumnTypes(
      CompareSpec spec, OpenTables tables, List<String> slices, List<String> problems) {
    this.spec = spec;
    this.tables = tables;
    this.slices = slices;
    this.problems = problems;
  }

  /** Adds what is wrong with the types of columns that are all there. */
  static void check(
      CompareSpec spec, OpenTables tables, List<String> slices, List<String> problems) {
    new ColumnTypes(spec, tables, slices, problems).check();
  }

  private void check() {
    for (TableSide side : List.of(TableSide.OLD, TableSide.NEW)) {
      spec.columns().score().ifPresent(column -> requireNumberOrText(side, "score", column));
      spec.columns().prediction().ifPresent(column -> requirePlain(side, "prediction", column));
    }
    slices.forEach(
        column -> tables.owners(column).forEach(side -> requirePlain(side, "slice", column)));
    boolean comparesAnswers = spec.rule().map(CorrectnessRule::comparesAnswers).orElse(false);
    if (comparesAnswers && !spec.hasRankings()) {
      checkAnswerTypes();
    }
    spec.columns().group().ifPresent(group -> requireOneValue(group.column()));
  }

  private void requireOneValue(String column) {
    TableSide side = tables.keeper(column);
    DataType type = tables.field(side, column).dataType();
    if (type instanceof BinaryType
        || type instanceof MapType
        || type instanceof StructType
        || type instanceof org.apache.spark.sql.types.ArrayType) {
      problems.add(
          "%s: the group column '%s' is %s; it must be text, a number or true/false"
              .formatted(tables.of(side).source().describe(), column, type.simpleString()));
    }
  }

  private void requireNumberOrText(TableSide side, String role, String column) {
    DataType type = tables.field(side, column).dataType();
    if (!(type instanceof NumericType) && !(type instanceof StringType)) {
      problems.add(
          "%s: the %s column '%s' is %s; it must be a number"
              .formatted(tables.of(side).source().describe(), role, column, type.simpleString()));
    }
  }

  private void requirePlain(TableSide side, String role, String column) {
    DataType type = tables.field(side, column).dataType();
    boolean list = type instanceof org.apache.spark.sql.types.ArrayType;
    boolean answer = !role.equals("slice");
    if (type instanceof BinaryType
        || type instanceof MapType
        || type instanceof StructType
        || (list && !(answer && spec.hasRankings()))) {
      problems.add(
          "%s: the %s column '%s' is %s; it must be text, a number or true/false%s"
              .formatted(
                  tables.of(side).source().describe(),
                  role,
                  column,
                  type.simpleString(),
                  list && answer
                      ? " (lists go with --rule top_k or set_equals, or with --logits)"
                      : ""));
    }
  }

  /** Text and typed numbers never meet as answers: a silent mismatch would read as always wrong. */
  private void checkAnswerTypes() {
    if (spec.handling().answers() != AnswersAs.TYPED || spec.columns().prediction().isEmpty()) {
      return;
    }
    String label = spec.columns().label().orElseThrow();
    String prediction = spec.columns().prediction().get();
    Map<String, String> kinds = new LinkedHashMap<>();
    labelSides().forEach(side -> kinds.put("the label in " + side.key(), kind(side, label)));
    for (TableSide side : List.of(TableSide.OLD, TableSide.NEW)) {
      if (tables.of(side).source().classes().isEmpty()) {
        kinds.put("the prediction in " + side.key(), kind(side, prediction));
      }
    }
    if (new HashSet<>(kinds.values()).size() > 1) {
      problems.add(
          "answers and labels are of different kinds: %s; give --answers-as number or text, or --old-classes and --new-classes to name predicted indices"
              .formatted(
                  kinds.entrySet().stream()
                      .map(entry -> entry.getKey() + " is " + entry.getValue())
                      .collect(Collectors.joining(", "))));
    }
  }

  private String kind(TableSide side, String column) {
    DataType type = tables.field(side, column).dataType();
    if (type instanceof NumericType) {
      return "a number";
    }
    return type.equals(DataTypes.BooleanType) ? "true/false" : "text";
  }

  private List<TableSide> labelSides() {
    return spec.columns().label().map(tables::owners).orElse(List.of());
  }
}

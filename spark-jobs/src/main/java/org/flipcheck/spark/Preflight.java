package org.flipcheck.spark;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StringType;
import org.apache.spark.sql.types.StructField;
import org.flipcheck.gate.Suggestion;
import org.flipcheck.spark.arrow.ArrowTypes;

/**
 * Checks schemas against what the comparison needs, before any row is read, and lays out where each
 * value comes from. All problems are told at once.
 */
final class Preflight {

  private final CompareSpec spec;
  private final OpenTables tables;
  private final List<String> slices;
  private final List<String> problems = new ArrayList<>();

  private Preflight(CompareSpec spec, List<Table> tables) {
    this.spec = spec;
    this.tables = new OpenTables(tables);
    Set<String> columns = new LinkedHashSet<>(spec.columns().slices());
    spec.slicing().policySets().forEach(columns::addAll);
    this.slices = List.copyOf(columns);
  }

  /**
   * What a comparison reads, and from where.
   *
   * @param form the form rows take
   * @param layouts positions in each table
   */
  record Plan(NormalRow form, Map<TableSide, Layout> layouts) {}

  /**
   * Checks the tables.
   *
   * @throws BadInputException with every problem found
   */
  static Plan check(CompareSpec spec, List<Table> tables) {
    Preflight preflight = new Preflight(spec, tables);
    Plan plan = preflight.check();
    if (!preflight.problems.isEmpty()) {
      throw new BadInputException(preflight.problems);
    }
    return plan;
  }

  private Plan check() {
    problems.addAll(ColumnNames.problems(spec.columns(), slices));
    List<StructField> ids = ids();
    requireOnBothSides(spec.columns().prediction());
    requireOnBothSides(spec.columns().correct());
    requireOnBothSides(spec.columns().score());
    requireOnBothSides(spec.columns().logits());
    spec.columns().label().ifPresent(column -> requireSomewhere("--label", column));
    spec.columns().weight().ifPresent(column -> requireSomewhere("--weight", column));
    spec.columns().group().ifPresent(group -> requireSomewhere("--group", group.column()));
    slices.forEach(column -> requireSomewhere(placeOfSlice(column), column));
    spec.columns().keep().forEach(column -> requireSomewhere("--keep", column));
    Set<String> asked = new LinkedHashSet<>(spec.columns().all());
    asked.addAll(slices);
    tables.sides().forEach(side -> asked.forEach(column -> refuse(side, column)));
    if (!problems.isEmpty()) {
      return null;
    }
    ColumnTypes.check(spec, tables, slices, problems);
    List<StructField> keep = new ArrayList<>();
    for (String column : spec.columns().keep()) {
      keep.add(
          DataTypes.createStructField(
              column, tables.field(tables.keeper(column), column).dataType(), true));
    }
    NormalRow form = new NormalRow(ids, slices, keep);
    Map<TableSide, Layout> layouts = new LinkedHashMap<>();
    tables.sides().forEach(side -> layouts.put(side, layout(side)));
    return new Plan(form, layouts);
  }

  private void require(TableSide side, String column) {
    if (!tables.has(side, column)) {
      Table table = tables.of(side);
      String physical = table.source().physical(column);
      List<String> names = List.of(table.rows().schema().fieldNames());
      problems.add(
          "%s: there is no column '%s'%s; it has %s"
              .formatted(
                  table.source().describe(), physical, didYouMean(physical, names), listed(names)));
    }
  }

  /** Columns of an Arrow file whose type Spark has none for. */
  private void refuse(TableSide side, String column) {
    if (tables.has(side, column) && isRefused(side, column)) {
      problems.add(
          "%s: %s"
              .formatted(
                  tables.of(side).source().describe(),
                  tables.field(side, column).metadata().getString(ArrowTypes.REFUSED)));
    }
  }

  private boolean isRefused(TableSide side, String column) {
    return tables.field(side, column).metadata().contains(ArrowTypes.REFUSED);
  }

  static String didYouMean(String name, List<String> names) {
    return Suggestion.nearest(name, names)
        .map(near -> ", did you mean '%s'?".formatted(near))
        .orElse("");
  }

  private static String listed(List<String> names) {
    int shown = 12;
    String head =
        names.stream().limit(shown).map(name -> "'" + name + "'").collect(Collectors.joining(", "));
    return names.size() <= shown ? head : head + " and %d more".formatted(names.size() - shown);
  }

  private void requireOnBothSides(Optional<String> column) {
    column.ifPresent(
        name -> {
          require(TableSide.OLD, name);
          require(TableSide.NEW, name);
        });
  }

  private String placeOfSlice(String column) {
    return spec.policy()
        .filter(policy -> !spec.columns().slices().contains(column))
        .map(policy -> policy.columnPlaces().get(column) + ": slice column")
        .orElse("--slice");
  }

  private void requireSomewhere(String option, String column) {
    if (tables.sides().stream().noneMatch(side -> tables.has(side, column))) {
      List<String> names =
          tables.sides().stream()
              .map(tables::of)
              .flatMap(table -> Arrays.stream(table.rows().schema().fieldNames()))
              .distinct()
              .toList();
      problems.add(
          "%s %s: no table has such a column%s; they have %s"
              .formatted(option, column, didYouMean(column, names), listed(names)));
    }
  }

  private List<StructField> ids() {
    List<StructField> ids = new ArrayList<>();
    for (String column : spec.columns().ids()) {
      int before = problems.size();
      tables.sides().forEach(side -> require(side, column));
      if (problems.size() == before) {
        ids.add(DataTypes.createStructField(column, idType(column), true));
      }
    }
    return ids;
  }

  private DataType idType(String column) {
    if (spec.handling().idAsText()) {
      return DataTypes.StringType;
    }
    Map<TableSide, DataType> types = new LinkedHashMap<>();
    tables.sides().forEach(side -> types.put(side, tables.field(side, column).dataType()));
    if (types.values().stream().allMatch(StringType.class::isInstance)) {
      return DataTypes.StringType;
    }
    if (types.values().stream().allMatch(Preflight::isWhole)) {
      return DataTypes.LongType;
    }
    if (tables.sides().stream().anyMatch(side -> isRefused(side, column))) {
      return DataTypes.StringType;
    }
    String seen =
        types.entrySet().stream()
            .map(entry -> entry.getKey().key() + " has " + entry.getValue().simpleString())
            .collect(Collectors.joining(", "));
    problems.add(
        "the id column '%s' must be text or whole numbers, and the same on all sides, but %s; give --id-as text to compare ids as text"
            .formatted(column, seen));
    return DataTypes.StringType;
  }

  private static boolean isWhole(DataType type) {
    return type.equals(DataTypes.LongType)
        || type.equals(DataTypes.IntegerType)
        || type.equals(DataTypes.ShortType)
        || type.equals(DataTypes.ByteType);
  }

  private Layout layout(TableSide side) {
    Layout.Builder builder = new Layout.Builder();
    Source source = tables.of(side).source();
    boolean predicts = side != TableSide.LABELS;
    return new Layout(
        side,
        builder.columns(),
        new ArrayList<>(
            spec.columns().ids().stream().map(c -> builder.position(source.physical(c))).toList()),
        owned(builder, side, spec.columns().label()),
        given(builder, source, predicts, spec.columns().prediction()),
        given(builder, source, predicts, spec.columns().correct()),
        given(builder, source, predicts, spec.columns().score()),
        given(builder, source, predicts, spec.columns().logits()),
        owned(builder, side, spec.columns().weight()),
        spec.columns()
            .group()
            .map(CompareSpec.Grouping::column)
            .filter(column -> tables.keeper(column) == side)
            .map(column -> builder.position(source.physical(column)))
            .orElse(Layout.ABSENT),
        new ArrayList<>(slices.stream().map(c -> owned(builder, side, Optional.of(c))).toList()),
        new ArrayList<>(
            spec.columns().keep().stream()
                .map(
                    c ->
                        tables.keeper(c) == side
                            ? builder.position(source.physical(c))
                            : Layout.ABSENT)
                .toList()));
  }

  private int owned(Layout.Builder builder, TableSide side, Optional<String> column) {
    return column
        .filter(name -> tables.owners(name).contains(side))
        .map(name -> builder.position(tables.of(side).source().physical(name)))
        .orElse(Layout.ABSENT);
  }

  private static int given(
      Layout.Builder builder, Source source, boolean predicts, Optional<String> column) {
    return column
        .filter(name -> predicts)
        .map(name -> builder.position(source.physical(name)))
        .orElse(Layout.ABSENT);
  }
}

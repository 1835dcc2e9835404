package org.flipcheck.spark;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.spark.sql.types.BinaryType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.MapType;
import org.apache.spark.sql.types.NumericType;
import org.apache.spark.sql.types.StringType;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.flipcheck.gate.Suggestion;
import org.flipcheck.metrics.CorrectnessRule;
import org.flipcheck.spark.CompareSpec.AnswersAs;
import org.flipcheck.spark.arrow.ArrowTypes;

/**
 * Checks schemas against what the comparison needs, before any row is read, and lays out where each
 * value comes from. All problems are told at once.
 */
final class Preflight {

  private final CompareSpec spec;
  private final Map<TableSide, Table> tables = new LinkedHashMap<>();
  private final List<String> slices;
  private final List<String> problems = new ArrayList<>();

  private Preflight(CompareSpec spec, List<Table> tables) {
    this.spec = spec;
    tables.forEach(table -> this.tables.put(table.source().side(), table));
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
    tables.keySet().forEach(side -> asked.forEach(column -> refuse(side, column)));
    if (!problems.isEmpty()) {
      return null;
    }
    checkTypes();
    List<StructField> keep = new ArrayList<>();
    for (String column : spec.columns().keep()) {
      keep.add(DataTypes.createStructField(column, field(keeper(column), column).dataType(), true));
    }
    NormalRow form = new NormalRow(ids, slices, keep);
    Map<TableSide, Layout> layouts = new LinkedHashMap<>();
    tables.keySet().forEach(side -> layouts.put(side, layout(side)));
    return new Plan(form, layouts);
  }

  private boolean has(TableSide side, String column) {
    Table table = tables.get(side);
    return table != null
        && Arrays.asList(table.rows().schema().fieldNames())
            .contains(table.source().physical(column));
  }

  private StructField field(TableSide side, String column) {
    Table table = tables.get(side);
    StructType schema = table.rows().schema();
    return schema.fields()[schema.fieldIndex(table.source().physical(column))];
  }

  private void require(TableSide side, String column) {
    if (!has(side, column)) {
      Table table = tables.get(side);
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
    if (has(side, column) && isRefused(side, column)) {
      problems.add(
          "%s: %s"
              .formatted(
                  tables.get(side).source().describe(),
                  field(side, column).metadata().getString(ArrowTypes.REFUSED)));
    }
  }

  private boolean isRefused(TableSide side, String column) {
    return field(side, column).metadata().contains(ArrowTypes.REFUSED);
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
    if (tables.keySet().stream().noneMatch(side -> has(side, column))) {
      List<String> names =
          tables.values().stream()
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
      tables.keySet().forEach(side -> require(side, column));
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
    tables.keySet().forEach(side -> types.put(side, field(side, column).dataType()));
    if (types.values().stream().allMatch(StringType.class::isInstance)) {
      return DataTypes.StringType;
    }
    if (types.values().stream().allMatch(Preflight::isWhole)) {
      return DataTypes.LongType;
    }
    if (tables.keySet().stream().anyMatch(side -> isRefused(side, column))) {
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

  private void checkTypes() {
    for (TableSide side : List.of(TableSide.OLD, TableSide.NEW)) {
      spec.columns().score().ifPresent(column -> requireNumberOrText(side, "score", column));
      spec.columns().prediction().ifPresent(column -> requirePlain(side, "prediction", column));
    }
    slices.forEach(column -> owners(column).forEach(side -> requirePlain(side, "slice", column)));
    boolean comparesAnswers = spec.rule().map(CorrectnessRule::comparesAnswers).orElse(false);
    if (comparesAnswers && !spec.hasRankings()) {
      checkAnswerTypes();
    }
    spec.columns().group().ifPresent(group -> requireOneValue(group.column()));
  }

  private void requireOneValue(String column) {
    TableSide side = keeper(column);
    DataType type = field(side, column).dataType();
    if (type instanceof BinaryType
        || type instanceof MapType
        || type instanceof StructType
        || type instanceof org.apache.spark.sql.types.ArrayType) {
      problems.add(
          "%s: the group column '%s' is %s; it must be text, a number or true/false"
              .formatted(tables.get(side).source().describe(), column, type.simpleString()));
    }
  }

  private void requireNumberOrText(TableSide side, String role, String column) {
    DataType type = field(side, column).dataType();
    if (!(type instanceof NumericType) && !(type instanceof StringType)) {
      problems.add(
          "%s: the %s column '%s' is %s; it must be a number"
              .formatted(tables.get(side).source().describe(), role, column, type.simpleString()));
    }
  }

  private void requirePlain(TableSide side, String role, String column) {
    DataType type = field(side, column).dataType();
    boolean list = type instanceof org.apache.spark.sql.types.ArrayType;
    boolean answer = !role.equals("slice");
    if (type instanceof BinaryType
        || type instanceof MapType
        || type instanceof StructType
        || (list && !(answer && spec.hasRankings()))) {
      problems.add(
          "%s: the %s column '%s' is %s; it must be text, a number or true/false%s"
              .formatted(
                  tables.get(side).source().describe(),
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
      if (tables.get(side).source().classes().isEmpty()) {
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
    DataType type = field(side, column).dataType();
    if (type instanceof NumericType) {
      return "a number";
    }
    return type.equals(DataTypes.BooleanType) ? "true/false" : "text";
  }

  private List<TableSide> labelSides() {
    return spec.columns().label().map(this::owners).orElse(List.of());
  }

  /** The tables whose value of a column is read: the labels table alone where it has it. */
  private List<TableSide> owners(String column) {
    if (has(TableSide.LABELS, column)) {
      return List.of(TableSide.LABELS);
    }
    return List.of(TableSide.OLD, TableSide.NEW).stream()
        .filter(side -> has(side, column))
        .toList();
  }

  private TableSide keeper(String column) {
    List<TableSide> owners = owners(column);
    return owners.get(owners.size() - 1);
  }

  private Layout layout(TableSide side) {
    Layout.Builder builder = new Layout.Builder();
    Source source = tables.get(side).source();
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
            .filter(column -> keeper(column) == side)
            .map(column -> builder.position(source.physical(column)))
            .orElse(Layout.ABSENT),
        new ArrayList<>(slices.stream().map(c -> owned(builder, side, Optional.of(c))).toList()),
        new ArrayList<>(
            spec.columns().keep().stream()
                .map(c -> keeper(c) == side ? builder.position(source.physical(c)) : Layout.ABSENT)
                .toList()));
  }

  private int owned(Layout.Builder builder, TableSide side, Optional<String> column) {
    return column
        .filter(name -> owners(name).contains(side))
        .map(name -> builder.position(tables.get(side).source().physical(name)))
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

package org.flipcheck.spark;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.types.ByteType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.IntegerType;
import org.apache.spark.sql.types.LongType;
import org.apache.spark.sql.types.NullType;
import org.apache.spark.sql.types.ShortType;
import org.apache.spark.sql.types.StringType;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.flipcheck.spark.StoreManifest.Role;

/**
 * What a model's files will hold, checked against the table's schema and the store before any row
 * is read.
 *
 * @param settings the store's
 * @param columns the stored columns, ids first
 * @param schema the same with their types
 * @param expressions what the table's columns are made of, in the same order
 */
record StorePlan(
    StoreSettings settings,
    List<StoreManifest.Column> columns,
    StructType schema,
    List<Column> expressions) {

  /**
   * Plans a model.
   *
   * @param existing the store's settings, empty for a new store
   * @throws BadInputException with every problem found
   */
  static StorePlan of(StoreSpec spec, Table table, Optional<StoreSettings> existing) {
    Planner planner = new Planner(spec, table);
    StorePlan plan = planner.plan(existing);
    if (!planner.problems.isEmpty()) {
      throw new BadInputException(planner.problems);
    }
    return plan;
  }

  /** The columns asked for, each with what it is for. */
  static Map<String, List<Role>> roles(CompareSpec.Columns columns) {
    Map<String, List<Role>> roles = new LinkedHashMap<>();
    columns.ids().forEach(name -> put(roles, name, Role.ID));
    columns.label().ifPresent(name -> put(roles, name, Role.LABEL));
    columns.prediction().ifPresent(name -> put(roles, name, Role.PREDICTION));
    columns.correct().ifPresent(name -> put(roles, name, Role.CORRECT));
    columns.score().ifPresent(name -> put(roles, name, Role.SCORE));
    columns.logits().ifPresent(name -> put(roles, name, Role.LOGITS));
    columns.weight().ifPresent(name -> put(roles, name, Role.WEIGHT));
    columns.slices().forEach(name -> put(roles, name, Role.SLICE));
    columns.keep().forEach(name -> put(roles, name, Role.KEEP));
    return roles;
  }

  private static void put(Map<String, List<Role>> roles, String name, Role role) {
    List<Role> known = roles.computeIfAbsent(name, unused -> new ArrayList<>());
    if (!known.contains(role)) {
      known.add(role);
    }
  }

  /** Collects what is wrong while it plans. */
  private static final class Planner {
    private final StoreSpec spec;
    private final Table table;
    private final StructType given;
    private final List<String> problems = new ArrayList<>();

    Planner(StoreSpec spec, Table table) {
      this.spec = spec;
      this.table = table;
      this.given = table.rows().schema();
    }

    StorePlan plan(Optional<StoreSettings> existing) {
      List<StoreManifest.Column> columns = new ArrayList<>();
      List<StructField> fields = new ArrayList<>();
      List<Column> expressions = new ArrayList<>();
      Set<String> seen = new HashSet<>();
      roles(spec.columns())
          .forEach(
              (name, roles) -> {
                checkOnce(name, seen);
                find(name)
                    .ifPresent(
                        type -> {
                          DataType stored = stored(name, roles, type);
                          columns.add(new StoreManifest.Column(name, roles, stored.simpleString()));
                          fields.add(DataTypes.createStructField(name, stored, true));
                          expressions.add(
                              SqlEngine.quoted(spec.source().physical(name)).cast(stored).as(name));
                        });
              });
      StoreSettings settings = null;
      if (problems.isEmpty()) {
        settings = settings(columns);
        checkSettings(settings, existing);
      }
      return new StorePlan(
          settings, columns, new StructType(fields.toArray(StructField[]::new)), expressions);
    }

    private void checkOnce(String name, Set<String> seen) {
      if (!seen.add(name.toLowerCase(Locale.ROOT))) {
        problems.add(
            "the columns '%s' and one that differs only in case would stand side by side; give one another name with --column"
                .formatted(name));
      }
    }

    private Optional<DataType> find(String name) {
      String physical = spec.source().physical(name);
      List<String> names = Arrays.asList(given.fieldNames());
      if (names.contains(physical)) {
        return Optional.of(given.fields()[given.fieldIndex(physical)].dataType());
      }
      problems.add(
          "%s: there is no column '%s'%s; it has %s"
              .formatted(
                  table.source().describe(),
                  physical,
                  Preflight.didYouMean(physical, names),
                  names.stream().map(n -> "'" + n + "'").collect(Collectors.joining(", "))));
      return Optional.empty();
    }

    private DataType stored(String name, List<Role> roles, DataType type) {
      // A column without any value has no type of its own.
      DataType known = type instanceof NullType ? DataTypes.StringType : type;
      if (roles.contains(Role.ID)) {
        if (known instanceof StringType) {
          return DataTypes.StringType;
        }
        if (!isWhole(known)) {
          problems.add(
              "%s: the id column '%s' is %s; ids must be text or whole numbers"
                  .formatted(table.source().describe(), name, known.simpleString()));
        }
        return DataTypes.LongType;
      }
      if (!StoredFields.canHold(known)) {
        problems.add(
            "%s: the column '%s' is %s; a store holds text, numbers, true/false, dates, times, bytes and lists of them; leave it out, or turn it into one of those"
                .formatted(table.source().describe(), name, known.simpleString()));
      }
      return known;
    }

    private static boolean isWhole(DataType type) {
      return type instanceof LongType
          || type instanceof IntegerType
          || type instanceof ShortType
          || type instanceof ByteType;
    }

    private StoreSettings settings(List<StoreManifest.Column> columns) {
      List<StoreManifest.Column> ids =
          columns.stream().filter(column -> column.roles().contains(Role.ID)).toList();
      return new StoreSettings(
          ids.stream().map(StoreManifest.Column::name).toList(),
          ids.stream().map(StoreManifest.Column::type).toList(),
          spec.partitions().orElse(StoreSettings.DEFAULT_PARTITIONS));
    }

    /** Every model of a store has the ids and partitions of the first one. */
    private void checkSettings(StoreSettings asked, Optional<StoreSettings> existing) {
      existing
          .filter(store -> !store.ids().equals(asked.ids()))
          .ifPresent(
              store ->
                  problems.add(
                      "--store %s: its models have the ids %s, this one %s; name the columns alike with --column, or choose another store"
                          .formatted(spec.store(), store.ids(), asked.ids())));
      existing
          .filter(store -> spec.partitions().isPresent())
          .filter(store -> store.partitions() != asked.partitions())
          .ifPresent(
              store ->
                  problems.add(
                      "--partitions %d: the store %s has %d, and so has every model in it; leave the option out"
                          .formatted(asked.partitions(), spec.store(), store.partitions())));
    }
  }

  /** The plan with the settings of the store that is there, where there is one. */
  StorePlan within(Optional<StoreSettings> existing) {
    return new StorePlan(existing.orElse(settings), columns, schema, expressions);
  }
}

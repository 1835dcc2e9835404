package org.flipcheck.spark;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/**
 * The columns of one table over several runs, by name: a column that a run lacks is null there.
 *
 * @param schema every column, those of the first run first
 * @param notes what a person should know of types that were changed
 */
record UnitedSchema(StructType schema, List<String> notes) {

  private static final List<DataType> WHOLE =
      List.of(DataTypes.ByteType, DataTypes.ShortType, DataTypes.IntegerType, DataTypes.LongType);

  private static final Set<DataType> REAL = Set.of(DataTypes.FloatType, DataTypes.DoubleType);

  /**
   * Unites the schemas of runs.
   *
   * @param view what they are of, for messages
   * @param schemas by run
   * @param named columns that name examples or slices in some run: text in one run and whole
   *     numbers in another, they are text
   * @throws BadInputException if a column has types that no type holds; all such columns at once
   */
  static UnitedSchema of(QueryView view, Map<String, StructType> schemas, Set<String> named) {
    Map<String, Map<DataType, String>> columns = new LinkedHashMap<>();
    schemas.forEach(
        (run, schema) ->
            Arrays.stream(schema.fields())
                .forEach(
                    field ->
                        columns
                            .computeIfAbsent(field.name(), name -> new LinkedHashMap<>())
                            .putIfAbsent(field.dataType(), run)));
    List<String> problems = new ArrayList<>();
    List<String> notes = new ArrayList<>();
    StructType united = new StructType();
    for (var column : columns.entrySet()) {
      Map<DataType, String> types = column.getValue();
      DataType type = types.keySet().iterator().next();
      if (types.size() > 1) {
        type = unite(types.keySet(), named.contains(column.getKey()));
        String difference = difference(view, column.getKey(), types);
        if (type == null) {
          problems.add(
              difference
                  + ", which no type holds; query them apart, or compare one again with --keep of another column");
        } else if (type == DataTypes.StringType) {
          notes.add(difference + ": here it is text");
        }
      }
      united =
          united.add(
              new StructField(
                  column.getKey(),
                  type == null ? DataTypes.NullType : type,
                  true,
                  org.apache.spark.sql.types.Metadata.empty()));
    }
    if (!problems.isEmpty()) {
      throw new BadInputException(problems);
    }
    return new UnitedSchema(united, notes);
  }

  private static String difference(QueryView view, String column, Map<DataType, String> types) {
    List<String> parts = new ArrayList<>();
    types.forEach(
        (type, run) ->
            parts.add("%s in %s".formatted(type.sql().toLowerCase(java.util.Locale.ROOT), run)));
    return "%s: the column '%s' is %s".formatted(view.key(), column, String.join(" and ", parts));
  }

  /** The type that holds all of these, or null. */
  private static DataType unite(Set<DataType> types, boolean isNamed) {
    if (WHOLE.containsAll(types)) {
      return DataTypes.LongType;
    }
    if (types.stream().allMatch(type -> WHOLE.contains(type) || REAL.contains(type))) {
      return DataTypes.DoubleType;
    }
    boolean isPlain =
        types.stream()
            .allMatch(
                type ->
                    type == DataTypes.StringType
                        || type == DataTypes.BooleanType
                        || WHOLE.contains(type));
    return isNamed && isPlain ? DataTypes.StringType : null;
  }
}

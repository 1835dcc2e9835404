package org.flipcheck.spark;

import java.nio.charset.StandardCharsets;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.api.java.UDF1;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataTypes;

/** Where a row of a store goes: its partition, and its order in there, as Spark expressions. */
final class StoreKeys {

  private final StoreSettings settings;
  private final Column[] ids;

  /** The keys of rows that have the id columns under the store's names and types. */
  StoreKeys(StoreSettings settings) {
    this.settings = settings;
    this.ids = settings.idColumns().stream().map(SqlEngine::quoted).toArray(Column[]::new);
  }

  /** The partition of an id by {@link IdHash}; 0 where it, or a part of it, is null. */
  Column partition() {
    int partitions = settings.partitions();
    return functions.when(hasNull(), functions.lit(0)).otherwise(ofWholeId(partitions));
  }

  private Column ofWholeId(int partitions) {
    if (settings.hasWholeNumberIds()) {
      UDF1<Long, Integer> ofNumber = id -> IdHash.partition(IdHash.of(id), partitions);
      return functions.udf(ofNumber, DataTypes.IntegerType).asNonNullable().apply(ids[0]);
    }
    if (ids.length == 1) {
      // Spark's xxhash64 of text is IdHash's: the same function of the same bytes, seed 42.
      return functions
          .shiftrightunsigned(functions.xxhash64(ids[0]), 16)
          .mod(functions.lit((long) partitions))
          .cast(DataTypes.IntegerType);
    }
    UDF1<Row, Integer> ofParts = id -> IdHash.partition(hash(id), partitions);
    return functions
        .udf(ofParts, DataTypes.IntegerType)
        .asNonNullable()
        .apply(functions.struct(ids));
  }

  private static long hash(Row parts) {
    CanonicalId id = new CanonicalId(false);
    for (int i = 0; i < parts.size(); i++) {
      if (parts.get(i) instanceof Long number) {
        id.add(number);
      } else {
        id.add(parts.getString(i).getBytes(StandardCharsets.UTF_8));
      }
    }
    return id.hash();
  }

  private Column hasNull() {
    Column any = ids[0].isNull();
    for (int i = 1; i < ids.length; i++) {
      any = any.or(ids[i].isNull());
    }
    return any;
  }

  /** The order of rows: those without an id first, then numbers by value, text by its bytes. */
  Column[] order() {
    if (ids.length == 1) {
      return ids;
    }
    Column[] order = new Column[ids.length + 1];
    order[0] = hasNull().desc();
    System.arraycopy(ids, 0, order, 1, ids.length);
    return order;
  }
}

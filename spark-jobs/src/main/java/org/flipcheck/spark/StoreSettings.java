package org.flipcheck.spark;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;

/**
 * What all models of a prediction store have in common, fixed by the first one: {@code store.json}.
 * Rows of the same example lie in the partition of the same number in every model.
 *
 * @param idColumns the columns that together name an example; at least one
 * @param idTypes their types: {@code bigint} for whole numbers of any width, {@code string} for
 *     text
 * @param partitions how many files each model has
 */
public record StoreSettings(List<String> idColumns, List<String> idTypes, int partitions)
    implements Serializable {

  /** The number of partitions of a new store. */
  public static final int DEFAULT_PARTITIONS = 64;

  /** Most partitions a store may have: the names of their files have five digits. */
  public static final int MAX_PARTITIONS = 99_999;

  static final String FILE = "store.json";
  static final String WHOLE = "bigint";
  static final String TEXT = "string";

  /** Keeps unmodifiable copies. */
  public StoreSettings {
    idColumns = List.copyOf(idColumns);
    idTypes = List.copyOf(idTypes);
  }

  /**
   * Whether ids are one whole number.
   *
   * @return false for text and for several columns
   */
  public boolean hasWholeNumberIds() {
    return idTypes.equals(List.of(WHOLE));
  }

  DataType idType(int i) {
    return idTypes.get(i).equals(WHOLE) ? DataTypes.LongType : DataTypes.StringType;
  }

  /** The ids for people: {@code doc string, question bigint}. */
  String ids() {
    List<String> ids = new ArrayList<>();
    for (int i = 0; i < idColumns.size(); i++) {
      ids.add(idColumns.get(i) + " " + idTypes.get(i));
    }
    return String.join(", ", ids);
  }

  String json() {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put(StoreJson.VERSION, StoreJson.SCHEMA_VERSION);
    json.put("id_columns", idColumns);
    json.put("id_types", idTypes);
    json.put("partitions", partitions);
    json.put("partitioned_by", "(id_hash >>> 16) mod partitions");
    json.put(
        "id_hash",
        hasWholeNumberIds()
            ? "fmix64 of the number"
            : "xxhash64, seed 42, of the UTF-8 bytes; several columns: each behind its length in 4 bytes, big-endian");
    return StoreJson.sealed(json);
  }

  static StoreSettings read(String place, String text) {
    JsonNode json = StoreJson.unsealed(place, text);
    StoreSettings settings =
        new StoreSettings(
            StoreJson.texts(json, "id_columns"),
            StoreJson.texts(json, "id_types"),
            json.path("partitions").asInt());
    boolean good =
        !settings.idColumns.isEmpty()
            && settings.idColumns.size() == settings.idTypes.size()
            && List.of(WHOLE, TEXT).containsAll(settings.idTypes)
            && settings.partitions >= 1
            && settings.partitions <= MAX_PARTITIONS;
    if (!good) {
      throw StoreJson.damaged(place, "its content makes no sense");
    }
    return settings;
  }
}

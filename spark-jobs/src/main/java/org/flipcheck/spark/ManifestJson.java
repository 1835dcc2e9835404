package org.flipcheck.spark;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.flipcheck.spark.StoreManifest.Column;
import org.flipcheck.spark.StoreManifest.Origin;
import org.flipcheck.spark.StoreManifest.Partition;
import org.flipcheck.spark.StoreManifest.Role;
import org.flipcheck.text.Sha256;

/** A {@link StoreManifest} as text. */
final class ManifestJson {

  private ManifestJson() {}

  /** The text of a manifest. */
  static String write(StoreManifest manifest) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put(StoreJson.VERSION, StoreJson.SCHEMA_VERSION);
    json.put("name", manifest.name());
    json.put("created_at", manifest.createdAt().toString());
    json.put("tool_version", manifest.toolVersion());
    json.put("rows", manifest.rows());
    json.put("null_id_rows", manifest.nullIdRows());
    json.put("duplicate_rows", manifest.duplicateRows());
    json.put("null_ids", "kept, first in partition 0");
    json.put("duplicates", "kept, next to each other");
    json.put("columns", manifest.columns().stream().map(ManifestJson::json).toList());
    json.put("source", json(manifest.origin()));
    json.put("partitions", manifest.partitions().stream().map(ManifestJson::json).toList());
    return StoreJson.sealed(json);
  }

  private static Map<String, Object> json(Column column) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("name", column.name());
    json.put("roles", column.roles().stream().map(Role::key).toList());
    json.put("type", column.type());
    return json;
  }

  private static Map<String, Object> json(Partition partition) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("file", partition.file());
    json.put("rows", partition.rows());
    json.put("bytes", partition.bytes());
    json.put("sha256", partition.sha256());
    json.put("tail_sha256", partition.tailSha256());
    json.put("first_id", partition.firstId());
    json.put("last_id", partition.lastId());
    return json;
  }

  private static Map<String, Object> json(Origin origin) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("uri", origin.uri());
    json.put("format", origin.format());
    json.put("fingerprint", origin.fingerprint().orElse(null));
    json.put("where", origin.where().orElse(null));
    json.put("options", new TreeMap<>(origin.options()));
    json.put("columns", new TreeMap<>(origin.columns()));
    return json;
  }

  /**
   * Reads a manifest.
   *
   * @param place the file, for messages
   * @throws BadInputException if it is cut short, of a newer version, or edited
   */
  static StoreManifest read(String place, String text) {
    JsonNode json = StoreJson.unsealed(place, text);
    List<Column> columns = new ArrayList<>();
    List<Partition> partitions = new ArrayList<>();
    try {
      json.path("columns").forEach(item -> columns.add(column(item)));
      json.path("partitions").forEach(item -> partitions.add(partition(item)));
      return new StoreManifest(
          json.path("name").asText(),
          Instant.parse(json.path("created_at").asText()),
          json.path("tool_version").asText(),
          json.path("rows").asLong(),
          json.path("null_id_rows").asLong(),
          json.path("duplicate_rows").asLong(),
          columns,
          partitions,
          origin(json.path("source")),
          fingerprintOf(text));
    } catch (DateTimeException | IllegalArgumentException e) {
      throw StoreJson.damaged(place, "its content makes no sense");
    }
  }

  static String fingerprintOf(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    return "sha256:" + Sha256.of(bytes);
  }

  private static Column column(JsonNode json) {
    List<Role> roles =
        StoreJson.texts(json, "roles").stream()
            .map(key -> Role.valueOf(key.toUpperCase(Locale.ROOT)))
            .toList();
    return new Column(json.path("name").asText(), roles, json.path("type").asText());
  }

  private static Partition partition(JsonNode json) {
    return new Partition(
        json.path("file").asText(),
        json.path("rows").asLong(),
        json.path("bytes").asLong(),
        json.path("sha256").asText(),
        json.path("tail_sha256").asText(),
        StoreJson.texts(json, "first_id"),
        StoreJson.texts(json, "last_id"));
  }

  private static Origin origin(JsonNode json) {
    return new Origin(
        json.path("uri").asText(),
        json.path("format").asText(),
        Optional.ofNullable(json.path("fingerprint").textValue()),
        Optional.ofNullable(json.path("where").textValue()),
        map(json.path("options")),
        map(json.path("columns")));
  }

  private static Map<String, String> map(JsonNode json) {
    Map<String, String> map = new LinkedHashMap<>();
    json.fieldNames().forEachRemaining(key -> map.put(key, json.path(key).asText()));
    return map;
  }
}

package org.flipcheck.spark;

import java.io.Serializable;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.sql.types.DataType;

/**
 * What is known of one model in a prediction store: its {@code manifest.json}.
 *
 * @param name the model's name in the store
 * @param createdAt when it was added
 * @param toolVersion the Flipcheck that wrote it
 * @param rows all rows, those without an id and repeated ones too
 * @param nullIdRows rows whose id, or a part of it, is null; they come first in partition 0
 * @param duplicateRows rows beyond the first of their id; they stand next to each other
 * @param columns the columns in the order of the files: ids, then the others
 * @param partitions the files, partition 0 first
 * @param origin what it was made of
 * @param fingerprint hash of the manifest's text, which holds the hash of every file
 */
public record StoreManifest(
    String name,
    Instant createdAt,
    String toolVersion,
    long rows,
    long nullIdRows,
    long duplicateRows,
    List<Column> columns,
    List<Partition> partitions,
    Origin origin,
    String fingerprint) {

  static final String FILE = "manifest.json";

  /** Keeps unmodifiable copies. */
  public StoreManifest {
    columns = List.copyOf(columns);
    partitions = List.copyOf(partitions);
  }

  /** What a column is for; the option of {@code store add} that named it. */
  public enum Role {
    /** Names the example, alone or with others. */
    ID,
    /** The truth. */
    LABEL,
    /** The answer. */
    PREDICTION,
    /** A grade. */
    CORRECT,
    /** A number that a threshold or the scored metrics judge. */
    SCORE,
    /** A list of numbers whose arg-max stands for the prediction. */
    LOGITS,
    /** How much the example counts. */
    WEIGHT,
    /** Counts are made by it. */
    SLICE,
    /** Carried into the flip table. */
    KEEP;

    /**
     * The name used in options and manifests.
     *
     * @return the constant's name in lower case
     */
    public String key() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /**
   * A stored column.
   *
   * @param name its name in the files
   * @param roles what it is for; at least one
   * @param type Spark's name of its type, such as {@code array<float>}
   */
  public record Column(String name, List<Role> roles, String type) {
    /** Keeps unmodifiable copies. */
    public Column {
      roles = List.copyOf(roles);
    }

    /**
     * The type.
     *
     * @return Spark's type of this name
     */
    public DataType dataType() {
      return DataType.fromDDL(type);
    }
  }

  /**
   * One file of the model.
   *
   * @param file its name within the model's folder
   * @param rows its rows; may be 0
   * @param bytes its size
   * @param sha256 hash of the whole file, in hex
   * @param tailSha256 hash of its last 64 KiB, which hold the places of all its batches, in hex
   * @param firstId the first id that is not null, its parts as text; empty if there is none
   * @param lastId the last one
   */
  public record Partition(
      String file,
      long rows,
      long bytes,
      String sha256,
      String tailSha256,
      List<String> firstId,
      List<String> lastId)
      implements Serializable {
    /** Keeps unmodifiable copies. */
    public Partition {
      firstId = List.copyOf(firstId);
      lastId = List.copyOf(lastId);
    }
  }

  /**
   * What a model was made of. Two equal ones with a fingerprint make the same files.
   *
   * @param uri where the predictions lay
   * @param format their format
   * @param fingerprint what tells whether they are still the same; empty for tables without files
   * @param where which rows were taken; empty for all
   * @param options options of the reader, secrets left out
   * @param columns columns that the source called otherwise: the store's name to the source's
   */
  public record Origin(
      String uri,
      String format,
      Optional<String> fingerprint,
      Optional<String> where,
      Map<String, String> options,
      Map<String, String> columns) {
    /** Keeps unmodifiable copies. */
    public Origin {
      options = Map.copyOf(options);
      columns = Map.copyOf(columns);
    }

    /** Whether another origin is known to give the same rows, wherever it lies. */
    boolean isSame(Origin other) {
      return fingerprint.isPresent()
          && fingerprint.equals(other.fingerprint)
          && format.equals(other.format)
          && where.equals(other.where)
          && options.equals(other.options)
          && columns.equals(other.columns);
    }
  }

  /**
   * The columns of a role.
   *
   * @param role any role
   * @return their names in the order they were given; empty if the model has none
   */
  public List<String> columns(Role role) {
    return columns.stream().filter(c -> c.roles().contains(role)).map(Column::name).toList();
  }

  /**
   * The size of all files.
   *
   * @return bytes
   */
  public long bytes() {
    return partitions.stream().mapToLong(Partition::bytes).sum();
  }

  /** The name of a partition's file. */
  static String fileOf(int partition) {
    return "part-%05d.arrow".formatted(partition);
  }
}

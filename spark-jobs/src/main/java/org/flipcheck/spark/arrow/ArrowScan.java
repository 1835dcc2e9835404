package org.flipcheck.spark.arrow;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.BlockLocation;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.connector.read.Batch;
import org.apache.spark.sql.connector.read.InputPartition;
import org.apache.spark.sql.connector.read.PartitionReaderFactory;
import org.apache.spark.sql.connector.read.Scan;
import org.apache.spark.sql.connector.read.ScanBuilder;
import org.apache.spark.sql.connector.read.Statistics;
import org.apache.spark.sql.connector.read.SupportsPushDownRequiredColumns;
import org.apache.spark.sql.connector.read.SupportsReportStatistics;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.util.SerializableConfiguration;

/**
 * Reads Arrow files: the wanted columns, a partition for each group of record batches of a file and
 * one for each stream.
 */
final class ArrowScan
    implements ScanBuilder, SupportsPushDownRequiredColumns, Scan, SupportsReportStatistics, Batch {

  private final ArrowFiles files;
  private StructType required;

  /**
   * Reads all columns until Spark says which ones it needs.
   *
   * @param schema the columns, with the files' own types
   * @throws UncheckedIOException with an {@link ArrowFileException} if the files have others
   */
  ArrowScan(ArrowFiles files, StructType schema) {
    this.files = files;
    this.required = own(schema);
  }

  /** The files' own columns of these names. */
  private StructType own(StructType wanted) {
    StructType all = files.schema();
    List<String> names = List.of(all.fieldNames());
    StructType own = new StructType();
    for (StructField field : wanted.fields()) {
      if (!names.contains(field.name())) {
        throw new UncheckedIOException(
            new ArrowFileException(
                files.contents().get(0).path(),
                "has no column '%s'; its columns are %s".formatted(field.name(), names)));
      }
      own = own.add(all.fields()[all.fieldIndex(field.name())]);
    }
    return own;
  }

  @Override
  public void pruneColumns(StructType columns) {
    required = own(columns);
  }

  @Override
  public Scan build() {
    return this;
  }

  @Override
  public StructType readSchema() {
    return required;
  }

  @Override
  public String description() {
    return "arrow, %d files, columns %s"
        .formatted(files.contents().size(), Arrays.toString(required.fieldNames()));
  }

  @Override
  public Statistics estimateStatistics() {
    return new Statistics() {
      @Override
      public OptionalLong sizeInBytes() {
        return OptionalLong.of(files.totalBytes());
      }

      @Override
      public OptionalLong numRows() {
        return OptionalLong.empty();
      }
    };
  }

  @Override
  public Batch toBatch() {
    return this;
  }

  @Override
  public ColumnarSupportMode columnarSupportMode() {
    return ColumnarSupportMode.SUPPORTED;
  }

  @Override
  public InputPartition[] planInputPartitions() {
    Configuration hadoop = SparkSession.active().sessionState().newHadoopConf();
    long most = bytesPerPartition();
    List<InputPartition> partitions = new ArrayList<>();
    try {
      for (ArrowFiles.Content content : files.contents()) {
        if (content.isFile()) {
          split(content, most, hadoop, partitions);
        } else {
          partitions.add(
              new ArrowPartition(
                  content.path(), 0, 0, hosts(content, 0, content.status().getLen(), hadoop)));
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return partitions.toArray(InputPartition[]::new);
  }

  /** As Spark sizes the partitions of its own files: enough for all cores, none too small. */
  private long bytesPerPartition() {
    SparkSession spark = SparkSession.active();
    long most = spark.sessionState().conf().filesMaxPartitionBytes();
    long least = spark.sessionState().conf().filesOpenCostInBytes();
    long share = files.totalBytes() / Math.max(1, spark.sparkContext().defaultParallelism());
    return Math.min(most, Math.max(least, share));
  }

  private static void split(
      ArrowFiles.Content content, long most, Configuration hadoop, List<InputPartition> partitions)
      throws IOException {
    List<IpcLayout.Span> batches = content.batches();
    int from = 0;
    while (from < batches.size()) {
      int to = from;
      long bytes = 0;
      while (to < batches.size() && (to == from || bytes + batches.get(to).length() <= most)) {
        bytes += batches.get(to++).length();
      }
      String[] hosts = hosts(content, batches.get(from).offset(), bytes, hadoop);
      partitions.add(new ArrowPartition(content.path(), from, to, hosts));
      from = to;
    }
  }

  private static String[] hosts(
      ArrowFiles.Content content, long offset, long bytes, Configuration hadoop)
      throws IOException {
    BlockLocation[] blocks =
        content
            .status()
            .getPath()
            .getFileSystem(hadoop)
            .getFileBlockLocations(content.status(), offset, bytes);
    Set<String> hosts = new LinkedHashSet<>();
    for (BlockLocation block : blocks == null ? new BlockLocation[0] : blocks) {
      hosts.addAll(Arrays.asList(block.getHosts()));
    }
    hosts.remove("localhost");
    return hosts.toArray(String[]::new);
  }

  @Override
  public PartitionReaderFactory createReaderFactory() {
    SparkSession spark = SparkSession.active();
    Broadcast<SerializableConfiguration> hadoop =
        SerializableConfiguration.broadcast(
            spark.sparkContext(), spark.sessionState().newHadoopConf());
    return new ArrowReaderFactory(hadoop, List.of(required.fieldNames()));
  }
}

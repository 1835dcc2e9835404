package org.flipcheck.spark.arrow;

import java.util.EnumSet;
import java.util.Set;
import org.apache.spark.sql.connector.catalog.SupportsRead;
import org.apache.spark.sql.connector.catalog.SupportsWrite;
import org.apache.spark.sql.connector.catalog.TableCapability;
import org.apache.spark.sql.connector.expressions.Transform;
import org.apache.spark.sql.connector.read.ScanBuilder;
import org.apache.spark.sql.connector.write.LogicalWriteInfo;
import org.apache.spark.sql.connector.write.WriteBuilder;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.sql.util.CaseInsensitiveStringMap;

/** Arrow files to read, or a folder to write them to. */
final class ArrowTable implements SupportsRead, SupportsWrite {

  private final ArrowFiles files;
  private final StructType schema;
  private final Transform[] partitioning;
  private final CaseInsensitiveStringMap options;

  /**
   * A table.
   *
   * @param files null unless their schema was asked for
   */
  ArrowTable(
      ArrowFiles files,
      StructType schema,
      Transform[] partitioning,
      CaseInsensitiveStringMap options) {
    this.files = files;
    this.schema = schema;
    this.partitioning = partitioning.clone();
    this.options = options;
  }

  @Override
  public String name() {
    return "arrow " + options.getOrDefault("path", options.getOrDefault("paths", ""));
  }

  /**
   * Spark is to call {@link #schema()}, whose successor {@code columns()} converts what it gives.
   */
  @Override
  @SuppressWarnings("deprecation")
  public StructType schema() {
    return schema;
  }

  @Override
  public Transform[] partitioning() {
    return partitioning.clone();
  }

  @Override
  public Set<TableCapability> capabilities() {
    return EnumSet.of(
        TableCapability.BATCH_READ,
        TableCapability.BATCH_WRITE,
        TableCapability.TRUNCATE,
        TableCapability.ACCEPT_ANY_SCHEMA);
  }

  @Override
  public ScanBuilder newScanBuilder(CaseInsensitiveStringMap scanOptions) {
    return new ArrowScan(files == null ? ArrowFiles.open(options) : files, schema);
  }

  @Override
  public WriteBuilder newWriteBuilder(LogicalWriteInfo info) {
    return new ArrowWrite(info, partitioning);
  }
}

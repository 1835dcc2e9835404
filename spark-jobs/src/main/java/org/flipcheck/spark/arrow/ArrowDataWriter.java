package org.flipcheck.spark.arrow;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.catalog.ExternalCatalogUtils;
import org.apache.spark.sql.connector.write.DataWriter;
import org.apache.spark.sql.connector.write.WriterCommitMessage;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/** Writes the rows of one attempt of a task, to a file for each value of the partition columns. */
final class ArrowDataWriter implements DataWriter<InternalRow> {

  /** Each open file has a record batch in progress in memory. */
  private static final int MOST_OPEN = 200;

  private final Configuration hadoop;
  private final Path attempt;
  private final String fileName;
  private final StructType schema;
  private final int[] partitionColumns;
  private final String timeZone;
  private final boolean isFirst;
  private final BufferAllocator allocator = new RootAllocator();
  private final Map<String, ArrowFileOutput> outputs = new LinkedHashMap<>();

  /**
   * A writer without a file.
   *
   * @param attempt the folder of this attempt
   * @param fileName the name of each file
   * @param isFirst whether to write a file without rows, so that an empty table has its columns
   */
  ArrowDataWriter(
      Configuration hadoop,
      Path attempt,
      String fileName,
      StructType schema,
      int[] partitionColumns,
      String timeZone,
      boolean isFirst) {
    this.hadoop = hadoop;
    this.attempt = attempt;
    this.fileName = fileName;
    this.schema = schema;
    this.partitionColumns = partitionColumns.clone();
    this.timeZone = timeZone;
    this.isFirst = isFirst;
  }

  @Override
  public void write(InternalRow row) throws IOException {
    output(file(row)).write(row);
  }

  private String file(InternalRow row) {
    StringBuilder file = new StringBuilder();
    for (int ordinal : partitionColumns) {
      StructField column = schema.fields()[ordinal];
      String value =
          row.isNullAt(ordinal)
              ? ExternalCatalogUtils.DEFAULT_PARTITION_NAME()
              : ExternalCatalogUtils.escapePathName(row.get(ordinal, column.dataType()).toString());
      file.append(ExternalCatalogUtils.escapePathName(column.name()))
          .append('=')
          .append(value)
          .append('/');
    }
    return file.append(fileName).toString();
  }

  private ArrowFileOutput output(String file) throws IOException {
    ArrowFileOutput known = outputs.get(file);
    if (known != null) {
      return known;
    }
    if (outputs.size() == MOST_OPEN) {
      throw new IOException(
          "a task writes to more than %d folders; partition by a column with fewer values"
              .formatted(MOST_OPEN));
    }
    Path path = new Path(attempt, file);
    ArrowFileOutput made =
        new ArrowFileOutput(path.getFileSystem(hadoop), path, schema, timeZone, allocator);
    outputs.put(file, made);
    return made;
  }

  @Override
  public WriterCommitMessage commit() throws IOException {
    if (isFirst && outputs.isEmpty() && partitionColumns.length == 0) {
      output(fileName);
    }
    for (ArrowFileOutput output : outputs.values()) {
      output.finish();
    }
    return new ArrowWrite.Written(attempt.toString(), new ArrayList<>(outputs.keySet()));
  }

  @Override
  public void abort() throws IOException {
    close();
    attempt.getFileSystem(hadoop).delete(attempt, true);
  }

  @Override
  public void close() throws IOException {
    List<ArrowFileOutput> open = new ArrayList<>(outputs.values());
    outputs.clear();
    for (ArrowFileOutput output : open) {
      output.close();
    }
    allocator.close();
  }
}

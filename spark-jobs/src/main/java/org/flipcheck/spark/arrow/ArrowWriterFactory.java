package org.flipcheck.spark.arrow;

import java.util.List;
import org.apache.hadoop.fs.Path;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.connector.write.DataWriter;
import org.apache.spark.sql.connector.write.DataWriterFactory;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.util.SerializableConfiguration;

/** Makes the writers of tasks. */
final class ArrowWriterFactory implements DataWriterFactory {
  private static final long serialVersionUID = 1L;

  private final Broadcast<SerializableConfiguration> hadoop;
  private final String staging;
  private final String queryId;
  private final StructType schema;
  private final int[] partitionColumns;
  private final String timeZone;

  ArrowWriterFactory(
      Broadcast<SerializableConfiguration> hadoop,
      String staging,
      String queryId,
      StructType schema,
      List<Integer> partitionColumns,
      String timeZone) {
    this.hadoop = hadoop;
    this.staging = staging;
    this.queryId = queryId;
    this.schema = schema;
    this.partitionColumns = partitionColumns.stream().mapToInt(Integer::intValue).toArray();
    this.timeZone = timeZone;
  }

  @Override
  public DataWriter<InternalRow> createWriter(int partitionId, long taskId) {
    return new ArrowDataWriter(
        hadoop.value().value(),
        // The task's number is another one for each attempt.
        new Path(staging, "task-" + taskId),
        "part-%05d-%s.arrow".formatted(partitionId, queryId),
        schema,
        partitionColumns,
        timeZone,
        partitionId == 0);
  }
}

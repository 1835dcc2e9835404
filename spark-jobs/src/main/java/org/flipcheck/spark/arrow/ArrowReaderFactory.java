package org.flipcheck.spark.arrow;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.connector.read.InputPartition;
import org.apache.spark.sql.connector.read.PartitionReader;
import org.apache.spark.sql.connector.read.PartitionReaderFactory;
import org.apache.spark.sql.vectorized.ColumnarBatch;
import org.apache.spark.util.SerializableConfiguration;

/** Opens the readers of tasks; each has memory of its own, which ends with the task. */
final class ArrowReaderFactory implements PartitionReaderFactory {
  private static final long serialVersionUID = 1L;

  private final Broadcast<SerializableConfiguration> hadoop;
  private final String[] columns;

  ArrowReaderFactory(Broadcast<SerializableConfiguration> hadoop, List<String> columns) {
    this.hadoop = hadoop;
    this.columns = columns.toArray(String[]::new);
  }

  @Override
  public boolean supportColumnarReads(InputPartition partition) {
    return true;
  }

  @Override
  public PartitionReader<InternalRow> createReader(InputPartition partition) {
    throw new UnsupportedOperationException("Arrow files are read by columns");
  }

  @Override
  public PartitionReader<ColumnarBatch> createColumnarReader(InputPartition partition) {
    ArrowPartition part = (ArrowPartition) partition;
    try {
      IpcInput input =
          new IpcInput(part.file(), HadoopChannel.open(part.file(), hadoop.value().value()));
      return new Reader(ArrowBatches.open(input, part.from(), part.to(), List.of(columns)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The batches of one task. */
  private static final class Reader implements PartitionReader<ColumnarBatch> {
    private final ArrowBatches batches;
    private ColumnarBatch current;

    Reader(ArrowBatches batches) {
      this.batches = batches;
    }

    @Override
    public boolean next() throws IOException {
      boolean more = batches.advance();
      current = more ? batches.next() : null;
      return more;
    }

    @Override
    public ColumnarBatch get() {
      return current;
    }

    @Override
    public void close() throws IOException {
      batches.close();
    }
  }
}

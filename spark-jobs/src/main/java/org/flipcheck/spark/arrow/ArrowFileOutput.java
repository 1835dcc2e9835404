package org.flipcheck.spark.arrow;

import java.io.IOException;
import java.nio.channels.Channels;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.ipc.ArrowFileWriter;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.execution.arrow.ArrowWriter;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.sql.util.ArrowUtils;

/** One Arrow file that rows are written to, in record batches. */
final class ArrowFileOutput implements AutoCloseable {

  private static final int ROWS_PER_BATCH = 1 << 16;
  private static final long BYTES_PER_BATCH = 32L << 20;
  private static final int ROWS_BETWEEN_LOOKS = 1024;

  private final FSDataOutputStream out;
  private final VectorSchemaRoot root;
  private final ArrowWriter rows;
  private final ArrowFileWriter file;
  private int rowsInBatch;

  ArrowFileOutput(
      FileSystem fileSystem,
      Path path,
      StructType schema,
      String timeZone,
      BufferAllocator allocator)
      throws IOException {
    this.out = fileSystem.create(path, false);
    this.root =
        VectorSchemaRoot.create(ArrowUtils.toArrowSchema(schema, timeZone, true, false), allocator);
    this.rows = ArrowWriter.create(root);
    this.file = new ArrowFileWriter(root, null, Channels.newChannel(out));
    file.start();
  }

  void write(InternalRow row) throws IOException {
    rows.write(row);
    rowsInBatch++;
    boolean full =
        rowsInBatch == ROWS_PER_BATCH
            || (rowsInBatch % ROWS_BETWEEN_LOOKS == 0 && rows.sizeInBytes() >= BYTES_PER_BATCH);
    if (full) {
      writeBatch();
    }
  }

  private void writeBatch() throws IOException {
    rows.finish();
    file.writeBatch();
    rows.reset();
    rowsInBatch = 0;
  }

  /** Completes the file. */
  void finish() throws IOException {
    if (rowsInBatch > 0) {
      writeBatch();
    }
    file.end();
    out.close();
  }

  /** Frees memory; a file that is not finished stays incomplete. */
  @Override
  public void close() throws IOException {
    root.close();
    out.close();
  }
}

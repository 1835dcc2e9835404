package org.flipcheck.spark;

import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.util.ArrayList;
import java.util.List;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.VectorLoader;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.VectorUnloader;
import org.apache.arrow.vector.ipc.ReadChannel;
import org.apache.arrow.vector.ipc.WriteChannel;
import org.apache.arrow.vector.ipc.message.ArrowRecordBatch;
import org.apache.arrow.vector.ipc.message.MessageSerializer;
import org.apache.arrow.vector.types.pojo.Schema;
import org.apache.commons.io.output.DeferredFileOutputStream;

/**
 * Record batches kept until all rows of a partition are known, in memory or, above {@value
 * #MEMORY_BYTES} bytes, in a temporary file of this machine.
 */
final class ScratchBatches implements AutoCloseable {

  private static final int MEMORY_BYTES = 48 << 20;

  private final BufferAllocator allocator;
  private final DeferredFileOutputStream bytes;
  private final WriteChannel out;
  private final List<Schema> schemas = new ArrayList<>();

  ScratchBatches(BufferAllocator allocator) throws IOException {
    this.allocator = allocator;
    this.bytes =
        DeferredFileOutputStream.builder()
            .setThreshold(MEMORY_BYTES)
            .setPrefix("flipcheck-store-")
            .setSuffix(".tmp")
            .get();
    this.out = new WriteChannel(Channels.newChannel(bytes));
  }

  /** Keeps a copy of a batch. */
  void add(VectorSchemaRoot root) throws IOException {
    schemas.add(root.getSchema());
    try (ArrowRecordBatch batch = new VectorUnloader(root).getRecordBatch()) {
      MessageSerializer.serialize(out, batch);
    }
  }

  /** What is done with each batch that was kept. */
  interface Action {
    void accept(VectorSchemaRoot root) throws IOException;
  }

  /** Reads the batches once more, in their order; nothing can be added any more. */
  void forEach(Action action) throws IOException {
    out.close();
    try (InputStream in = bytes.toInputStream();
        ReadChannel channel = new ReadChannel(Channels.newChannel(in))) {
      for (Schema schema : schemas) {
        try (VectorSchemaRoot root = VectorSchemaRoot.create(schema, allocator);
            ArrowRecordBatch batch =
                (ArrowRecordBatch) MessageSerializer.deserializeMessageBatch(channel, allocator)) {
          new VectorLoader(root).load(batch);
          action.accept(root);
        }
      }
    }
  }

  @Override
  public void close() throws IOException {
    out.close();
    if (!bytes.isInMemory()) {
      java.nio.file.Files.deleteIfExists(bytes.getPath());
    }
  }
}

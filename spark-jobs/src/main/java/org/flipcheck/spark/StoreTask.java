package org.flipcheck.spark;

import java.io.IOException;
import java.io.OutputStream;
import java.io.Serializable;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.function.Function2;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.UnsafeRow;
import org.apache.spark.sql.execution.UnsafeExternalRowSorter;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.sql.util.ArrowUtils;
import org.apache.spark.util.SerializableConfiguration;
import org.flipcheck.text.Sha256;

/**
 * Writes one partition of a model. Each attempt writes a file of its own name: an attempt that is
 * killed, or that ran twice, leaves a file that nobody asks for.
 */
final class StoreTask implements Function2<Integer, Iterator<byte[]>, Iterator<StoreTask.Part>> {
  private static final long serialVersionUID = 1L;

  private final SerializableConfiguration hadoop;
  private final String folder;
  private final StructType schema;
  private final StoreSettings settings;

  /**
   * The tasks of one model.
   *
   * @param folder where attempts put their files
   * @param schema the columns, ids first
   */
  StoreTask(
      SerializableConfiguration hadoop, String folder, StructType schema, StoreSettings settings) {
    this.hadoop = hadoop;
    this.folder = folder;
    this.schema = schema;
    this.settings = settings;
  }

  /**
   * A partition that is written.
   *
   * @param attempt the name of its file in the folder of attempts
   * @param nullIds rows without an id
   * @param duplicates rows beyond the first of their id
   * @param file what the manifest says of it
   */
  record Part(String attempt, long nullIds, long duplicates, StoreManifest.Partition file)
      implements Serializable {}

  @Override
  public Iterator<Part> call(Integer partition, Iterator<byte[]> blocks) throws Exception {
    String attempt = "part-%05d-%d".formatted(partition, TaskContext.get().taskAttemptId());
    Path path = new Path(folder, attempt);
    FileSystem fileSystem = path.getFileSystem(hadoop.value());
    fileSystem.setWriteChecksum(false);
    StoreReceiver receiver = new StoreReceiver(schema, settings.idColumns().size());
    StoreKeys keys = new StoreKeys(settings);
    UnsafeExternalRowSorter sorter = keys.sorter(schema);
    while (blocks.hasNext()) {
      receiver.open(blocks.next(), sorter::insertRow);
    }
    Ids ids = new Ids(settings, keys);
    MessageDigest digest = Sha256.digest();
    try (BufferAllocator allocator =
            ArrowUtils.rootAllocator().newChildAllocator(attempt, 0, Long.MAX_VALUE);
        OutputStream file = fileSystem.create(path, true);
        PartWriter writer =
            new PartWriter(
                allocator, schema.fields(), receiver, new DigestOutputStream(file, digest))) {
      scala.collection.Iterator<InternalRow> rows = sorter.sort();
      while (rows.hasNext()) {
        UnsafeRow row = (UnsafeRow) rows.next();
        ids.see(row);
        writer.add(row);
      }
      writer.finish();
    }
    String sha256 = Sha256.hex(digest);
    return List.of(part(partition, attempt, fileSystem, path, sha256, ids)).iterator();
  }

  private static Part part(
      int partition, String attempt, FileSystem fileSystem, Path path, String sha256, Ids ids)
      throws IOException {
    long bytes = fileSystem.getFileStatus(path).getLen();
    return new Part(
        attempt,
        ids.nulls,
        ids.duplicates,
        new StoreManifest.Partition(
            StoreManifest.fileOf(partition),
            ids.rows,
            bytes,
            sha256,
            PartHash.ofTail(fileSystem, path, bytes),
            ids.first,
            ids.last()));
  }

  /** What a partition's ids are, seen in their order. */
  private static final class Ids {
    private final StoreSettings settings;
    private final StoreKeys keys;
    private final boolean whole;
    private CanonicalId current;
    private CanonicalId previous;
    private long currentNumber;
    private InternalRow seen;
    private List<String> first = List.of();
    private long rows;
    private long nulls;
    private long duplicates;

    Ids(StoreSettings settings, StoreKeys keys) {
      this.settings = settings;
      this.keys = keys;
      this.whole = settings.hasWholeNumberIds();
      this.current = new CanonicalId(settings.idColumns().size() == 1);
      this.previous = new CanonicalId(settings.idColumns().size() == 1);
    }

    void see(InternalRow row) {
      rows++;
      if (keys.hasNull(row)) {
        nulls++;
        return;
      }
      boolean isFirst = rows == nulls + 1;
      if (repeats(row) && !isFirst) {
        duplicates++;
      }
      seen = row;
      if (isFirst) {
        first = parts(row);
      }
    }

    private boolean repeats(InternalRow row) {
      if (whole) {
        boolean same = row.getLong(0) == currentNumber;
        currentNumber = row.getLong(0);
        return same;
      }
      CanonicalId next = previous;
      previous = current;
      current = next;
      keys.read(row, current);
      return current.isSame(previous);
    }

    /** The last row's id: the row is still there when no further one was asked for. */
    List<String> last() {
      return seen == null ? List.of() : parts(seen);
    }

    private List<String> parts(InternalRow row) {
      List<String> parts = new ArrayList<>();
      for (int i = 0; i < settings.idColumns().size(); i++) {
        parts.add(
            settings.idTypes().get(i).equals(StoreSettings.WHOLE)
                ? Long.toString(row.getLong(i))
                : row.getUTF8String(i).toString());
      }
      return parts;
    }
  }
}

package org.flipcheck.train.fit;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.arrow.flatbuf.Message;
import org.apache.arrow.flatbuf.RecordBatch;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.ipc.ArrowFileReader;
import org.apache.arrow.vector.ipc.message.ArrowBlock;
import org.flipcheck.train.interpolation.BlockLogits;

/**
 * The logits of a frozen model for a set of examples, computed once: a memory-mapped Arrow IPC
 * file, of which only what is looked at is in memory. Immutable; any number of threads may read.
 */
public final class TeacherLogits {

  private static final int PREFIX = 8;

  private final LogitIdentity identity;
  private final List<String> classes;
  private final int rows;
  private final int batchRows;
  private final List<FloatBuffer> batches;

  private TeacherLogits(LogitIdentity identity, int batchRows, List<FloatBuffer> batches) {
    this.identity = identity;
    this.classes = identity.classes();
    this.rows = identity.rows();
    this.batchRows = batchRows;
    this.batches = batches;
  }

  /**
   * Opens a file that {@link TeacherCache} wrote.
   *
   * @param file the file
   * @param expected whose logits of what it must hold
   * @return the logits
   * @throws TrainingException if it holds others, or is damaged
   * @throws IOException if it cannot be read
   */
  static TeacherLogits open(Path file, LogitIdentity expected) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ);
        BufferAllocator allocator = new RootAllocator();
        ArrowFileReader reader = new ArrowFileReader(channel, allocator)) {
      Map<String, String> metadata = reader.getVectorSchemaRoot().getSchema().getCustomMetadata();
      List<String> differences = expected.differences(metadata);
      if (!differences.isEmpty()) {
        throw new TrainingException(
            "%s: holds the logits of something else: %s; delete it, or choose another cache"
                .formatted(file, String.join(", ", differences)));
      }
      List<FloatBuffer> batches = new ArrayList<>();
      for (ArrowBlock block : reader.getRecordBlocks()) {
        batches.add(map(channel, block));
      }
      return checked(file, expected, batches);
    } catch (TrainingException e) {
      throw e;
    } catch (RuntimeException e) {
      // Of whatever kind: neither Arrow nor FlatBuffers says what a garbled file throws.
      throw damaged(file, String.valueOf(e.getMessage()));
    }
  }

  private static TeacherLogits checked(
      Path file, LogitIdentity expected, List<FloatBuffer> batches) {
    int width = expected.classes().size();
    long floats = batches.stream().mapToLong(FloatBuffer::remaining).sum();
    if (batches.isEmpty()
        || floats != (long) expected.rows() * width
        || !areAlike(batches.subList(0, batches.size() - 1))) {
      throw damaged(
          file,
          "it has %d logits for %d examples of %d classes"
              .formatted(floats, expected.rows(), width));
    }
    return new TeacherLogits(expected, batches.get(0).remaining() / width, batches);
  }

  /** Rows are found by division, so that only the last batch may have fewer. */
  private static boolean areAlike(List<FloatBuffer> whole) {
    return whole.stream().mapToInt(FloatBuffer::remaining).distinct().count() <= 1;
  }

  private static TrainingException damaged(Path file, String why) {
    return new TrainingException("%s: is damaged: %s; delete it".formatted(file, why));
  }

  /** The numbers of a record batch: the last of its buffers, after those of which are null. */
  private static FloatBuffer map(FileChannel channel, ArrowBlock block) throws IOException {
    ByteBuffer head = map(channel, block.getOffset(), block.getMetadataLength());
    head.position(PREFIX);
    Message message = Message.getRootAsMessage(head.slice().order(ByteOrder.LITTLE_ENDIAN));
    RecordBatch batch = (RecordBatch) message.header(new RecordBatch());
    org.apache.arrow.flatbuf.Buffer numbers = batch.buffers(batch.buffersLength() - 1);
    long body = block.getOffset() + block.getMetadataLength();
    return map(channel, body + numbers.offset(), numbers.length()).asFloatBuffer();
  }

  private static ByteBuffer map(FileChannel channel, long start, long length) throws IOException {
    long size = channel.size();
    if (start < 0 || length < 0 || start > size || length > size - start) {
      throw new IllegalArgumentException(
          "it points to %d bytes from %d, and has %d".formatted(length, start, size));
    }
    return channel.map(FileChannel.MapMode.READ_ONLY, start, length).order(ByteOrder.LITTLE_ENDIAN);
  }

  /**
   * The classes of the model.
   *
   * @return the name of each logit's class
   */
  public List<String> classes() {
    return classes;
  }

  /** Whose logits of what they are. */
  String fingerprint() {
    return identity.fileName();
  }

  /** Whether they are of just these examples, in this order. */
  boolean areOf(String dataPrint) {
    return identity.data().equals(dataPrint);
  }

  /**
   * How many examples there are.
   *
   * @return at least 1
   */
  public int size() {
    return rows;
  }

  /**
   * The logits of one example.
   *
   * @param example from 0 to {@link #size()} - 1
   * @return a copy, by class
   */
  public float[] row(int example) {
    float[] row = new float[classes.size()];
    copy(example, row, 0);
    return row;
  }

  private void copy(int example, float[] target, int offset) {
    int width = classes.size();
    batches.get(example / batchRows).get(example % batchRows * width, target, offset, width);
  }

  /**
   * The logits of some examples as a loss takes them.
   *
   * @param manager owner of the array
   * @param examples indices, in the order wanted
   * @return of the shape (examples, classes), float32
   */
  public NDArray batch(NDManager manager, int[] examples) {
    int width = classes.size();
    float[] values = new float[examples.length * width];
    for (int i = 0; i < examples.length; i++) {
      copy(examples[i], values, i * width);
    }
    return manager.create(values, new Shape(examples.length, width));
  }

  /**
   * The answers of the model.
   *
   * @return by example the index of the largest logit, the lowest on ties
   */
  public int[] answers() {
    return BlockLogits.answers(
        IntStream.range(0, rows).mapToObj(this::row).toArray(float[][]::new));
  }
}

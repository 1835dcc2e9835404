package org.flipcheck.spark.arrow;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import org.apache.arrow.flatbuf.BodyCompression;
import org.apache.arrow.flatbuf.BodyCompressionMethod;
import org.apache.arrow.flatbuf.Buffer;
import org.apache.arrow.flatbuf.CompressionType;
import org.apache.arrow.flatbuf.FieldNode;
import org.apache.arrow.flatbuf.MetadataVersion;
import org.apache.arrow.flatbuf.RecordBatch;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.BufferLayout;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.TypeLayout;
import org.apache.arrow.vector.compression.CompressionCodec;
import org.apache.arrow.vector.compression.CompressionUtil.CodecType;
import org.apache.arrow.vector.compression.NoCompressionCodec;
import org.apache.arrow.vector.ipc.message.ArrowFieldNode;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;

/**
 * Loads the wanted columns of one record batch; the bytes of the others are never read. Every
 * length is checked before memory is taken for it, so that damage is told and never followed.
 */
final class BatchLoader {

  /** The most that a byte of LZ4 or ZSTD can unfold to, from the formats' block headers. */
  private static final long MOST_UNFOLDED = 33_000;

  private static final long SMALL = 1 << 16;
  private static final long STORED_PLAIN = -1;

  private final IpcInput input;
  private final IpcMessage message;
  private final RecordBatch batch;
  private final boolean compressed;
  private final int rows;

  private final List<ArrowFieldNode> nodes = new ArrayList<>();
  private final List<Long> variadic = new ArrayList<>();
  private final Deque<ArrowBuf> buffers = new ArrayDeque<>();
  private final List<List<Claim>> claims = new ArrayList<>();

  private int nodeAt;
  private int bufferAt;
  private int variadicAt;
  private long wantedBytes;
  private long readBytes;

  /** A buffer as the metadata describe it, and the least that it has to hold. */
  private record Claim(long offset, long length, long least) {}

  private BatchLoader(IpcInput input, IpcMessage message, RecordBatch batch) throws IOException {
    this.input = input;
    this.message = message;
    this.batch = batch;
    this.rows = count(batch.length());
    BodyCompression compression = batch.compression();
    this.compressed = compression != null;
    if (compressed) {
      checkCodec(compression);
    }
  }

  /**
   * Loads a batch.
   *
   * @param fields the columns that the batch has
   * @param wanted which of them to load
   * @param vectors the wanted ones in the same order, to be filled
   * @return the number of rows
   */
  static int load(
      IpcInput input,
      IpcMessage message,
      RecordBatch batch,
      List<Field> fields,
      boolean[] wanted,
      List<FieldVector> vectors,
      BufferAllocator allocator)
      throws IOException {
    BatchLoader loader = new BatchLoader(input, message, batch);
    for (int i = 0; i < fields.size(); i++) {
      loader.claims.add(new ArrayList<>());
      loader.walk(fields.get(i), loader.rows, wanted[i]);
    }
    if (loader.nodeAt != batch.nodesLength() || loader.bufferAt != batch.buffersLength()) {
      throw input.damaged("a record batch does not have the columns of the schema");
    }
    if (loader.wantedBytes > message.bodyLength()) {
      throw input.damaged("the buffers of a record batch overlap");
    }
    loader.fill(vectors, allocator);
    return loader.rows;
  }

  private int count(long value) throws ArrowFileException {
    if (value < 0 || value > Integer.MAX_VALUE - SMALL) {
      throw input.damaged("a record batch claims %d values".formatted(value));
    }
    return (int) value;
  }

  private void checkCodec(BodyCompression compression) throws ArrowFileException {
    boolean known =
        (compression.codec() == CompressionType.LZ4_FRAME
                || compression.codec() == CompressionType.ZSTD)
            && compression.method() == BodyCompressionMethod.BUFFER;
    if (!known) {
      throw input.damaged("its compression %d is unknown".formatted(compression.codec()));
    }
  }

  /** Goes over the nodes and buffers of a column, depth first, as they lie in the batch. */
  private void walk(Field field, long leastValues, boolean wanted) throws IOException {
    if (nodeAt >= batch.nodesLength()) {
      throw input.damaged("a record batch does not have the columns of the schema");
    }
    FieldNode node = batch.nodes(nodeAt++);
    int values = count(node.length());
    int nulls = count(node.nullCount());
    if (values < leastValues || nulls > values) {
      throw input.damaged("a column has %d values instead of %d".formatted(values, leastValues));
    }
    if (wanted) {
      nodes.add(new ArrowFieldNode(values, nulls));
    }
    ArrowType type = field.getType();
    TypeLayout layout = TypeLayout.getTypeLayout(type);
    for (int i = 0; i < fixedBuffers(layout); i++) {
      claim(least(layout.getBufferLayouts().get(i), type, values, nulls), wanted);
    }
    if (!layout.isFixedBufferCount()) {
      walkVariadic(wanted);
    }
    if (type instanceof ArrowType.Union && message.metadata().version() == MetadataVersion.V4) {
      claim(0, wanted);
    }
    long leastOfChild =
        switch (type.getTypeID()) {
          case Struct -> values;
          case FixedSizeList -> (long) values * ((ArrowType.FixedSizeList) type).getListSize();
          default -> 0;
        };
    for (Field child : field.getChildren()) {
      walk(child, leastOfChild, wanted);
    }
  }

  /** The buffers that a column of this type always has, before those whose number varies. */
  private static int fixedBuffers(TypeLayout layout) {
    return (int)
        layout.getBufferTypes().stream()
            .filter(type -> type != BufferLayout.BufferType.VARIADIC_DATA_BUFFERS)
            .count();
  }

  private void walkVariadic(boolean wanted) throws ArrowFileException {
    if (variadicAt >= batch.variadicBufferCountsLength()) {
      throw input.damaged("a column of views has no number of buffers");
    }
    int more = count(batch.variadicBufferCounts(variadicAt++));
    if (wanted) {
      variadic.add((long) more);
    }
    for (int i = 0; i < more; i++) {
      claim(0, wanted);
    }
  }

  /** The bytes that a buffer must have so that no value of the column lies outside. */
  private static long least(BufferLayout layout, ArrowType type, int values, int nulls) {
    long bits = (long) values * layout.getTypeBitWidth();
    return switch (layout.getType()) {
      case VALIDITY -> nulls == 0 ? 0 : (bits + 7) >> 3;
      case OFFSET -> values == 0 ? 0 : (bits + layout.getTypeBitWidth()) >> 3;
      case VIEWS -> 16L * values;
      case VARIADIC_DATA_BUFFERS -> 0;
      case DATA -> isBytes(type) ? 0 : (bits + 7) >> 3;
      case TYPE, SIZE -> (bits + 7) >> 3;
    };
  }

  /** Whether the last buffer holds bytes of varying length, which the offsets bound. */
  private static boolean isBytes(ArrowType type) {
    return switch (type.getTypeID()) {
      case Utf8, LargeUtf8, Binary, LargeBinary -> true;
      default -> false;
    };
  }

  private void claim(long least, boolean wanted) throws ArrowFileException {
    if (bufferAt >= batch.buffersLength()) {
      throw input.damaged("a record batch does not have the columns of the schema");
    }
    Buffer buffer = batch.buffers(bufferAt++);
    long offset = buffer.offset();
    long length = buffer.length();
    long body = message.bodyLength();
    if (offset < 0 || length < 0 || offset > body || length > body - offset) {
      throw input.damaged("a buffer lies outside its record batch");
    }
    if (wanted) {
      claims.get(claims.size() - 1).add(new Claim(offset, length, least));
      wantedBytes += length;
    }
  }

  private void fill(List<FieldVector> vectors, BufferAllocator allocator) throws IOException {
    try {
      for (List<Claim> column : claims) {
        read(column, allocator);
      }
      CompressionCodec codec = compressed ? codec() : NoCompressionCodec.INSTANCE;
      Iterator<ArrowFieldNode> nodesLeft = nodes.iterator();
      Iterator<Long> variadicLeft = variadic.iterator();
      for (FieldVector vector : vectors) {
        fill(vector, codec, nodesLeft, variadicLeft);
        VectorCheck.check(vector);
      }
    } finally {
      buffers.forEach(ArrowBuf::close);
    }
  }

  /**
   * Hands a vector its buffers. Arrow's own loader also sets value counts, and takes memory for as
   * many as a damaged offset says.
   */
  private void fill(
      FieldVector vector,
      CompressionCodec codec,
      Iterator<ArrowFieldNode> nodesLeft,
      Iterator<Long> variadicLeft) {
    TypeLayout layout = TypeLayout.getTypeLayout(vector.getField().getType());
    int count = fixedBuffers(layout);
    if (!layout.isFixedBufferCount()) {
      count += variadicLeft.next().intValue();
    }
    List<ArrowBuf> own = new ArrayList<>();
    try {
      for (int i = 0; i < count; i++) {
        ArrowBuf buffer = buffers.remove();
        // The codec takes over the buffer and gives another one.
        own.add(
            buffer.writerIndex() == 0 ? buffer : codec.decompress(vector.getAllocator(), buffer));
      }
      vector.loadFieldBuffers(nodesLeft.next(), own);
    } finally {
      own.forEach(ArrowBuf::close);
    }
    for (FieldVector child : vector.getChildrenFromFields()) {
      fill(child, codec, nodesLeft, variadicLeft);
    }
  }

  private CompressionCodec codec() throws ArrowFileException {
    CodecType type = CodecType.fromCompressionType(batch.compression().codec());
    try {
      return CompressionCodec.Factory.INSTANCE.createCodec(type);
    } catch (IllegalArgumentException e) {
      throw new ArrowFileException(
          input.name(),
          "is compressed with %s, which this Spark has no library for; write it without compression"
              .formatted(type),
          e);
    }
  }

  /** Reads the buffers of a column in one go: they lie side by side. */
  private void read(List<Claim> column, BufferAllocator allocator) throws IOException {
    long from = message.bodyLength();
    long to = 0;
    for (Claim claim : column) {
      if (claim.length() > 0) {
        from = Math.min(from, claim.offset());
        to = Math.max(to, claim.offset() + claim.length());
      }
    }
    readBytes += Math.max(0, to - from);
    if (readBytes > message.bodyLength()) {
      throw input.damaged("the columns of a record batch overlap");
    }
    ArrowBuf bytes = allocator.getEmpty();
    if (to > from) {
      input.seek(message.bodyStart() + from);
      bytes = input.buffer(allocator, to - from);
    }
    try {
      for (Claim claim : column) {
        ArrowBuf buffer =
            claim.length() == 0
                ? allocator.getEmpty()
                : bytes.slice(claim.offset() - from, claim.length());
        // A slice counts as room; the vectors ask how much of it has been written.
        buffer.writerIndex(claim.length());
        buffer.getReferenceManager().retain();
        buffers.add(buffer);
        checkRoom(claim, buffer);
      }
    } finally {
      bytes.close();
    }
  }

  private void checkRoom(Claim claim, ArrowBuf buffer) throws ArrowFileException {
    long room = claim.length();
    if (compressed && room > 0) {
      if (room < Long.BYTES) {
        throw input.damaged("a compressed buffer has no length");
      }
      long unfolded = buffer.getLong(0);
      room = unfolded == STORED_PLAIN ? room - Long.BYTES : unfolded;
      if (room < 0 || room > SMALL + MOST_UNFOLDED * claim.length()) {
        throw input.damaged("a compressed buffer claims %d bytes".formatted(unfolded));
      }
    }
    if (room < claim.least()) {
      throw input.damaged("a buffer has %d bytes instead of %d".formatted(room, claim.least()));
    }
  }
}

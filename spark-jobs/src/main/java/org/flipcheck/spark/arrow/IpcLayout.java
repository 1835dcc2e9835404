package org.flipcheck.spark.arrow;

import java.io.IOException;
import java.io.Serializable;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.arrow.flatbuf.Block;
import org.apache.arrow.flatbuf.Endianness;
import org.apache.arrow.flatbuf.Footer;
import org.apache.arrow.vector.types.pojo.Schema;

/**
 * What an input holds and where: told by its first bytes, never by its name. A file has a footer
 * that lists its record batches; a stream has to be read from its beginning.
 *
 * @param isFile whether it is a file and not a stream
 * @param schema the columns, dictionary-encoded ones with the type of their values
 * @param dictionaries where the dictionaries lie; empty unless there is a footer to tell
 * @param batches where the record batches lie; empty unless there is a footer to tell
 * @param start position of the first message after the schema
 */
record IpcLayout(
    boolean isFile, Schema schema, List<Span> dictionaries, List<Span> batches, long start) {

  private static final ByteBuffer MAGIC =
      ByteBuffer.wrap("ARROW1".getBytes(StandardCharsets.US_ASCII)).asReadOnlyBuffer();

  /** Magic and padding, or continuation and length. */
  private static final int HEAD = 8;

  /** The end of the batches, 8 bytes, and what aligns it and the footer. */
  private static final int MOST_PADDING = 136;

  /** Length of the footer and magic. */
  private static final int TAIL = 10;

  /**
   * Where a message of a file lies.
   *
   * @param offset position of its first byte
   * @param length its bytes, metadata and body
   */
  record Span(long offset, long length) implements Serializable {}

  /**
   * Reads the schema, and the footer of a file that can be sought in.
   *
   * @throws ArrowFileException if it is neither a file nor a stream, or damaged
   */
  static IpcLayout read(IpcInput input) throws IOException {
    return Damage.guard(
        input.name(),
        () -> {
          ByteBuffer head = input.upTo(HEAD);
          if (head.limit() == 0) {
            throw new ArrowFileException(input.name(), "is empty; write it again");
          }
          boolean isFile = head.limit() == HEAD && head.slice(0, MAGIC.limit()).equals(MAGIC);
          if (isFile && input.isSeekable()) {
            return footer(input);
          }
          if (isFile) {
            return schema(true, input, IpcMessage.read(input));
          }
          if (head.limit() < HEAD
              || head.getInt(0) != IpcMessage.CONTINUATION
              || head.getInt(4) <= 0) {
            throw new ArrowFileException(
                input.name(),
                "does not begin like an Arrow IPC file or stream; it is damaged or of another format, write it again");
          }
          return schema(false, input, Optional.of(IpcMessage.read(input, head.getInt(4))));
        });
  }

  private static IpcLayout schema(boolean isFile, IpcInput input, Optional<IpcMessage> first)
      throws IOException {
    IpcMessage message =
        first
            .filter(IpcMessage::isSchema)
            .orElseThrow(() -> input.damaged("it does not begin with a schema"));
    return new IpcLayout(
        isFile, convert(input, message.schema()), List.of(), List.of(), message.end());
  }

  private static IpcLayout footer(IpcInput input) throws IOException {
    long tail = input.length() - TAIL;
    if (tail < HEAD) {
      throw input.damaged("it ends too early");
    }
    input.seek(tail);
    ByteBuffer end = input.exactly(TAIL);
    int length = end.getInt(0);
    if (!end.slice(Integer.BYTES, MAGIC.limit()).equals(MAGIC)) {
      throw input.damaged("it does not end like an Arrow IPC file");
    }
    if (length <= 0 || length > tail - HEAD) {
      throw input.damaged("its footer claims %d bytes".formatted(length));
    }
    long footerStart = tail - length;
    input.seek(footerStart);
    ByteBuffer bytes = input.exactly(length);
    Footer footer = Footer.getRootAsFooter(bytes);
    List<Span> dictionaries = new ArrayList<>();
    for (int i = 0; i < footer.dictionariesLength(); i++) {
      dictionaries.add(span(input, footer.dictionaries(i), footerStart));
    }
    List<Span> batches = new ArrayList<>();
    for (int i = 0; i < footer.recordBatchesLength(); i++) {
      batches.add(span(input, footer.recordBatches(i), footerStart));
    }
    requireWhole(input, dictionaries, batches, footerStart);
    return new IpcLayout(true, convert(input, footer.schema()), dictionaries, batches, HEAD);
  }

  /**
   * Refuses two files that were put one behind the other: the last footer counts places from its
   * own file's beginning, and to believe it would be to lose rows.
   */
  private static void requireWhole(
      IpcInput input, List<Span> dictionaries, List<Span> batches, long footerStart)
      throws IOException {
    long end =
        Stream.concat(dictionaries.stream(), batches.stream())
            .mapToLong(span -> span.offset() + span.length())
            .max()
            .orElse(HEAD);
    if (end == HEAD) {
      input.seek(HEAD);
      end = IpcMessage.read(input).map(IpcMessage::end).orElse((long) HEAD);
    }
    if (footerStart - end > MOST_PADDING) {
      throw input.damaged(
          "%d bytes lie between its last batch and its footer, which is so where files were put one behind the other"
              .formatted(footerStart - end));
    }
  }

  private static Span span(IpcInput input, Block block, long footerStart)
      throws ArrowFileException {
    long offset = block.offset();
    long metadata = block.metaDataLength();
    long body = block.bodyLength();
    boolean inside =
        offset >= HEAD
            && offset <= footerStart
            && metadata > 0
            && body >= 0
            && body <= footerStart
            && metadata + body <= footerStart - offset;
    if (!inside) {
      throw input.damaged("its footer names a place outside the file");
    }
    return new Span(offset, metadata + body);
  }

  private static Schema convert(IpcInput input, org.apache.arrow.flatbuf.Schema schema)
      throws ArrowFileException {
    if (schema.endianness() != Endianness.Little) {
      throw new ArrowFileException(
          input.name(), "has big-endian numbers; write it on a little-endian machine");
    }
    try {
      return Schema.convertSchema(schema);
    } catch (IllegalArgumentException e) {
      throw new ArrowFileException(
          input.name(),
          "has columns that this Arrow library does not take (%s); leave them out or write them in another type, or write the file again if it is damaged"
              .formatted(e.getMessage()),
          e);
    }
  }
}

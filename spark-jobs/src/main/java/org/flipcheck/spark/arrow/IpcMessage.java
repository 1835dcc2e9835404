package org.flipcheck.spark.arrow;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Optional;
import org.apache.arrow.flatbuf.DictionaryBatch;
import org.apache.arrow.flatbuf.Message;
import org.apache.arrow.flatbuf.MessageHeader;
import org.apache.arrow.flatbuf.MetadataVersion;
import org.apache.arrow.flatbuf.RecordBatch;
import org.apache.arrow.flatbuf.Schema;

/**
 * One message of the Arrow IPC format: its metadata, and where its body lies.
 *
 * @param metadata the parsed header
 * @param bodyStart position of the body's first byte in the input
 * @param bodyLength bytes of the body
 */
record IpcMessage(Message metadata, long bodyStart, long bodyLength) {

  /** Stands before the length of a message's metadata. */
  static final int CONTINUATION = -1;

  /**
   * Reads the message at the input's position, all but its body.
   *
   * @return the message, or empty at the mark that ends a stream
   */
  static Optional<IpcMessage> read(IpcInput input) throws IOException {
    int length = input.exactly(Integer.BYTES).getInt();
    if (length == CONTINUATION) {
      length = input.exactly(Integer.BYTES).getInt();
    }
    return length == 0 ? Optional.empty() : Optional.of(read(input, length));
  }

  /** Reads the message whose metadata begin at the input's position. */
  static IpcMessage read(IpcInput input, int length) throws IOException {
    ByteBuffer bytes = input.exactly(length).slice().order(ByteOrder.LITTLE_ENDIAN);
    Message message = Message.getRootAsMessage(bytes);
    long bodyLength = message.bodyLength();
    long bodyStart = input.position();
    if (bodyLength < 0 || bodyLength > input.length() - bodyStart) {
      throw input.damaged("it ends too early");
    }
    if (message.version() < MetadataVersion.V4 || message.version() > MetadataVersion.V5) {
      throw new ArrowFileException(
          input.name(),
          "has version %d of the Arrow format's metadata, this reads V4 and V5; write it again with a current Arrow"
              .formatted(message.version() + 1));
    }
    return new IpcMessage(message, bodyStart, bodyLength);
  }

  boolean isSchema() {
    return metadata.headerType() == MessageHeader.Schema;
  }

  boolean isDictionary() {
    return metadata.headerType() == MessageHeader.DictionaryBatch;
  }

  boolean isRecordBatch() {
    return metadata.headerType() == MessageHeader.RecordBatch;
  }

  Schema schema() {
    return (Schema) metadata.header(new Schema());
  }

  DictionaryBatch dictionary() {
    return (DictionaryBatch) metadata.header(new DictionaryBatch());
  }

  RecordBatch recordBatch() {
    return (RecordBatch) metadata.header(new RecordBatch());
  }

  long end() {
    return bodyStart + bodyLength;
  }
}

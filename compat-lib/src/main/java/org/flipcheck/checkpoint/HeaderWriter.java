package org.flipcheck.checkpoint;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Writes the header of a safetensors file, padded with spaces so that the data begin at a multiple
 * of 8.
 */
final class HeaderWriter {

  private HeaderWriter() {}

  /**
   * The length of the header, and the header.
   *
   * @param metadata text by name
   * @param tensors in the order of their data
   */
  static byte[] start(Map<String, String> metadata, List<TensorEntry> tensors) throws IOException {
    byte[] header = header(metadata, tensors);
    int padded = (header.length + Long.BYTES - 1) / Long.BYTES * Long.BYTES;
    if (padded > Header.MAX_LENGTH) {
      throw new CheckpointException(
          "the header of the result would have %d bytes, the limit is %d; use fewer tensors in a file"
              .formatted(padded, Header.MAX_LENGTH));
    }
    byte[] start = new byte[Header.LENGTH_BYTES + padded];
    Arrays.fill(start, (byte) ' ');
    ByteBuffer.wrap(start).order(ByteOrder.LITTLE_ENDIAN).putLong(padded).put(header);
    return start;
  }

  private static byte[] header(Map<String, String> metadata, List<TensorEntry> tensors)
      throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (JsonGenerator json = new JsonFactory().createGenerator(bytes)) {
      json.writeStartObject();
      json.writeObjectFieldStart(Header.METADATA);
      for (Map.Entry<String, String> entry : new TreeMap<>(metadata).entrySet()) {
        json.writeStringField(entry.getKey(), entry.getValue());
      }
      json.writeEndObject();
      for (TensorEntry tensor : tensors) {
        json.writeObjectFieldStart(tensor.name());
        json.writeStringField("dtype", tensor.type().name());
        json.writeArrayFieldStart("shape");
        for (long length : tensor.shape()) {
          json.writeNumber(length);
        }
        json.writeEndArray();
        json.writeArrayFieldStart("data_offsets");
        json.writeNumber(tensor.begin());
        json.writeNumber(tensor.end());
        json.writeEndArray();
        json.writeEndObject();
      }
      json.writeEndObject();
    }
    return bytes.toByteArray();
  }
}

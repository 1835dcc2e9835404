package org.flipcheck.checkpoint;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * One file of the result, laid out as the usual writers of safetensors do: wide types first, then
 * by name, without gaps, behind a header that is padded with spaces so that the data begin at a
 * multiple of 8.
 */
final class OutputFile {

  /** A tensor and where its data begin in the file, in bytes. */
  record Place(TensorPlan plan, long position) {}

  private static final Comparator<TensorPlan> ORDER =
      Comparator.comparing((TensorPlan plan) -> plan.now().type())
          .reversed()
          .thenComparing(TensorPlan::name);

  private final String name;
  private final byte[] start;
  private final List<Place> places = new ArrayList<>();
  private final long size;

  /**
   * Lays out a file.
   *
   * @param name what it is called
   * @param metadata what stands in its header, text by name
   * @param plans the tensors that it gets
   */
  OutputFile(String name, Map<String, String> metadata, Collection<TensorPlan> plans)
      throws IOException {
    this.name = name;
    List<TensorPlan> sorted = plans.stream().sorted(ORDER).toList();
    this.start = start(metadata, sorted);
    long position = start.length;
    for (TensorPlan plan : sorted) {
      places.add(new Place(plan, position));
      position += plan.now().byteLength();
    }
    this.size = position;
  }

  private static byte[] start(Map<String, String> metadata, List<TensorPlan> plans)
      throws IOException {
    byte[] header = header(metadata, plans);
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

  private static byte[] header(Map<String, String> metadata, List<TensorPlan> plans)
      throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (JsonGenerator json = new JsonFactory().createGenerator(bytes)) {
      json.writeStartObject();
      json.writeObjectFieldStart(Header.METADATA);
      for (Map.Entry<String, String> entry : new TreeMap<>(metadata).entrySet()) {
        json.writeStringField(entry.getKey(), entry.getValue());
      }
      json.writeEndObject();
      long offset = 0;
      for (TensorPlan plan : plans) {
        Tensor tensor = plan.now();
        json.writeObjectFieldStart(tensor.name());
        json.writeStringField("dtype", tensor.type().name());
        json.writeArrayFieldStart("shape");
        for (long length : tensor.shape()) {
          json.writeNumber(length);
        }
        json.writeEndArray();
        json.writeArrayFieldStart("data_offsets");
        json.writeNumber(offset);
        offset += tensor.byteLength();
        json.writeNumber(offset);
        json.writeEndArray();
        json.writeEndObject();
      }
      json.writeEndObject();
    }
    return bytes.toByteArray();
  }

  String name() {
    return name;
  }

  /** The length of the header, and the header. */
  ByteBuffer start() {
    return ByteBuffer.wrap(start).asReadOnlyBuffer();
  }

  List<Place> places() {
    return List.copyOf(places);
  }

  /** Its whole length, in bytes. */
  long size() {
    return size;
  }
}

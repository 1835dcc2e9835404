package org.flipcheck.checkpoint;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.LongStream;

/** Writes safetensors files by the letter of the format, with no code of the product. */
public final class TensorFile {

  private final List<String> header =
      new ArrayList<>(List.of("\"__metadata__\":{\"format\":\"pt\"}"));
  private final ByteArrayOutputStream data = new ByteArrayOutputStream();

  /** A file of any header and any data. */
  public static byte[] bytes(String header, byte[] data) {
    byte[] json = header.getBytes(StandardCharsets.UTF_8);
    return ByteBuffer.allocate(8 + json.length + data.length)
        .order(ByteOrder.LITTLE_ENDIAN)
        .putLong(json.length)
        .put(json)
        .put(data)
        .array();
  }

  public TensorFile raw(String name, String type, byte[] bytes, long... shape) {
    String sizes = LongStream.of(shape).mapToObj(Long::toString).collect(Collectors.joining(","));
    header.add(
        "\"%s\":{\"dtype\":\"%s\",\"shape\":[%s],\"data_offsets\":[%d,%d]}"
            .formatted(name, type, sizes, data.size(), data.size() + bytes.length));
    data.writeBytes(bytes);
    return this;
  }

  public TensorFile f32(String name, long[] shape, float... values) {
    ByteBuffer bytes = little(4 * values.length);
    for (float value : values) {
      bytes.putFloat(value);
    }
    return raw(name, "F32", content(bytes), shape);
  }

  /** A vector. */
  public TensorFile f32(String name, float... values) {
    return f32(name, new long[] {values.length}, values);
  }

  public TensorFile f64(String name, long[] shape, double... values) {
    ByteBuffer bytes = little(8 * values.length);
    for (double value : values) {
      bytes.putDouble(value);
    }
    return raw(name, "F64", content(bytes), shape);
  }

  /** Two bytes an element, as they are. */
  public TensorFile bits16(String name, String type, short... bits) {
    ByteBuffer bytes = little(2 * bits.length);
    for (short value : bits) {
      bytes.putShort(value);
    }
    return raw(name, type, content(bytes), bits.length);
  }

  public TensorFile i64(String name, long... values) {
    ByteBuffer bytes = little(8 * values.length);
    for (long value : values) {
      bytes.putLong(value);
    }
    return raw(name, "I64", content(bytes), values.length);
  }

  byte[] bytes() {
    return bytes("{" + String.join(",", header) + "}", data.toByteArray());
  }

  public Path write(Path file) {
    try {
      return Files.write(file, bytes());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static ByteBuffer little(int size) {
    return ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
  }

  /** All that was put into a buffer. */
  static byte[] content(ByteBuffer buffer) {
    byte[] bytes = new byte[buffer.flip().remaining()];
    buffer.get(bytes);
    return bytes;
  }

  /** The bytes of a tensor of a checkpoint. */
  static ByteBuffer read(Path checkpoint, String name) {
    try (Checkpoint opened = Checkpoint.open(checkpoint)) {
      Tensor tensor = opened.tensors().get(name);
      ByteBuffer bytes = little((int) tensor.byteLength());
      tensor.read(bytes, 0);
      return bytes.flip();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static float[] readF32(Path checkpoint, String name) {
    ByteBuffer bytes = read(checkpoint, name);
    float[] values = new float[bytes.remaining() / 4];
    bytes.asFloatBuffer().get(values);
    return values;
  }

  static double[] readF64(Path checkpoint, String name) {
    ByteBuffer bytes = read(checkpoint, name);
    double[] values = new double[bytes.remaining() / 8];
    bytes.asDoubleBuffer().get(values);
    return values;
  }

  static short[] read16(Path checkpoint, String name) {
    ByteBuffer bytes = read(checkpoint, name);
    short[] values = new short[bytes.remaining() / 2];
    bytes.asShortBuffer().get(values);
    return values;
  }

  static long[] readI64(Path checkpoint, String name) {
    ByteBuffer bytes = read(checkpoint, name);
    long[] values = new long[bytes.remaining() / 8];
    bytes.asLongBuffer().get(values);
    return values;
  }
}

package org.flipcheck.train.data;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.WritableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.BitVector;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.Float8Vector;
import org.apache.arrow.vector.TinyIntVector;
import org.apache.arrow.vector.UInt1Vector;
import org.apache.arrow.vector.VarCharVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.compression.CompressionCodec;
import org.apache.arrow.vector.compression.CompressionUtil.CodecType;
import org.apache.arrow.vector.dictionary.Dictionary;
import org.apache.arrow.vector.dictionary.DictionaryEncoder;
import org.apache.arrow.vector.dictionary.DictionaryProvider.MapDictionaryProvider;
import org.apache.arrow.vector.ipc.ArrowFileWriter;
import org.apache.arrow.vector.ipc.ArrowStreamWriter;
import org.apache.arrow.vector.ipc.ArrowWriter;
import org.apache.arrow.vector.ipc.message.IpcOption;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.DictionaryEncoding;

/** Writes the rows of {@link TableFormatsTest} as Arrow IPC, {@code job} by a dictionary. */
final class ArrowTables {

  private static final List<String> JOBS = List.of("cook", "d\"ü");

  /** What the batches stand in. */
  enum Form {
    FILE,
    STREAM
  }

  /** What the batches are compressed by. */
  enum Compression {
    LZ4(CodecType.LZ4_FRAME),
    ZSTD(CodecType.ZSTD);

    private final CodecType codec;

    Compression(CodecType codec) {
      this.codec = codec;
    }
  }

  private ArrowTables() {}

  /** Two batches of two rows. */
  static void write(Path file, Form form, Optional<Compression> compression) throws IOException {
    try (BufferAllocator allocator = new RootAllocator();
        VarCharVector values = new VarCharVector("job", allocator);
        Float8Vector age = new Float8Vector("age", allocator);
        BitVector member = new BitVector("member", allocator);
        VarCharVector job = new VarCharVector("job", allocator);
        UInt1Vector label = new UInt1Vector("label", allocator);
        MapDictionaryProvider dictionaries = new MapDictionaryProvider()) {
      fill(values, JOBS.get(0), JOBS.get(1));
      Dictionary dictionary =
          new Dictionary(values, new DictionaryEncoding(7, false, new ArrowType.Int(8, true)));
      dictionaries.put(dictionary);
      fill(job, JOBS.get(0), null);
      try (FieldVector codes = (FieldVector) DictionaryEncoder.encode(job, dictionary);
          VectorSchemaRoot root = VectorSchemaRoot.of(age, member, codes, label);
          OutputStream out = Files.newOutputStream(file);
          ArrowWriter writer = writer(form, root, dictionaries, out, compression)) {
        writer.start();
        first(root, age, member, label);
        writer.writeBatch();
        second(root, age, member, (TinyIntVector) codes, label);
        writer.writeBatch();
        writer.end();
      }
    }
  }

  private static ArrowWriter writer(
      Form form,
      VectorSchemaRoot root,
      MapDictionaryProvider dictionaries,
      OutputStream out,
      Optional<Compression> compression) {
    WritableByteChannel channel = Channels.newChannel(out);
    if (form == Form.STREAM) {
      return new ArrowStreamWriter(root, dictionaries, channel);
    }
    return compression.isEmpty()
        ? new ArrowFileWriter(root, dictionaries, channel)
        : new ArrowFileWriter(
            root,
            dictionaries,
            channel,
            null,
            IpcOption.DEFAULT,
            CompressionCodec.Factory.INSTANCE,
            compression.get().codec);
  }

  private static void first(
      VectorSchemaRoot root, Float8Vector age, BitVector member, UInt1Vector label) {
    age.setSafe(0, 10);
    age.setSafe(1, 25);
    member.setSafe(0, 1);
    member.setSafe(1, 0);
    label.setSafe(0, 2);
    label.setSafe(1, 0);
    root.setRowCount(2);
  }

  private static void second(
      VectorSchemaRoot root,
      Float8Vector age,
      BitVector member,
      TinyIntVector codes,
      UInt1Vector label) {
    age.setSafe(0, Double.NaN);
    age.setSafe(1, 40);
    member.setSafe(0, 1);
    member.setNull(1);
    codes.setSafe(0, 1);
    codes.setSafe(1, 0);
    label.setSafe(0, 10);
    label.setSafe(1, 0);
    root.setRowCount(2);
  }

  private static void fill(VarCharVector vector, String... texts) {
    vector.allocateNew();
    for (int i = 0; i < texts.length; i++) {
      if (texts[i] == null) {
        vector.setNull(i);
      } else {
        vector.setSafe(i, texts[i].getBytes(StandardCharsets.UTF_8));
      }
    }
    vector.setValueCount(texts.length);
  }
}

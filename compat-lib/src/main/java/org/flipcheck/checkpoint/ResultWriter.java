package org.flipcheck.checkpoint;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongConsumer;
import java.util.zip.CRC32C;

/** Makes the units of a result on several threads, or finds that an earlier run made them. */
final class ResultWriter {

  private static final int CHECK_BYTES = 1 << 18;

  private final Staging staging;
  private final List<Unit> units;
  private final InputHashes hashes;
  private final LongConsumer written;
  private final AtomicLong kept = new AtomicLong();
  private final Map<String, String> differing = new ConcurrentSkipListMap<>();

  /**
   * Prepares the writing.
   *
   * @param hashes get all bytes that are read
   * @param written is told how many bytes more are written, by several threads
   */
  ResultWriter(Staging staging, List<Unit> units, InputHashes hashes, LongConsumer written) {
    this.staging = staging;
    this.units = units;
    this.hashes = hashes;
    this.written = written;
  }

  void write(int threads) throws IOException {
    Workers.run(threads, units.size(), () -> new Maker()::write);
  }

  /** How many bytes an earlier run had written. */
  long kept() {
    return kept.get();
  }

  /** Tensors of whole numbers in which the models differ, and whose were taken. */
  Map<String, String> differing() {
    return new TreeMap<>(differing);
  }

  /** For one thread. */
  private final class Maker {
    private final UnitMixer mixer = new UnitMixer(hashes.models());
    private final ByteBuffer check = ByteBuffer.allocateDirect(CHECK_BYTES);

    void write(int number) throws IOException {
      boolean done = false;
      try {
        Unit unit = units.get(number);
        mixer.read(unit);
        if (hashes.add(number, mixer.windows())) {
          makeOrKeep(number, unit);
        }
        done = true;
      } finally {
        if (!done) {
          hashes.abort();
        }
      }
    }

    private void makeOrKeep(int number, Unit unit) throws IOException {
      FileChannel file = staging.channel(unit.file());
      long inputs = mixer.checksum();
      Journal.Entry entry = staging.journal().entry(number).orElse(null);
      if (entry != null && entry.inputs() == inputs && entry.result() == checksum(file, unit)) {
        kept.addAndGet(unit.length());
      } else {
        boolean differs = mixer.mix(unit);
        CRC32C made = new CRC32C();
        ByteBuffer bytes = mixer.result();
        made.update(bytes.duplicate());
        Staging.write(file, bytes, unit.position());
        entry = new Journal.Entry(inputs, made.getValue(), differs);
        staging.journal().add(number, entry);
      }
      if (entry.differs()) {
        differing.put(unit.plan().name(), unit.plan().oldWeight() == 1 ? "old" : "new");
      }
      written.accept(unit.length());
    }

    private long checksum(FileChannel file, Unit unit) throws IOException {
      CRC32C checksum = new CRC32C();
      long end = unit.position() + unit.length();
      if (end > file.size()) {
        return -1;
      }
      for (long at = unit.position(); at < end; at += check.limit()) {
        check.clear().limit((int) Math.min(CHECK_BYTES, end - at));
        Tensor.readFully(file, check, at);
        checksum.update(check.flip());
      }
      return checksum.getValue();
    }
  }
}

package org.flipcheck.checkpoint;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.zip.CRC32C;
import org.flipcheck.checkpoint.Checkpoint.Shard;

/**
 * Interpolates checkpoints as streams: BCWI, FisherBCWI, SoupBCWI.
 *
 * <p>The inputs are read twice, once for their hashes and once for their numbers. Memory is a few
 * megabytes a thread beside the headers, whatever the size of the models.
 */
public final class Interpolator {

  /** Is told how far the work is; called by several threads. */
  public interface Progress {

    /**
     * Some bytes more are done.
     *
     * @param done bytes read for hashing and written so far
     * @param total bytes to be read for hashing and to be written
     */
    void at(long done, long total);
  }

  private static final int CHECK_BYTES = 1 << 18;

  private final Interpolation interpolation;
  private final Output output;
  private final int threads;
  private final String version;
  private final Progress progress;
  private final AtomicLong done = new AtomicLong();
  private final AtomicLong kept = new AtomicLong();
  private final Map<String, String> differing = new ConcurrentSkipListMap<>();
  private long total;

  /**
   * Prepares an interpolation.
   *
   * @param interpolation what to mix
   * @param output where the result goes
   * @param threads how many to use, 1 or more
   * @param version of the program, for the provenance
   * @param progress is told how far it is
   */
  public Interpolator(
      Interpolation interpolation, Output output, int threads, String version, Progress progress) {
    this.interpolation = interpolation;
    this.output = output;
    this.threads = threads;
    this.version = version;
    this.progress = progress;
  }

  /**
   * Does it. The result appears at once and whole, or not at all; after a kill the same call goes
   * on where the last one was.
   *
   * @return what was done
   * @throws CheckpointException if the inputs cannot be mixed; then nothing is left behind
   * @throws IOException if something cannot be read or written; then nothing is left behind
   */
  public InterpolationReport run() throws IOException {
    try (Models models = new Models(interpolation)) {
      Staging.restore(output.folder());
      output.check(models);
      List<TensorPlan> plans = Planner.plan(interpolation, models);
      long inputBytes = 0;
      for (Models.Model model : models.all()) {
        for (Shard shard : model.checkpoint().shards()) {
          inputBytes += shard.channel().size();
        }
      }
      total = inputBytes + plans.stream().mapToLong(plan -> plan.now().byteLength()).sum();
      Provenance provenance = Provenance.of(interpolation, models, version, threads, this::advance);
      List<OutputFile> files = files(models.now(), plans, provenance);
      write(models.now(), files, provenance);
      return InterpolationReport.of(
          interpolation.method(),
          plans,
          files.stream().mapToLong(OutputFile::size).sum(),
          kept.get(),
          differing,
          provenance.entries());
    }
  }

  private static List<OutputFile> files(
      Checkpoint now, List<TensorPlan> plans, Provenance provenance) throws IOException {
    Map<String, TensorPlan> byName =
        plans.stream().collect(Collectors.toMap(TensorPlan::name, Function.identity()));
    List<OutputFile> files = new ArrayList<>();
    for (Shard shard : now.shards()) {
      Map<String, String> metadata = new TreeMap<>(shard.header().metadata());
      metadata.putAll(provenance.entries());
      files.add(
          new OutputFile(
              name(now, shard),
              metadata,
              shard.header().tensors().stream().map(entry -> byName.get(entry.name())).toList()));
    }
    return files;
  }

  private static String name(Checkpoint now, Shard shard) {
    String name = shard.file().getFileName().toString();
    boolean isUsual = now.index().isPresent() || name.endsWith(ShardIndex.TENSOR_FILE);
    return isUsual ? name : "model" + ShardIndex.TENSOR_FILE;
  }

  private void write(Checkpoint now, List<OutputFile> files, Provenance provenance)
      throws IOException {
    try (Staging staging = Staging.open(output.folder(), identity(files), files)) {
      try {
        List<Unit> units = Unit.of(files);
        Workers.run(threads, units.size(), () -> new UnitWriter(staging, units)::write);
        provenance.checkUnchanged();
        if (now.index().isPresent()) {
          staging.add(now.index().get().getFileName().toString(), index(files));
        }
        staging.publish();
      } catch (IOException | RuntimeException e) {
        staging.discard();
        throw e;
      }
    }
  }

  /** The headers hold the provenance, and that determines the rest. */
  private static String identity(List<OutputFile> files) {
    List<String> lines = new ArrayList<>();
    for (OutputFile file : files) {
      byte[] start = new byte[file.start().remaining()];
      file.start().get(start);
      lines.add(file.name() + " " + Digests.hex(Digests.sha256().digest(start)));
    }
    return Digests.ofLines(lines);
  }

  private static byte[] index(List<OutputFile> files) throws IOException {
    Map<String, String> byTensor = new TreeMap<>();
    long bytes = 0;
    for (OutputFile file : files) {
      for (OutputFile.Place place : file.places()) {
        byTensor.put(place.plan().name(), file.name());
        bytes += place.plan().now().byteLength();
      }
    }
    ByteArrayOutputStream text = new ByteArrayOutputStream();
    try (JsonGenerator json = new JsonFactory().createGenerator(text).useDefaultPrettyPrinter()) {
      json.writeStartObject();
      json.writeObjectFieldStart(ShardIndex.METADATA);
      json.writeNumberField("total_size", bytes);
      json.writeEndObject();
      json.writeObjectFieldStart(ShardIndex.WEIGHT_MAP);
      for (Map.Entry<String, String> entry : byTensor.entrySet()) {
        json.writeStringField(entry.getKey(), entry.getValue());
      }
      json.writeEndObject();
      json.writeEndObject();
    }
    return text.toByteArray();
  }

  private void advance(long bytes) {
    progress.at(done.addAndGet(bytes), total);
  }

  /** Makes units, or finds that they were made; for one thread. */
  private final class UnitWriter {
    private final Staging staging;
    private final List<Unit> units;
    private final BlockMixer mixer = new BlockMixer();
    private final ByteBuffer written = ByteBuffer.allocateDirect(CHECK_BYTES);

    UnitWriter(Staging staging, List<Unit> units) {
      this.staging = staging;
      this.units = units;
    }

    void write(int number) throws IOException {
      Unit unit = units.get(number);
      FileChannel file = staging.channel(unit.file());
      Journal.Entry entry = staging.journal().entry(number).orElse(null);
      if (entry != null && entry.checksum() == checksum(file, unit)) {
        kept.addAndGet(unit.length());
      } else {
        entry = make(file, unit);
        staging.journal().add(number, entry);
      }
      if (entry.differs()) {
        differing.put(unit.plan().name(), unit.plan().oldWeight() == 1 ? "old" : "new");
      }
      advance(unit.length());
    }

    private Journal.Entry make(FileChannel file, Unit unit) throws IOException {
      CRC32C checksum = new CRC32C();
      boolean differs = false;
      long position = unit.position();
      for (Segment segment : unit.segments()) {
        for (long from = 0; from < segment.count(); from += BlockMixer.BLOCK) {
          long count = Math.min(BlockMixer.BLOCK, segment.count() - from);
          ByteBuffer bytes = mixer.mix(unit.plan(), segment.part(from, count));
          differs |= mixer.differs();
          checksum.update(bytes.duplicate());
          int length = bytes.remaining();
          Staging.write(file, bytes, position);
          position += length;
        }
      }
      return new Journal.Entry(checksum.getValue(), differs);
    }

    private long checksum(FileChannel file, Unit unit) throws IOException {
      CRC32C checksum = new CRC32C();
      long end = unit.position() + unit.length();
      if (end > file.size()) {
        return -1;
      }
      for (long at = unit.position(); at < end; at += written.limit()) {
        written.clear().limit((int) Math.min(CHECK_BYTES, end - at));
        Tensor.readFully(file, written, at);
        checksum.update(written.flip());
      }
      return checksum.getValue();
    }
  }
}

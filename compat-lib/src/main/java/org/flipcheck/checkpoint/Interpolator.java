package org.flipcheck.checkpoint;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.flipcheck.checkpoint.Checkpoint.Shard;

/**
 * Interpolates checkpoints as streams: BCWI, FisherBCWI, SoupBCWI.
 *
 * <p>The inputs are read once, for their hashes and for their numbers. Memory is a few megabytes a
 * thread and model beside the headers, whatever the size of the models.
 */
public final class Interpolator {

  /** Is told how far the work is; called by several threads. */
  public interface Progress {

    /**
     * Some bytes more are done.
     *
     * @param done bytes hashed and written so far
     * @param total bytes to be hashed and to be written
     */
    void at(long done, long total);
  }

  private final Interpolation interpolation;
  private final Output output;
  private final int threads;
  private final String version;
  private final Progress progress;
  private final AtomicLong done = new AtomicLong();
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
      Provenance provenance = Provenance.of(interpolation, models, version);
      List<OutputFile> files = files(models.now(), plans, provenance.unfinished());
      total =
          provenance.inputBytes() + plans.stream().mapToLong(plan -> plan.now().byteLength()).sum();
      return write(models, plans, files, provenance);
    }
  }

  private static List<OutputFile> files(
      Checkpoint now, List<TensorPlan> plans, Map<String, String> provenance) throws IOException {
    Map<String, TensorPlan> byName =
        plans.stream().collect(Collectors.toMap(TensorPlan::name, Function.identity()));
    List<OutputFile> files = new ArrayList<>();
    for (Shard shard : now.shards()) {
      Map<String, String> metadata = new TreeMap<>(shard.header().metadata());
      metadata.putAll(provenance);
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

  private InterpolationReport write(
      Models models, List<TensorPlan> plans, List<OutputFile> files, Provenance provenance)
      throws IOException {
    try (Staging staging = Staging.open(output.folder(), identity(files), files)) {
      try {
        List<Unit> units = Unit.of(files);
        InputHashes hashes = new InputHashes(models, units, this::advance);
        ResultWriter writer = new ResultWriter(staging, units, hashes, this::advance);
        writer.write(threads);
        Map<String, String> entries = provenance.finished(hashes.end(threads));
        provenance.checkUnchanged();
        staging.writeStarts(files(models.now(), plans, entries));
        if (models.now().index().isPresent()) {
          staging.add(models.now().index().get().getFileName().toString(), index(files));
        }
        staging.publish();
        long bytes = files.stream().mapToLong(OutputFile::size).sum();
        return InterpolationReport.of(
            interpolation.method(), plans, bytes, writer.kept(), writer.differing(), entries);
      } catch (IOException | RuntimeException e) {
        staging.discard();
        throw e;
      }
    }
  }

  /**
   * The headers have all settings, with the places of the hashes left free; whether the inputs are
   * still the same, the journal tells of each unit.
   */
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
}

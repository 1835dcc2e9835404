package org.flipcheck.checkpoint;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.flipcheck.text.Sha256;

/**
 * Interpolates checkpoints as streams: BCWI, FisherBCWI, SoupBCWI.
 *
 * <p>Whole models are read once, for their hashes and for their numbers, where their files have the
 * tensors in the order of the result: wide types first, then by name. A file that has not, or whose
 * rows are matched in another order, is read once more for its hash. Adapters are read two or more
 * times: for their hashes at the beginning and at the end, and for their factors. Memory is a few
 * megabytes a thread and model beside the headers, whatever the size of the models.
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
   * Makes sure that an interpolation can be done, as far as headers tell; nothing is written.
   *
   * @param interpolation what to mix
   * @throws CheckpointException with all that stands against it
   * @throws IOException if a header cannot be read
   */
  public static void check(Interpolation interpolation) throws IOException {
    try (Models models = new Models(interpolation)) {
      Optional<AdapterMix> adapters = Adapters.of(interpolation, models);
      if (isAdapter(models, adapters)) {
        whole(interpolation, adapters.get(), WholeTensors.Names.AS_IN_ADAPTER);
      } else {
        plans(interpolation, models, adapters);
      }
    }
  }

  /** Whether the result is an adapter again. */
  private static boolean isAdapter(Models models, Optional<AdapterMix> adapters) {
    return adapters.isPresent() && models.base().isEmpty();
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
      Optional<AdapterMix> adapters = Adapters.of(interpolation, models);
      boolean isAdapter = isAdapter(models, adapters);
      Set<String> written = isAdapter ? Set.of(AdapterConfig.FILE) : Set.of();
      Companions companions = Companions.of(models.likeResult(), written);
      output.check(models, companions, written);
      Provenance provenance = Provenance.of(interpolation, models, adapters, version);
      return isAdapter
          ? writeAdapter(models, adapters.get(), provenance, companions)
          : writeModel(models, adapters, provenance, companions);
    }
  }

  private static List<TensorPlan> plans(
      Interpolation interpolation, Models models, Optional<AdapterMix> adapters) {
    if (adapters.isEmpty()) {
      return Planner.plan(interpolation, models);
    }
    AdapterMix mix = adapters.get();
    List<TensorPlan> whole = whole(interpolation, mix, WholeTensors.Names.AS_IN_BASE);
    return MergePlanner.plan(models.base().orElseThrow(), mix, whole);
  }

  private static List<TensorPlan> whole(
      Interpolation interpolation, AdapterMix mix, WholeTensors.Names names) {
    List<String> problems = new ArrayList<>(mix.problems());
    List<TensorPlan> whole = WholeTensors.plan(mix, interpolation.weights(), names, problems);
    CheckpointException.throwIfAny(problems);
    return whole;
  }

  private InterpolationReport writeModel(
      Models models, Optional<AdapterMix> adapters, Provenance provenance, Companions companions)
      throws IOException {
    List<TensorPlan> plans = plans(interpolation, models, adapters);
    Checkpoint like = models.likeResult();
    List<OutputFile> files = ResultFiles.of(like, plans, provenance.unfinished());
    total = provenance.inputBytes() + plans.stream().mapToLong(p -> p.now().byteLength()).sum();
    Map<String, Long> lengths = new LinkedHashMap<>();
    files.forEach(file -> lengths.put(file.name(), file.size()));
    try (Staging staging = Staging.open(output.folder(), ResultFiles.identity(files), lengths)) {
      try {
        List<Unit> units = Unit.of(files);
        InputHashes hashes = new InputHashes(models, units, this::advance);
        ResultWriter writer = new ResultWriter(staging, units, hashes, this::advance);
        writer.write(threads);
        Map<String, String> entries = provenance.finished(hashes.end(threads));
        provenance.checkUnchanged();
        staging.writeStarts(
            ResultFiles.of(like, plans, entries).stream().map(OutputFile::start).toList());
        if (like.index().isPresent()) {
          staging.add(like.index().get().getFileName().toString(), ResultFiles.index(files));
        }
        publish(staging, companions);
        return InterpolationReport.of(interpolation.method(), plans, entries)
            .withBytes(lengths.values().stream().mapToLong(Long::longValue).sum(), writer.kept())
            .withSides(writer.differing(), adapters.map(AdapterMix::oneSided).orElse(Map.of()))
            .withCompanions(companions);
      } catch (IOException | RuntimeException e) {
        staging.discard();
        throw e;
      }
    }
  }

  private InterpolationReport writeAdapter(
      Models models, AdapterMix mix, Provenance provenance, Companions companions)
      throws IOException {
    List<TensorPlan> whole = whole(interpolation, mix, WholeTensors.Names.AS_IN_ADAPTER);
    AdapterFile file = new AdapterFile(mix, whole);
    byte[] unfinished = file.start(provenance.unfinished());
    long bytes = unfinished.length + file.dataBytes();
    total = provenance.inputBytes() + file.dataBytes();
    try (Staging staging =
        Staging.open(output.folder(), Sha256.of(unfinished), Map.of(Adapter.FILE, bytes))) {
      try {
        file.write(staging.channel(0), unfinished.length, threads, models.all().size());
        advance(file.dataBytes());
        InputHashes hashes = new InputHashes(models, List.of(), this::advance);
        Map<String, String> entries = provenance.finished(hashes.end(threads));
        provenance.checkUnchanged();
        staging.writeStarts(List.of(ByteBuffer.wrap(file.start(entries))));
        staging.add(AdapterConfig.FILE, file.config());
        publish(staging, companions);
        return InterpolationReport.of(interpolation.method(), whole, entries)
            .withMore(file.factors())
            .withBytes(bytes, 0)
            .withSides(Map.of(), mix.oneSided())
            .withCompanions(companions);
      } catch (IOException | RuntimeException e) {
        staging.discard();
        throw e;
      }
    }
  }

  private static void publish(Staging staging, Companions companions) throws IOException {
    for (Path file : companions.copied()) {
      staging.copy(file);
    }
    staging.publish();
  }

  private void advance(long bytes) {
    progress.at(done.addAndGet(bytes), total);
  }
}

package org.flipcheck.checkpoint;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.LongConsumer;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.flipcheck.checkpoint.Checkpoint.Shard;
import org.flipcheck.checkpoint.Models.Model;
import org.flipcheck.text.Glob;

/**
 * Where a result comes from: the hashes of its inputs, and what was done to them. Together they
 * determine every byte of the result.
 */
final class Provenance {

  private static final String PREFIX = "flipcheck.";

  private record Input(String role, Shard shard) {}

  private record Stamp(Path file, long size, FileTime modified) {
    static Stamp of(Path file) throws IOException {
      return new Stamp(file, Files.size(file), Files.getLastModifiedTime(file));
    }
  }

  private final Map<String, String> entries;
  private final List<Stamp> stamps;

  private Provenance(Map<String, String> entries, List<Stamp> stamps) {
    this.entries = new TreeMap<>(entries);
    this.stamps = stamps;
  }

  /**
   * Reads all inputs and hashes them.
   *
   * @param version of the program
   * @param threads how many files at once
   * @param read is told of bytes as they are read, by several threads
   */
  static Provenance of(
      Interpolation interpolation, Models models, String version, int threads, LongConsumer read)
      throws IOException {
    List<Input> inputs = new ArrayList<>();
    List<Stamp> stamps = new ArrayList<>();
    for (Model model : models.all()) {
      for (Shard shard : model.checkpoint().shards()) {
        inputs.add(new Input(model.role(), shard));
        stamps.add(Stamp.of(shard.file()));
      }
    }
    String[] hashes = new String[inputs.size()];
    Workers.run(
        threads,
        inputs.size(),
        () -> job -> hashes[job] = Digests.of(inputs.get(job).shard().channel(), read));
    Map<String, String> entries = new TreeMap<>(settings(interpolation));
    entries.put(PREFIX + "version", version);
    Map<String, String> byRole =
        IntStream.range(0, hashes.length)
            .boxed()
            .collect(
                Collectors.groupingBy(
                    i -> inputs.get(i).role(),
                    Collectors.mapping(
                        i ->
                            "%s sha256:%s"
                                .formatted(inputs.get(i).shard().file().getFileName(), hashes[i]),
                        Collectors.joining(", "))));
    byRole.forEach((role, files) -> entries.put(PREFIX + role, files));
    return new Provenance(entries, stamps);
  }

  private static Map<String, String> settings(Interpolation interpolation) {
    Map<String, String> settings = new TreeMap<>();
    settings.put(PREFIX + "method", interpolation.method());
    settings.put(PREFIX + "old_weight", Double.toString(interpolation.weights().oldWeight()));
    if (!interpolation.weights().named().isEmpty()) {
      settings.put(
          PREFIX + "weights",
          interpolation.weights().named().stream()
              .map(named -> "%s=%s".formatted(named.glob().pattern(), named.oldWeight()))
              .collect(Collectors.joining(", ")));
    }
    if (!interpolation.rows().layers().isEmpty()) {
      settings.put(
          PREFIX + "output_layers",
          interpolation.rows().layers().stream()
              .map(Glob::pattern)
              .collect(Collectors.joining(", ")));
    }
    interpolation
        .rows()
        .classes()
        .ifPresent(
            classes -> {
              settings.put(PREFIX + "old_classes", "sha256:" + Digests.ofLines(classes.old()));
              settings.put(PREFIX + "new_classes", "sha256:" + Digests.ofLines(classes.now()));
            });
    return settings;
  }

  /** What stands in the header of each file of the result. */
  Map<String, String> entries() {
    return new TreeMap<>(entries);
  }

  /**
   * Makes sure that the inputs are still the files that were hashed.
   *
   * @throws CheckpointException if one was changed since
   */
  void checkUnchanged() throws IOException {
    List<String> problems = new ArrayList<>();
    for (Stamp stamp : stamps) {
      if (!Files.exists(stamp.file()) || !Stamp.of(stamp.file()).equals(stamp)) {
        problems.add(
            "%s was changed while it was read; start again when nobody writes to it"
                .formatted(stamp.file()));
      }
    }
    problems.sort(Comparator.naturalOrder());
    if (!problems.isEmpty()) {
      throw new CheckpointException(problems);
    }
  }
}

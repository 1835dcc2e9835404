package org.flipcheck.checkpoint;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.flipcheck.checkpoint.Checkpoint.Shard;
import org.flipcheck.checkpoint.Models.Model;
import org.flipcheck.text.Glob;
import org.flipcheck.text.Sha256;

/**
 * Where a result comes from: the hashes of its inputs, and what was done to them. Together they
 * determine every byte of the result.
 */
final class Provenance {

  private static final String PREFIX = "flipcheck.";

  /**
   * A file that is read.
   *
   * @param known its hash, or what stands in its place until it is known
   */
  private record Input(String role, Shard shard, String known) {}

  private record Stamp(Path file, long size, FileTime modified) {
    static Stamp of(Path file) throws IOException {
      return new Stamp(file, Files.size(file), Files.getLastModifiedTime(file));
    }
  }

  /** Stands where a hash will stand, so that headers can be laid out before it is known. */
  private static final String NO_HASH = "0".repeat(64);

  private final Map<String, String> settings;
  private final List<Input> inputs;
  private final List<Stamp> stamps;

  private Provenance(Map<String, String> settings, List<Input> inputs, List<Stamp> stamps) {
    this.settings = new TreeMap<>(settings);
    this.inputs = inputs;
    this.stamps = stamps;
  }

  /**
   * Notes what the inputs are before they are read. Adapters are small, and read for this once
   * more: their numbers are in every unit of a merge, where the journal sees the base model's
   * alone.
   *
   * @param adapters the mixture, if the models are adapters
   * @param version of the program
   */
  static Provenance of(
      Interpolation interpolation, Models models, Optional<AdapterMix> adapters, String version)
      throws IOException {
    List<Input> inputs = new ArrayList<>();
    List<Stamp> stamps = new ArrayList<>();
    for (Model model : models.all()) {
      for (Shard shard : model.checkpoint().shards()) {
        stamps.add(Stamp.of(shard.file()));
        inputs.add(new Input(model.role(), shard, known(model, shard)));
      }
    }
    Map<String, String> settings = settings(interpolation);
    settings.put(PREFIX + "version", version);
    if (adapters.isPresent()) {
      addConfigurations(adapters.get(), settings);
    }
    return new Provenance(settings, inputs, stamps);
  }

  private static String known(Model model, Shard shard) throws IOException {
    return Adapter.is(model.checkpoint())
        ? new FileHash(shard.channel(), bytes -> {}).end()
        : NO_HASH;
  }

  /** Adapters of the same factors are others with another scale. */
  private static void addConfigurations(AdapterMix mix, Map<String, String> settings)
      throws IOException {
    settings.put(PREFIX + "old_config", hash(mix.old()));
    List<String> fresh = new ArrayList<>();
    for (Adapter adapter : mix.fresh()) {
      fresh.add(hash(adapter));
    }
    settings.put(PREFIX + "new_config", String.join(", ", fresh));
  }

  private static String hash(Adapter adapter) throws IOException {
    byte[] content = Files.readAllBytes(adapter.config().file());
    return "%s sha256:%s".formatted(AdapterConfig.FILE, Sha256.of(content));
  }

  /** The length of all inputs. */
  long inputBytes() {
    return stamps.stream().mapToLong(Stamp::size).sum();
  }

  /**
   * As long as what will stand in the header of each file of the result, with the hashes of
   * adapters and with the places of all others left free.
   */
  Map<String, String> unfinished() {
    return finished(inputs.stream().map(Input::known).toList());
  }

  /**
   * What stands in the header of each file of the result.
   *
   * @param hashes SHA-256 of each input, in the order of models and their shards
   */
  Map<String, String> finished(List<String> hashes) {
    Map<String, String> entries = new TreeMap<>(settings);
    for (int i = 0; i < hashes.size(); i++) {
      Input input = inputs.get(i);
      String file = "%s sha256:%s".formatted(input.shard().file().getFileName(), hashes.get(i));
      entries.merge(PREFIX + input.role(), file, "%s, %s"::formatted);
    }
    return entries;
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
              settings.put(
                  PREFIX + "old_classes", "sha256:" + Sha256.of(String.join("\n", classes.old())));
              settings.put(
                  PREFIX + "new_classes", "sha256:" + Sha256.of(String.join("\n", classes.now())));
            });
    return settings;
  }

  /**
   * Makes sure that nobody wrote to the inputs while they were read.
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
    CheckpointException.throwIfAny(problems);
  }
}

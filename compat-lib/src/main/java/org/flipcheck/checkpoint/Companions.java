package org.flipcheck.checkpoint;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * What lies in a model's folder beside its weights: configuration, tokenizer, code. The result
 * needs it to be loaded.
 *
 * @param copied files for the result
 * @param left what is not for it, by name, and why
 */
record Companions(List<Path> copied, Map<String, String> left) {

  private static final long MOST_BYTES = 64L << 20;

  /** Weights in other formats are those of the new model; some run code when they are loaded. */
  private static final Set<String> WEIGHTS =
      Set.of(
          "safetensors",
          "bin",
          "pt",
          "pth",
          "ckpt",
          "pickle",
          "pkl",
          "h5",
          "msgpack",
          "onnx",
          "gguf",
          "ggml",
          "npz",
          "npy",
          "tflite",
          "pdparams",
          "ot",
          "joblib",
          "dat",
          "tar",
          "gz",
          "zip");

  private static final String RESULTS = "_results.json";

  Companions {
    copied = List.copyOf(copied);
    left = new TreeMap<>(left);
  }

  /**
   * Looks through the folder of a model; there is nothing beside a single file.
   *
   * @param model the path by which it was named
   * @param written files that the result has of its own
   */
  static Companions of(Checkpoint model, Set<String> written) throws IOException {
    List<Path> copied = new ArrayList<>();
    Map<String, String> left = new TreeMap<>();
    if (Files.isDirectory(model.path())) {
      Set<String> own = new TreeSet<>(written);
      model.index().ifPresent(index -> own.add(index.getFileName().toString()));
      model.shards().forEach(shard -> own.add(shard.file().getFileName().toString()));
      List<Path> files;
      try (Stream<Path> all = Files.list(model.path())) {
        files = all.sorted().toList();
      }
      for (Path file : files) {
        String name = file.getFileName().toString();
        if (!own.contains(name)) {
          Optional<String> reason = reason(file);
          reason.ifPresentOrElse(why -> left.put(name, why), () -> copied.add(file));
        }
      }
    }
    return new Companions(copied, left);
  }

  /** Why a file is not for the result, if so. */
  private static Optional<String> reason(Path file) throws IOException {
    String name = file.getFileName().toString().toLowerCase(Locale.ROOT);
    if (name.startsWith(".")) {
      return Optional.of("hidden");
    }
    if (!Files.isRegularFile(file)) {
      return Optional.of(Files.isDirectory(file) ? "a folder" : "no regular file");
    }
    String stem = name.endsWith(ShardIndex.ENDING) ? stem(name, ShardIndex.ENDING) : name;
    if (WEIGHTS.contains(stem.substring(stem.lastIndexOf('.') + 1))) {
      return Optional.of("weights or an archive");
    }
    if (name.equals("readme.md") || name.equals("trainer_state.json") || name.endsWith(RESULTS)) {
      return Optional.of("tells of the new model");
    }
    return Files.size(file) > MOST_BYTES
        ? Optional.of("more than %d MiB".formatted(MOST_BYTES >> 20))
        : Optional.empty();
  }

  private static String stem(String name, String ending) {
    return name.substring(0, name.length() - ending.length());
  }

  Set<String> names() {
    Set<String> names = new TreeSet<>();
    copied.forEach(file -> names.add(file.getFileName().toString()));
    return names;
  }
}

package org.flipcheck.checkpoint;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A LoRA adapter in the layout of peft: the factors of each module, and tensors kept whole. */
final class Adapter {

  /** What the file of an adapter is called. */
  static final String FILE = "adapter_model.safetensors";

  /** What stands before the names of the base model's modules. */
  static final String PREFIX = "base_model.model.";

  private static final Pattern FACTOR =
      Pattern.compile("(?<module>.+)\\.lora_(?:(?<plain>[AB])\\.weight|embedding_(?<row>[AB]))");

  /**
   * The two factors that a module's weight gets the product of.
   *
   * @param a r rows, one number for each input
   * @param b one row for each output, of r numbers
   * @param isEmbedding whether the inputs are rows of an embedding, whose weight has them first
   */
  record Factors(Tensor a, Tensor b, boolean isEmbedding) {

    long rank() {
      return a.shape().get(0);
    }
  }

  private final Checkpoint checkpoint;
  private final AdapterConfig config;
  private final Map<String, Factors> factors = new TreeMap<>();
  private final Map<String, Tensor> whole = new TreeMap<>();

  private Adapter(Checkpoint checkpoint, AdapterConfig config) {
    this.checkpoint = checkpoint;
    this.config = config;
  }

  /** Whether a checkpoint is an adapter, to be told by its name. */
  static boolean is(Checkpoint checkpoint) {
    return file(checkpoint).getFileName().toString().equals(FILE);
  }

  /** Whether a folder has an adapter in it. */
  static boolean isIn(Path folder) {
    return Files.isRegularFile(folder.resolve(FILE));
  }

  private static Path file(Checkpoint checkpoint) {
    return checkpoint.shards().get(0).file();
  }

  /**
   * Reads the configuration, and finds the factors.
   *
   * @throws CheckpointException with all that is wrong with it
   */
  static Adapter of(Checkpoint checkpoint) throws IOException {
    Adapter adapter = new Adapter(checkpoint, AdapterConfig.beside(file(checkpoint)));
    CheckpointException.throwIfAny(adapter.find());
    return adapter;
  }

  private List<String> find() {
    List<String> problems = new ArrayList<>();
    Map<String, Tensor> firsts = new TreeMap<>();
    Map<String, Tensor> seconds = new TreeMap<>();
    for (Tensor tensor : checkpoint.tensors().values()) {
      Matcher factor = FACTOR.matcher(tensor.name());
      if (factor.matches()) {
        boolean isFirst = "A".equals(factor.group("plain")) || "A".equals(factor.group("row"));
        (isFirst ? firsts : seconds).put(module(factor.group("module")), tensor);
      } else if (tensor.name().contains("lora_")) {
        problems.add(
            "tensor %s of %s is no factor that is known; merge the adapter into its model, as merge_and_unload() of peft does"
                .formatted(Shown.text(tensor.name()), tensor.file()));
      } else {
        whole.put(baseName(tensor.name()), tensor);
      }
    }
    firsts.forEach((module, a) -> pair(module, a, seconds.remove(module), problems));
    seconds.forEach((module, b) -> pair(module, null, b, problems));
    return problems;
  }

  private void pair(String module, Tensor a, Tensor b, List<String> problems) {
    if (a == null || b == null) {
      problems.add(
          "module %s of %s has only one of its two factors; write the adapter again"
              .formatted(Shown.text(module), file(checkpoint)));
      return;
    }
    boolean fits =
        a.shape().size() >= 2
            && b.shape().size() >= 2
            && a.shape().get(0) > 0
            && a.shape().get(0).equals(b.shape().get(1))
            && b.shape().subList(2, b.shape().size()).stream().allMatch(size -> size == 1);
    boolean isReal = a.type().kind() == DType.Kind.REAL && b.type().kind() == DType.Kind.REAL;
    if (!fits || !isReal) {
      problems.add(
          "module %s of %s has factors of %s %s and %s %s, which have no product; write the adapter again"
              .formatted(
                  Shown.text(module), file(checkpoint), a.type(), a.shape(), b.type(), b.shape()));
    } else if (a.shape().get(0) != config.rank(module)) {
      problems.add(
          "module %s of %s has factors of rank %d, but by %s it is %d; is it the adapter's configuration?"
              .formatted(
                  Shown.text(module),
                  file(checkpoint),
                  a.shape().get(0),
                  config.file(),
                  config.rank(module)));
    } else {
      factors.put(module, new Factors(a, b, a.name().endsWith("lora_embedding_A")));
    }
  }

  /** The name that a module has in the base model. */
  private static String module(String name) {
    return name.startsWith(PREFIX) ? name.substring(PREFIX.length()) : name;
  }

  /** The name that a tensor kept whole has in the base model. */
  private static String baseName(String name) {
    return module(name).replace(".modules_to_save.", ".").replace(".base_layer.", ".");
  }

  Checkpoint checkpoint() {
    return checkpoint;
  }

  AdapterConfig config() {
    return config;
  }

  /** The factors, by the module's name in the base model. */
  Map<String, Factors> factors() {
    return Collections.unmodifiableMap(factors);
  }

  /** Tensors that replace those of the base model, by their names there. */
  Map<String, Tensor> whole() {
    return Collections.unmodifiableMap(whole);
  }
}

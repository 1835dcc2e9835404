package org.flipcheck.checkpoint;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;

/** Writes LoRA adapters as peft does: a file of factors and a configuration. */
final class AdapterFolder {

  private final Map<String, String> config = new LinkedHashMap<>();
  private final TensorFile tensors = new TensorFile();

  AdapterFolder(int rank, double alpha) {
    set("peft_type", "\"LORA\"");
    set("base_model_name_or_path", "\"org/base\"");
    set("r", Integer.toString(rank));
    set("lora_alpha", Double.toString(alpha));
    set("target_modules", "[\"q_proj\"]");
    set("bias", "\"none\"");
    set("lora_dropout", "0.1");
  }

  /** Sets a key of the configuration to a JSON value. */
  AdapterFolder set(String key, String json) {
    config.put(key, json);
    return this;
  }

  /** The factors of a module: A row by row, one row for each rank, and B row by row. */
  AdapterFolder factors(String module, int rank, float[] a, float[] b) {
    tensors.f32(
        "base_model.model.%s.lora_A.weight".formatted(module),
        new long[] {rank, a.length / rank},
        a);
    tensors.f32(
        "base_model.model.%s.lora_B.weight".formatted(module),
        new long[] {b.length / rank, rank},
        b);
    return this;
  }

  AdapterFolder tensor(String name, long[] shape, float... values) {
    tensors.f32("base_model.model." + name, shape, values);
    return this;
  }

  Path write(Path folder) {
    try {
      Files.createDirectories(folder);
      tensors.write(folder.resolve("adapter_model.safetensors"));
      Files.writeString(
          folder.resolve("adapter_config.json"),
          config.entrySet().stream()
              .map(entry -> "\"%s\": %s".formatted(entry.getKey(), entry.getValue()))
              .collect(Collectors.joining(",\n", "{", "}")));
      return folder;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

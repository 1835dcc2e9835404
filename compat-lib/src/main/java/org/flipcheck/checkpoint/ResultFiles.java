package org.flipcheck.checkpoint;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.flipcheck.checkpoint.Checkpoint.Shard;
import org.flipcheck.text.Sha256;

/** The files of a result that has the layout of another model. */
final class ResultFiles {

  private ResultFiles() {}

  /**
   * Lays the files out.
   *
   * @param like the model whose files they are like; tensors that it does not have go to the last
   * @param provenance for their headers
   */
  static List<OutputFile> of(
      Checkpoint like, List<TensorPlan> plans, Map<String, String> provenance) throws IOException {
    Map<String, TensorPlan> left = new TreeMap<>();
    plans.forEach(plan -> left.put(plan.name(), plan));
    List<OutputFile> files = new ArrayList<>();
    for (Shard shard : like.shards()) {
      Map<String, String> metadata = new TreeMap<>(shard.header().metadata());
      metadata.putAll(provenance);
      List<TensorPlan> here = new ArrayList<>();
      shard.header().tensors().forEach(entry -> here.add(left.remove(entry.name())));
      if (files.size() == like.shards().size() - 1) {
        here.addAll(left.values());
      }
      files.add(new OutputFile(name(like, shard), metadata, here));
    }
    return files;
  }

  private static String name(Checkpoint like, Shard shard) {
    String name = shard.file().getFileName().toString();
    boolean isUsual = like.index().isPresent() || name.endsWith(ShardIndex.TENSOR_FILE);
    return isUsual ? name : "model" + ShardIndex.TENSOR_FILE;
  }

  /**
   * What the files will be made of: their headers have all settings and the hashes of adapters,
   * with the places of the other hashes left free; whether those inputs are still the same, the
   * journal tells of each unit.
   */
  static String identity(List<OutputFile> files) {
    List<String> lines = new ArrayList<>();
    for (OutputFile file : files) {
      byte[] start = new byte[file.start().remaining()];
      file.start().get(start);
      lines.add(file.name() + " " + Sha256.of(start));
    }
    return Sha256.of(String.join("\n", lines));
  }

  /** The index of the files. */
  static byte[] index(List<OutputFile> files) throws IOException {
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
}

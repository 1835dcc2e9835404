package org.flipcheck.spark;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import org.flipcheck.report.ComparisonResult;

/**
 * The manifest of {@code counts/}: which comparison they are of, and of which inputs, so that
 * counts of several runs can be told to belong together.
 */
final class CountsManifest {

  static final String FILE = "counts/manifest.json";

  private CountsManifest() {}

  static String of(ComparisonResult result) {
    Map<String, Object> manifest = new LinkedHashMap<>();
    manifest.put("schema_version", 1);
    manifest.put("run_id", result.run().id());
    manifest.put("tool_version", result.run().toolVersion());
    manifest.put("definition_hash", definitionHash(result));
    manifest.put("slice_sets", result.sliceSets());
    Map<String, String> inputs = new LinkedHashMap<>();
    inputs.put("old", result.inputs().oldModel().fingerprint());
    inputs.put("new", result.inputs().newModel().fingerprint());
    result.inputs().labels().ifPresent(labels -> inputs.put("labels", labels.fingerprint()));
    manifest.put("inputs", inputs);
    manifest.put("judged", result.ledger().judged());
    return json(manifest) + "\n";
  }

  /** A hash of what is counted, whatever the inputs: runs that agree in it can be added up. */
  private static String definitionHash(ComparisonResult result) {
    Map<String, Object> definition = new LinkedHashMap<>(result.run().config());
    definition.keySet().removeAll(java.util.List.of("old", "new", "labels"));
    definition.put("rule", result.run().rule().orElse("none"));
    definition.put("slice_sets", result.sliceSets());
    byte[] bytes = json(definition).getBytes(StandardCharsets.UTF_8);
    return "sha256:" + HexFormat.of().formatHex(InputFiles.sha256().digest(bytes));
  }

  private static String json(Object value) {
    try {
      return new ObjectMapper().writerWithDefaultPrettyPrinter().writeValueAsString(value);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }
}

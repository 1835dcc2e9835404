package org.flipcheck.spark;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.flipcheck.metrics.PairSummary.Content;
import org.flipcheck.report.ToolVersion;
import org.flipcheck.spark.CountedRun.CountedInput;
import org.flipcheck.text.Sha256;

/** {@code counts/manifest.json} in and out. It carries a hash of itself, so that edits show. */
final class CountsManifestJson {

  /** Counts of one version can be added up, whichever release of Flipcheck wrote them. */
  static final int SCHEMA_VERSION = 2;

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String HASH = "sha256";
  private static final String PROTECTED = "matched_protected_ids";
  private static final String SQUARES = "has_squares";

  private CountsManifestJson() {}

  static String write(CountsManifest manifest) {
    ObjectNode root = JSON.createObjectNode();
    root.put("schema_version", SCHEMA_VERSION);
    root.put("run_id", manifest.runId());
    root.put("tool_version", ToolVersion.get());
    root.put("definition_hash", manifest.definitionHash());
    root.set("column_types", JSON.valueToTree(manifest.columnTypes()));
    root.set("slices", JSON.valueToTree(manifest.shape().slices()));
    root.set("slice_sets", JSON.valueToTree(manifest.shape().sets()));
    root.put("by_slice_set", manifest.bySliceSet());
    root.put("max_cells", manifest.shape().maxCells());
    Content content = manifest.shape().content();
    root.put("has_correctness", content.judged());
    root.put("has_answers", content.answers());
    root.put("has_scores", content.scores());
    root.put("has_weights", content.weights());
    root.put(SQUARES, needsSquares(content));
    root.put("has_old_classes", manifest.shape().knownClasses());
    root.put("has_id_halves", manifest.shape().halves());
    if (manifest.merged()) {
      List<ObjectNode> runs = manifest.runs().stream().map(CountsManifestJson::run).toList();
      root.set("merged_from", JSON.valueToTree(runs));
    } else {
      root.set("inputs", run(manifest.runs().get(0)).get("inputs"));
    }
    root.put("judged", manifest.bucket(Bucket.JUDGED.key()));
    root.set("buckets", JSON.valueToTree(manifest.buckets()));
    ObjectNode sketch = root.putObject("id_sketch");
    sketch.put("kept", IdSketch.SIZE);
    sketch.put("estimated_ids", Math.round(manifest.ids().estimate()));
    sketch.put("hashes", Base64.getEncoder().encodeToString(manifest.ids().toBytes()));
    if (!manifest.matchedIds().isEmpty()) {
      ObjectNode matched = root.putObject(PROTECTED);
      manifest.matchedIds().forEach((group, ids) -> matched.put(group, ids.text()));
    }
    root.set("files", JSON.valueToTree(manifest.files()));
    root.put(HASH, hash(root));
    return root.toPrettyString() + "\n";
  }

  private static ObjectNode run(CountedRun run) {
    ObjectNode node = JSON.createObjectNode();
    node.put("run_id", run.runId());
    node.put("judged", run.judged());
    ObjectNode inputs = node.putObject("inputs");
    run.inputs()
        .forEach(
            (side, input) -> {
              ObjectNode table = inputs.putObject(side.key());
              table.put("uri", input.uri());
              table.put("format", input.format());
              table.put("rows", input.rows());
              table.put("fingerprint", input.fingerprint());
              input.where().ifPresent(where -> table.put("where", where));
            });
    return node;
  }

  private static String hash(ObjectNode root) {
    try {
      byte[] bytes = JSON.writeValueAsString(root).getBytes(StandardCharsets.UTF_8);
      return Sha256.of(bytes);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  /**
   * Reads a manifest.
   *
   * @param run the run's folder, for messages
   * @throws BadInputException if it is of another version, edited or no manifest at all
   */
  static CountsManifest read(String run, String text) {
    try {
      if (!(JSON.readTree(text) instanceof ObjectNode root)) {
        throw new IllegalArgumentException("it is not a JSON object");
      }
      checkVersion(run, root.path("schema_version").asInt());
      JsonNode hash = root.remove(HASH);
      if (hash == null || !hash.asText().equals(hash(root))) {
        throw new BadInputException(
            "%s: %s was changed after the run wrote it; compare again with --overwrite"
                .formatted(run, CountsManifest.FILE));
      }
      CountsManifest manifest = manifest(root);
      if (needsSquares(manifest.shape().content()) && !root.path(SQUARES).asBoolean()) {
        throw new BadInputException(
            "%s: its counts lack the sums of squares that intervals of weighted metrics and means need, for an earlier version of Flipcheck wrote them; compare again with --overwrite"
                .formatted(run));
      }
      return manifest;
    } catch (JsonProcessingException | IllegalArgumentException e) {
      throw new BadInputException(
          "%s: %s cannot be read: %s; compare again with --overwrite"
              .formatted(run, CountsManifest.FILE, InputFiles.firstLine(e)));
    }
  }

  private static boolean needsSquares(Content content) {
    return content.weights() || content.scores();
  }

  private static void checkVersion(String run, int version) {
    if (version < SCHEMA_VERSION) {
      throw new BadInputException(
          "%s: its counts are of version %d, written before runs could be merged, and this version of Flipcheck adds up version %d; compare again with --overwrite"
              .formatted(run, version, SCHEMA_VERSION));
    }
    if (version > SCHEMA_VERSION) {
      throw new BadInputException(
          "%s: its counts are of version %d, and this version of Flipcheck adds up version %d; use the version that wrote them"
              .formatted(run, version, SCHEMA_VERSION));
    }
  }

  private static CountsManifest manifest(ObjectNode root) {
    Content content =
        new Content(
            root.path("has_correctness").asBoolean(),
            root.path("has_answers").asBoolean(),
            root.path("has_scores").asBoolean(),
            root.path("has_weights").asBoolean());
    List<List<String>> sets = new ArrayList<>();
    root.path("slice_sets").forEach(set -> sets.add(texts(set)));
    Map<String, Long> buckets = new LinkedHashMap<>();
    root.path("buckets").properties().forEach(e -> buckets.put(e.getKey(), e.getValue().asLong()));
    Map<String, MatchedIds> matched = new TreeMap<>();
    textByName(root.path(PROTECTED))
        .forEach((group, bits) -> matched.put(group, MatchedIds.fromText(bits)));
    List<CountedRun> runs = new ArrayList<>();
    root.path("merged_from").forEach(run -> runs.add(readRun(run)));
    boolean merged = !runs.isEmpty();
    if (!merged) {
      runs.add(readRun(root));
    }
    return new CountsManifest(
        root.path("run_id").asText(),
        root.path("definition_hash").asText(),
        textByName(root.path("column_types")),
        new CountShape(
            texts(root.path("slices")),
            sets,
            root.path("max_cells").asInt(),
            content,
            root.path("has_old_classes").asBoolean(),
            root.path("has_id_halves").asBoolean()),
        root.path("by_slice_set").asBoolean(),
        buckets,
        IdSketch.fromBytes(
            Base64.getDecoder().decode(root.path("id_sketch").path("hashes").asText())),
        matched,
        runs,
        merged,
        textByName(root.path("files")));
  }

  private static CountedRun readRun(JsonNode run) {
    Map<TableSide, CountedInput> inputs = new LinkedHashMap<>();
    for (TableSide side : TableSide.values()) {
      JsonNode table = run.path("inputs").path(side.key());
      if (table.isObject()) {
        inputs.put(
            side,
            new CountedInput(
                table.path("uri").asText(),
                table.path("format").asText(),
                table.path("rows").asLong(),
                table.path("fingerprint").asText(),
                Optional.ofNullable(table.get("where")).map(JsonNode::asText)));
      }
    }
    return new CountedRun(run.path("run_id").asText(), run.path("judged").asLong(), inputs);
  }

  private static List<String> texts(JsonNode list) {
    List<String> texts = new ArrayList<>();
    list.forEach(text -> texts.add(text.asText()));
    return texts;
  }

  private static Map<String, String> textByName(JsonNode object) {
    Map<String, String> texts = new LinkedHashMap<>();
    object.properties().forEach(entry -> texts.put(entry.getKey(), entry.getValue().asText()));
    return texts;
  }
}

package org.flipcheck.spark;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.flipcheck.text.Sha256;

/**
 * The JSON files of a prediction store. Each ends with a seal, a hash of all the rest, by which an
 * edit by hand or a cut is told.
 */
final class StoreJson {

  static final String VERSION = "schema_version";
  static final int SCHEMA_VERSION = 1;

  private static final String SEAL = "seal";
  private static final ObjectMapper MAPPER =
      new ObjectMapper().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

  private StoreJson() {}

  /** A JSON text with its seal, for people and programs. */
  static String sealed(Map<String, Object> content) {
    ObjectNode json = MAPPER.valueToTree(content);
    json.put(SEAL, seal(json));
    try {
      return MAPPER.writerWithDefaultPrettyPrinter().writeValueAsString(json) + "\n";
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  /** A hash of the values, whatever the blanks and line breaks between them. */
  private static String seal(ObjectNode json) {
    try {
      byte[] bytes = MAPPER.writeValueAsBytes(json);
      return "sha256:" + Sha256.of(bytes);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  /**
   * Reads a sealed JSON text.
   *
   * @param place the file, for messages
   * @throws BadInputException if it is cut short, of a newer version, or edited
   */
  static JsonNode unsealed(String place, String text) {
    JsonNode parsed;
    try {
      parsed = MAPPER.readTree(text);
    } catch (JsonProcessingException e) {
      throw damaged(place, "it is not JSON, or cut short");
    }
    if (!(parsed instanceof ObjectNode json) || !json.path(VERSION).isInt()) {
      throw damaged(place, "it is no file of a store");
    }
    int version = json.path(VERSION).asInt();
    if (version > SCHEMA_VERSION) {
      throw new BadInputException(
          "%s: written by a newer Flipcheck (schema_version %d, this one knows %d); use that version, or %s with this one"
              .formatted(place, version, SCHEMA_VERSION, anew(place)));
    }
    JsonNode seal = json.remove(SEAL);
    if (seal == null || !seal.asText().equals(seal(json))) {
      throw damaged(place, "it was changed after it was written");
    }
    return json;
  }

  static BadInputException damaged(String place, String why) {
    return new BadInputException(
        "%s: %s; restore the file, or %s".formatted(place, why, anew(place)));
  }

  /** Models can be replaced one by one; what they have in common cannot. */
  private static String anew(String place) {
    return place.endsWith(StoreSettings.FILE)
        ? "add the models to a new store"
        : "add the model again with --overwrite";
  }

  static List<String> texts(JsonNode json, String key) {
    List<String> texts = new ArrayList<>();
    json.path(key).forEach(item -> texts.add(item.asText()));
    return texts;
  }
}

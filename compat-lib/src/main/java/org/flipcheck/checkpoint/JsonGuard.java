package org.flipcheck.checkpoint;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/**
 * Reads foreign JSON token by token, and refuses whatever is not what was expected. Text is decoded
 * here and not by Jackson, which would guess at UTF-16 and let some bad UTF-8 through.
 */
final class JsonGuard implements AutoCloseable {

  private static final int MAX_DEPTH = 16;
  private static final int MAX_NAME = 4096;
  private static final int MAX_STRING = 8 << 20;
  private static final int MAX_DIGITS = 32;

  // Names come from strangers and are never looked for again: neither interned nor canonicalised.
  private static final JsonFactory FACTORY =
      new JsonFactoryBuilder()
          .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
          .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES)
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNestingDepth(MAX_DEPTH)
                  .maxNameLength(MAX_NAME)
                  .maxStringLength(MAX_STRING)
                  .maxNumberLength(MAX_DIGITS)
                  .build())
          .build();

  private final String where;
  private final JsonParser parser;

  /** What reads the content of an open document. */
  interface Content<T> {
    T read(JsonGuard json) throws IOException;
  }

  private JsonGuard(String where, JsonParser parser) {
    this.where = where;
    this.parser = parser;
  }

  /**
   * Reads a document to its end.
   *
   * @param where what it is, for messages
   * @param bytes the document
   * @param content reads its one value, beginning before the first token
   * @throws CheckpointException if it is not JSON in UTF-8, or the content refuses it
   * @throws IOException if the bytes cannot be read
   */
  static <T> T read(String where, InputStream bytes, Content<T> content) throws IOException {
    Reader text =
        new InputStreamReader(
            bytes,
            StandardCharsets.UTF_8
                .newDecoder()
                .onMalformedInput(CodingErrorAction.REPORT)
                .onUnmappableCharacter(CodingErrorAction.REPORT));
    try (JsonGuard json = new JsonGuard(where, FACTORY.createParser(text))) {
      T value = content.read(json);
      if (json.parser.nextToken() != null) {
        throw json.refused("has more after its object; write the file again");
      }
      return value;
    } catch (CharacterCodingException e) {
      throw new CheckpointException(where + " is not UTF-8; write the file again");
    } catch (JsonProcessingException e) {
      throw new CheckpointException(
          "%s cannot be read, at character %d: %s"
              .formatted(
                  where,
                  e.getLocation() == null ? 0 : e.getLocation().getCharOffset(),
                  Shown.text(String.valueOf(e.getOriginalMessage()))));
    }
  }

  /** Enters an object. */
  void object(String what) throws IOException {
    expect(JsonToken.START_OBJECT, what, "an object");
  }

  /** The next name of the object entered, or null at its end. */
  String name() throws IOException {
    return parser.nextToken() == JsonToken.END_OBJECT ? null : parser.currentName();
  }

  String string(String what) throws IOException {
    expect(JsonToken.VALUE_STRING, what, "a string");
    return parser.getText();
  }

  /** Enters an array. */
  void array(String what) throws IOException {
    expect(JsonToken.START_ARRAY, what, "an array");
  }

  /** Moves to the next element of the array entered; false at its end. */
  boolean element() throws IOException {
    return parser.nextToken() != JsonToken.END_ARRAY;
  }

  /** The current element, as a whole number of at least 0. */
  long whole(String what) throws IOException {
    if (parser.currentToken() != JsonToken.VALUE_NUMBER_INT) {
      throw refused("has %s that is not a whole number but %s".formatted(what, found()));
    }
    long value = parser.getLongValue();
    if (value < 0) {
      throw refused("has %s of %d; none is below 0".formatted(what, value));
    }
    return value;
  }

  /** Passes over a value of any kind. */
  void skip() throws IOException {
    parser.nextToken();
    parser.skipChildren();
  }

  CheckpointException refused(String what) {
    return new CheckpointException(where + " " + what);
  }

  private void expect(JsonToken token, String what, String kind) throws IOException {
    if (parser.nextToken() != token) {
      throw refused(
          "has %s that is not %s but %s; write the file again".formatted(what, kind, found()));
    }
  }

  private String found() {
    JsonToken token = parser.currentToken();
    return token == null
        ? "the end of the file"
        : token.name().toLowerCase(Locale.ROOT).replace("value_", "").replace('_', ' ');
  }

  @Override
  public void close() throws IOException {
    parser.close();
  }
}

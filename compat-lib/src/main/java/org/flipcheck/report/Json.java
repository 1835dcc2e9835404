package org.flipcheck.report;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.io.JsonEOFException;
import com.fasterxml.jackson.core.io.JsonStringEncoder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * JSON as plain values: {@code Map}, {@code List}, {@code String}, {@code Long}, {@code Double},
 * {@code Boolean} and null. Streaming only: data binding would cost the gate more time to start
 * than all of its work.
 */
final class Json {

  private static final JsonFactory FACTORY =
      JsonFactory.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build();

  /** Objects and lists of up to this many scalars are written on one line. */
  private static final int ONE_LINE = 8;

  private final StringBuilder out = new StringBuilder();
  private final boolean pretty;

  private Json(boolean pretty) {
    this.pretty = pretty;
  }

  /**
   * Reads one JSON value.
   *
   * @param name name of the text, for messages
   * @param text the text
   * @return the value
   * @throws ResultException if the text is not one whole JSON value
   */
  static Object parse(String name, String text) throws ResultException {
    try (JsonParser parser = FACTORY.createParser(text)) {
      if (parser.nextToken() == null) {
        throw new ResultException(name + ": the file is empty, not a JSON object");
      }
      Object value = value(parser);
      if (parser.nextToken() != null) {
        throw new ResultException(
            "%s:%d: something follows the end of the JSON object"
                .formatted(name, parser.currentTokenLocation().getLineNr()));
      }
      return value;
    } catch (JsonEOFException e) {
      throw new ResultException(
          "%s:%d: the file ends in the middle of a value: it is truncated"
              .formatted(name, line(e)));
    } catch (JsonProcessingException e) {
      throw new ResultException(
          "%s:%d: not JSON: %s".formatted(name, line(e), firstLine(e.getOriginalMessage())));
    } catch (ResultException e) {
      throw e;
    } catch (IOException e) {
      throw new UncheckedIOException(e); // a text in memory has no I/O
    }
  }

  /** The line of an error; 1 where the parser gave up before it counted. */
  private static int line(JsonProcessingException e) {
    return e.getLocation() == null ? 1 : e.getLocation().getLineNr();
  }

  private static String firstLine(String message) {
    return message.lines().findFirst().orElse("");
  }

  private static Object value(JsonParser parser) throws IOException {
    return switch (parser.currentToken()) {
      case START_OBJECT -> object(parser);
      case START_ARRAY -> array(parser);
      case VALUE_STRING -> parser.getText();
      case VALUE_NUMBER_INT ->
          parser.getNumberType() == JsonParser.NumberType.BIG_INTEGER
              ? (Object) parser.getDoubleValue()
              : (Object) parser.getLongValue();
      case VALUE_NUMBER_FLOAT -> parser.getDoubleValue();
      case VALUE_TRUE -> true;
      case VALUE_FALSE -> false;
      default -> null;
    };
  }

  private static Map<String, Object> object(JsonParser parser) throws IOException {
    Map<String, Object> object = new LinkedHashMap<>();
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      String key = parser.currentName();
      parser.nextToken();
      object.put(key, value(parser));
    }
    return object;
  }

  private static List<Object> array(JsonParser parser) throws IOException {
    List<Object> array = new ArrayList<>();
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      array.add(value(parser));
    }
    return array;
  }

  /**
   * Writes a value for people and diffs: stable order, two spaces, small objects on one line.
   *
   * @param value a plain value
   * @return JSON with a newline at its end
   */
  static String pretty(Object value) {
    Json json = new Json(true);
    json.write(value, 0);
    return json.out.append('\n').toString();
  }

  /**
   * Writes a value on one line.
   *
   * @param value a plain value
   * @return JSON without a newline
   */
  static String compact(Object value) {
    Json json = new Json(false);
    json.write(value, 0);
    return json.out.toString();
  }

  private void write(Object value, int depth) {
    if (value instanceof Map<?, ?> map) {
      writeObject(map, depth);
    } else if (value instanceof List<?> list) {
      writeArray(list, depth);
    } else if (value instanceof String text) {
      writeText(text);
    } else {
      out.append(value);
    }
  }

  private void writeText(String text) {
    out.append('"');
    JsonStringEncoder.getInstance().quoteAsString(text, out);
    out.append('"');
  }

  private void writeObject(Map<?, ?> map, int depth) {
    boolean lines = spreads(map.values());
    String separator = "";
    out.append('{');
    for (Map.Entry<?, ?> entry : map.entrySet()) {
      out.append(separator);
      lineBreak(lines, depth + 1);
      writeText((String) entry.getKey());
      out.append(pretty ? ": " : ":");
      write(entry.getValue(), depth + 1);
      separator = lines || !pretty ? "," : ", ";
    }
    lineBreak(lines, depth);
    out.append('}');
  }

  private void writeArray(List<?> list, int depth) {
    boolean lines = spreads(list);
    String separator = "";
    out.append('[');
    for (Object item : list) {
      out.append(separator);
      lineBreak(lines, depth + 1);
      write(item, depth + 1);
      separator = lines || !pretty ? "," : ", ";
    }
    lineBreak(lines, depth);
    out.append(']');
  }

  private boolean spreads(Collection<?> values) {
    return pretty
        && (values.size() > ONE_LINE
            || values.stream().anyMatch(v -> v instanceof Map || v instanceof List));
  }

  private void lineBreak(boolean lines, int depth) {
    if (lines) {
      out.append('\n').append("  ".repeat(depth));
    }
  }

  /**
   * A real number as a plain value: whole numbers without a fraction, so that counts read as
   * counts.
   *
   * @param value any finite double
   * @return a {@code Long} that stands for exactly the same double, else a {@code Double}
   * @throws IllegalArgumentException if {@code value} is NaN or infinite
   */
  static Object number(double value) {
    if (!Double.isFinite(value)) {
      throw new IllegalArgumentException(
          value + " cannot stand in a result: undefined is a value of its own");
    }
    long whole = (long) value;
    boolean same = Double.doubleToRawLongBits((double) whole) == Double.doubleToRawLongBits(value);
    return same && Math.abs(value) < 0x1p53 ? (Object) whole : (Object) value;
  }

  /**
   * A deep, unmodifiable copy with whole numbers as {@code Long} and reals as {@code Double}.
   *
   * @param object a JSON object
   * @return the copy
   * @throws IllegalArgumentException if it holds what JSON does not have
   */
  static Map<String, Object> copyOfObject(Map<?, ?> object) {
    Map<String, Object> copy = new LinkedHashMap<>();
    object.forEach((key, value) -> copy.put((String) key, copy(value)));
    return Collections.unmodifiableMap(copy);
  }

  private static Object copy(Object value) {
    if (value instanceof Map<?, ?> map) {
      return copyOfObject(map);
    }
    if (value instanceof List<?> list) {
      return list.stream().map(Json::copy).toList();
    }
    if (value instanceof Integer || value instanceof Long || value instanceof Short) {
      return ((Number) value).longValue();
    }
    if (value instanceof Double number) {
      return number(number);
    }
    if (value == null || value instanceof String || value instanceof Boolean) {
      return value;
    }
    throw new IllegalArgumentException(
        "a configuration cannot hold a %s in JSON: %s"
            .formatted(value.getClass().getSimpleName(), value));
  }
}

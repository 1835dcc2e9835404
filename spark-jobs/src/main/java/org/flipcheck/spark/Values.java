package org.flipcheck.spark;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import org.flipcheck.metrics.Answers;
import scala.collection.Iterable;
import scala.jdk.javaapi.CollectionConverters;

/** Reads the values of a Spark row in the roles a comparison gives them. */
final class Values {

  private static final ObjectMapper JSON = new ObjectMapper();

  private Values() {}

  /** A value as text: numbers in plain decimal, everything else as it prints. */
  static String text(Object value) {
    if (value == null || value instanceof String) {
      return (String) value;
    }
    if (value instanceof Double number) {
      return Answers.ofNumber(number.doubleValue());
    }
    if (value instanceof Float number) {
      return Answers.ofNumber(number.floatValue());
    }
    if (value instanceof BigDecimal number) {
      return Answers.ofNumber(number);
    }
    return value.toString();
  }

  /**
   * A finite number, −0.0 made 0.0; null when the value is missing, unusable or not a number, the
   * latter two with an issue.
   */
  static Double number(Object value, String role, Normaliser.Issues issues) {
    if (value == null) {
      return null;
    }
    double number;
    if (value instanceof Number typed) {
      number = typed.doubleValue();
    } else {
      try {
        number = Double.parseDouble(value.toString().strip());
      } catch (NumberFormatException e) {
        Double special = specialNumber(value.toString().strip());
        if (special == null) {
          issues.add(Issue.NOT_A_NUMBER, role + " '" + value + "'");
          return null;
        }
        number = special;
      }
    }
    if (!Double.isFinite(number)) {
      issues.add(Issue.UNUSABLE, role + " " + value);
      return null;
    }
    return number + 0.0;
  }

  /** The spellings of Python and R, which Java does not read. */
  private static Double specialNumber(String text) {
    return switch (text.toLowerCase(java.util.Locale.ROOT)) {
      case "nan" -> Double.NaN;
      case "inf", "+inf", "infinity", "+infinity" -> Double.POSITIVE_INFINITY;
      case "-inf", "-infinity" -> Double.NEGATIVE_INFINITY;
      default -> null;
    };
  }

  /**
   * The elements of a list column, or of a JSON list in text; null with an issue when it is none.
   */
  static List<String> list(Object value, String role, Normaliser.Issues issues) {
    List<String> elements = new ArrayList<>();
    if (value instanceof Iterable<?> sequence) {
      for (Object element : CollectionConverters.asJava(sequence)) {
        elements.add(String.valueOf(text(element)));
      }
      return elements;
    }
    JsonNode list = jsonList(value);
    if (list == null) {
      issues.add(Issue.NOT_A_LIST, role + " '" + value + "'");
      return null;
    }
    list.forEach(element -> elements.add(element.asText()));
    return elements;
  }

  /**
   * The numbers of a list column, or of a JSON list in text; null with an issue when it is none.
   */
  static double[] numbers(Object value, String role, Normaliser.Issues issues) {
    List<Double> numbers = new ArrayList<>();
    if (value instanceof Iterable<?> sequence) {
      for (Object element : CollectionConverters.asJava(sequence)) {
        numbers.add(element instanceof Number number ? number.doubleValue() : Double.NaN);
      }
    } else {
      JsonNode list = jsonList(value);
      if (list == null) {
        issues.add(Issue.NOT_A_LIST, role + " '" + value + "'");
        return null;
      }
      list.forEach(element -> numbers.add(element.isNumber() ? element.asDouble() : Double.NaN));
    }
    return numbers.stream().mapToDouble(Double::doubleValue).toArray();
  }

  private static JsonNode jsonList(Object value) {
    try {
      JsonNode node = value instanceof String text ? JSON.readTree(text) : null;
      return node != null && node.isArray() ? node : null;
    } catch (JsonProcessingException e) {
      return null;
    }
  }

  /** Whether a number can be the weight of an example: its square, and sums of squares, exist. */
  static boolean isWeight(double number) {
    return number == 0 || (number >= 1e-140 && number <= 1e140);
  }
}

package org.flipcheck.train.interpolation;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;

/** Arrays of golden vectors. */
public final class GoldenNumbers {

  private GoldenNumbers() {}

  /** All numbers of a nested array, last dimension fastest. */
  public static double[] flat(JsonNode value) {
    List<Double> numbers = new ArrayList<>();
    collect(value, numbers);
    return numbers.stream().mapToDouble(Double::doubleValue).toArray();
  }

  private static void collect(JsonNode value, List<Double> into) {
    if (value.isNumber()) {
      into.add(value.asDouble());
    }
    value.forEach(element -> collect(element, into));
  }
}

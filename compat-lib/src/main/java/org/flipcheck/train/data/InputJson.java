package org.flipcheck.train.data;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;
import org.flipcheck.train.HashedNgrams;

/** {@link InputDescription}s as JSON, out and in. Keys are in snake_case. */
final class InputJson {

  private static final String KIND = "kind";
  private static final String COLUMN = "column";
  private static final String DIMENSIONS = "dimensions";
  private static final String WORDS = "words";
  private static final String LETTERS = "letters";
  private static final String MISSING = "missing";
  private static final String COLUMNS = "columns";
  private static final String NAME = "name";
  private static final String MEAN = "mean";
  private static final String DEVIATION = "deviation";
  private static final String VALUES = "values";
  private static final String SIZE = "size";
  private static final String COLOUR = "colour";
  private static final String SCALING = "scaling";

  private final List<String> problems = new ArrayList<>();

  private InputJson() {}

  static ObjectNode write(TextInputs inputs) {
    HashedNgrams features = inputs.features();
    ObjectNode json = begin(DataKind.TEXT).put(COLUMN, inputs.column());
    json.put(DIMENSIONS, features.dimensions()).put(WORDS, features.words());
    json.putArray(LETTERS).add(features.shortest()).add(features.longest());
    return json;
  }

  static ObjectNode write(TableInputs inputs) {
    ObjectNode json = begin(DataKind.TABLE).put(MISSING, inputs.missing().key());
    ArrayNode columns = json.putArray(COLUMNS);
    for (TableColumn column : inputs.columns()) {
      ObjectNode item = columns.addObject().put(NAME, column.name());
      if (column instanceof TableColumn.Numbers numbers) {
        item.put(MEAN, numbers.mean()).put(DEVIATION, numbers.deviation());
      } else if (column instanceof TableColumn.Categories categories) {
        categories.values().forEach(item.putArray(VALUES)::add);
      }
    }
    return json;
  }

  static ObjectNode write(ImageInputs inputs) {
    ObjectNode json = begin(DataKind.IMAGES);
    json.putArray(SIZE).add(inputs.rows()).add(inputs.columns());
    return json.put(COLOUR, inputs.colour().key()).put(SCALING, key(inputs.scaling()));
  }

  private static ObjectNode begin(DataKind kind) {
    return JsonNodeFactory.instance.objectNode().put(KIND, kind.key());
  }

  private static String key(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }

  static InputDescription read(JsonNode json) {
    InputJson reader = new InputJson();
    DataKind kind = reader.choice(json, KIND, DataKind.values());
    reader.stopAtProblems();
    return switch (kind) {
      case TEXT -> reader.text(json);
      case TABLE -> reader.table(json);
      case IMAGES -> reader.images(json);
    };
  }

  private TextInputs text(JsonNode json) {
    String column = string(json, COLUMN);
    int dimensions = whole(json, DIMENSIONS);
    int words = whole(json, WORDS);
    int[] letters = pair(json, LETTERS);
    stopAtProblems();
    return built(
        () -> new TextInputs(column, new HashedNgrams(dimensions, words, letters[0], letters[1])));
  }

  private TableInputs table(JsonNode json) {
    MissingNumbers missing = choice(json, MISSING, MissingNumbers.values());
    List<Supplier<TableColumn>> columns = new ArrayList<>();
    array(json, COLUMNS).forEach(column -> columns.add(column(column)));
    stopAtProblems();
    return built(() -> new TableInputs(columns.stream().map(Supplier::get).toList(), missing));
  }

  private Supplier<TableColumn> column(JsonNode json) {
    String name = string(json, NAME);
    if (json.has(VALUES)) {
      List<String> values = new ArrayList<>();
      for (JsonNode value : array(json, VALUES)) {
        if (!value.isTextual()) {
          refuse(VALUES, value, "texts");
        }
        values.add(value.asText());
      }
      return () -> new TableColumn.Categories(name, values);
    }
    double mean = number(json, MEAN);
    double deviation = number(json, DEVIATION);
    return () -> new TableColumn.Numbers(name, mean, deviation);
  }

  private ImageInputs images(JsonNode json) {
    int[] size = pair(json, SIZE);
    Colour colour = choice(json, COLOUR, Colour.values());
    ImageInputs.Scaling scaling = choice(json, SCALING, ImageInputs.Scaling.values());
    stopAtProblems();
    return built(() -> new ImageInputs(size[0], size[1], colour, scaling));
  }

  private void stopAtProblems() {
    if (!problems.isEmpty()) {
      throw new DataException(problems);
    }
  }

  /** What a record refuses is a problem of the description too. */
  private static <T> T built(Supplier<T> description) {
    try {
      return description.get();
    } catch (IllegalArgumentException e) {
      throw new DataException(List.of("the description of the inputs: " + e.getMessage()));
    }
  }

  private void refuse(String key, JsonNode found, String wanted) {
    problems.add(
        "the description of the inputs: %s is %s, not %s"
            .formatted(key, found.isMissingNode() ? "missing" : found, wanted));
  }

  private String string(JsonNode json, String key) {
    JsonNode value = json.path(key);
    if (!value.isTextual()) {
      refuse(key, value, "a text");
    }
    return value.asText();
  }

  private int whole(JsonNode json, String key) {
    return whole(key, json.path(key));
  }

  private int whole(String key, JsonNode value) {
    if (!value.isIntegralNumber() || !value.canConvertToInt()) {
      refuse(key, value, "a whole number");
    }
    return value.asInt();
  }

  private double number(JsonNode json, String key) {
    JsonNode value = json.path(key);
    if (!value.isNumber()) {
      refuse(key, value, "a number");
    }
    return value.asDouble();
  }

  private JsonNode array(JsonNode json, String key) {
    JsonNode value = json.path(key);
    if (!value.isArray()) {
      refuse(key, value, "a list");
    }
    return value;
  }

  private int[] pair(JsonNode json, String key) {
    JsonNode value = json.path(key);
    if (!value.isArray() || value.size() != 2) {
      refuse(key, value, "a list of two whole numbers");
      return new int[2];
    }
    return new int[] {whole(key, value.get(0)), whole(key, value.get(1))};
  }

  private <E extends Enum<E>> E choice(JsonNode json, String key, E[] constants) {
    JsonNode value = json.path(key);
    for (E constant : constants) {
      if (value.isTextual() && key(constant).equals(value.asText())) {
        return constant;
      }
    }
    refuse(
        key,
        value,
        "one of " + String.join(", ", Arrays.stream(constants).map(InputJson::key).toList()));
    return constants[0];
  }
}

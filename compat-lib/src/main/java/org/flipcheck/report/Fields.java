package org.flipcheck.report;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/**
 * A JSON object being read: typed access to its fields, with one clear sentence where a field is
 * missing or of the wrong type.
 */
final class Fields {

  private final String file;
  private final String path;
  private final Map<?, ?> object;

  private Fields(String file, String path, Map<?, ?> object) {
    this.file = file;
    this.path = path;
    this.object = object;
  }

  /**
   * The outermost object of a file.
   *
   * @param file name of the file, for messages
   * @param value what {@link Json#parse} gave
   * @return its fields
   * @throws ResultException if it is not an object
   */
  static Fields root(String file, Object value) throws ResultException {
    if (value instanceof Map<?, ?> map) {
      return new Fields(file, "", map);
    }
    throw new ResultException("%s is %s, not a JSON object".formatted(file, shown(value)));
  }

  /** Names a field of this object in full. */
  private String pathOf(String key) {
    return path.isEmpty() ? key : path + "." + key;
  }

  /**
   * Refuses a field's value.
   *
   * @param key the field
   * @param problem what is wrong, as the rest of a sentence that starts with the field
   * @return the exception to throw
   */
  ResultException refuse(String key, String problem) {
    return new ResultException("%s: %s %s".formatted(file, pathOf(key), problem));
  }

  private ResultException wrongType(String key, String wanted) {
    return refuse(key, "is %s, not %s".formatted(shown(object.get(key)), wanted));
  }

  private static String shown(Object value) {
    if (value instanceof Map) {
      return "an object";
    }
    if (value instanceof List) {
      return "a list";
    }
    return Format.ellipsis(Json.compact(value), 60);
  }

  private Object required(String key) throws ResultException {
    if (!object.containsKey(key)) {
      throw refuse(key, "is missing");
    }
    return object.get(key);
  }

  /** The keys in the order of the file. */
  List<String> keys() {
    return object.keySet().stream().map(String::valueOf).toList();
  }

  boolean has(String key) {
    return object.containsKey(key);
  }

  /** Whether the field is there and not null; a missing field is an error. */
  boolean isSet(String key) throws ResultException {
    return required(key) != null;
  }

  String text(String key) throws ResultException {
    if (required(key) instanceof String text) {
      return text;
    }
    throw wrongType(key, "text");
  }

  Optional<String> nullableText(String key) throws ResultException {
    return isSet(key) ? Optional.of(text(key)) : Optional.empty();
  }

  boolean flag(String key) throws ResultException {
    if (required(key) instanceof Boolean flag) {
      return flag;
    }
    throw wrongType(key, "true or false");
  }

  long count(String key) throws ResultException {
    if (required(key) instanceof Long count && count >= 0) {
      return count;
    }
    throw wrongType(key, "a count (a whole number, 0 or more)");
  }

  OptionalLong nullableCount(String key) throws ResultException {
    return isSet(key) ? OptionalLong.of(count(key)) : OptionalLong.empty();
  }

  double number(String key) throws ResultException {
    if (required(key) instanceof Number number && Double.isFinite(number.doubleValue())) {
      return number.doubleValue();
    }
    throw wrongType(key, "a number");
  }

  OptionalDouble nullableNumber(String key) throws ResultException {
    return isSet(key) ? OptionalDouble.of(number(key)) : OptionalDouble.empty();
  }

  Fields object(String key) throws ResultException {
    return new Fields(file, pathOf(key), rawObject(key));
  }

  Optional<Fields> optionalObject(String key) throws ResultException {
    return object.get(key) == null ? Optional.empty() : Optional.of(object(key));
  }

  Map<?, ?> rawObject(String key) throws ResultException {
    if (required(key) instanceof Map<?, ?> map) {
      return map;
    }
    throw wrongType(key, "an object");
  }

  List<Fields> objects(String key) throws ResultException {
    List<Fields> objects = new ArrayList<>();
    for (Object item : list(key)) {
      String where = "%s[%d]".formatted(pathOf(key), objects.size());
      if (!(item instanceof Map<?, ?> map)) {
        throw new ResultException(
            "%s: %s is %s, not an object".formatted(file, where, shown(item)));
      }
      objects.add(new Fields(file, where, map));
    }
    return objects;
  }

  List<?> list(String key) throws ResultException {
    if (required(key) instanceof List<?> list) {
      return list;
    }
    throw wrongType(key, "a list");
  }

  /** All fields of an object of texts, in the order of the file. */
  Map<String, String> texts() throws ResultException {
    Map<String, String> texts = new LinkedHashMap<>();
    for (Object key : object.keySet()) {
      texts.put((String) key, text((String) key));
    }
    return texts;
  }

  List<List<String>> listsOfTexts(String key) throws ResultException {
    List<List<String>> lists = new ArrayList<>();
    for (Object item : list(key)) {
      if (!(item instanceof List<?> texts) || !texts.stream().allMatch(String.class::isInstance)) {
        throw refuse(key, "is not a list of lists of texts");
      }
      lists.add(texts.stream().map(String.class::cast).toList());
    }
    return lists;
  }
}

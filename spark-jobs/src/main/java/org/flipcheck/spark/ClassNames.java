package org.flipcheck.spark;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.Serializable;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The classes a model knows, by index: {@code --old-classes} and {@code --new-classes}. They turn
 * predicted indices into names, and the old model's tell which labels it could not know.
 */
public final class ClassNames implements Serializable {
  private static final long serialVersionUID = 1L;

  private final String[] names;
  private final HashSet<String> known;

  /**
   * Classes in the order of their indices.
   *
   * @param names class names, all different
   */
  public ClassNames(List<String> names) {
    this.names = names.toArray(String[]::new);
    this.known = new HashSet<>(names);
  }

  /**
   * Reads a file with one class name a line, or a JSON list of names.
   *
   * @param file a UTF-8 file
   * @return the classes
   * @throws BadInputException if the file is missing, empty, not a list, has a gap, or names a
   *     class twice
   */
  public static ClassNames read(Path file) {
    List<String> names = parse(file, text(file));
    if (names.isEmpty()) {
      throw new BadInputException(
          "%s: names no class; give one class name a line, in the order of the indices"
              .formatted(file));
    }
    Map<String, Integer> seen = new HashMap<>();
    for (int index = 0; index < names.size(); index++) {
      String name = names.get(index);
      if (name.isEmpty()) {
        throw new BadInputException(
            "%s: class %d has no name, and the classes behind it would move up; name it, or take the empty line out"
                .formatted(file, index));
      }
      Integer first = seen.putIfAbsent(name, index);
      if (first != null) {
        throw new BadInputException(
            "%s: classes %d and %d are both named '%s'; each class needs a name of its own"
                .formatted(file, first, index, name));
      }
    }
    return new ClassNames(names);
  }

  private static String text(Path file) {
    try {
      String text = Files.readString(file);
      return text.startsWith("\uFEFF") ? text.substring(1) : text;
    } catch (NoSuchFileException e) {
      throw new BadInputException("%s: there is no such file; check the path".formatted(file));
    } catch (CharacterCodingException e) {
      throw new BadInputException("%s: is not UTF-8; convert the file".formatted(file));
    } catch (IOException e) {
      throw new BadInputException("%s: cannot be read: %s".formatted(file, e.getMessage()));
    }
  }

  private static List<String> parse(Path file, String text) {
    if (!text.stripLeading().startsWith("[")) {
      return text.stripTrailing().lines().map(String::strip).toList();
    }
    try {
      List<String> names = new ArrayList<>();
      for (JsonNode name : new ObjectMapper().readTree(text)) {
        if (!name.isTextual() && !name.isNumber()) {
          throw new BadInputException(
              "%s: class %d is %s, not a name; give a list of texts"
                  .formatted(file, names.size(), name));
        }
        names.add(name.asText());
      }
      return names;
    } catch (JsonProcessingException e) {
      throw new BadInputException(
          "%s: starts like a JSON list but is none: %s".formatted(file, e.getOriginalMessage()));
    }
  }

  /**
   * The class an answer means.
   *
   * @param answer a name, or an index as a whole number
   * @return the name, or empty when the answer is neither
   */
  public Optional<String> nameOf(String answer) {
    if (known.contains(answer)) {
      return Optional.of(answer);
    }
    try {
      int index = Integer.parseInt(answer);
      return index >= 0 && index < names.length ? Optional.of(names[index]) : Optional.empty();
    } catch (NumberFormatException e) {
      return Optional.empty();
    }
  }

  /**
   * Whether the model knows a class.
   *
   * @param name a class name
   * @return true if the list has it
   */
  public boolean contains(String name) {
    return known.contains(name);
  }

  /**
   * How many classes there are.
   *
   * @return a count, ≥ 1
   */
  public int size() {
    return names.length;
  }

  /**
   * The names in the order of their indices.
   *
   * @return an unmodifiable list
   */
  public List<String> names() {
    return List.of(names);
  }
}

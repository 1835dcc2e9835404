package org.flipcheck.spark;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.Serializable;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

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
   * @throws BadInputException if the file is missing, empty, not a list, or names a class twice
   */
  public static ClassNames read(Path file) {
    List<String> names = parse(file, text(file));
    if (names.isEmpty()) {
      throw new BadInputException(
          "%s names no class; give one class name a line, in the order of the indices"
              .formatted(file));
    }
    Set<String> seen = new LinkedHashSet<>();
    for (String name : names) {
      if (!seen.add(name)) {
        throw new BadInputException("%s names the class '%s' twice".formatted(file, name));
      }
    }
    return new ClassNames(names);
  }

  private static String text(Path file) {
    try {
      return Files.readString(file);
    } catch (NoSuchFileException e) {
      throw new BadInputException("%s does not exist; it should name the classes".formatted(file));
    } catch (IOException e) {
      throw new BadInputException("%s cannot be read as UTF-8 text: %s".formatted(file, e));
    }
  }

  private static List<String> parse(Path file, String text) {
    if (!text.stripLeading().startsWith("[")) {
      return text.lines().map(String::strip).filter(line -> !line.isEmpty()).toList();
    }
    try {
      List<String> names = new ArrayList<>();
      for (JsonNode name : new ObjectMapper().readTree(text)) {
        names.add(name.asText());
      }
      return names;
    } catch (JsonProcessingException e) {
      throw new BadInputException(
          "%s starts like a JSON list but is none: %s".formatted(file, e.getOriginalMessage()));
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

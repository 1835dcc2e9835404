package org.flipcheck.train.data;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.flipcheck.gate.Suggestion;

/** The classes in the order of the logits, and which labels are among them. */
final class ClassNames {

  private static final Pattern WHOLE = Pattern.compile("-?\\d{1,18}");

  private final List<String> names;
  private final Map<String, Integer> index = new HashMap<>();

  private ClassNames(List<String> names) {
    this.names = List.copyOf(names);
    names.forEach(name -> index.put(name, index.size()));
  }

  /** Every label once: whole numbers in their order, anything else in the order of characters. */
  static ClassNames of(Collection<String> labels) {
    boolean areNumbers = labels.stream().allMatch(label -> WHOLE.matcher(label).matches());
    Comparator<String> byCharacters = Comparator.naturalOrder();
    TreeSet<String> sorted =
        new TreeSet<>(
            areNumbers
                ? Comparator.<String, Long>comparing(Long::valueOf).thenComparing(byCharacters)
                : byCharacters);
    sorted.addAll(labels);
    return new ClassNames(List.copyOf(sorted));
  }

  /**
   * Reads a file with one name a line, in UTF-8.
   *
   * @throws IOException if it cannot be read, which begins with the file
   */
  static ClassNames read(Path file, Problems problems) throws IOException {
    List<String> lines;
    try {
      lines = Files.readAllLines(file);
    } catch (CharacterCodingException e) {
      throw new IOException(file + ": is not UTF-8; write it again in UTF-8", e);
    }
    Map<String, Integer> lineOf = new HashMap<>();
    for (int i = 0; i < lines.size(); i++) {
      String name = lines.get(i);
      Integer before = lineOf.putIfAbsent(name, i + 1);
      if (name.isBlank()) {
        problems.add("%s:%d: is empty; give one class a line".formatted(file, i + 1));
      } else if (before != null) {
        problems.add(
            "%s:%d: class %s is on line %d already; name each once"
                .formatted(file, i + 1, Shown.text(name), before));
      }
    }
    if (lines.isEmpty()) {
      problems.add(file + ": is empty; give one class a line, in the order of the logits");
    }
    return new ClassNames(lines);
  }

  List<String> names() {
    return names;
  }

  int size() {
    return names.size();
  }

  boolean has(String label) {
    return index.containsKey(label);
  }

  /** The index of a label that is among the names. */
  int index(String label) {
    return index.get(label);
  }

  int[] indices(List<String> labels) {
    return labels.stream().mapToInt(this::index).toArray();
  }

  /** What is wrong with a label that is not among the names, and what to do. */
  String refusal(String label) {
    return "label %s is none of the %d classes; %s"
        .formatted(
            Shown.text(label),
            size(),
            Suggestion.nearest(label, names)
                .map(name -> "did you mean '%s'?".formatted(name))
                .orElse("correct it, take it out, or name it in a file of `classes`"));
  }
}

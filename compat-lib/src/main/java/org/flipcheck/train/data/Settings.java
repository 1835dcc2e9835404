package org.flipcheck.train.data;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Function;
import org.flipcheck.gate.Suggestion;
import org.flipcheck.report.YamlNode;

/** Values of one mapping of a configuration, and whether all of them were right so far. */
final class Settings {

  private final YamlNode owner;
  private final String what;
  private final Map<String, YamlNode> values;
  private boolean isSound = true;

  /**
   * Reads a mapping with known keys; any other is a problem.
   *
   * @param what name of the mapping, for messages
   */
  Settings(YamlNode owner, String what, List<String> known) {
    this.owner = owner;
    this.what = what;
    if (owner.isMap()) {
      this.values = owner.map(what, known);
    } else {
      this.values = owner.map(what);
      this.isSound = false;
    }
  }

  boolean isSound() {
    return isSound;
  }

  /** Records a problem of a key, or of the whole mapping where the key is missing. */
  void refuse(String key, String message) {
    values.getOrDefault(key, owner).refuse(message);
    isSound = false;
  }

  boolean has(String key) {
    return values.containsKey(key);
  }

  Optional<YamlNode> node(String key) {
    return Optional.ofNullable(values.get(key));
  }

  /** A value that must be there. */
  Optional<YamlNode> required(String key, String remedy) {
    if (!has(key) && owner.isMap()) {
      refuse(key, "%s has no %s: %s".formatted(what, key, remedy));
    }
    return node(key);
  }

  /** A text, if the key is there. */
  Optional<String> text(String key) {
    return node(key).flatMap(node -> sound(node.text(key)));
  }

  /** Texts, one or several, each once; empty if the key is not there. */
  Optional<List<String>> texts(String key) {
    if (!has(key)) {
      return Optional.empty();
    }
    List<String> texts = new ArrayList<>();
    YamlNode node = values.get(key);
    for (YamlNode item : node.isList() ? node.items(key) : List.of(node)) {
      sound(item.text(key)).ifPresent(texts::add);
    }
    Set<String> seen = new HashSet<>();
    List<String> twice = texts.stream().filter(text -> !seen.add(text)).toList();
    if (!twice.isEmpty()) {
      refuse(key, "%s names %s twice".formatted(key, String.join(", ", twice)));
    }
    return Optional.of(texts);
  }

  /** A whole number within limits, or else the default. */
  int whole(String key, int otherwise, int least, int most) {
    return node(key).map(node -> whole(key, node, otherwise, least, most)).orElse(otherwise);
  }

  /** Two whole numbers within limits; empty if the key is not there or its value is wrong. */
  Optional<int[]> pair(String key, int least, int most) {
    if (!has(key)) {
      return Optional.empty();
    }
    YamlNode node = values.get(key);
    List<YamlNode> items = node.items(key);
    if (items.size() != 2) {
      if (node.isList()) {
        node.refuse("%s has %d items, not 2".formatted(key, items.size()));
      }
      isSound = false;
      return Optional.empty();
    }
    return Optional.of(
        new int[] {
          whole(key, items.get(0), least, least, most), whole(key, items.get(1), least, least, most)
        });
  }

  private int whole(String key, YamlNode node, int otherwise, int least, int most) {
    OptionalLong number = node.wholeNumber(key);
    if (number.isPresent() && number.getAsLong() >= least && number.getAsLong() <= most) {
      return (int) number.getAsLong();
    }
    if (number.isPresent()) {
      node.refuse(
          "%s is %d, from %d to %d is possible".formatted(key, number.getAsLong(), least, most));
    }
    isSound = false;
    return otherwise;
  }

  /** The constant of a name; the first is the default. */
  <E> E choice(String key, List<E> constants, Function<E, String> name) {
    Optional<String> text = text(key);
    Optional<E> found =
        text.flatMap(
            word -> constants.stream().filter(c -> name.apply(c).equals(word)).findFirst());
    if (text.isPresent() && found.isEmpty()) {
      List<String> words = constants.stream().map(name).toList();
      refuse(
          key,
          "%s is %s: %s"
              .formatted(key, Shown.text(text.get()), Suggestion.remedy(text.get(), words)));
    }
    return found.orElse(constants.get(0));
  }

  /** A path within a folder, if the key is there. */
  Optional<Path> path(String key, Path folder) {
    return text(key).flatMap(text -> path(key, text, folder));
  }

  private Optional<Path> path(String key, String text, Path folder) {
    try {
      return Optional.of(folder.resolve(text).normalize());
    } catch (InvalidPathException e) {
      refuse(key, "%s is %s, which is no path: %s".formatted(key, Shown.text(text), e.getReason()));
      return Optional.empty();
    }
  }

  /** Takes over whether values within this one are right. */
  void include(Settings inner) {
    isSound &= inner.isSound;
  }

  private <T> Optional<T> sound(Optional<T> value) {
    isSound &= value.isPresent();
    return value;
  }
}

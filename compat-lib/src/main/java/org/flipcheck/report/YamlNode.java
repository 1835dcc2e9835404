package org.flipcheck.report;

import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.regex.Pattern;
import org.flipcheck.gate.Suggestion;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;

/**
 * A value in a {@link YamlTree}. Each accessor takes the name by which messages speak of the value;
 * where the value is of another type it records a problem and returns nothing.
 */
public final class YamlNode {

  private static final Pattern NUMBER =
      Pattern.compile("[-+]?(\\d+(\\.\\d*)?|\\.\\d+)([eE][-+]?\\d+)?");

  private final YamlTree tree;
  private final Node node;
  private final int line;

  YamlNode(YamlTree tree, Node node) {
    this(tree, node, node.getStartMark().map(YamlTree::line).orElse(1));
  }

  private YamlNode(YamlTree tree, Node node, int line) {
    this.tree = tree;
    this.node = node;
    this.line = line;
  }

  /**
   * Where the value is.
   *
   * @return the line of its key or, in a list, of the value itself, from 1
   */
  public int line() {
    return line;
  }

  /**
   * Records a problem of this value.
   *
   * @param message what is wrong: the value, the limit and the remedy
   */
  public void refuse(String message) {
    tree.refuse(line, message);
  }

  /**
   * Whether there is no value: {@code null}, or nothing behind the colon.
   *
   * @return true for null; a quoted {@code "null"} is text
   */
  public boolean isNull() {
    return node.getTag().equals(Tag.NULL);
  }

  /**
   * Whether this is a list.
   *
   * @return true for {@code [a, b]} and its form on several lines
   */
  public boolean isList() {
    return node instanceof SequenceNode;
  }

  /**
   * Whether this is a mapping.
   *
   * @return true for {@code {a: 1}} and its form on several lines
   */
  public boolean isMap() {
    return node instanceof MappingNode;
  }

  /**
   * A scalar exactly as it is written: {@code NO} stays {@code NO} and {@code 007} stays {@code
   * 007}.
   *
   * @param what name of the value, for messages
   * @return the text; empty, with a problem recorded, for null, lists and mappings
   */
  public Optional<String> text(String what) {
    if (node instanceof ScalarNode scalar && !isNull()) {
      return Optional.of(scalar.getValue());
    }
    refuse("%s is %s, not text".formatted(what, shown()));
    return Optional.empty();
  }

  /**
   * A number in decimal or scientific notation.
   *
   * @param what name of the value, for messages
   * @return the finite number; empty, with a problem recorded, for anything else
   */
  public OptionalDouble number(String what) {
    if (node instanceof ScalarNode scalar && NUMBER.matcher(scalar.getValue()).matches()) {
      double number = Double.parseDouble(scalar.getValue());
      if (!scalar.isPlain()) {
        refuse(
            "%s is the text %s, not a number: leave out the quotation marks"
                .formatted(what, shown()));
        return OptionalDouble.empty();
      }
      if (Double.isFinite(number)) {
        return OptionalDouble.of(number);
      }
    }
    refuse("%s is %s, not a number".formatted(what, shown()));
    return OptionalDouble.empty();
  }

  /**
   * A whole number.
   *
   * @param what name of the value, for messages
   * @return the number; empty, with a problem recorded, for anything else
   */
  public OptionalLong wholeNumber(String what) {
    if (node instanceof ScalarNode scalar && scalar.isPlain()) {
      try {
        return OptionalLong.of(Long.parseLong(scalar.getValue()));
      } catch (NumberFormatException e) {
        // told below
      }
    }
    refuse("%s is %s, not a whole number".formatted(what, shown()));
    return OptionalLong.empty();
  }

  /**
   * A switch.
   *
   * @param what name of the value, for messages
   * @return true or false; empty, with a problem recorded, for anything else
   */
  public Optional<Boolean> flag(String what) {
    if (node instanceof ScalarNode scalar && scalar.isPlain()) {
      if (scalar.getValue().equals("true") || scalar.getValue().equals("false")) {
        return Optional.of(scalar.getValue().equals("true"));
      }
    }
    refuse("%s is %s, not true or false".formatted(what, shown()));
    return Optional.empty();
  }

  /**
   * A list.
   *
   * @param what name of the value, for messages
   * @return its items; empty, with a problem recorded, if it is no list
   */
  public List<YamlNode> items(String what) {
    if (node instanceof SequenceNode sequence) {
      return sequence.getValue().stream().map(item -> new YamlNode(tree, item)).toList();
    }
    refuse("%s is %s, not a list".formatted(what, shown()));
    return List.of();
  }

  /**
   * One text, or a list of texts.
   *
   * @param what name of the value, for messages
   * @return the texts; those that are none are left out, with a problem recorded
   */
  public List<String> textOrTexts(String what) {
    return isList()
        ? items(what).stream().flatMap(item -> item.text("an item of " + what).stream()).toList()
        : text(what).stream().toList();
  }

  /**
   * A mapping with any keys. Of a key given twice, the first counts and the second is a problem.
   *
   * @param what name of the value, for messages
   * @return values by key, in the order of the file; empty, with a problem recorded, if it is no
   *     mapping
   */
  public Map<String, YamlNode> map(String what) {
    Map<String, YamlNode> values = new LinkedHashMap<>();
    if (!(node instanceof MappingNode mapping)) {
      refuse("%s is %s, not a mapping of keys to values".formatted(what, shown()));
      return values;
    }
    Map<String, Integer> lines = new HashMap<>();
    for (NodeTuple entry : mapping.getValue()) {
      YamlNode key = new YamlNode(tree, entry.getKeyNode());
      if (!(entry.getKeyNode() instanceof ScalarNode scalar)) {
        key.refuse("a key of %s is %s, not text".formatted(what, key.shown()));
        continue;
      }
      Integer first = lines.putIfAbsent(scalar.getValue(), key.line);
      if (first == null) {
        values.put(scalar.getValue(), new YamlNode(tree, entry.getValueNode(), key.line));
      } else {
        key.refuse(
            "%s is given twice, first on line %d: leave one of them".formatted(key.shown(), first));
      }
    }
    return values;
  }

  /**
   * A mapping with known keys.
   *
   * @param what name of the value, for messages
   * @param known the keys it may have
   * @return values of known keys, in the order of the file; any other key is a problem
   */
  public Map<String, YamlNode> map(String what, Collection<String> known) {
    Map<String, YamlNode> values = map(what);
    values.forEach(
        (key, value) -> {
          if (!known.contains(key)) {
            value.refuse(
                "unknown key '%s' in %s: %s"
                    .formatted(Format.visible(key), what, Suggestion.remedy(key, known)));
          }
        });
    values.keySet().retainAll(known);
    return values;
  }

  /**
   * The value as messages show it.
   *
   * @return a scalar in quotes, or a word for what it is
   */
  public String shown() {
    if (isNull()) {
      return "empty";
    }
    if (node instanceof ScalarNode scalar) {
      return "'" + Format.ellipsis(Format.visible(scalar.getValue()), 60) + "'";
    }
    return isList() ? "a list" : "a mapping";
  }
}

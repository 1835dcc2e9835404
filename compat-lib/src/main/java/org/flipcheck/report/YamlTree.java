package org.flipcheck.report;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.composer.Composer;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.parser.Parser;
import org.snakeyaml.engine.v2.parser.ParserImpl;
import org.snakeyaml.engine.v2.scanner.StreamReader;

/**
 * A YAML 1.2 or JSON file whose every key and value knows its line. Nothing is thrown: all problems
 * of a file are collected, each as {@code file:line: message}, so that a user is told them at once.
 * Size, depth and aliases are bounded, so that no file costs more than it should.
 *
 * <pre>{@code
 * YamlTree tree = YamlTree.parse("compare.yaml", text);
 * tree.root().ifPresent(root -> root.map("the configuration", KEYS).forEach(...));
 * if (!tree.problems().isEmpty()) { ... }
 * }</pre>
 */
public final class YamlTree {

  /** What people write is shorter; parsing takes time more than in proportion. */
  static final int MAX_CHARACTERS = 1 << 20;

  private record Problem(int line, String message) {}

  private final String name;
  private final List<Problem> problems = new ArrayList<>();
  private Optional<YamlNode> root = Optional.empty();

  private YamlTree(String name) {
    this.name = name;
  }

  /**
   * Reads one document.
   *
   * @param name name of the file, for messages
   * @param text its content
   * @return its tree; with a problem and no root if it is not YAML
   */
  public static YamlTree parse(String name, String text) {
    YamlTree tree = new YamlTree(name);
    if (text.length() > MAX_CHARACTERS) {
      tree.refuse(
          1,
          "the file has %,d characters, more than the %,d allowed: make it shorter"
              .formatted(text.length(), MAX_CHARACTERS));
      return tree;
    }
    LoadSettings settings = LoadSettings.builder().setLabel(name).setUseMarks(true).build();
    try {
      tree.root = compose(settings, readable(text)).map(node -> new YamlNode(tree, node));
    } catch (MarkedYamlEngineException e) {
      int line = e.getProblemMark().or(e::getContextMark).map(YamlTree::line).orElse(1);
      tree.refuse(line, "not YAML: " + Format.visible(e.getProblem()));
    } catch (YamlEngineException e) {
      tree.refuse(1, "not YAML: " + Format.visible(String.valueOf(e.getMessage())));
    }
    return tree;
  }

  private static Optional<Node> compose(LoadSettings settings, String text) {
    Parser parser = new ParserImpl(settings, new StreamReader(settings, text));
    return new Composer(settings, new ShallowParser(parser)).getSingleNode();
  }

  /** JSON may be indented by tabs, which YAML forbids; in JSON no tab ever stands in a text. */
  private static String readable(String text) {
    String plain = text.startsWith("\ufeff") ? text.substring(1) : text;
    return plain.stripLeading().startsWith("{") ? plain.replace('\t', ' ') : plain;
  }

  static int line(Mark mark) {
    return mark.getLine() + 1;
  }

  /**
   * The outermost value.
   *
   * @return the value; empty if the file is empty or not YAML
   */
  public Optional<YamlNode> root() {
    return root;
  }

  /**
   * Records a problem.
   *
   * @param line where, from 1
   * @param message what is wrong: the value, the limit and the remedy
   */
  public void refuse(int line, String message) {
    problems.add(new Problem(line, message));
  }

  /**
   * What is wrong, so far as it was looked at.
   *
   * @return sentences as {@code file:line: message}, in the order of the file
   */
  public List<String> problems() {
    return problems.stream()
        .sorted(Comparator.comparingInt(Problem::line))
        .map(problem -> "%s:%d: %s".formatted(name, problem.line(), problem.message()))
        .toList();
  }
}

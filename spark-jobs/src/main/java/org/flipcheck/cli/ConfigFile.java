package org.flipcheck.cli;

import java.io.IOException;
import java.nio.charset.MalformedInputException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.flipcheck.report.YamlNode;
import org.flipcheck.report.YamlTree;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/**
 * {@code --config FILE}: a YAML or JSON file whose keys are the options of the command, with {@code
 * _} for {@code -}. It becomes options in front of those on the command line, which win.
 */
final class ConfigFile {

  private static final String OPTION = "--config";

  /** Where options were given, as {@code file:line}: by name, and by name and value. */
  private final Map<String, String> places = new HashMap<>();

  /**
   * The command line with the options of a configuration file put in.
   *
   * @throws Problems if the file cannot be read, or has keys that are no options
   */
  String[] expand(CommandLine commandLine, String[] args) {
    Optional<String> file = given(args, OPTION);
    CommandLine command = args.length == 0 ? null : commandLine.getSubcommands().get(args[0]);
    if (file.isEmpty()
        || command == null
        || command.getCommandSpec().findOption(OPTION) == null
        || command.getCommandSpec().userObject() instanceof TrainCommand) {
      return args;
    }
    List<String> expanded = new ArrayList<>();
    expanded.add(args[0]);
    expanded.addAll(read(file.get(), command.getCommandSpec(), args));
    expanded.addAll(Arrays.asList(args).subList(1, args.length));
    return expanded.toArray(String[]::new);
  }

  private static Optional<String> given(String[] args, String option) {
    for (int i = 0; i < args.length; i++) {
      if (args[i].startsWith(option + "=")) {
        return Optional.of(args[i].substring(option.length() + 1));
      }
      if (args[i].equals(option) && i + 1 < args.length) {
        return Optional.of(args[i + 1]);
      }
    }
    return Optional.empty();
  }

  private List<String> read(String file, CommandSpec command, String[] args) {
    YamlTree tree = YamlTree.parse(file, text(file));
    List<String> known =
        command.options().stream()
            .map(option -> option.longestName().substring(2).replace('-', '_'))
            .filter(key -> !key.equals("config") && !key.equals("help") && !key.equals("version"))
            .toList();
    List<String> options = new ArrayList<>();
    tree.root()
        .map(root -> root.map("the configuration", known))
        .orElse(Map.of())
        .forEach((key, value) -> addOption(file, command, key, value, args, options));
    if (!tree.problems().isEmpty()) {
      throw new Problems(tree.problems());
    }
    return options;
  }

  private static String text(String file) {
    try {
      return Files.readString(Path.of(file));
    } catch (NoSuchFileException e) {
      throw new Problems("%s %s: there is no such file".formatted(OPTION, file));
    } catch (MalformedInputException e) {
      throw new Problems("%s %s: the file is not UTF-8".formatted(OPTION, file));
    } catch (IOException e) {
      throw new Problems("%s %s: cannot be read: %s".formatted(OPTION, file, e.getMessage()));
    }
  }

  private void addOption(
      String file,
      CommandSpec command,
      String key,
      YamlNode value,
      String[] args,
      List<String> options) {
    String name = "--" + key.replace('_', '-');
    OptionSpec option = command.findOption(name);
    if (option == null || value.isNull() || given(args, name).isPresent() || has(args, name)) {
      return;
    }
    places.put(name, file + ":" + value.line());
    if (value.isList()) {
      value
          .items(key)
          .forEach(
              item ->
                  item.text("an item of " + key)
                      .ifPresent(
                          text -> {
                            options.add(name + "=" + text);
                            places.put(name + " " + text, file + ":" + item.line());
                          }));
    } else if (option.arity().max() == 0) {
      value.flag(key).filter(on -> on).ifPresent(on -> options.add(name));
    } else if (value.isMap() && option.typeInfo().isMap()) {
      value
          .map(key)
          .forEach(
              (entry, item) ->
                  item.text(key).ifPresent(text -> options.add(name + "=" + entry + "=" + text)));
    } else {
      value.text(key).ifPresent(text -> options.add(name + "=" + text));
    }
  }

  private static boolean has(String[] args, String name) {
    return Arrays.asList(args).contains(name);
  }

  /** A problem with its place, where it begins with an option that the file gave. */
  String located(String problem) {
    return places.entrySet().stream()
        .filter(
            given ->
                problem.startsWith(given.getKey() + ":")
                    || problem.startsWith(given.getKey() + " "))
        .max(Comparator.comparingInt(given -> given.getKey().length()))
        .map(given -> given.getValue() + ": " + problem)
        .orElse(problem);
  }

  /** A message about an option with the option's place, where the file gave it. */
  String located(OptionSpec option, String message) {
    String place = places.get(option.longestName());
    return place == null ? message : place + ": " + message;
  }

  /** picocli's message in the words of the other messages. */
  static String oneLine(String message) {
    return message.lines().map(String::strip).collect(Collectors.joining(" "));
  }
}

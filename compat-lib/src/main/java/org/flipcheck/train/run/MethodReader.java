package org.flipcheck.train.run;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.flipcheck.mend.TrainedCandidate;
import org.flipcheck.report.YamlNode;
import org.flipcheck.train.run.MethodKind.Form;

/**
 * Reads the list of methods. Each number of a method may be a list; every combination then is a
 * candidate.
 */
final class MethodReader {

  /** More than anybody trains, and few enough to be listed. */
  private static final int MOST = 200;

  private static final List<String> OTHER_KEYS = List.of("name", "form");

  private final List<Method> methods = new ArrayList<>();

  /** All candidates, numbered from 1; what is wrong is told to the nodes. */
  List<Method> read(YamlNode node) {
    List<YamlNode> items = node.items("methods");
    if (node.isList() && items.isEmpty()) {
      node.refuse("methods is an empty list; give some, such as {name: mpt, margin: [0.5, 1, 2]}");
    }
    items.forEach(this::add);
    return methods;
  }

  private void add(YamlNode item) {
    Set<String> known = new LinkedHashSet<>(OTHER_KEYS);
    Stream.of(MethodKind.values())
        .forEach(kind -> known.addAll(kind.defaults(kind.forms().get(0)).keySet()));
    Settings settings = new Settings(item, "a method", known);
    if (settings.need("name").isEmpty()) {
      return;
    }
    Optional<MethodKind> found = kind(settings);
    if (found.isEmpty()) {
      return;
    }
    MethodKind kind = found.get();
    if (kind.forms().size() == 1 && settings.find("form").isPresent()) {
      settings.refuse("%s has no form; leave it out".formatted(kind.key()));
      return;
    }
    Form form = settings.choice("form", kind.forms(), kind.forms().get(0));
    Map<String, List<Double>> grid = grid(settings, kind, form);
    if (methods.size() + count(grid) > MOST) {
      settings.refuse(
          "the grids up to this method have %d candidates, at most %d are trained; leave some values out"
              .formatted(methods.size() + count(grid), MOST));
      return;
    }
    combinations(grid).forEach(values -> add(settings, kind, form, grid, values));
  }

  private static Optional<MethodKind> kind(Settings settings) {
    String name = settings.text("name").orElse("");
    Optional<MethodKind> found =
        Stream.of(MethodKind.values()).filter(kind -> kind.key().equals(name)).findFirst();
    if (found.isEmpty()) {
      List<String> names = Stream.of(MethodKind.values()).map(MethodKind::key).toList();
      settings.refuse("there is no method '%s': %s".formatted(name, Settings.remedy(name, names)));
    }
    return found;
  }

  /** The values of each of the method's numbers, those that are not given by their defaults. */
  private static Map<String, List<Double>> grid(Settings settings, MethodKind kind, Form form) {
    Map<String, List<Double>> grid = new LinkedHashMap<>();
    kind.defaults(form).keySet().forEach(key -> grid.put(key, List.of(kind.standard(key, form))));
    for (String key : settings.keys()) {
      if (OTHER_KEYS.contains(key)) {
        continue;
      }
      if (!grid.containsKey(key)) {
        settings.refuse(
            "%s has no '%s', only %s"
                .formatted(kind.title(form), key, String.join(", ", grid.keySet())));
        continue;
      }
      settings.find(key).map(node -> numbers(node, key)).ifPresent(list -> grid.put(key, list));
    }
    return grid;
  }

  private static List<Double> numbers(YamlNode node, String key) {
    List<YamlNode> nodes = node.isList() ? node.items(key) : List.of(node);
    if (nodes.isEmpty()) {
      node.refuse("%s is an empty list; give some numbers, or leave it out".formatted(key));
    }
    return nodes.stream().flatMap(each -> each.number(key).stream().boxed()).distinct().toList();
  }

  /** Saturates: a grid may be too large to be listed, or even counted. */
  private static long count(Map<String, List<Double>> grid) {
    return grid.values().stream()
        .mapToLong(List::size)
        .reduce(1, (before, size) -> Math.min(before * size, Integer.MAX_VALUE));
  }

  private static List<Map<String, Double>> combinations(Map<String, List<Double>> grid) {
    List<Map<String, Double>> all = new ArrayList<>();
    all.add(Map.of());
    for (Map.Entry<String, List<Double>> each : grid.entrySet()) {
      List<Map<String, Double>> longer = new ArrayList<>();
      for (Map<String, Double> before : all) {
        for (double value : each.getValue()) {
          Map<String, Double> one = new LinkedHashMap<>(before);
          one.put(each.getKey(), value);
          longer.add(one);
        }
      }
      all = longer;
    }
    return all;
  }

  private void add(
      Settings settings,
      MethodKind kind,
      Form form,
      Map<String, List<Double>> grid,
      Map<String, Double> values) {
    Map<String, Double> shown = new LinkedHashMap<>();
    values.forEach(
        (key, value) -> {
          if (grid.get(key).size() > 1 || value != kind.standard(key, form)) {
            shown.put(key.replace('_', ' '), value);
          }
        });
    TrainedCandidate candidate = new TrainedCandidate(methods.size() + 1, kind.title(form), shown);
    try {
      methods.add(new Method(candidate, kind.loss(form, values)));
    } catch (IllegalArgumentException e) {
      settings.refuse("%s: %s".formatted(kind.title(form), e.getMessage()));
    }
  }
}

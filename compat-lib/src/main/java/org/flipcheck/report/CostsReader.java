package org.flipcheck.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.flipcheck.metrics.CostTable;

/** Reads the costs of a policy. */
final class CostsReader {

  private static final List<String> KEYS = List.of("default", "cells");
  private static final List<String> CELL_KEYS = List.of("label", "old", "new", "cost");

  /** What a negative flip costs where the policy does not say. */
  private static final double DEFAULT = 1;

  private CostsReader() {}

  static CostTable costs(YamlNode node) {
    Map<String, YamlNode> keys = node.map("costs", KEYS);
    List<CostTable.Cell> cells = new ArrayList<>();
    if (keys.containsKey("cells")) {
      keys.get("cells").items("cells").forEach(item -> cell(item).ifPresent(cells::add));
    }
    return new CostTable(cost("default", keys.get("default")).orElse(DEFAULT), cells);
  }

  private static Optional<CostTable.Cell> cell(YamlNode node) {
    Map<String, YamlNode> keys = node.map("a cell", CELL_KEYS);
    if (!node.isMap()) {
      return Optional.empty();
    }
    if (!keys.containsKey("cost")) {
      node.refuse("the cell has no cost: add cost, such as cost: 5");
      return Optional.empty();
    }
    OptionalDouble cost = cost("cost", keys.get("cost"));
    return Optional.of(
        new CostTable.Cell(
            text("label", keys.get("label")),
            text("old", keys.get("old")),
            text("new", keys.get("new")),
            cost.orElse(DEFAULT)));
  }

  private static OptionalDouble cost(String name, YamlNode node) {
    OptionalDouble cost = node == null ? OptionalDouble.empty() : node.number(name);
    if (cost.isPresent()) {
      CostTable.problem(name, cost.getAsDouble()).ifPresent(node::refuse);
    }
    return cost;
  }

  private static Optional<String> text(String name, YamlNode node) {
    return node == null ? Optional.empty() : node.text(name);
  }
}

package org.flipcheck.report;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Where a policy file names slice columns, for messages about columns that no table has. */
public final class PolicyPlaces {

  private PolicyPlaces() {}

  /**
   * The first place of each slice column.
   *
   * @param name name of the file, for messages
   * @param text a policy that {@link PolicyFile#parse} accepts
   * @return {@code file:line} by column
   */
  public static Map<String, String> ofColumns(String name, String text) {
    Map<String, String> places = new LinkedHashMap<>();
    YamlNode root = YamlTree.parse(name, text).root().orElseThrow();
    for (YamlNode rule : root.map("the policy").get("rules").items("rules")) {
      Map<String, YamlNode> keys = rule.map("a rule");
      for (String key : List.of("each", "slice")) {
        YamlNode node = keys.get(key);
        if (node != null) {
          Iterable<String> columns = node.isMap() ? node.map(key).keySet() : node.textOrTexts(key);
          columns.forEach(column -> places.putIfAbsent(column, name + ":" + node.line()));
        }
      }
    }
    return places;
  }
}

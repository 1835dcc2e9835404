package org.flipcheck.report;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.flipcheck.gate.ProtectedGroup;
import org.flipcheck.gate.Severity;
import org.flipcheck.text.Glob;

/** Reads the protected groups of a policy, and the files of ids they name. */
final class ProtectedReader {

  private static final List<String> KEYS =
      List.of("name", "ids", "ids_file", "ids_like", "owner", "severity");

  /** More ids than this are a data set, not a list somebody answers for. */
  static final int MAX_IDS = 1_000_000;

  private final Optional<Path> folder;

  ProtectedReader(Optional<Path> folder) {
    this.folder = folder;
  }

  List<ProtectedGroup> groups(YamlNode node) {
    List<ProtectedGroup> groups = new ArrayList<>();
    if (node == null) {
      return groups;
    }
    for (YamlNode item : node.items("protected")) {
      Optional<ProtectedGroup> group = group(item);
      if (group.isPresent() && names(groups).contains(group.get().name())) {
        item.refuse(
            "two protected groups are named '%s': give each its own name"
                .formatted(Format.visible(group.get().name())));
      }
      group.ifPresent(groups::add);
    }
    if (groups.stream().mapToLong(group -> group.ids().size()).sum() > MAX_IDS) {
      node.refuse(
          "protected names more than %,d ids: protect fewer, or use ids_like".formatted(MAX_IDS));
    }
    return groups;
  }

  private static List<String> names(List<ProtectedGroup> groups) {
    return groups.stream().map(ProtectedGroup::name).toList();
  }

  private Optional<ProtectedGroup> group(YamlNode node) {
    Map<String, YamlNode> keys = node.map("a protected group", KEYS);
    if (!node.isMap()) {
      return Optional.empty();
    }
    Optional<String> name = required(node, keys, "name", "what people call the examples");
    Optional<String> owner = required(node, keys, "owner", "whom to ask about them");
    Optional<Severity> severity = RuleReader.severity(keys.get("severity"));
    Set<List<String>> ids = new LinkedHashSet<>();
    Optional.ofNullable(keys.get("ids_file")).ifPresent(file -> addFile(file, ids));
    Optional.ofNullable(keys.get("ids")).ifPresent(list -> ids.addAll(ids(list)));
    checkColumns(node, ids);
    Optional<Glob> like =
        Optional.ofNullable(keys.get("ids_like"))
            .flatMap(pattern -> filled(pattern, "ids_like"))
            .map(Glob::new);
    if (!keys.containsKey("ids")
        && !keys.containsKey("ids_file")
        && !keys.containsKey("ids_like")) {
      node.refuse("the group names no examples: add ids, ids_file or ids_like");
    }
    if (name.isEmpty() || owner.isEmpty() || severity.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(new ProtectedGroup(name.get(), ids, like, owner.get(), severity.get()));
  }

  /** A text that has to be there and to say something. */
  static Optional<String> required(
      YamlNode node, Map<String, YamlNode> keys, String key, String what) {
    if (keys.containsKey(key)) {
      return filled(keys.get(key), key);
    }
    node.refuse("%s is missing: say %s".formatted(key, what));
    return Optional.empty();
  }

  private static Optional<String> filled(YamlNode node, String key) {
    Optional<String> text = node.text(key);
    if (text.isPresent() && text.get().isBlank()) {
      node.refuse("%s is blank: give a text".formatted(key));
      return Optional.empty();
    }
    return text;
  }

  private void addFile(YamlNode node, Set<List<String>> ids) {
    Optional<String> name = node.text("ids_file");
    if (name.isEmpty()) {
      return;
    }
    try {
      if (folder.isEmpty()) {
        throw new IdsFile.Refused("cannot be found, for the policy is not a file: list the ids");
      }
      List<List<String>> read = IdsFile.read(folder.get(), name.get());
      if (read.isEmpty()) {
        throw new IdsFile.Refused("has no id: give one on each line");
      }
      ids.addAll(read);
    } catch (IdsFile.Refused e) {
      node.refuse("ids_file %s %s".formatted(node.shown(), e.getMessage()));
    }
  }

  /** A list of ids; the columns of one are a list of texts, or joined by tabs. */
  static Set<List<String>> ids(YamlNode node) {
    Set<List<String>> ids = new LinkedHashSet<>();
    List<YamlNode> items = node.items("ids");
    if (node.isList() && items.isEmpty()) {
      node.refuse("ids is an empty list: name an example");
    }
    for (YamlNode item : items) {
      if (item.isList()) {
        List<String> id = item.textOrTexts("an id");
        if (item.items("an id").isEmpty()) {
          item.refuse("an id is an empty list: name an example");
        } else if (!id.isEmpty()) {
          ids.add(id);
        }
      } else {
        item.text("an id").map(IdsFile::id).ifPresent(ids::add);
      }
    }
    if (ids.removeIf(id -> id.stream().allMatch(String::isEmpty))) {
      node.refuse("an id is an empty text: name an example, or remove it");
    }
    return ids;
  }

  private static void checkColumns(YamlNode node, Set<List<String>> ids) {
    Optional<List<String>> first = ids.stream().findFirst();
    Optional<List<String>> other =
        ids.stream().filter(id -> id.size() != first.get().size()).findFirst();
    if (other.isPresent()) {
      node.refuse(
          "the ids '%s' and '%s' have %d and %d columns: give each id a text for every --id column"
              .formatted(
                  shown(first.get()), shown(other.get()), first.get().size(), other.get().size()));
    }
  }

  private static String shown(List<String> id) {
    return Format.ellipsis(Format.visible(String.join("\t", id)), 60);
  }
}

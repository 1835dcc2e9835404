package org.flipcheck.train.data;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** Reads one table into a {@link TableSplit} and {@link Features}. Used once. */
final class TableReader {

  private final Path file;
  private final TableKeys keys;
  private final Optional<ClassNames> classes;
  private final Problems problems;

  private final List<String> ids = new ArrayList<>();
  private final List<String> labels = new ArrayList<>();
  private final List<List<Optional<String>>> slices = new ArrayList<>();
  private final Map<String, Long> rowOfId = new HashMap<>();
  private final Map<String, String> texts = new HashMap<>();
  private final HashIds hashes;

  /**
   * A reader.
   *
   * @param classes what labels there may be; empty if anything is allowed
   * @param problems is told what is wrong with rows
   */
  TableReader(Path file, TableKeys keys, Optional<ClassNames> classes, Problems problems) {
    this.file = file;
    this.keys = keys;
    this.classes = classes;
    this.problems = problems;
    this.hashes = keys.id().isPresent() ? HashIds.unused() : HashIds.used();
  }

  /**
   * Reads the whole table.
   *
   * @return it; if there are problems, only what was right
   * @throws IOException if it cannot be read as a table, or lacks columns
   */
  TableSplit read(Features features) throws IOException {
    try (TableRows table = TableFile.open(file, problems)) {
      requireColumns(table, features);
      if (problems.isEmpty()) {
        readRows(table, features);
      }
    }
    return new TableSplit(file, ids, labels, keys.slices(), slices);
  }

  private void requireColumns(TableRows table, Features features) {
    List<String> header = table.fields().stream().map(TableField::name).toList();
    Stream.concat(keys.all().stream(), features.columns(table.fields()).stream())
        .distinct()
        .filter(name -> !header.contains(name))
        .forEach(
            name ->
                problems.addOfAll(
                    "has no column '%s'; it has %s".formatted(name, Shown.names(header))));
  }

  private void readRows(TableRows table, Features features) throws IOException {
    Optional<Integer> id = keys.id().map(name -> place(table, name));
    int label = place(table, keys.label());
    int[] sliced = keys.slices().stream().mapToInt(name -> place(table, name)).toArray();
    boolean isEmpty = true;
    features.begin(table, problems);
    while (table.next()) {
      isEmpty = false;
      boolean hasFeatures = features.add(table, hashes);
      Optional<String> name = id.isEmpty() ? Optional.of(hashes.next()) : id(table, id.get());
      Optional<String> truth = label(table, label);
      if (hasFeatures && name.isPresent() && truth.isPresent()) {
        ids.add(name.get());
        labels.add(once(truth.get()));
        slices.add(slices(table, sliced));
      }
    }
    if (!isEmpty) {
      features.end();
    } else if (problems.isEmpty()) {
      problems.addOfAll("has no row; at least one is needed");
    }
  }

  /** The index of a column that is there. */
  static int place(TableRows table, String name) {
    return table.fields().stream().map(TableField::name).toList().indexOf(name);
  }

  private Optional<String> id(TableRows row, int field) throws IOException {
    Optional<String> id = text(row, field);
    if (id.isEmpty()) {
      problems.add(
          "%s: has no %s; every row needs one".formatted(row.place(), keys.id().orElseThrow()));
      return id;
    }
    Long before = rowOfId.putIfAbsent(id.get(), row.number());
    if (before != null) {
      problems.add(
          "%s: has the id %s of %s; every row needs one of its own"
              .formatted(row.place(), Shown.text(id.get()), row.place(before)));
    }
    return id;
  }

  private Optional<String> label(TableRows row, int field) throws IOException {
    Optional<String> label = text(row, field);
    if (label.isEmpty()) {
      problems.add("%s: has no %s; every row needs one".formatted(row.place(), keys.label()));
    } else if (classes.isPresent() && !classes.get().has(label.get())) {
      problems.add("%s: %s".formatted(row.place(), classes.get().refusal(label.get())));
    }
    return label;
  }

  private List<Optional<String>> slices(TableRows row, int[] fields) throws IOException {
    List<Optional<String>> values = new ArrayList<>(fields.length);
    for (int field : fields) {
      values.add(text(row, field).map(this::once));
    }
    return List.copyOf(values);
  }

  private Optional<String> text(TableRows row, int field) throws IOException {
    Object value = Values.of(row, field);
    return value == null
        ? Optional.empty()
        : Optional.of(Values.text(value)).filter(t -> !t.isBlank());
  }

  /** Few labels and slice values occur in many rows. */
  private String once(String text) {
    return texts.computeIfAbsent(text, same -> same);
  }
}

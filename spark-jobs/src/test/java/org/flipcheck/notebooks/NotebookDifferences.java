package org.flipcheck.notebooks;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.flipcheck.notebooks.Notebook.Cell;
import org.flipcheck.notebooks.Notebook.Output;

/**
 * Where the fresh outputs of a notebook are not the stored ones.
 *
 * <ul>
 *   <li>Text is equal to the last character, and so are our own tables.
 *   <li>A drawing shows the same data, see {@link Drawing}.
 *   <li>HTML of pandas has the same text: its tags change with its version.
 *   <li>A cell that needs DuckDB's Python package says that it is skipped where there is none.
 * </ul>
 */
final class NotebookDifferences {

  private static final String SKIPPED = "skipped: DuckDB is not installed (pip install duckdb)\n";
  private static final int SHOWN = 200;
  private static final Pattern TAGS = Pattern.compile("(?s)<style.*?</style>|<[^>]*>");

  private final boolean java;
  private final boolean duckDb;
  private final List<String> found = new ArrayList<>();

  private NotebookDifferences(boolean java, boolean duckDb) {
    this.java = java;
    this.duckDb = duckDb;
  }

  /**
   * Compares outputs.
   *
   * @param duckDb whether Python had DuckDB
   * @return one line for each difference
   */
  static List<String> between(Notebook stored, Notebook fresh, boolean duckDb) {
    NotebookDifferences differences = new NotebookDifferences(stored.isJava(), duckDb);
    List<String> ids = stored.cells().stream().map(Cell::id).toList();
    if (!ids.equals(fresh.cells().stream().map(Cell::id).toList())) {
      return List.of("the cells are not those that are stored: " + ids);
    }
    for (int i = 0; i < ids.size(); i++) {
      differences.compare(stored.cells().get(i), fresh.cells().get(i));
    }
    return differences.found;
  }

  private void compare(Cell stored, Cell fresh) {
    List<Output> expected =
        fresh.tags().contains(Notebook.NEEDS_DUCKDB) && !duckDb
            ? List.of(new Output("stdout", Map.of("text/plain", SKIPPED)))
            : stored.outputs();
    if (expected.size() != fresh.outputs().size()) {
      found.add(
          "%s: %d outputs are stored, and there are %d"
              .formatted(stored.id(), expected.size(), fresh.outputs().size()));
      return;
    }
    for (int i = 0; i < expected.size(); i++) {
      compare(stored.id(), expected.get(i), fresh.outputs().get(i));
    }
  }

  private void compare(String cell, Output stored, Output fresh) {
    if (!stored.kind().equals(fresh.kind())
        || !stored.forms().keySet().equals(fresh.forms().keySet())) {
      found.add(
          "%s: %s %s is stored, and there is %s %s"
              .formatted(
                  cell,
                  stored.kind(),
                  stored.forms().keySet(),
                  fresh.kind(),
                  fresh.forms().keySet()));
      return;
    }
    stored
        .forms()
        .forEach(
            (type, text) -> {
              if (!same(type, text, fresh.forms().get(type))) {
                found.add("%s: %s, %s".formatted(cell, type, first(text, fresh.forms().get(type))));
              }
            });
  }

  /** Tells the first line that differs. */
  private static String first(String stored, String fresh) {
    List<String> before = stored.lines().toList();
    List<String> after = fresh.lines().toList();
    int line = 0;
    while (line < Math.min(before.size(), after.size())
        && before.get(line).equals(after.get(line))) {
      line++;
    }
    return "line %d: stored is%n  %s%nand now there is%n  %s"
        .formatted(line + 1, shown(before, line), shown(after, line));
  }

  private static String shown(List<String> lines, int line) {
    if (line >= lines.size()) {
      return "(nothing)";
    }
    String text = lines.get(line);
    return text.length() <= SHOWN ? text : text.substring(0, SHOWN) + "…";
  }

  private boolean same(String type, String stored, String fresh) {
    if (stored.equals(fresh)) {
      return true;
    }
    return switch (type) {
      case "image/svg+xml" -> Drawing.of(stored).shows(Drawing.of(fresh));
      case "text/html" -> !java && untagged(stored).equals(untagged(fresh));
      default -> false;
    };
  }

  private static String untagged(String html) {
    return TAGS.matcher(html).replaceAll(" ").replaceAll("\\s+", " ").strip();
  }
}

package org.flipcheck.checkpoint;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.flipcheck.text.Glob;

/**
 * Which row of an output layer stands for which class. A row of a class that the old model did not
 * know comes from the new model alone: there is nothing to mix it with.
 *
 * @param layers the tensors whose first dimension counts classes
 * @param classes the class of each row; without it rows are matched by position
 */
public record OutputRows(List<Glob> layers, Optional<Classes> classes) {

  /** No tensor counts classes. */
  public static final OutputRows NONE = new OutputRows(List.of(), Optional.empty());

  /**
   * The classes by name. An empty name is a row that stands for no class.
   *
   * @param old of each row of the old model
   * @param now of each row of the new model
   */
  public record Classes(List<String> old, List<String> now) {

    /** Makes the lists unmodifiable. */
    public Classes {
      old = List.copyOf(old);
      now = List.copyOf(now);
    }
  }

  /** Makes the list unmodifiable. */
  public OutputRows {
    layers = List.copyOf(layers);
  }

  /**
   * Whether the first dimension of a tensor counts classes.
   *
   * @param tensor its name
   * @return true if a pattern of an output layer fits
   */
  public boolean isLayer(String tensor) {
    return layers.stream().anyMatch(layer -> layer.matches(tensor));
  }

  /**
   * For each row of the new model the row of the old one, or -1.
   *
   * @param oldRows how many the old tensor has
   * @param newRows how many the new tensor has
   * @return by row of the new model; with classes, as many as there are new classes
   */
  public int[] oldRows(int oldRows, int newRows) {
    if (classes.isEmpty()) {
      return IntStream.range(0, newRows).map(row -> row < oldRows ? row : -1).toArray();
    }
    Map<String, Integer> rows = new HashMap<>();
    List<String> old = classes.get().old();
    for (int row = 0; row < old.size(); row++) {
      if (!old.get(row).isEmpty()) {
        rows.put(old.get(row), row);
      }
    }
    return classes.get().now().stream().mapToInt(name -> rows.getOrDefault(name, -1)).toArray();
  }

  /**
   * Why the rows of a layer cannot be matched.
   *
   * @param tensor its name
   * @param oldRows how many the old tensor has
   * @param newRows how many the new tensor has
   * @return a sentence for people; empty if they can be
   */
  public Optional<String> misfit(String tensor, long oldRows, long newRows) {
    if (Math.max(oldRows, newRows) > Integer.MAX_VALUE) {
      return Optional.of(
          "tensor %s has %d rows; an output layer has fewer than 2^31"
              .formatted(Shown.text(tensor), Math.max(oldRows, newRows)));
    }
    if (classes.isEmpty()) {
      return oldRows <= newRows
          ? Optional.empty()
          : Optional.of(
              "tensor %s has %d rows in the old model and %d in the new one; give the classes of both, so that rows can be matched by name"
                  .formatted(Shown.text(tensor), oldRows, newRows));
    }
    int old = classes.get().old().size();
    int now = classes.get().now().size();
    return old == oldRows && now == newRows
        ? Optional.empty()
        : Optional.of(
            "tensor %s has %d rows in the old model and %d in the new one, but %d old and %d new classes are given; name one class for each row"
                .formatted(Shown.text(tensor), oldRows, newRows, old, now));
  }

  /**
   * What is wrong before any shape is looked at.
   *
   * @param tensors the names of the model's tensors
   * @return sentences for people; empty if all is well
   */
  public List<String> problems(Collection<String> tensors) {
    List<String> problems = new ArrayList<>();
    for (Glob layer : layers) {
      if (tensors.stream().noneMatch(layer::matches)) {
        problems.add(
            "no tensor fits the pattern '%s' of an output layer; check it"
                .formatted(layer.pattern()));
      }
    }
    if (classes.isPresent()) {
      if (layers.isEmpty()) {
        problems.add("classes are given, but no output layer has them; name its tensors");
      }
      problems.addAll(repeated("old", classes.get().old()));
      problems.addAll(repeated("new", classes.get().now()));
      if (Arrays.stream(oldRows(0, 0)).allMatch(row -> row < 0)) {
        problems.add(
            "the old and the new classes have no name in common, such as %s and %s; are they written alike?"
                .formatted(first(classes.get().old()), first(classes.get().now())));
      }
    }
    return problems;
  }

  private static String first(List<String> names) {
    return names.stream().findFirst().map(name -> "'" + Shown.text(name) + "'").orElse("none");
  }

  private static List<String> repeated(String side, List<String> names) {
    Set<String> seen = new HashSet<>();
    return names.stream()
        .filter(name -> !name.isEmpty() && !seen.add(name))
        .distinct()
        .map(
            name ->
                "the %s classes have '%s' more than once; each class has one row"
                    .formatted(side, Shown.text(name)))
        .toList();
  }
}

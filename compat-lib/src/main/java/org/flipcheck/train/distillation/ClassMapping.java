package org.flipcheck.train.distillation;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.IntStream;

/**
 * Which column of the student's logits is which column of the old model's, by the names of the
 * classes: classes may have been added, removed, reordered and renamed. Classes that were merged or
 * split have no one column on the other side; they are one removed and one added class. Immutable.
 */
public final class ClassMapping {

  private static final int NONE = -1;

  private final List<String> old;
  private final List<String> now;
  private final int[] newColumns;
  private final int[] oldColumns;
  private final int[] sharedOldColumns;
  private final int[] sharedNewColumns;
  private final int[] addedColumns;

  private ClassMapping(List<String> old, List<String> now, int[] newColumns) {
    this.old = old;
    this.now = now;
    this.newColumns = newColumns;
    oldColumns = new int[now.size()];
    Arrays.fill(oldColumns, NONE);
    for (int i = 0; i < newColumns.length; i++) {
      if (newColumns[i] != NONE) {
        oldColumns[newColumns[i]] = i;
      }
    }
    sharedOldColumns =
        IntStream.range(0, newColumns.length).filter(i -> newColumns[i] != NONE).toArray();
    sharedNewColumns = Arrays.stream(newColumns).filter(column -> column != NONE).toArray();
    BitSet known = new BitSet(now.size());
    Arrays.stream(sharedNewColumns).forEach(known::set);
    addedColumns = IntStream.range(0, now.size()).filter(i -> !known.get(i)).toArray();
  }

  /**
   * Classes that kept their names.
   *
   * @param old the class of each logit of the old model
   * @param now the class of each logit of the student
   * @return the mapping
   * @throws IllegalArgumentException if a name is there twice on one side, or none on both; the
   *     message lists all problems
   */
  public static ClassMapping of(List<String> old, List<String> now) {
    return of(old, now, Map.of());
  }

  /**
   * Classes of which some were renamed.
   *
   * @param old the class of each logit of the old model
   * @param now the class of each logit of the student
   * @param renamed from the old name to the new one
   * @return the mapping
   * @throws IllegalArgumentException if a name is there twice on one side, a renaming starts or
   *     ends at a class that is not there, two old classes end at one new class, or no class is on
   *     both sides; the message lists all problems
   */
  public static ClassMapping of(List<String> old, List<String> now, Map<String, String> renamed) {
    List<String> problems = new ArrayList<>();
    requireDistinct("old", old, problems);
    requireDistinct("new", now, problems);
    requireKnown(old, now, renamed, problems);
    List<String> names = old.stream().map(name -> renamed.getOrDefault(name, name)).toList();
    if (problems.isEmpty()) {
      for (String name : repeated(names)) {
        if (now.contains(name)) {
          problems.add(
              "several old classes become the new class '%s': %s; a new logit has one old logit at most, rename one of them"
                  .formatted(name, namedSo(old, names, name)));
        }
      }
    }
    Map<String, Integer> columns = new HashMap<>();
    IntStream.range(0, now.size()).forEach(i -> columns.putIfAbsent(now.get(i), i));
    if (names.stream().noneMatch(columns::containsKey)) {
      problems.add(
          "the old classes %s and the new classes %s have no name in common; are they written alike?"
              .formatted(old, now));
    }
    Problems.throwIfAny(problems);
    return new ClassMapping(
        List.copyOf(old),
        List.copyOf(now),
        names.stream().mapToInt(name -> columns.getOrDefault(name, NONE)).toArray());
  }

  /**
   * The classes of the old model.
   *
   * @return one per logit
   */
  public List<String> old() {
    return old;
  }

  /**
   * The classes of the student.
   *
   * @return one per logit
   */
  public List<String> now() {
    return now;
  }

  /**
   * The classes that only the student knows.
   *
   * @return in the order of its logits
   */
  public List<String> added() {
    return Arrays.stream(addedColumns).mapToObj(now::get).toList();
  }

  /**
   * The classes that only the old model knows.
   *
   * @return in the order of its logits
   */
  public List<String> removed() {
    return IntStream.range(0, newColumns.length)
        .filter(i -> newColumns[i] == NONE)
        .mapToObj(old::get)
        .toList();
  }

  /**
   * Where the classes of the old model are in the student.
   *
   * @return for each old column the student's column of that class; -1 where it was removed
   */
  public int[] studentColumns() {
    return newColumns.clone();
  }

  // Every step of a training asks for the columns: they are this object's own, not to be changed.

  /** For each old column the student's column of that class; -1 where it was removed. */
  int[] newColumns() {
    return newColumns;
  }

  /** For each column of the student the old column of that class; -1 where it was added. */
  int[] oldColumns() {
    return oldColumns;
  }

  /** The old columns of classes on both sides, in the old order. */
  int[] sharedOldColumns() {
    return sharedOldColumns;
  }

  /** The student's columns of the same classes, in the same order. */
  int[] sharedNewColumns() {
    return sharedNewColumns;
  }

  /** The student's columns of classes that the old model does not know, ascending. */
  int[] addedColumns() {
    return addedColumns;
  }

  private static void requireDistinct(String side, List<String> names, List<String> problems) {
    for (String name : repeated(names)) {
      problems.add(
          "the %s classes have '%s' more than once; each has one logit".formatted(side, name));
    }
  }

  private static void requireKnown(
      List<String> old, List<String> now, Map<String, String> renamed, List<String> problems) {
    for (Map.Entry<String, String> entry : new TreeMap<>(renamed).entrySet()) {
      if (!old.contains(entry.getKey())) {
        problems.add(
            "'%s' was renamed to '%s', but the old classes are %s"
                .formatted(entry.getKey(), entry.getValue(), old));
      }
      if (!now.contains(entry.getValue())) {
        problems.add(
            "'%s' was renamed to '%s', but the new classes are %s"
                .formatted(entry.getKey(), entry.getValue(), now));
      }
    }
  }

  private static Collection<String> repeated(List<String> names) {
    Set<String> seen = new HashSet<>();
    return names.stream().filter(name -> !seen.add(name)).distinct().toList();
  }

  private static List<String> namedSo(List<String> old, List<String> names, String name) {
    return IntStream.range(0, old.size())
        .filter(i -> names.get(i).equals(name))
        .mapToObj(old::get)
        .toList();
  }
}

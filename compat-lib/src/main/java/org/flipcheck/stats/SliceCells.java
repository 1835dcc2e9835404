package org.flipcheck.stats;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.flipcheck.metrics.SliceKey;

/**
 * What a search for bad slices looks at: for each joint value of the slice columns that occurs, the
 * examples and the negative flips among them, in each half of the ids. Values are held as codes, in
 * the order of the values with null last, so that nothing depends on the order in which they came.
 */
public final class SliceCells {

  private final List<String> columns;
  private final String[][] values;
  private final int[][] codes;
  private final long[][] examples;
  private final long[][] negativeFlips;
  private final int size;

  /** Which half of the examples: a hash of the id decides, never the order. */
  public enum Half {
    /** Here slices are picked. */
    DISCOVER(0),
    /** Here they are tested. */
    CONFIRM(1);

    private final int index;

    Half(int index) {
      this.index = index;
    }

    /**
     * The half of an example.
     *
     * @param idHash a well mixed hash of its id
     * @return one of both, with equal chance
     */
    public static Half of(long idHash) {
      return (idHash >>> 63) == 0 ? DISCOVER : CONFIRM;
    }
  }

  private SliceCells(Builder from) {
    int width = from.columns.size();
    this.columns = from.columns;
    this.size = from.size;
    this.values = new String[width][];
    this.codes = new int[width][];
    for (int i = 0; i < width; i++) {
      values[i] = sorted(from.dictionaries.get(i));
      codes[i] = recoded(from.codes[i], from.size, values[i], from.dictionaries.get(i));
    }
    this.examples = new long[][] {trimmed(from, 0), trimmed(from, 1)};
    this.negativeFlips = new long[][] {trimmed(from, 2), trimmed(from, 3)};
  }

  private static long[] trimmed(Builder from, int measure) {
    return Arrays.copyOf(from.counts[measure], from.size);
  }

  private static String[] sorted(Map<String, Integer> dictionary) {
    String[] values = dictionary.keySet().toArray(String[]::new);
    Arrays.sort(values, Comparator.nullsLast(Comparator.naturalOrder()));
    return values;
  }

  private static int[] recoded(
      int[] codes, int size, String[] sorted, Map<String, Integer> dictionary) {
    int[] rank = new int[sorted.length];
    for (int i = 0; i < sorted.length; i++) {
      rank[dictionary.get(sorted[i])] = i;
    }
    int[] recoded = new int[size];
    for (int cell = 0; cell < size; cell++) {
      recoded[cell] = rank[codes[cell]];
    }
    return recoded;
  }

  /**
   * Starts an empty table.
   *
   * @param columns the slice columns, each once
   * @return a builder
   */
  public static Builder builder(List<String> columns) {
    return new Builder(columns);
  }

  /**
   * The slice columns.
   *
   * @return their names in the order given
   */
  public List<String> columns() {
    return columns;
  }

  /**
   * How many joint values occur.
   *
   * @return a count ≥ 0
   */
  public int size() {
    return size;
  }

  int distinctValues(int column) {
    return values[column].length;
  }

  /** The codes of a column, one a cell; not a copy. */
  int[] codes(int column) {
    return codes[column];
  }

  /** The examples of each cell in a half; not a copy. */
  long[] examples(Half half) {
    return examples[half.index];
  }

  /** The negative flips of each cell in a half; not a copy. */
  long[] negativeFlips(Half half) {
    return negativeFlips[half.index];
  }

  SliceCounts total(Half half) {
    return new SliceCounts(
        Arrays.stream(examples(half)).sum(), Arrays.stream(negativeFlips(half)).sum());
  }

  SliceKey key(int[] ofColumns, int[] ofCodes) {
    Map<String, String> named = new LinkedHashMap<>();
    for (int i = 0; i < ofColumns.length; i++) {
      named.put(columns.get(ofColumns[i]), values[ofColumns[i]][ofCodes[i]]);
    }
    return new SliceKey(named);
  }

  /** Collects counts in any order; equal joint values are added up. */
  public static final class Builder {
    private static final int FIRST_CAPACITY = 64;

    private final List<String> columns;
    private final List<Map<String, Integer>> dictionaries = new ArrayList<>();
    private final int[] next;
    private final int[][] codes;
    private final long[][] counts = new long[4][FIRST_CAPACITY];
    private int[] slots = new int[2 * FIRST_CAPACITY];
    private int size;

    private Builder(List<String> columns) {
      this.columns = List.copyOf(columns);
      this.next = new int[columns.size()];
      this.codes = new int[columns.size()][FIRST_CAPACITY];
      columns.forEach(unused -> dictionaries.add(new HashMap<>()));
    }

    /**
     * Adds examples.
     *
     * @param values the value of each column, in their order; null where it is empty
     * @param half which half of the ids they belong to
     * @param examples how many, ≥ 0
     * @param negativeFlips how many of them flipped from right to wrong, ≤ {@code examples}
     * @return this builder
     * @throws IllegalArgumentException if there are more or fewer values than columns, or a count
     *     is out of its range
     * @throws ArithmeticException if a count of the cell exceeds {@code Long.MAX_VALUE}
     */
    public Builder add(List<String> values, Half half, long examples, long negativeFlips) {
      if (values.size() != columns.size()) {
        throw new IllegalArgumentException(
            "%d values for the %d columns %s".formatted(values.size(), columns.size(), columns));
      }
      if (!(negativeFlips >= 0 && negativeFlips <= examples)) {
        throw new IllegalArgumentException(
            "%d negative flips of %d examples".formatted(negativeFlips, examples));
      }
      for (int i = 0; i < next.length; i++) {
        Map<String, Integer> dictionary = dictionaries.get(i);
        Integer known = dictionary.get(values.get(i));
        next[i] = known == null ? dictionary.size() : known;
        if (known == null) {
          dictionary.put(values.get(i), next[i]);
        }
      }
      int cell = cellOfNext();
      int n = half.index;
      counts[n][cell] = Math.addExact(counts[n][cell], examples);
      counts[2 + n][cell] = Math.addExact(counts[2 + n][cell], negativeFlips);
      return this;
    }

    /**
     * The table of what was added.
     *
     * @return a table that later additions do not change
     */
    public SliceCells build() {
      return new SliceCells(this);
    }

    private int cellOfNext() {
      int hash = 0;
      for (int code : next) {
        hash = hash * 31 + code;
      }
      int slot = slot(hash);
      while (slots[slot] != 0) {
        if (isNext(slots[slot] - 1)) {
          return slots[slot] - 1;
        }
        slot = (slot + 1) & (slots.length - 1);
      }
      if (size == counts[0].length) {
        grow();
        return cellOfNext();
      }
      for (int i = 0; i < next.length; i++) {
        codes[i][size] = next[i];
      }
      slots[slot] = ++size;
      return size - 1;
    }

    private int slot(int hash) {
      int mixed = hash * 0x9E3779B1;
      return (mixed ^ (mixed >>> 15)) & (slots.length - 1);
    }

    private boolean isNext(int cell) {
      for (int i = 0; i < next.length; i++) {
        if (codes[i][cell] != next[i]) {
          return false;
        }
      }
      return true;
    }

    private void grow() {
      int capacity = Math.multiplyExact(2, size);
      for (int i = 0; i < codes.length; i++) {
        codes[i] = Arrays.copyOf(codes[i], capacity);
      }
      for (int i = 0; i < counts.length; i++) {
        counts[i] = Arrays.copyOf(counts[i], capacity);
      }
      slots = new int[2 * capacity];
      for (int cell = 0; cell < size; cell++) {
        int hash = 0;
        for (int[] column : codes) {
          hash = hash * 31 + column[cell];
        }
        int slot = slot(hash);
        while (slots[slot] != 0) {
          slot = (slot + 1) & (slots.length - 1);
        }
        slots[slot] = cell + 1;
      }
    }
  }
}

package org.flipcheck.spark;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import org.flipcheck.metrics.ReplicateCell;
import org.flipcheck.metrics.Replicates;

/**
 * The replicates of all pairs and of a bounded number of slices. Tables of parts of the examples
 * add up to the table of the whole.
 *
 * <p>Which slices stay does not depend on how the examples were split: each set of slice columns
 * keeps the values with the least hashes, and where there are too many slices, the set that keeps
 * most of them (the last among equals) gives up its last. A slice that is given up once is behind
 * as many others as there is room for, and so it stays given up; a slice that stays was never given
 * up, and is whole.
 */
final class ReplicateTable {

  private final GroupRules rules;
  private final Replicates overall;
  private final Replicates known;
  private final List<TreeMap<Values, Replicates>> sets = new ArrayList<>();
  private int slices;

  /** The values of a set of slice columns, in an order that has nothing to do with the values. */
  record Values(long hash, List<String> texts) implements Comparable<Values> {

    private static final Comparator<String> BY_TEXT =
        Comparator.nullsLast(Comparator.<String>naturalOrder());

    static Values of(List<String> texts) {
      long hash = 0;
      for (String text : texts) {
        byte[] bytes = text == null ? new byte[0] : text.getBytes(StandardCharsets.UTF_8);
        hash = IdHash.of(31 * hash + IdHash.of(bytes, 0, bytes.length) + (text == null ? 1 : 0));
      }
      return new Values(hash, texts);
    }

    @Override
    public int compareTo(Values other) {
      int order = Long.compareUnsigned(hash, other.hash);
      for (int i = 0; i < texts.size() && order == 0; i++) {
        order = BY_TEXT.compare(texts.get(i), other.texts.get(i));
      }
      return order;
    }
  }

  ReplicateTable(GroupRules rules) {
    this.rules = rules;
    this.overall = new Replicates(rules.replicates());
    this.known = new Replicates(rules.replicates());
    rules.sets().forEach(unused -> sets.add(new TreeMap<>()));
  }

  GroupRules rules() {
    return rules;
  }

  /** The replicates of all pairs. */
  Replicates overall() {
    return overall;
  }

  /** Those of pairs whose label the old model knows. */
  Replicates known() {
    return known;
  }

  /** How many slices have replicates. */
  int slices() {
    return slices;
  }

  /** The replicates of a slice; null where there was no room for it, or no pair. */
  Replicates find(int set, Values values) {
    return sets.get(set).get(values);
  }

  /** Makes room for a slice, which may be at the expense of another one, or of itself. */
  Replicates enter(int set, Values values) {
    TreeMap<Values, Replicates> of = sets.get(set);
    Replicates known = of.get(values);
    if (known != null) {
      return known;
    }
    Replicates entered = new Replicates(rules.replicates());
    of.put(values, entered);
    slices++;
    if (slices > rules.mostSlices()) {
      giveUpOne();
    }
    return entered;
  }

  private void giveUpOne() {
    TreeMap<Values, Replicates> largest = sets.get(0);
    for (TreeMap<Values, Replicates> set : sets) {
      largest = set.size() >= largest.size() ? set : largest;
    }
    largest.pollLastEntry();
    slices--;
  }

  /** Tells every slice of a set of slice columns. */
  void forEach(int set, BiConsumer<List<String>, Replicates> told) {
    sets.get(set).forEach((values, replicates) -> told.accept(values.texts(), replicates));
  }

  /** Adds the table of other examples. */
  void add(ReplicateTable other) {
    overall.add(other.overall);
    known.add(other.known);
    for (int set = 0; set < sets.size(); set++) {
      for (Map.Entry<Values, Replicates> slice : other.sets.get(set).entrySet()) {
        enter(set, slice.getKey()).add(slice.getValue());
      }
    }
  }

  byte[] toBytes() {
    Bytes out = new Bytes();
    put(overall, out);
    put(known, out);
    for (TreeMap<Values, Replicates> set : sets) {
      out.putInt(set.size());
      set.forEach(
          (values, replicates) -> {
            values.texts().forEach(out::putText);
            put(replicates, out);
          });
    }
    return out.written();
  }

  private static void put(Replicates replicates, Bytes out) {
    Map<ReplicateCell, long[]> cells = new EnumMap<>(ReplicateCell.class);
    for (ReplicateCell cell : ReplicateCell.values()) {
      replicates.of(cell).ifPresent(sums -> cells.put(cell, sums));
    }
    out.putByte(cells.size());
    cells.forEach(
        (cell, sums) -> {
          out.putByte(cell.code());
          out.putLongs(sums, sums.length);
        });
  }

  /** Adds a table that was written by {@link #toBytes}, of a comparison with the same rules. */
  void add(byte[] table) {
    Bytes in = new Bytes(table);
    addTo(overall, in);
    addTo(known, in);
    for (int set = 0; set < sets.size(); set++) {
      for (int left = in.getInt(); left > 0; left--) {
        List<String> texts = new ArrayList<>();
        for (int i = 0; i < rules.sets().get(set).size(); i++) {
          texts.add(in.getText());
        }
        addTo(enter(set, Values.of(Collections.unmodifiableList(texts))), in);
      }
    }
  }

  private static void addTo(Replicates replicates, Bytes in) {
    long[] sums = new long[replicates.size()];
    for (int left = in.getByte(); left > 0; left--) {
      ReplicateCell cell = ReplicateCell.ofCode(in.getByte());
      in.getLongs(sums, 0, sums.length);
      replicates.add(cell, sums);
    }
  }
}

package org.flipcheck.metrics;

import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;

/**
 * What would have been counted in one slice, had the groups of examples been drawn anew, many times
 * over: for each replicate and each {@link ReplicateCell}, the sum of the groups' counts times the
 * groups' weights. Sums are exact whole numbers and form a commutative monoid under {@link
 * #add(Replicates)}. Mutable, not thread-safe.
 */
public final class Replicates {

  private final int size;
  private final Map<ReplicateCell, long[]> sums = new EnumMap<>(ReplicateCell.class);

  /** Sums on their way to {@code sums}: the processor adds up more ints than longs at a time. */
  private final Map<ReplicateCell, Pending> pending = new EnumMap<>(ReplicateCell.class);

  private Map<FlipMetric, ReplicateSpread> spreads = Map.of();

  private static final class Pending {
    private final int[] sums;
    private long greatest;

    Pending(int size) {
      sums = new int[size];
    }
  }

  /**
   * Replicates of no examples.
   *
   * @param size how many replicates, ≥ 1
   * @throws IllegalArgumentException if {@code size} is below 1
   */
  public Replicates(int size) {
    if (size < 1) {
      throw new IllegalArgumentException("replicates are " + size + ", there must be at least 1");
    }
    this.size = size;
  }

  /**
   * How many replicates there are.
   *
   * @return the size given at construction
   */
  public int size() {
    return size;
  }

  /**
   * Adds pairs of one group.
   *
   * @param cell what they are counted as
   * @param n how many pairs, ≥ 0
   * @param weights the group's weight in each replicate, each from 0 to {@code maxWeight}
   * @param maxWeight the greatest weight there can be, ≥ 1
   */
  public void add(ReplicateCell cell, int n, int[] weights, int maxWeight) {
    long most = (long) n * maxWeight;
    Pending of = pending.computeIfAbsent(cell, unused -> new Pending(size));
    if (of.greatest + most > Integer.MAX_VALUE) {
      settle(cell, of);
    }
    if (most > Integer.MAX_VALUE) {
      addLongs(sums(cell), weights, n);
      return;
    }
    of.greatest += most;
    addInts(of.sums, weights, n);
  }

  /** A loop that the compiler makes a vector loop of. */
  private static void addInts(int[] into, int[] weights, int n) {
    for (int r = 0; r < into.length; r++) {
      into[r] += n * weights[r];
    }
  }

  private static void addLongs(long[] into, int[] weights, long n) {
    for (int r = 0; r < into.length; r++) {
      into[r] = Math.addExact(into[r], n * weights[r]);
    }
  }

  private void settle(ReplicateCell cell, Pending of) {
    if (of.greatest == 0) {
      return;
    }
    long[] into = sums(cell);
    for (int r = 0; r < size; r++) {
      into[r] = Math.addExact(into[r], of.sums[r]);
    }
    Arrays.fill(of.sums, 0);
    of.greatest = 0;
  }

  private void settle() {
    pending.forEach(this::settle);
  }

  private long[] sums(ReplicateCell cell) {
    spreads = Map.of();
    return sums.computeIfAbsent(cell, unused -> new long[size]);
  }

  /**
   * Adds sums of one cell.
   *
   * @param cell which cell
   * @param more one sum for each replicate; read, not kept
   * @throws IllegalArgumentException if there are more or fewer replicates, or a sum is negative
   * @throws ArithmeticException if a sum exceeds {@code Long.MAX_VALUE}
   */
  public void add(ReplicateCell cell, long[] more) {
    if (more.length != size) {
      throw new IllegalArgumentException(
          "%d replicates cannot be added to %d".formatted(more.length, size));
    }
    long[] into = sums(cell);
    for (int r = 0; r < size; r++) {
      if (more[r] < 0) {
        throw new IllegalArgumentException(
            "replicate %d of %s is %d, a count cannot be negative"
                .formatted(r, cell.key(), more[r]));
      }
      into[r] = Math.addExact(into[r], more[r]);
    }
  }

  /**
   * Adds the replicates of other examples.
   *
   * @param other as many replicates, made with the same weights
   */
  public void add(Replicates other) {
    other.settle();
    other.sums.forEach(this::add);
  }

  /**
   * The sums of a cell.
   *
   * @param cell any cell
   * @return one sum for each replicate; empty when no pair was counted in the cell
   */
  public Optional<long[]> of(ReplicateCell cell) {
    settle();
    return Optional.ofNullable(sums.get(cell)).map(long[]::clone);
  }

  /**
   * What a replicate counted.
   *
   * @param content what the pairs of the comparison carry
   * @param r the replicate's number, from 0 to {@link #size()} − 1
   * @return its summary; without the sums of scores, of which there are no replicates
   */
  public PairSummary summary(PairSummary.Content content, int r) {
    settle();
    PairTally tally = new PairTally(content);
    sums.forEach(
        (cell, of) ->
            cell.outcome()
                .ifPresent(outcome -> tally.add(outcome, new CellSums(of[r], 0, 0, Map.of()))));
    if (content.scores()) {
      CellSums changes =
          new CellSums(0, at(ReplicateCell.GAIN, r), at(ReplicateCell.REGRESSION, r), Map.of());
      tally.add(FlipOutcome.SCORED, changes);
    }
    return tally.summary();
  }

  private long at(ReplicateCell cell, int r) {
    long[] of = sums.get(cell);
    return of == null ? 0 : of[r];
  }

  /**
   * How metrics vary over the replicates; computed once, and again after something was added.
   *
   * @param whole what was counted in this slice
   * @return the spread of each proportion, difference and ratio that has a value
   */
  Map<FlipMetric, ReplicateSpread> spreads(PairSummary whole) {
    settle();
    if (spreads.isEmpty()) {
      spreads = ReplicateSpread.of(this, whole);
    }
    return spreads;
  }

  /**
   * Over how many groups of equal size the pairs would be spread, to vary as they do; see {@link
   * ReplicateSpread#effectiveGroups}.
   *
   * @param whole what was counted in this slice
   * @return a number of groups; 0 where there is no pair
   */
  public double effectiveGroups(PairSummary whole) {
    settle();
    double squares = 0;
    for (int r = 0; r < size; r++) {
      double beyond = drawn(r) - (double) whole.n();
      squares += beyond * beyond;
    }
    return whole.n() == 0 ? 0 : (double) whole.n() * whole.n() * size / squares;
  }

  private long drawn(int r) {
    long drawn = 0;
    for (Map.Entry<ReplicateCell, long[]> of : sums.entrySet()) {
      drawn += of.getKey().outcome().isPresent() ? of.getValue()[r] : 0;
    }
    return drawn;
  }

  /**
   * Whether all examples are of one group: then, and only then, each replicate has all of them the
   * same number of times.
   *
   * @param n how many examples there are
   * @return true for one group, and for no example
   */
  public boolean isOneGroup(long n) {
    settle();
    for (int r = 0; r < size; r++) {
      if (n > 0 && drawn(r) % n != 0) {
        return false;
      }
    }
    return true;
  }
}

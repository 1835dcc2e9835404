package org.flipcheck.spark;

import java.util.EnumMap;
import java.util.Map;
import org.flipcheck.metrics.CorrectnessRule;
import org.flipcheck.metrics.FlipGaps;
import org.flipcheck.metrics.FlipGaps.Kind;
import org.flipcheck.metrics.ThresholdCounts;
import org.flipcheck.metrics.ThresholdCounts.Truth;

/**
 * What is counted of the reasons of flips. Counts of parts of the pairs add up to those of the
 * whole.
 */
final class ReasonCounts {

  private static final byte GAP = 1;
  private static final byte FLIPS = 2;
  private static final byte PAIRS = 3;
  private static final byte BIN = 4;

  private final Map<Kind, Long> gaps = new EnumMap<>(Kind.class);
  private final ThresholdCounts thresholds = new ThresholdCounts();

  /** Counts a negative flip by the gap of two probabilities; NaN where one is not known. */
  void addGap(double oldProbability, double newProbability) {
    addGaps(Kind.of(oldProbability, newProbability), 1);
  }

  void addGaps(Kind kind, long n) {
    gaps.merge(kind, n, Math::addExact);
  }

  /** Counts a pair that thresholds judge. */
  void addScores(CorrectnessRule.Threshold rule, Truth truth, double old, double candidate) {
    thresholds.add(rule, truth, old, candidate);
  }

  long gaps(Kind kind) {
    return gaps.getOrDefault(kind, 0L);
  }

  FlipGaps gaps() {
    return new FlipGaps(
        gaps(Kind.NEAR), gaps(Kind.BETWEEN), gaps(Kind.CONFIDENT), gaps(Kind.UNKNOWN));
  }

  ThresholdCounts thresholds() {
    return thresholds;
  }

  /** All counts as bytes. */
  byte[] toBytes() {
    Bytes out = new Bytes();
    gaps.forEach(
        (kind, n) -> {
          out.putByte(GAP);
          out.putText(kind.key());
          out.putVar(n);
        });
    thresholds.forEach(new Writer(out));
    return out.written();
  }

  private record Writer(Bytes out) implements ThresholdCounts.Receiver {
    @Override
    public void addFlips(boolean negative, boolean thresholdMoved, long n) {
      out.putByte(FLIPS);
      out.putByte((negative ? 2 : 0) + (thresholdMoved ? 1 : 0));
      out.putVar(n);
    }

    @Override
    public void addPairs(Truth truth, boolean oldRight, boolean newRight, long n) {
      out.putByte(PAIRS);
      out.putByte(4 * truth.code() + (oldRight ? 2 : 0) + (newRight ? 1 : 0));
      out.putVar(n);
    }

    @Override
    public void addBin(Truth truth, boolean oldRight, int bin, long n) {
      out.putByte(BIN);
      out.putByte(2 * truth.code() + (oldRight ? 1 : 0));
      out.putInt(bin);
      out.putVar(n);
    }
  }

  /** Adds what {@link #toBytes} gave. */
  ReasonCounts add(byte[] bytes) {
    Bytes in = new Bytes(bytes);
    ThresholdCounts.Receiver into = thresholds.receiver();
    while (in.hasMore()) {
      byte what = in.getByte();
      if (what == GAP) {
        addGaps(Kind.fromKey(in.getText()).orElseThrow(), in.getVar());
        continue;
      }
      int key = in.getByte();
      switch (what) {
        case FLIPS -> into.addFlips((key & 2) != 0, (key & 1) != 0, in.getVar());
        case PAIRS ->
            into.addPairs(Truth.ofCode(key >> 2), (key & 2) != 0, (key & 1) != 0, in.getVar());
        case BIN -> into.addBin(Truth.ofCode(key >> 1), (key & 1) != 0, in.getInt(), in.getVar());
        default -> throw new IllegalStateException("not a reason: " + what);
      }
    }
    return this;
  }
}

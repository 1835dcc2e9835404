package org.flipcheck.stats;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.flipcheck.metrics.SliceKey;
import org.flipcheck.stats.Candidate.Slice;
import org.flipcheck.stats.FoundSlice.Comparison;
import org.flipcheck.stats.SliceCells.Half;

/**
 * From slices that stand out to those worth a test: merged where they cover the same examples, and
 * left out where those before them explain them.
 */
final class SliceHypotheses {

  private final SliceCells cells;
  private final SliceSearch.Settings settings;
  private final List<Hypothesis> hypotheses = new ArrayList<>();
  private boolean cut;

  /** A slice to be tested, the cells it covers, and where it is compared. */
  private record Hypothesis(Merged merged, BitSet frame, Optional<SliceKey> within) {
    BitSet covered() {
      return merged.covered();
    }
  }

  /** Candidates that cover the same cells, the shortest description first. */
  private record Merged(List<Candidate> same, BitSet covered) {
    Candidate first() {
      return same.get(0);
    }
  }

  private SliceHypotheses(SliceCells cells, SliceSearch.Settings settings) {
    this.cells = cells;
    this.settings = settings;
  }

  /** Picks from candidates in the order of their significance. */
  static SliceHypotheses of(
      SliceCells cells, List<Candidate> candidates, SliceSearch.Settings settings) {
    SliceHypotheses hypotheses = new SliceHypotheses(cells, settings);
    Iterator<Merged> merged = hypotheses.merge(candidates).iterator();
    while (merged.hasNext() && !hypotheses.cut) {
      hypotheses.consider(merged.next());
    }
    return hypotheses;
  }

  int size() {
    return hypotheses.size();
  }

  /** Whether there was more to test than may be. */
  boolean cut() {
    return cut;
  }

  private List<Merged> merge(List<Candidate> candidates) {
    Map<BitSet, Merged> byCover = new LinkedHashMap<>();
    for (Candidate candidate : candidates) {
      BitSet covered = covered(candidate.slice());
      byCover
          .computeIfAbsent(covered, unused -> new Merged(new ArrayList<>(), covered))
          .same()
          .add(candidate);
    }
    byCover.values().forEach(same -> same.same().sort(Comparator.comparing(Candidate::slice)));
    return List.copyOf(byCover.values());
  }

  /** The cells of a slice that hold examples. */
  private BitSet covered(Slice slice) {
    long[] discover = cells.examples(Half.DISCOVER);
    long[] confirm = cells.examples(Half.CONFIRM);
    BitSet covered = new BitSet(cells.size());
    for (int cell = 0; cell < cells.size(); cell++) {
      if (slice.holds(cells, cell) && discover[cell] + confirm[cell] > 0) {
        covered.set(cell);
      }
    }
    return covered;
  }

  private void consider(Merged merged) {
    BitSet frame = new BitSet(cells.size());
    frame.set(0, cells.size());
    Hypothesis within = null;
    for (Hypothesis earlier : hypotheses) {
      if (!holds(earlier.covered(), merged.covered())) {
        frame.andNot(earlier.covered());
      } else if (within == null
          || earlier.covered().cardinality() < within.covered().cardinality()) {
        within = earlier;
      }
    }
    if (within != null) {
      frame.and(within.covered());
    }
    Optional<SliceKey> parent = Optional.ofNullable(within).map(this::keyOf);
    Hypothesis hypothesis = new Hypothesis(merged, frame, parent);
    if (!stillStandsOut(hypothesis)) {
      return;
    }
    if (hypotheses.size() == settings.mostHypotheses()) {
      cut = true;
    } else {
      hypotheses.add(hypothesis);
    }
  }

  private static boolean holds(BitSet whole, BitSet part) {
    int cell = part.nextSetBit(0);
    while (cell >= 0 && whole.get(cell)) {
      cell = part.nextSetBit(cell + 1);
    }
    return cell < 0;
  }

  private boolean stillStandsOut(Hypothesis hypothesis) {
    BitSet inside = inside(hypothesis);
    SliceCounts found = counts(inside, Half.DISCOVER);
    SliceCounts others = counts(inside, Half.CONFIRM);
    return found.examples() >= settings.leastFound()
        && found.examples() + others.examples() >= settings.leastExamples()
        && RateContrast.of(
                found.examples(), found.negativeFlips(), counts(hypothesis.frame(), Half.DISCOVER))
            >= settings.contrast();
  }

  private static BitSet inside(Hypothesis hypothesis) {
    BitSet inside = (BitSet) hypothesis.frame().clone();
    inside.and(hypothesis.covered());
    return inside;
  }

  private Comparison comparison(Hypothesis hypothesis, Half half) {
    SliceCounts slice = counts(inside(hypothesis), half);
    return new Comparison(slice, counts(hypothesis.frame(), half).minus(slice));
  }

  private SliceCounts counts(BitSet of, Half half) {
    long[] examples = cells.examples(half);
    long[] flips = cells.negativeFlips(half);
    long n = 0;
    long nf = 0;
    for (int cell = of.nextSetBit(0); cell >= 0; cell = of.nextSetBit(cell + 1)) {
      n += examples[cell];
      nf += flips[cell];
    }
    return new SliceCounts(n, nf);
  }

  /** All hypotheses with their tests, the p-values adjusted for their number. */
  List<FoundSlice> tested(SearchCorrection correction) {
    List<Comparison> confirmed =
        hypotheses.stream().map(hypothesis -> comparison(hypothesis, Half.CONFIRM)).toList();
    double[] pValues =
        confirmed.stream()
            .mapToDouble(test -> FisherTest.pValue(test.slice(), test.slice().plus(test.others())))
            .toArray();
    double[] adjusted = correction.adjust(pValues);
    List<FoundSlice> tested = new ArrayList<>();
    for (int i = 0; i < pValues.length; i++) {
      tested.add(found(hypotheses.get(i), confirmed.get(i), pValues[i], adjusted[i]));
    }
    return tested;
  }

  private FoundSlice found(
      Hypothesis hypothesis, Comparison confirmed, double pValue, double adjusted) {
    BitSet covered = hypothesis.covered();
    SliceCounts counts = counts(covered, Half.DISCOVER).plus(counts(covered, Half.CONFIRM));
    SliceCounts all = cells.total(Half.DISCOVER).plus(cells.total(Half.CONFIRM));
    return new FoundSlice(
        keyOf(hypothesis),
        aliases(hypothesis.merged()),
        counts,
        all.minus(counts),
        comparison(hypothesis, Half.DISCOVER),
        confirmed,
        pValue,
        adjusted,
        hypothesis.within());
  }

  private SliceKey keyOf(Hypothesis hypothesis) {
    return keyOf(hypothesis.merged().first());
  }

  private SliceKey keyOf(Candidate candidate) {
    return cells.key(candidate.slice().columns(), candidate.slice().codes());
  }

  /** The other descriptions that hold no shorter one of the same examples. */
  private List<SliceKey> aliases(Merged merged) {
    List<Candidate> shortest = new ArrayList<>();
    for (Candidate candidate : merged.same()) {
      if (shortest.stream().noneMatch(kept -> candidate.slice().implies(kept.slice()))) {
        shortest.add(candidate);
      }
    }
    return shortest.stream().skip(1).map(this::keyOf).toList();
  }
}

package org.flipcheck.gate;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.flipcheck.gate.Judged.Corrected;
import org.flipcheck.stats.Multiplicity;

/**
 * Corrects the claim that some slice of a rule fails. A slice beyond its limit stays FAIL if its
 * corrected one-sided p-value is at most (1 − confidence)/2, and is INCONCLUSIVE otherwise. The
 * slices counted are those that were judged.
 */
final class SliceCorrection {

  private SliceCorrection() {}

  static List<Judged> of(Correction method, List<Judged> slices) {
    List<Judged> held = slices.stream().filter(SliceCorrection::isHeld).toList();
    if (method == Correction.NONE || held.size() < 2) {
      return slices;
    }
    double[] pValues = held.stream().mapToDouble(SliceCorrection::pValue).toArray();
    double[] adjusted =
        method == Correction.HOLM
            ? Multiplicity.holm(pValues)
            : Multiplicity.benjaminiHochberg(pValues);
    List<Judged> corrected = new ArrayList<>();
    int next = 0;
    for (Judged judged : slices) {
      corrected.add(
          isHeld(judged)
              ? corrected(judged, held.size(), new Corrected(method, adjusted[next++]))
              : judged);
    }
    return corrected;
  }

  /** Only what has an interval can be a matter of luck. */
  private static boolean isHeld(Judged judged) {
    return judged.verdict() != Verdict.NOT_JUDGED && judged.interval().isPresent();
  }

  /** A slice that does not fail on its own must not help another to, by a hair's breadth. */
  private static double pValue(Judged judged) {
    double p = judged.measure().pValue(judged.rule()).orElse(1);
    return judged.verdict() == Verdict.FAIL ? p : Math.max(p, Math.nextUp(level(judged)));
  }

  private static double level(Judged judged) {
    return 1 - judged.rule().oneSidedLevel();
  }

  private static Judged corrected(Judged judged, int compared, Corrected correction) {
    boolean isBeyond = judged.verdict() == Verdict.FAIL;
    boolean staysOpen = isBeyond && correction.adjustedP() > level(judged);
    return new Judged(
        judged.rule(),
        judged.slice(),
        judged.n(),
        judged.measure(),
        judged.interval(),
        staysOpen ? Verdict.INCONCLUSIVE : judged.verdict(),
        compared,
        isBeyond ? Optional.of(correction) : Optional.empty());
  }
}

package org.flipcheck.gate;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.flipcheck.gate.Judged.Corrected;
import org.flipcheck.stats.Multiplicity;

/**
 * Corrects the claim that some slice of a rule fails. A slice beyond its limit stays FAIL if its
 * corrected one-sided p-value is at most (1 − confidence)/2, and is INCONCLUSIVE otherwise. The
 * slices counted are those that were judged; p-values of slices that are not beyond the limit are
 * taken as 1, which changes no decision: each is above the level, and so is whatever a step-up
 * procedure would derive from it.
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
              ? corrected(judged, new Corrected(method, held.size(), adjusted[next++]))
              : judged);
    }
    return corrected;
  }

  /** Only what has an interval can be a matter of luck. */
  private static boolean isHeld(Judged judged) {
    return judged.verdict() != Verdict.NOT_JUDGED && judged.interval().isPresent();
  }

  private static double pValue(Judged judged) {
    return judged.verdict() == Verdict.FAIL ? judged.measure().pValue(judged.rule()).orElse(1) : 1;
  }

  private static Judged corrected(Judged judged, Corrected correction) {
    if (judged.verdict() != Verdict.FAIL) {
      return judged;
    }
    boolean fails = correction.adjustedP() <= 1 - judged.rule().oneSidedLevel();
    return new Judged(
        judged.rule(),
        judged.slice(),
        judged.n(),
        judged.measure(),
        judged.interval(),
        fails ? Verdict.FAIL : Verdict.INCONCLUSIVE,
        Optional.of(correction));
  }
}

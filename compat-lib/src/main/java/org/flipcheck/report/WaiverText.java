package org.flipcheck.report;

import java.util.ArrayList;
import java.util.List;
import org.flipcheck.gate.WaiverUse;

/** Waivers in words, for every rendering. Foreign text in it is not escaped yet. */
final class WaiverText {

  private WaiverText() {}

  /**
   * The waivers that were needed, each with its terms; then the day by which waivers held.
   *
   * @param most how many there is room for; of more, the number of the others is told
   * @return sentences; empty without waivers
   */
  static List<String> of(ComparisonResult result, int most) {
    List<WaiverUse> used = used(result);
    List<String> lines = new ArrayList<>();
    used.stream()
        .limit(most)
        .map(
            use ->
                "Waiver used: %s (%s).".formatted(use.waiver().subjectText(), use.waiver().terms()))
        .forEach(lines::add);
    if (used.size() > most) {
      lines.add(
          "%s of %s that were used are named; result.json has the others."
              .formatted(Format.count(most), Format.count(used.size(), "waiver")));
    }
    result
        .gate()
        .flatMap(gate -> gate.report().judgedOn())
        .map("Waivers were judged as of %s (UTC)."::formatted)
        .ifPresent(lines::add);
    return lines;
  }

  private static List<WaiverUse> used(ComparisonResult result) {
    return result.gate().stream()
        .flatMap(gate -> gate.report().waivers().stream())
        .filter(use -> use.state() == WaiverUse.State.USED)
        .toList();
  }
}

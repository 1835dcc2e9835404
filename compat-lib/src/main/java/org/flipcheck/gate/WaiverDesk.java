package org.flipcheck.gate;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.stream.Collectors;
import org.flipcheck.gate.WaiverUse.State;

/** Applies the waivers of a policy, and keeps account of which were needed. */
final class WaiverDesk {

  private final LocalDate today;
  private final Map<Waiver, Long> forgiven = new LinkedHashMap<>();

  /** Waivers of examples of which a result does not list enough to tell whether they are needed. */
  private final Set<Waiver> unknown = new HashSet<>();

  WaiverDesk(List<Waiver> waivers, LocalDate today) {
    this.today = today;
    waivers.forEach(waiver -> forgiven.put(waiver, 0L));
  }

  private List<Waiver> valid() {
    return forgiven.keySet().stream().filter(waiver -> !waiver.isExpired(today)).toList();
  }

  boolean hasExpired() {
    return valid().size() < forgiven.size();
  }

  /** The finding, forgiven where a waiver of its rule holds. */
  Finding apply(Finding finding) {
    if (finding.verdict() != Verdict.FAIL && finding.verdict() != Verdict.INCONCLUSIVE) {
      return finding;
    }
    List<Waiver> waivers = valid().stream().filter(waiver -> covers(waiver, finding)).toList();
    waivers.forEach(waiver -> forgiven.merge(waiver, 1L, Math::addExact));
    return waivers.isEmpty() ? finding : finding.waived(waivers, waivedText(waivers));
  }

  private static boolean covers(Waiver waiver, Finding finding) {
    return waiver.subject() instanceof Waiver.Subject.OfRule of
        && of.rule().equals(finding.rule())
        && (of.slice().isEmpty() || of.slice().equals(finding.slice()));
  }

  static String waivedText(List<Waiver> waivers) {
    return "Waived: " + waivers.stream().map(Waiver::terms).collect(Collectors.joining("; ")) + ".";
  }

  /**
   * The waivers that forgive each flip of a protected group.
   *
   * @param group how the group fared
   * @return the waivers that forgive any, each with the flips it does
   */
  Map<Waiver, Set<List<String>>> forgive(ProtectedOutcomes.Group group) {
    Map<Waiver, Set<List<String>>> found = new LinkedHashMap<>();
    boolean isListed = group.flips().size() == group.negativeFlips();
    for (Waiver waiver : valid()) {
      if (waiver.subject() instanceof Waiver.Subject.Examples examples
          && examples.group().equals(group.name())) {
        Set<List<String>> flips =
            group.flips().stream()
                .map(ProtectedOutcomes.Flip::idValues)
                .filter(examples.ids()::contains)
                .collect(Collectors.toSet());
        forgiven.merge(waiver, (long) flips.size(), Math::addExact);
        if (!flips.isEmpty()) {
          found.put(waiver, flips);
        } else if (!isListed) {
          unknown.add(waiver);
        }
      }
    }
    return found;
  }

  /** What became of every waiver, in the order of the policy; ask last. */
  List<WaiverUse> uses() {
    List<WaiverUse> uses = new ArrayList<>();
    forgiven.forEach((waiver, count) -> uses.add(new WaiverUse(waiver, state(waiver), count)));
    return uses;
  }

  private State state(Waiver waiver) {
    if (waiver.isExpired(today)) {
      return State.EXPIRED;
    }
    return forgiven.get(waiver) > 0 || unknown.contains(waiver) ? State.USED : State.UNUSED;
  }

  /** A failure for each expired waiver, a warning for each that was not needed. */
  List<Finding> findings() {
    return uses().stream().flatMap(use -> finding(use).stream()).toList();
  }

  private Optional<Finding> finding(WaiverUse use) {
    Waiver waiver = use.waiver();
    return switch (use.state()) {
      case USED -> Optional.empty();
      case EXPIRED ->
          Optional.of(
              finding(
                  waiver,
                  Severity.FAIL,
                  "The waiver of %s (%s) has expired, for today is %s: renew it, or remove it."
                      .formatted(waiver.subjectText(), waiver.terms(), today)));
      case UNUSED ->
          Optional.of(
              finding(
                  waiver,
                  Severity.WARN,
                  "The waiver of %s (%s) forgives nothing: remove it."
                      .formatted(waiver.subjectText(), waiver.terms())));
    };
  }

  private static Finding finding(Waiver waiver, Severity severity, String message) {
    return new Finding(
        "waiver of " + waiver.subjectText(),
        Gate.WAIVER,
        Optional.empty(),
        Verdict.FAIL,
        severity,
        OptionalDouble.empty(),
        OptionalDouble.empty(),
        OptionalDouble.empty(),
        0,
        0,
        message);
  }
}

package org.flipcheck.gate;

import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.flipcheck.metrics.FlipCosts;
import org.flipcheck.metrics.FlipCounts;
import org.flipcheck.metrics.JoinLedger;
import org.flipcheck.metrics.PairSummary;
import org.flipcheck.metrics.SliceKey;

/** A finished comparison, written down by hand. */
final class CountedEvidence implements Evidence {
  private final PairSummary overall;
  private final Map<Set<String>, Map<SliceKey, PairSummary>> slices = new LinkedHashMap<>();
  private final JoinLedger ledger;
  private final List<String> columns;
  private Optional<ProtectedOutcomes> outcomes = Optional.empty();
  private Optional<FlipCosts> costs = Optional.empty();
  private Optional<NoiseFloor> floor = Optional.empty();

  private CountedEvidence(PairSummary overall, JoinLedger ledger, List<String> columns) {
    this.overall = overall;
    this.ledger = ledger;
    this.columns = columns;
  }

  /** All examples matched; sliced by the given columns, so far without any value. */
  static CountedEvidence of(PairSummary overall, String... columns) {
    return of(overall, ledger(overall.n(), 0, 0), columns);
  }

  static CountedEvidence of(FlipCounts overall, String... columns) {
    return of(PairSummary.of(overall), columns);
  }

  static CountedEvidence of(PairSummary overall, JoinLedger ledger, String... columns) {
    CountedEvidence evidence = new CountedEvidence(overall, ledger, List.of(columns));
    for (String column : columns) {
      evidence.slices.put(Set.of(column), new TreeMap<>());
    }
    return evidence;
  }

  CountedEvidence with(SliceKey slice, FlipCounts counts) {
    slices
        .computeIfAbsent(new HashSet<>(slice.columns()), unused -> new TreeMap<>())
        .put(slice, PairSummary.of(counts));
    return this;
  }

  CountedEvidence with(ProtectedOutcomes.Group... groups) {
    outcomes = Optional.of(new ProtectedOutcomes("sha256:0", List.of(groups)));
    return this;
  }

  CountedEvidence with(FlipCosts known) {
    costs = Optional.of(known);
    return this;
  }

  CountedEvidence with(NoiseFloor.Rerun... reruns) {
    floor = Optional.of(new NoiseFloor(List.of(reruns)));
    return this;
  }

  static JoinLedger ledger(long matched, long onlyOld, long onlyNew) {
    return new JoinLedger(
            new JoinLedger.Side(matched + onlyOld, 0, 0, 0, 0, 0, onlyOld, 0),
            new JoinLedger.Side(matched + onlyNew, 0, 0, 0, 0, 0, onlyNew, 0),
            matched,
            matched,
            0,
            0,
            0,
            0,
            0)
        .check();
  }

  @Override
  public PairSummary overall() {
    return overall;
  }

  @Override
  public Optional<Map<SliceKey, PairSummary>> slices(List<String> columns) {
    return Optional.ofNullable(slices.get(new HashSet<>(columns)));
  }

  @Override
  public JoinLedger ledger() {
    return ledger;
  }

  @Override
  public List<String> sliceColumns() {
    return columns;
  }

  @Override
  public Optional<ProtectedOutcomes> protectedOutcomes() {
    return outcomes;
  }

  @Override
  public Optional<FlipCosts> costs() {
    return costs;
  }

  @Override
  public Optional<NoiseFloor> noiseFloor() {
    return floor;
  }
}

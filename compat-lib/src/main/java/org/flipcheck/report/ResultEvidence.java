package org.flipcheck.report;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.flipcheck.gate.CostOutcome;
import org.flipcheck.gate.Evidence;
import org.flipcheck.gate.NoiseFloor;
import org.flipcheck.gate.Policy;
import org.flipcheck.gate.ProtectedOutcomes;
import org.flipcheck.metrics.FlipCosts;
import org.flipcheck.metrics.JoinLedger;
import org.flipcheck.metrics.PairSummary;
import org.flipcheck.metrics.SliceKey;
import org.flipcheck.report.ComparisonResult.SliceResult;

/** What a stored result knows, for a gate to judge it again without the examples. */
public final class ResultEvidence implements Evidence {

  private final ComparisonResult result;
  private PairSummary overall;

  /** The slices of every counted set of columns, as far as they were read. */
  private final Map<Set<String>, Map<SliceKey, PairSummary>> slices = new HashMap<>();

  /** The sets of which every slice was read. */
  private final Predicate<Set<String>> isComplete;

  private ResultEvidence(
      ComparisonResult result, Iterable<SliceResult> more, Predicate<Set<String>> isComplete) {
    this.result = result;
    this.overall = result.overall().pairs();
    this.isComplete = isComplete;
    result.sliceSets().forEach(set -> slices.put(new HashSet<>(set), new LinkedHashMap<>()));
    result.slices().forEach(this::add);
    more.forEach(this::add);
  }

  private void add(SliceResult slice) {
    slices
        .computeIfAbsent(slice.slice().values().keySet(), unused -> new LinkedHashMap<>())
        .put(slice.slice(), slice.pairs());
  }

  /**
   * The evidence of a result that lists all of its slices.
   *
   * @param result a finished comparison
   * @return its evidence
   * @throws IllegalArgumentException if the result does not list all of its slices, or its examples
   *     come in groups; use {@link #open}
   */
  public static ResultEvidence of(ComparisonResult result) {
    if (result.slicesTruncated().isPresent()) {
      throw new IllegalArgumentException("the result does not list all of its slices");
    }
    if (result.bootstrap().isPresent()) {
      throw new IllegalArgumentException("the replicates of the result are in a file");
    }
    return new ResultEvidence(result, List.of(), set -> true);
  }

  /**
   * The evidence of a stored result, with those slices that a policy judges and the result does not
   * list, and with the replicates that its intervals need.
   *
   * @param result a finished comparison
   * @param folder where the result was read; empty for standard input
   * @param policy the policy to judge by
   * @return evidence that is complete for this policy
   * @throws ResultException if slices or replicates are needed whose file is missing, damaged or of
   *     another result
   * @throws IOException if that file cannot be read
   * @throws org.flipcheck.gate.PolicyException if the part of the policy that takes the examples is
   *     not the one that the comparison evaluated
   */
  public static ResultEvidence open(ComparisonResult result, Optional<Path> folder, Policy policy)
      throws IOException {
    StalePolicy.refuse(result, policy);
    Set<Set<String>> wanted = new HashSet<>();
    policy.sliceSets().forEach(columns -> wanted.add(new HashSet<>(columns)));
    ResultEvidence evidence = openSlices(result, folder, wanted);
    if (result.bootstrap().isPresent()
        && policy.rules().stream().anyMatch(rule -> rule.confidence() != 0)) {
      evidence.add(replicates(result.bootstrap().get(), folder, wanted));
    }
    return evidence;
  }

  private void add(ReplicatesFile.Stored replicates) {
    overall = overall.with(replicates.overall());
    slices
        .values()
        .forEach(
            set ->
                set.replaceAll((key, pairs) -> replicates.of(key).map(pairs::with).orElse(pairs)));
  }

  private static ReplicatesFile.Stored replicates(
      ComparisonResult.Bootstrap bootstrap, Optional<Path> folder, Set<Set<String>> wanted)
      throws IOException {
    if (folder.isEmpty()) {
      throw new ResultException(
          "the intervals know of groups of examples: give the result as a file, with %s beside it"
              .formatted(bootstrap.file()));
    }
    return ReplicatesFile.read(
        folder.get(), bootstrap, slice -> wanted.contains(slice.values().keySet()));
  }

  private static ResultEvidence openSlices(
      ComparisonResult result, Optional<Path> folder, Set<Set<String>> wanted) throws IOException {
    if (result.slicesTruncated().isEmpty()) {
      return new ResultEvidence(result, List.of(), set -> true);
    }
    if (wanted.isEmpty()) {
      return new ResultEvidence(result, List.of(), wanted::contains);
    }
    if (folder.isEmpty()) {
      throw new ResultException(
          "the policy judges slices, and the result lists %d of %d: give the result as a file, with %s beside it"
              .formatted(
                  result.slices().size(),
                  result.totalSlices(),
                  result.slicesTruncated().get().file()));
    }
    return new ResultEvidence(
        result,
        SlicesFile.read(
            folder.get(),
            result.slicesTruncated().get(),
            slice -> wanted.contains(slice.values().keySet())),
        wanted::contains);
  }

  @Override
  public PairSummary overall() {
    return overall;
  }

  @Override
  public Optional<Map<SliceKey, PairSummary>> slices(List<String> columns) {
    Set<String> set = new HashSet<>(columns);
    if (slices.containsKey(set) && !isComplete.test(set)) {
      throw new IllegalStateException(
          "the slices of %s were not read: open the evidence with the policy that judges them"
              .formatted(columns));
    }
    return Optional.ofNullable(slices.get(set)).map(Collections::unmodifiableMap);
  }

  @Override
  public JoinLedger ledger() {
    return result.ledger();
  }

  @Override
  public List<String> sliceColumns() {
    return result.sliceColumns();
  }

  @Override
  public Optional<ProtectedOutcomes> protectedOutcomes() {
    return result.policyEvidence().protectedOutcomes();
  }

  @Override
  public Optional<FlipCosts> costs() {
    return result.policyEvidence().costs().map(CostOutcome::costs);
  }

  @Override
  public Optional<NoiseFloor> noiseFloor() {
    return result.policyEvidence().noiseFloor();
  }
}

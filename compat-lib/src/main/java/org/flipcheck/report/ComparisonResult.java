package org.flipcheck.report;

import java.time.Instant;
import java.util.Collections;
import java.util.EnumMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.flipcheck.gate.Enforcement;
import org.flipcheck.gate.GateReport;
import org.flipcheck.metrics.FlipMetric;
import org.flipcheck.metrics.JoinLedger;
import org.flipcheck.metrics.PairSummary;
import org.flipcheck.metrics.SliceKey;
import org.flipcheck.stats.Estimate;
import org.flipcheck.stats.FoundSlices;

/**
 * A finished comparison: what {@code result.json} says. Every report is a function of this value.
 *
 * @param run which run this was
 * @param inputs what was compared
 * @param ledger where the input rows went
 * @param overall all judged pairs
 * @param overallKnownClasses the pairs whose label the old model knew; present only if the
 *     comparison was told the old model's classes
 * @param sliceSets the sets of columns whose slices were counted, singles first, in the order asked
 *     for; a set stands here even if no pair had a value of it
 * @param slices slices in the order of {@code sliceSets}, within a set in the order of {@link
 *     SliceKey}
 * @param slicesTruncated where the other slices are, if {@code slices} does not list them all
 * @param foundSlices what a search for bad slices found; empty where none was asked for
 * @param policyEvidence what was evaluated for the policy, since it takes the examples
 * @param gate the judgement; empty when there was no policy
 * @param bootstrap how groups of examples were drawn anew; empty where examples stand alone
 * @param why why examples flipped; empty where nothing tells
 */
public record ComparisonResult(
    Run run,
    Inputs inputs,
    JoinLedger ledger,
    Overall overall,
    Optional<Overall> overallKnownClasses,
    List<List<String>> sliceSets,
    List<SliceResult> slices,
    Optional<SlicesTruncated> slicesTruncated,
    Optional<FoundSlices> foundSlices,
    PolicyEvidence policyEvidence,
    Optional<GateSection> gate,
    Optional<Bootstrap> bootstrap,
    Optional<Why> why) {

  /** The version of the layout of {@code result.json} that this code reads and writes. */
  public static final int SCHEMA_VERSION = 1;

  /** How many slices {@code result.json} lists; the others go to a {@link SlicesFile}. */
  public static final int MAX_LISTED_SLICES = 10_000;

  /** Keeps unmodifiable copies of the lists. */
  public ComparisonResult {
    sliceSets = sliceSets.stream().map(List::copyOf).toList();
    slices = List.copyOf(slices);
  }

  /**
   * A comparison of examples that stand alone, without a search for bad slices, whose policy needed
   * no examples.
   *
   * @param run which run this was
   * @param inputs what was compared
   * @param ledger where the input rows went
   * @param overall all judged pairs
   * @param overallKnownClasses the pairs whose label the old model knew
   * @param sliceSets the sets of columns whose slices were counted
   * @param slices slices in their order
   * @param slicesTruncated where the other slices are
   * @param gate the judgement
   */
  public ComparisonResult(
      Run run,
      Inputs inputs,
      JoinLedger ledger,
      Overall overall,
      Optional<Overall> overallKnownClasses,
      List<List<String>> sliceSets,
      List<SliceResult> slices,
      Optional<SlicesTruncated> slicesTruncated,
      Optional<GateSection> gate) {
    this(
        run,
        inputs,
        ledger,
        overall,
        overallKnownClasses,
        sliceSets,
        slices,
        slicesTruncated,
        Optional.empty(),
        PolicyEvidence.NONE,
        gate,
        Optional.empty(),
        Optional.empty());
  }

  /**
   * The same comparison with what was evaluated for a policy.
   *
   * @param evidence what was evaluated
   * @return a copy that differs in nothing else
   */
  public ComparisonResult withPolicyEvidence(PolicyEvidence evidence) {
    return with(foundSlices, evidence, gate, bootstrap, why);
  }

  /**
   * How many slices the comparison has, listed or not.
   *
   * @return a count, ≥ 0
   */
  public long totalSlices() {
    return slicesTruncated.map(SlicesTruncated::total).orElse((long) slices.size());
  }

  /**
   * The columns the comparison was sliced by.
   *
   * @return names in the order asked for
   */
  public List<String> sliceColumns() {
    LinkedHashSet<String> columns = new LinkedHashSet<>();
    sliceSets.forEach(columns::addAll);
    return List.copyOf(columns);
  }

  /**
   * The same comparison with another judgement.
   *
   * @param judgement a judgement of this comparison
   * @return a copy that differs in nothing else
   */
  public ComparisonResult withGate(GateSection judgement) {
    return with(foundSlices, policyEvidence, Optional.of(judgement), bootstrap, why);
  }

  /**
   * The same comparison, of examples that come in groups.
   *
   * @param of how the groups were drawn
   * @return a copy that differs in nothing else
   */
  public ComparisonResult withBootstrap(Bootstrap of) {
    return with(foundSlices, policyEvidence, gate, Optional.of(of), why);
  }

  /**
   * The same comparison with the outcome of a search.
   *
   * @param found what was found
   * @return a copy that differs in nothing else
   */
  public ComparisonResult withFoundSlices(FoundSlices found) {
    return with(Optional.of(found), policyEvidence, gate, bootstrap, why);
  }

  /**
   * The same comparison with the reasons of its flips.
   *
   * @param reasons why examples flipped
   * @return a copy that differs in nothing else
   */
  public ComparisonResult withWhy(Why reasons) {
    return with(foundSlices, policyEvidence, gate, bootstrap, Optional.of(reasons));
  }

  private ComparisonResult with(
      Optional<FoundSlices> found,
      PolicyEvidence evidence,
      Optional<GateSection> judgement,
      Optional<Bootstrap> drawn,
      Optional<Why> reasons) {
    return new ComparisonResult(
        run,
        inputs,
        ledger,
        overall,
        overallKnownClasses,
        sliceSets,
        slices,
        slicesTruncated,
        found,
        evidence,
        judgement,
        drawn,
        reasons);
  }

  /**
   * Which run produced the result.
   *
   * @param id a name no other run has
   * @param createdAt when it was written
   * @param toolVersion version of Flipcheck
   * @param rule key of the correctness rule; empty when the comparison had no correctness
   * @param config the comparison's definition: a JSON object of strings, booleans, whole numbers
   *     ({@code Long}), {@code Double}s, null, and maps and lists of these
   */
  public record Run(
      String id,
      Instant createdAt,
      String toolVersion,
      Optional<String> rule,
      Map<String, Object> config) {

    /**
     * Keeps an unmodifiable deep copy of the configuration, whole numbers widened to {@code Long}.
     *
     * @throws IllegalArgumentException if it holds a value that JSON does not have
     */
    public Run {
      config = Json.copyOfObject(config);
    }
  }

  /**
   * What was compared.
   *
   * @param oldModel predictions of the model in use
   * @param newModel predictions of the candidate
   * @param labels a table of labels of its own, if there was one
   */
  public record Inputs(Input oldModel, Input newModel, Optional<Input> labels) {}

  /**
   * One input.
   *
   * @param name what people call it
   * @param uri where it was read
   * @param format format it was read as, such as {@code parquet}
   * @param rows rows read
   * @param fingerprint identity of its content
   */
  public record Input(String name, String uri, String format, long rows, String fingerprint) {}

  /**
   * Counts and metrics of all pairs.
   *
   * @param pairs what was counted
   * @param metrics the metrics that apply, in the order of {@link FlipMetric}
   * @param mcNemar test whether the two accuracies differ; empty when pairs have no correctness
   */
  public record Overall(
      PairSummary pairs, Map<FlipMetric, Estimate> metrics, Optional<McNemar> mcNemar) {

    /**
     * Keeps an unmodifiable copy of the metrics.
     *
     * @throws IllegalArgumentException if one of them does not apply to these pairs
     */
    public Overall {
      metrics = inOrder(pairs, metrics);
    }
  }

  /**
   * McNemar's test on the flips.
   *
   * @param pValue two-sided p-value
   * @param method which form of the test
   * @param midP the two-sided mid-p value, which is less conservative; empty where examples come in
   *     groups, and in results written without it
   */
  public record McNemar(double pValue, String method, OptionalDouble midP) {

    /**
     * A test without mid-p value.
     *
     * @param pValue two-sided p-value
     * @param method which form of the test
     */
    public McNemar(double pValue, String method) {
      this(pValue, method, OptionalDouble.empty());
    }
  }

  /**
   * Counts and metrics of one slice.
   *
   * @param slice which one
   * @param pairs what was counted
   * @param metrics the metrics that apply, in the order of {@link FlipMetric}; empty where only the
   *     counts were kept
   */
  public record SliceResult(SliceKey slice, PairSummary pairs, Map<FlipMetric, Estimate> metrics) {

    /**
     * Keeps an unmodifiable copy of the metrics.
     *
     * @throws IllegalArgumentException if one of them does not apply to these pairs
     */
    public SliceResult {
      metrics = inOrder(pairs, metrics);
    }
  }

  /**
   * Where the slices are that a result does not list.
   *
   * @param kept how many it lists
   * @param total how many there are
   * @param file name of the {@link SlicesFile} beside the result
   * @param sha256 hash of that file's bytes, in hexadecimal
   */
  public record SlicesTruncated(long kept, long total, String file, String sha256) {}

  /**
   * How groups of examples were drawn anew, for the intervals of the overall metrics and of as many
   * slices as there was room for.
   *
   * @param group the column that names an example's group
   * @param replicates how many times they were drawn
   * @param groupsEffective how many groups of equal size would vary as much; an estimate from the
   *     replicates
   * @param file name of the {@link ReplicatesFile} beside the result
   * @param sha256 hash of that file's bytes, in hexadecimal
   * @param slicesCovered slices whose intervals know of the groups
   * @param slicesTotal all slices; the others' intervals are those of examples that stand alone
   */
  public record Bootstrap(
      String group,
      int replicates,
      double groupsEffective,
      String file,
      String sha256,
      long slicesCovered,
      long slicesTotal) {}

  /**
   * The judgement as it is stored.
   *
   * @param policyFingerprint identity of the policy, see {@link PolicyFile}
   * @param report verdict and findings
   * @param enforcement what the verdict means for the build
   */
  public record GateSection(String policyFingerprint, GateReport report, Enforcement enforcement) {

    /**
     * A judgement whose verdict counts as what it is.
     *
     * @param policyFingerprint identity of the policy
     * @param report verdict and findings
     */
    public GateSection(String policyFingerprint, GateReport report) {
      this(policyFingerprint, report, Enforcement.FULL);
    }

    /**
     * The exit code of the command that judged.
     *
     * @return 0, 1 or 3
     */
    public int exitCode() {
      return enforcement.exitCode(report.verdict());
    }
  }

  private static Map<FlipMetric, Estimate> inOrder(
      PairSummary pairs, Map<FlipMetric, Estimate> metrics) {
    Map<FlipMetric, Estimate> ordered = new EnumMap<>(FlipMetric.class);
    ordered.putAll(metrics);
    for (FlipMetric metric : ordered.keySet()) {
      if (!metric.appliesTo(pairs.content())) {
        throw new IllegalArgumentException(
            "%s does not apply to pairs that carry %s".formatted(metric.key(), pairs.content()));
      }
    }
    return Collections.unmodifiableMap(ordered);
  }
}

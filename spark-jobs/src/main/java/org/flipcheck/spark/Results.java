package org.flipcheck.spark;

import java.io.IOException;
import java.io.OutputStream;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.UUID;
import org.flipcheck.metrics.PairSummary;
import org.flipcheck.metrics.PairTally;
import org.flipcheck.metrics.SliceKey;
import org.flipcheck.report.ComparisonResult;
import org.flipcheck.report.ComparisonResult.Input;
import org.flipcheck.report.ComparisonResult.Inputs;
import org.flipcheck.report.ComparisonResult.McNemar;
import org.flipcheck.report.ComparisonResult.Overall;
import org.flipcheck.report.ComparisonResult.Run;
import org.flipcheck.report.ComparisonResult.SliceResult;
import org.flipcheck.report.ComparisonResult.SlicesTruncated;
import org.flipcheck.report.PolicyEvidence;
import org.flipcheck.report.SlicesFile;
import org.flipcheck.report.ToolVersion;
import org.flipcheck.stats.Estimates;
import org.flipcheck.stats.GroupedSample;
import org.flipcheck.stats.McNemarTest;

/** From counts to the result: everything here is plain arithmetic on the driver. */
final class Results {

  private Results() {}

  /**
   * The result of a comparison, not yet judged. Slices beyond those a result lists are written to a
   * file beside it.
   */
  static ComparisonResult of(
      CompareSpec spec,
      List<Table> tables,
      PassCounts counts,
      Optional<GroupedResults> groups,
      OutputDirectory output)
      throws IOException {
    return of(
        new Run(
            UUID.randomUUID().toString(),
            Clock.systemUTC().instant(),
            ToolVersion.get(),
            spec.rule().map(rule -> rule.key()),
            spec.definition()),
        inputs(tables, counts),
        counts,
        groups,
        output);
  }

  /** The same for counts of any origin. */
  static ComparisonResult of(
      Run run,
      Inputs inputs,
      PassCounts counts,
      Optional<GroupedResults> groups,
      OutputDirectory output)
      throws IOException {
    Map<List<String>, Map<SliceKey, PairTally>> bySet = counts.slices();
    List<SliceResult> slices = new ArrayList<>();
    int set = 0;
    for (Map<SliceKey, PairTally> ofSet : bySet.values()) {
      int number = set++;
      ofSet.forEach(
          (key, tally) -> {
            PairSummary pairs = tally.summary();
            slices.add(slice(key, groups.map(g -> g.slice(number, key, pairs)).orElse(pairs)));
          });
    }
    boolean truncated = slices.size() > ComparisonResult.MAX_LISTED_SLICES;
    Optional<SlicesTruncated> rest =
        truncated ? Optional.of(writeRest(slices, output)) : Optional.empty();
    PairSummary all = counts.overall().summary();
    PairSummary known = counts.overallKnownClasses().summary();
    ComparisonResult result =
        new ComparisonResult(
            run,
            inputs,
            counts.ledger(),
            overall(groups.map(g -> g.overall(all)).orElse(all)),
            counts.shape().knownClasses() && counts.content().judged()
                ? Optional.of(overall(groups.map(g -> g.overallKnownClasses(known)).orElse(known)))
                : Optional.empty(),
            List.copyOf(bySet.keySet()),
            truncated ? slices.subList(0, ComparisonResult.MAX_LISTED_SLICES) : slices,
            rest,
            SliceFinding.of(run.config()).map(finding -> finding.search(counts)),
            PolicyEvidence.NONE,
            Optional.empty(),
            Optional.empty(),
            Optional.empty());
    return groups.isPresent() ? groups.get().store(result, counts.shape().sets(), output) : result;
  }

  private static SlicesTruncated writeRest(List<SliceResult> slices, OutputDirectory output)
      throws IOException {
    try (OutputStream out = output.create(SlicesFile.NAME)) {
      String hash =
          SlicesFile.write(
              slices.subList(ComparisonResult.MAX_LISTED_SLICES, slices.size()).iterator(), out);
      return new SlicesTruncated(
          ComparisonResult.MAX_LISTED_SLICES, slices.size(), SlicesFile.NAME, hash);
    }
  }

  private static Inputs inputs(List<Table> tables, PassCounts counts) {
    return new Inputs(
        input(tables, TableSide.OLD, counts).orElseThrow(),
        input(tables, TableSide.NEW, counts).orElseThrow(),
        input(tables, TableSide.LABELS, counts));
  }

  private static Optional<Input> input(List<Table> tables, TableSide side, PassCounts counts) {
    return tables.stream()
        .filter(table -> table.source().side() == side)
        .findFirst()
        .map(
            table ->
                new Input(
                    table.source().name(),
                    table.source().location(),
                    table.format(),
                    counts.of(Bucket.ROWS, side),
                    table.fingerprint().orElse("none")));
  }

  private static Overall overall(PairSummary pairs) {
    Optional<McNemar> test =
        pairs
            .counts()
            .map(
                flips -> {
                  McNemarTest exact = McNemarTest.of(flips.negativeFlips(), flips.positiveFlips());
                  McNemarTest midP = McNemarTest.midP(flips.negativeFlips(), flips.positiveFlips());
                  return new McNemar(
                      exact.pValue(), exact.method(), OptionalDouble.of(midP.pValue()));
                });
    Optional<McNemar> ofGroups =
        GroupedSample.testOfAccuracyDelta(pairs)
            .map(pValue -> new McNemar(pValue, GroupedSample.METHOD));
    return new Overall(pairs, Estimates.all(pairs), ofGroups.or(() -> test));
  }

  private static SliceResult slice(SliceKey key, PairSummary pairs) {
    return new SliceResult(key, pairs, Estimates.all(pairs));
  }
}

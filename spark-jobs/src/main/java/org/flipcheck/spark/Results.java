package org.flipcheck.spark;

import java.io.IOException;
import java.io.OutputStream;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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
import org.flipcheck.stats.McNemarTest;

/** From counts to the result: everything here is plain arithmetic on the driver. */
final class Results {

  private Results() {}

  /**
   * The result of a comparison, not yet judged. Slices beyond those a result lists are written to a
   * file beside it.
   */
  static ComparisonResult of(
      CompareSpec spec, List<Table> tables, PassCounts counts, OutputDirectory output)
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
        output);
  }

  /** The same for counts of any origin. */
  static ComparisonResult of(Run run, Inputs inputs, PassCounts counts, OutputDirectory output)
      throws IOException {
    Map<List<String>, Map<SliceKey, PairTally>> bySet = counts.slices();
    List<SliceResult> slices = new ArrayList<>();
    bySet.values().forEach(set -> set.forEach((key, tally) -> slices.add(slice(key, tally))));
    boolean truncated = slices.size() > ComparisonResult.MAX_LISTED_SLICES;
    Optional<SlicesTruncated> rest =
        truncated ? Optional.of(writeRest(slices, output)) : Optional.empty();
    return new ComparisonResult(
        run,
        inputs,
        counts.ledger(),
        overall(counts.overall().summary()),
        counts.shape().knownClasses() && counts.content().judged()
            ? Optional.of(overall(counts.overallKnownClasses().summary()))
            : Optional.empty(),
        List.copyOf(bySet.keySet()),
        truncated ? slices.subList(0, ComparisonResult.MAX_LISTED_SLICES) : slices,
        rest,
        SliceFinding.of(run.config()).map(finding -> finding.search(counts)),
        PolicyEvidence.NONE,
        Optional.empty());
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
            .map(McNemarTest::of)
            .map(result -> new McNemar(result.pValue(), result.method()));
    return new Overall(pairs, Estimates.all(pairs), test);
  }

  private static SliceResult slice(SliceKey key, PairTally tally) {
    PairSummary pairs = tally.summary();
    return new SliceResult(key, pairs, Estimates.all(pairs));
  }
}

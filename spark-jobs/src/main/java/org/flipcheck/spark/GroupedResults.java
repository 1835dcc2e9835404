package org.flipcheck.spark;

import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.sql.SparkSession;
import org.flipcheck.metrics.PairSummary;
import org.flipcheck.metrics.Replicates;
import org.flipcheck.metrics.SliceKey;
import org.flipcheck.report.ComparisonResult;
import org.flipcheck.report.ComparisonResult.Bootstrap;
import org.flipcheck.report.ReplicatesFile;

/**
 * Gives the counts of a result the replicates that their intervals need.
 *
 * @param group the column that names groups
 * @param table the replicates
 */
record GroupedResults(String group, ReplicateTable table) {

  /**
   * The replicates of a pass; empty where examples stand alone.
   *
   * @throws BadInputException if there is but one group
   */
  static Optional<GroupedResults> collect(
      CompareSpec spec, Preflight.Plan plan, PassCounts counts, Pass pass) {
    Optional<GroupedResults> groups =
        GroupRules.of(spec, plan)
            .map(
                rules ->
                    new GroupedResults(
                        spec.columns().group().orElseThrow().column(),
                        ReplicateTables.collect(rules, pass)));
    groups.ifPresent(of -> of.check(counts));
    return groups;
  }

  /** The replicates of finished runs of one definition, together. */
  static Optional<GroupedResults> collect(
      SparkSession spark, CountShape shape, List<FinishedRun> runs) {
    return runs.get(0)
        .result()
        .bootstrap()
        .map(
            bootstrap -> {
              GroupRules rules =
                  GroupRules.of(bootstrap.replicates(), shape.slices(), shape.sets());
              return new GroupedResults(
                  bootstrap.group(), ReplicateTables.collect(spark, rules, shape, runs));
            });
  }

  /** Refuses examples that are all of one group: nothing can be said of how groups vary. */
  private void check(PassCounts counts) {
    long n = counts.of(Bucket.JUDGED);
    if (n > 0 && table.overall().isOneGroup(n)) {
      throw new BadInputException(
          "--group %s: all %d examples are of one group, and intervals need two groups or more; name the column that tells groups apart, or leave --group out"
              .formatted(group, n));
    }
  }

  PairSummary overall(PairSummary pairs) {
    return pairs.with(table.overall());
  }

  PairSummary overallKnownClasses(PairSummary pairs) {
    return pairs.with(table.known());
  }

  /** A slice's counts; without replicates where there was no room for them. */
  PairSummary slice(int set, SliceKey slice, PairSummary pairs) {
    List<String> values = new ArrayList<>(slice.values().values());
    Replicates replicates = table.find(set, ReplicateTable.Values.of(values));
    return replicates == null ? pairs : pairs.with(replicates);
  }

  /** Writes the replicates beside the result, and says so in it. */
  ComparisonResult store(ComparisonResult result, List<List<String>> sets, OutputDirectory output)
      throws IOException {
    Map<SliceKey, Replicates> slices = new LinkedHashMap<>();
    for (int i = 0; i < sets.size(); i++) {
      List<String> set = sets.get(i);
      table.forEach(i, (values, replicates) -> slices.put(key(set, values), replicates));
    }
    try (OutputStream out = output.create(ReplicatesFile.NAME)) {
      String hash = ReplicatesFile.write(new ReplicatesFile.Stored(table.overall(), slices), out);
      return result.withBootstrap(
          new Bootstrap(
              group,
              table.rules().replicates(),
              effectiveGroups(result.overall().pairs()),
              ReplicatesFile.NAME,
              hash,
              slices.size(),
              result.totalSlices()));
    }
  }

  private static SliceKey key(List<String> set, List<String> values) {
    Map<String, String> slice = new LinkedHashMap<>();
    for (int i = 0; i < set.size(); i++) {
      slice.put(set.get(i), values.get(i));
    }
    return new SliceKey(slice);
  }

  private static double effectiveGroups(PairSummary pairs) {
    return pairs.replicates().orElseThrow().effectiveGroups(pairs);
  }
}

package org.flipcheck.spark;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.types.StructField;
import org.flipcheck.report.ComparisonResult;

/**
 * The manifest of {@code counts/}: which comparison they are of, and of which inputs, and all that
 * is needed to add them to those of other runs.
 *
 * @param runId the run that wrote them
 * @param definitionHash see {@link Definition}
 * @param columnTypes types of the id columns and of those kept in the flip table, by name
 * @param shape what the counts consist of
 * @param bySliceSet whether only the asked slice sets are there, not the joint cells
 * @param buckets every bucket of the ledger that holds anything, by its name
 * @param ids a sample of the matched ids
 * @param matchedIds by protected group which of its listed ids are there; empty where the policy
 *     protects none
 * @param runs the runs that counted; one for a run that is not merged
 * @param merged whether runs were merged
 * @param files the SHA-256 of each file, by its path under {@code counts/}
 */
record CountsManifest(
    String runId,
    String definitionHash,
    Map<String, String> columnTypes,
    CountShape shape,
    boolean bySliceSet,
    Map<String, Long> buckets,
    IdSketch ids,
    Map<String, MatchedIds> matchedIds,
    List<CountedRun> runs,
    boolean merged,
    Map<String, String> files) {

  static final String FILE = "counts/manifest.json";

  /** The manifest of a run that has just counted. */
  static CountsManifest of(
      ComparisonResult result,
      NormalRow form,
      PassCounts counts,
      Map<String, MatchedIds> matchedIds,
      Map<String, String> files) {
    Map<String, String> types = new LinkedHashMap<>();
    for (StructField id : form.ids()) {
      types.put(id.name(), id.dataType().simpleString());
    }
    for (StructField kept : form.keep()) {
      types.put(kept.name(), kept.dataType().simpleString());
    }
    return of(result, types, counts, matchedIds, List.of(CountedRun.of(result)), false, files);
  }

  /** The manifest of counts of any origin. */
  static CountsManifest of(
      ComparisonResult result,
      Map<String, String> columnTypes,
      PassCounts counts,
      Map<String, MatchedIds> matchedIds,
      List<CountedRun> runs,
      boolean merged,
      Map<String, String> files) {
    return new CountsManifest(
        result.run().id(),
        new Definition(result, columnTypes).hash(),
        columnTypes,
        counts.shape(),
        counts.isBySliceSet(),
        counts.buckets(),
        counts.ids(),
        matchedIds,
        runs,
        merged,
        files);
  }

  /** Whether the cells are also there unrounded. */
  boolean hasExact() {
    return files.keySet().stream().anyMatch(file -> file.startsWith("exact/"));
  }

  /** Whether the reasons of flips were counted. */
  boolean hasReasons() {
    return files.keySet().stream().anyMatch(file -> file.startsWith("why/"));
  }

  /** A number of the ledger. */
  long bucket(String name) {
    return buckets.getOrDefault(name, 0L);
  }
}

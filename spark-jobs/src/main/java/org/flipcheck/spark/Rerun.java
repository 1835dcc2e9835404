package org.flipcheck.spark;

import java.time.Instant;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.flipcheck.report.ComparisonResult;
import org.flipcheck.report.ComparisonResult.Input;
import org.flipcheck.report.ToolVersion;

/** Tells whether a finished run is the very comparison that is asked for again. */
final class Rerun {

  private Rerun() {}

  static boolean isSame(
      ComparisonResult finished, CompareSpec spec, List<Table> tables, Preflight.Plan plan) {
    return finished.run().toolVersion().equals(ToolVersion.get())
        && finished.run().rule().equals(spec.rule().map(rule -> rule.key()))
        && settings(finished.run().config()).equals(settings(asStored(spec)))
        && finished.sliceSets().equals(spec.slicing().sets(plan.form().slices()))
        && isSame(Optional.of(finished.inputs().oldModel()), tables, TableSide.OLD)
        && isSame(Optional.of(finished.inputs().newModel()), tables, TableSide.NEW)
        && isSame(finished.inputs().labels(), tables, TableSide.LABELS);
  }

  /** The definition in the types that a result file has. */
  private static Map<String, Object> asStored(CompareSpec spec) {
    return new ComparisonResult.Run("", Instant.EPOCH, "", Optional.empty(), spec.definition())
        .config();
  }

  /** The settings but for where the inputs lie: their fingerprints tell what they are. */
  private static Map<String, Object> settings(Map<String, Object> definition) {
    Map<String, Object> settings = new LinkedHashMap<>(definition);
    Arrays.stream(TableSide.values()).map(TableSide::key).forEach(settings::remove);
    return settings;
  }

  private static boolean isSame(Optional<Input> finished, List<Table> tables, TableSide side) {
    Optional<Table> asked =
        tables.stream().filter(table -> table.source().side() == side).findFirst();
    // A table without files has no fingerprint, and so is never known to be the same.
    return finished.isEmpty()
        ? asked.isEmpty()
        : asked
            .flatMap(Table::fingerprint)
            .filter(finished.get().fingerprint()::equals)
            .isPresent();
  }
}

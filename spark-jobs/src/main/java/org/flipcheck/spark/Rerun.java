package org.flipcheck.spark;

import java.util.List;
import java.util.Optional;
import org.flipcheck.report.ComparisonResult;
import org.flipcheck.report.ComparisonResult.Input;
import org.flipcheck.report.ToolVersion;

/** Tells whether a finished run is the very comparison that is asked for again. */
final class Rerun {

  private Rerun() {}

  static boolean isSame(
      ComparisonResult finished, CompareSpec spec, List<Table> tables, Preflight.Plan plan) {
    ComparisonResult.Run asked =
        new ComparisonResult.Run(
            finished.run().id(),
            finished.run().createdAt(),
            ToolVersion.get(),
            spec.rule().map(rule -> rule.key()),
            spec.definition());
    return finished.run().equals(asked)
        && finished.sliceSets().equals(spec.slicing().sets(plan.form().slices()))
        && isSame(Optional.of(finished.inputs().oldModel()), tables, TableSide.OLD)
        && isSame(Optional.of(finished.inputs().newModel()), tables, TableSide.NEW)
        && isSame(finished.inputs().labels(), tables, TableSide.LABELS);
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

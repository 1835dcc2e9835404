package org.flipcheck.spark;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import org.flipcheck.report.ComparisonResult.Inputs;
import org.flipcheck.spark.CountedRun.CountedInput;

/** Whether finished runs can be added up: of one definition, and no example in two of them. */
final class MergeChecks {

  private final List<FinishedRun> runs;
  private final List<String> problems = new ArrayList<>();

  /** Pairs of runs that are known to overlap, so that each is told once. */
  private final Set<Set<String>> overlapping = new HashSet<>();

  private MergeChecks(List<FinishedRun> runs) {
    this.runs = runs;
  }

  /** Everything that stands in the way, as sentences. */
  static List<String> problems(MergeSpec spec, List<FinishedRun> runs) {
    MergeChecks checks = new MergeChecks(runs);
    if (runs.size() > 1) {
      checks.addDefinitions();
      checks.addNames("old", spec.oldName(), inputs -> inputs.oldModel().name());
      checks.addNames("new", spec.newName(), inputs -> inputs.newModel().name());
      checks.addRepeated();
      checks.addSameInputs(TableSide.OLD);
      checks.addSameInputs(TableSide.NEW);
      checks.addCommonIds();
    }
    return checks.problems;
  }

  private void addDefinitions() {
    FinishedRun first = runs.get(0);
    for (FinishedRun run : runs) {
      if (!run.manifest().definitionHash().equals(first.manifest().definitionHash())) {
        problems.add(
            "%s and %s: counted by different definitions: %s; compare one of them again with the other's settings"
                .formatted(
                    first.location(),
                    run.location(),
                    String.join("; ", run.definition().differences(first.definition()))));
      }
    }
  }

  private void addNames(String side, Optional<String> given, Function<Inputs, String> name) {
    FinishedRun first = runs.get(0);
    String expected = name.apply(first.result().inputs());
    for (FinishedRun run : runs) {
      String here = name.apply(run.result().inputs());
      if (given.isEmpty() && !here.equals(expected)) {
        problems.add(
            "%s and %s: the %s models have different names, '%s' and '%s'; counts of different models cannot be added up; if they are the same model, give --%s-name"
                .formatted(first.location(), run.location(), side, expected, here, side));
      }
    }
  }

  private void addRepeated() {
    Map<String, FinishedRun> seen = new HashMap<>();
    for (FinishedRun run : runs) {
      for (CountedRun counted : run.manifest().runs()) {
        FinishedRun other = seen.putIfAbsent(counted.runId(), run);
        if (other != null && overlap(other, run)) {
          problems.add(
              "%s and %s: both hold run %s, whose examples would count twice; leave one of them out"
                  .formatted(other.location(), run.location(), counted.runId()));
        }
      }
    }
  }

  private void addSameInputs(TableSide side) {
    Map<String, FinishedRun> seen = new HashMap<>();
    for (FinishedRun run : runs) {
      for (CountedRun counted : run.manifest().runs()) {
        CountedInput input = counted.inputs().get(side);
        Optional<FinishedRun> other =
            input.identity().map(identity -> seen.putIfAbsent(identity, run));
        if (other.isPresent() && overlap(other.get(), run)) {
          problems.add(
              "%s and %s: both compare the same %s predictions (%s, fingerprint %s), whose examples would count twice; leave one of them out"
                  .formatted(
                      other.get().location(),
                      run.location(),
                      side.key(),
                      input.uri(),
                      input.fingerprint()));
        }
      }
    }
  }

  private void addCommonIds() {
    for (int i = 0; i < runs.size(); i++) {
      for (FinishedRun other : runs.subList(0, i)) {
        FinishedRun run = runs.get(i);
        double share = run.manifest().ids().overlap(other.manifest().ids());
        if (share > 0 && overlap(other, run)) {
          problems.add(
              "%s and %s: have examples in common, about %s of the smaller run's by a sample of their ids; an example must be in one run only: compare the union of their inputs, or leave one of them out"
                  .formatted(other.location(), run.location(), percent(share)));
        }
      }
    }
  }

  private static String percent(double share) {
    return share < 0.001 ? "less than 0.1%" : String.format(Locale.ROOT, "%.1f%%", 100 * share);
  }

  /** Notes that two runs overlap; false if that was known. */
  private boolean overlap(FinishedRun a, FinishedRun b) {
    return overlapping.add(new TreeSet<>(List.of(a.location(), b.location())));
  }
}

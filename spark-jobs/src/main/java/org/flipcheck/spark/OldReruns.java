package org.flipcheck.spark;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import org.apache.spark.sql.SparkSession;
import org.flipcheck.gate.NoiseFloor;
import org.flipcheck.metrics.JoinLedger;
import org.flipcheck.metrics.PairSummary;
import org.flipcheck.metrics.SliceKey;
import org.flipcheck.spark.CompareSpec.Columns;
import org.flipcheck.spark.CompareSpec.FlipsKept;
import org.flipcheck.spark.CompareSpec.Slicing;

/**
 * The old model against reruns of itself. Each is a comparison of its own, in which the rerun is
 * the new side; it is counted, by the slices that rules beyond the noise floor judge, and not
 * written.
 */
final class OldReruns {

  /** The most slices of a rerun that a result holds. */
  private static final int MOST_SLICES = 10_000;

  private OldReruns() {}

  /**
   * A rerun that was opened and checked.
   *
   * @param spec the comparison with it
   * @param tables labels, if any, then the old model and the rerun
   * @param plan what is read of them
   */
  record Opened(CompareSpec spec, List<Table> tables, Preflight.Plan plan) {

    private Table rerun() {
      return tables.get(tables.size() - 1);
    }

    /** Whether a finished run holds this rerun. */
    boolean isIn(NoiseFloor floor) {
      return rerun()
          .fingerprint()
          .filter(print -> floor.reruns().stream().anyMatch(r -> r.fingerprint().equals(print)))
          .isPresent();
    }
  }

  /** Tells of reruns that are the same table, which would count twice. */
  static List<String> repeated(List<Table> reruns) {
    Set<String> seen = new HashSet<>();
    return reruns.stream()
        .filter(rerun -> rerun.fingerprint().filter(print -> !seen.add(print)).isPresent())
        .map(rerun -> rerun.source().describe())
        .map("%s: is given twice; leave one of them out"::formatted)
        .toList();
  }

  /**
   * Checks a rerun against the tables that are open.
   *
   * @param tables the tables of the comparison, opened
   * @param rerun the rerun's table, opened
   * @throws BadInputException if it is one of the others, or its columns are not theirs
   */
  static Opened check(CompareSpec spec, List<Table> tables, Table rerun) {
    tables.stream()
        .filter(table -> table.fingerprint().isPresent())
        .filter(table -> table.fingerprint().equals(rerun.fingerprint()))
        .findFirst()
        .ifPresent(
            same -> {
              throw new BadInputException(
                  "%s: has the content of %s; a rerun is the old model trained or sampled again"
                      .formatted(rerun.source().describe(), same.source().describe()));
            });
    CompareSpec with = spec(spec, rerun.source());
    List<Table> together = new ArrayList<>(tables.subList(0, tables.size() - 1));
    together.add(rerun);
    return new Opened(with, together, Preflight.check(with, together));
  }

  private static CompareSpec spec(CompareSpec of, Source rerun) {
    Columns columns = of.columns();
    return new CompareSpec(
        of.oldSource(),
        rerun,
        of.labelsSource(),
        List.of(),
        new Columns(
            columns.ids(),
            columns.label(),
            columns.prediction(),
            columns.correct(),
            columns.score(),
            columns.logits(),
            columns.weight(),
            Optional.empty(),
            List.of(),
            List.of()),
        of.rule(),
        of.handling(),
        new Slicing(
            1,
            of.policy().map(p -> p.policy().noiseFloorSliceSets()).orElse(Set.of()),
            of.slicing().maxCells(),
            false),
        FlipsKept.NONE,
        of.engine(),
        Optional.empty(),
        OptionalDouble.empty(),
        of.enforcement(),
        of.definition(),
        of.output());
  }

  /**
   * Counts the reruns, one after the other.
   *
   * @throws BadInputException if the data of one is bad
   */
  static Optional<NoiseFloor> count(SparkSession spark, List<Opened> reruns) {
    if (reruns.isEmpty()) {
      return Optional.empty();
    }
    List<NoiseFloor.Rerun> counted = new ArrayList<>();
    reruns.forEach(rerun -> counted.add(count(spark, rerun)));
    return Optional.of(new NoiseFloor(counted));
  }

  private static NoiseFloor.Rerun count(SparkSession spark, Opened rerun) {
    PassRow form = new PassRow(rerun.plan().form());
    try (Pass pass = CompareJob.pass(spark, rerun.spec(), rerun.plan(), rerun.tables())) {
      PassCounts counts = PassCounts.collect(rerun.spec(), form, pass);
      DataProblems.check(rerun.spec(), counts, pass);
      JoinLedger ledger = counts.ledger();
      return new NoiseFloor.Rerun(
          rerun.spec().newSource().name(),
          rerun.spec().newSource().location(),
          rerun.rerun().fingerprint().orElse("none"),
          ledger.matched(),
          ledger.oldSide().onlyHere() + ledger.newSide().onlyHere(),
          counts.overall().summary(),
          slices(counts));
    }
  }

  private static Map<SliceKey, PairSummary> slices(PassCounts counts) {
    Map<SliceKey, PairSummary> slices = new LinkedHashMap<>();
    counts
        .slices()
        .values()
        .forEach(set -> set.forEach((key, tally) -> slices.put(key, tally.summary())));
    if (slices.size() > MOST_SLICES) {
      throw new BadInputException(
          "rules beyond the noise floor judge %d slices, of %s; at most %d have room in a result: name fewer columns in them"
              .formatted(slices.size(), String.join(", ", counts.shape().slices()), MOST_SLICES));
    }
    return slices;
  }
}

package org.flipcheck.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import org.flipcheck.cli.CompareOptions.AnswerKind;
import org.flipcheck.gate.Enforcement;
import org.flipcheck.metrics.CorrectnessRule;
import org.flipcheck.spark.CompareSpec;
import org.flipcheck.spark.CompareSpec.AnswersAs;
import org.flipcheck.spark.CompareSpec.Columns;
import org.flipcheck.spark.CompareSpec.Grouping;
import org.flipcheck.spark.CompareSpec.Handling;
import org.flipcheck.spark.CompareSpec.OnBadRow;
import org.flipcheck.spark.CompareSpec.Output;
import org.flipcheck.spark.CompareSpec.PolicyText;
import org.flipcheck.spark.CompareSpec.Slicing;
import org.flipcheck.spark.Source;
import org.flipcheck.spark.TableSide;
import picocli.CommandLine.ParseResult;

/** Makes a comparison of the options, and tells everything that is wrong with them at once. */
final class SpecBuilder {

  private final CompareOptions options;
  private final ParseResult parsed;
  private final List<String> problems = new ArrayList<>();

  /** Columns that were not given, but came with a model of a store. */
  private Map<String, Object> fromStore = Map.of();

  SpecBuilder(CompareOptions options, ParseResult parsed) {
    this.options = options;
    this.parsed = parsed;
  }

  /**
   * The comparison.
   *
   * @param enforcement what its verdict means for the build
   * @throws Problems with everything that is wrong
   */
  CompareSpec build(Enforcement enforcement) {
    StoredSides stored = new StoredSides(options, problems);
    fromStore = stored.resolve();
    if (!problems.isEmpty() && options.columns.ids.isEmpty()) {
      // The store was to give the columns: that they are missing is no problem of its own.
      throw new Problems(problems);
    }
    checkRequired();
    Optional<CorrectnessRule> rule = new RuleChoice(options, problems).choose();
    checkHandling();
    checkFinding(rule);
    checkGroups();
    Optional<PolicyText> policy = PolicyChoice.read(options.output.policy, problems);
    SourceChoice sources = new SourceChoice(options, stored.reruns(), problems);
    Source old = sources.of(TableSide.OLD);
    Source candidate = sources.of(TableSide.NEW);
    Optional<Source> labels =
        options.inputs.labelsLocation.map(unused -> sources.of(TableSide.LABELS));
    List<Source> reruns = options.inputs.oldReruns.stream().map(sources::rerun).toList();
    if (!problems.isEmpty()) {
      throw new Problems(problems);
    }
    CompareSpec spec =
        new CompareSpec(
            old,
            candidate,
            labels,
            reruns,
            columns(),
            rule,
            handling(),
            new Slicing(
                options.columns.cross,
                policy.map(p -> p.policy().sliceSets()).orElse(Set.of()),
                options.output.maxCells,
                options.columns.findSlices.isPresent()),
            options.output.flips,
            options.output.engine,
            policy,
            options.handling.maxUnmatched.map(OptionalDouble::of).orElse(OptionalDouble.empty()),
            enforcement,
            new RecordedSettings(parsed, fromStore).of(old, candidate),
            new Output(
                options.output.out.orElseThrow(),
                options.output.overwrite,
                options.output.flipsFormat));
    problems.addAll(PolicyNeeds.missing(spec));
    if (!problems.isEmpty()) {
      throw new Problems(problems);
    }
    return spec;
  }

  private void checkRequired() {
    require(
        options.inputs.oldLocation.isPresent(),
        "--old PATH is missing: the predictions of the model in use");
    require(
        options.inputs.newLocation.isPresent(),
        "--new PATH is missing: the predictions of the candidate");
    require(
        !options.columns.ids.isEmpty(), "--id COL is missing: the column that names an example");
    require(options.output.out.isPresent(), "--out DIR is missing: where the results go");
    require(
        options.columns.cross >= 1,
        "--cross %d: must be at least 1 (1 counts no crosses)".formatted(options.columns.cross));
    require(
        options.output.maxCells >= 1,
        "--max-cells %d: must be at least 1".formatted(options.output.maxCells));
    options.handling.maxUnmatched.ifPresent(
        share ->
            require(
                share >= 0 && share <= 1,
                "--max-unmatched %s: must be a share from 0 to 1 (0.02 is 2%%)".formatted(share)));
    options.handling.idAs.ifPresent(
        kind -> require(kind.equals("text"), "--id-as %s: the one choice is text".formatted(kind)));
  }

  private void checkFinding(Optional<CorrectnessRule> rule) {
    options.columns.findSlices.ifPresent(
        most -> {
          require(most >= 1, "--find-slices %d: must be at least 1".formatted(most));
          require(
              !options.columns.slices.isEmpty(),
              "--find-slices: there is nothing to search; name the columns with --slice COL");
          require(
              rule.isPresent() || !problems.isEmpty(),
              "--find-slices: negative flips need to be told from others; give --label, --correct or --threshold");
        });
    options.columns.findMinExamples.ifPresent(
        least -> {
          require(least >= 1, "--find-min-examples %d: must be at least 1".formatted(least));
          require(
              options.columns.findSlices.isPresent(),
              "--find-min-examples %d: has no effect without --find-slices".formatted(least));
        });
  }

  private void require(boolean good, String problem) {
    if (!good) {
      problems.add(problem);
    }
  }

  private void checkHandling() {
    allow("--on-null-id", options.handling.nullId, OnBadRow.FAIL, OnBadRow.EXCLUDE);
    allow("--on-duplicate", options.handling.duplicate, OnBadRow.FAIL, OnBadRow.EXCLUDE);
    allow(
        "--on-label-conflict",
        options.handling.labelConflict,
        OnBadRow.FAIL,
        OnBadRow.EXCLUDE,
        OnBadRow.KEEP);
    allow("--on-unusable", options.handling.unusable, OnBadRow.FAIL, OnBadRow.EXCLUDE);
    allow(
        "--on-missing-prediction",
        options.handling.missingPrediction,
        OnBadRow.WRONG,
        OnBadRow.EXCLUDE,
        OnBadRow.FAIL);
  }

  private void checkGroups() {
    CompareOptions.ColumnOptions given = options.columns;
    if (given.group.isPresent() && given.weight.isPresent()) {
      problems.add(
          "--group %s: intervals of weighted comparisons do not know of groups; leave out --group, or --weight %s"
              .formatted(given.group.get(), given.weight.get()));
    }
    given.replicates.ifPresent(
        n -> {
          require(
              given.group.isPresent(),
              "--replicates %d: groups are drawn only with --group COL; give it, or leave --replicates out"
                  .formatted(n));
          require(
              n >= Grouping.FEWEST_REPLICATES && n <= Grouping.MOST_REPLICATES,
              "--replicates %d: must be from %d to %d"
                  .formatted(n, Grouping.FEWEST_REPLICATES, Grouping.MOST_REPLICATES));
        });
  }

  private void allow(String option, OnBadRow chosen, OnBadRow... allowed) {
    List<String> keys = List.of(allowed).stream().map(OnBadRow::key).toList();
    require(
        keys.contains(chosen.key()),
        "%s %s: must be %s".formatted(option, chosen.key(), String.join(" or ", keys)));
  }

  private Columns columns() {
    CompareOptions.ColumnOptions given = options.columns;
    return new Columns(
        given.ids,
        given.label,
        given.prediction,
        given.correct,
        given.score,
        given.logits,
        given.weight,
        given.group.map(
            column -> new Grouping(column, given.replicates.orElse(Grouping.DEFAULT_REPLICATES))),
        given.slices,
        given.keep);
  }

  private Handling handling() {
    AnswersAs answers =
        options
            .rule
            .answersAs
            .map(kind -> kind == AnswerKind.TEXT ? AnswersAs.TEXT : AnswersAs.NUMBER)
            .orElse(AnswersAs.TYPED);
    CompareOptions.HandlingOptions given = options.handling;
    return new Handling(
        given.nullId,
        given.duplicate,
        given.labelConflict,
        given.unusable,
        given.missingPrediction,
        given.idAs.isPresent(),
        answers);
  }
}

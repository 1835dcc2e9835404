package org.flipcheck.spark;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.flipcheck.gate.Policy;
import org.flipcheck.report.ComparisonResult;
import org.flipcheck.report.PolicyEvidence;
import org.flipcheck.report.ResultException;
import org.flipcheck.report.ResultJson;
import org.flipcheck.spark.PassRow.Kind;

/**
 * Compares two models' predictions: opens and checks the tables, runs the one pass, and writes the
 * run. Configure with a {@link CompareSpec}, {@link #execute}, read the {@link Finished} run.
 */
public final class CompareJob {

  private final SparkSession spark;
  private final CompareSpec spec;
  private final Consumer<String> progress;

  /**
   * A job that has not started.
   *
   * @param spark the session to run in
   * @param spec what to compare
   * @param progress told what happens, step by step, for people
   */
  public CompareJob(SparkSession spark, CompareSpec spec, Consumer<String> progress) {
    this.spark = spark;
    this.spec = spec;
    this.progress = progress;
  }

  /**
   * A run that is complete.
   *
   * @param result what {@code result.json} says
   * @param rejudged whether it was there already, and only the policy was applied again
   */
  public record Finished(ComparisonResult result, boolean rejudged) {}

  /**
   * Runs the comparison.
   *
   * @return the finished run
   * @throws BadInputException if input, configuration or output have to be mended first; nothing is
   *     left under the output directory then
   * @throws org.flipcheck.gate.PolicyException if the policy asks for what the comparison does not
   *     have
   */
  public Finished execute() {
    OutputDirectory output =
        OutputDirectory.open(spec.output().directory(), spark.sessionState().newHadoopConf());
    List<String> problems = new ArrayList<>();
    Optional<String> present = Optional.empty();
    try {
      present = output.finishedRun();
    } catch (BadInputException e) {
      problems.addAll(e.problems());
    }
    // Spark throws checked exceptions that its methods do not declare.
    try {
      return run(output, present, problems, false);
    } catch (Exception e) {
      if (!SparkErrors.isMalformed(e)) {
        throw translate(e);
      }
      // The first lines of a JSON file promised other types than a later line keeps: look at all.
      try {
        return run(output, present, problems, true);
      } catch (Exception again) {
        throw translate(again);
      }
    }
  }

  /** Says what happens now, to the person at the terminal and in Spark's own interface. */
  private void step(String what) {
    progress.accept(what);
    spark
        .sparkContext()
        .setJobDescription(
            "flipcheck %s to %s: %s"
                .formatted(spec.oldSource().name(), spec.newSource().name(), what));
  }

  private RuntimeException translate(Exception failure) {
    Optional<BadInputException> problem =
        SparkErrors.isMalformed(failure)
            ? JsonSchemas.findBadLine(spec.sources(), spark.sessionState().newHadoopConf())
            : Optional.empty();
    return problem
        .or(() -> SparkErrors.translate(spec.sources(), failure))
        .map(RuntimeException.class::cast)
        .orElseGet(
            () ->
                failure instanceof RuntimeException unexpected
                    ? unexpected
                    : new IllegalStateException(InputFiles.firstLine(failure), failure));
  }

  private Finished run(
      OutputDirectory output, Optional<String> present, List<String> problems, boolean thorough) {
    List<Table> tables = new ArrayList<>();
    List<OldReruns.Opened> reruns = new ArrayList<>();
    Preflight.Plan plan = check(tables, reruns, problems, thorough);
    if (present.isPresent()) {
      Optional<ComparisonResult> same = sameRun(output, present.get(), tables, plan, reruns);
      if (same.isPresent()) {
        return rejudge(output, same.get());
      }
    }
    return StagedRun.in(output, () -> new Finished(compare(output, tables, plan, reruns), false));
  }

  /** Opens the tables and checks them; says everything that is wrong with them and the output. */
  private Preflight.Plan check(
      List<Table> tables,
      List<OldReruns.Opened> reruns,
      List<String> problemsOfOutput,
      boolean thorough) {
    step("opening the tables");
    TableReader reader = new TableReader(spark);
    List<String> problems = new ArrayList<>(problemsOfOutput);
    Preflight.Plan plan = null;
    open(reader, spec.sources(), thorough, tables, problems);
    List<Table> opened = new ArrayList<>();
    open(reader, spec.oldReruns(), thorough, opened, problems);
    problems.addAll(OldReruns.repeated(opened));
    if (tables.size() == spec.sources().size()) {
      try {
        plan = Preflight.check(spec, tables);
        opened.forEach(rerun -> reruns.add(OldReruns.check(spec, tables, rerun)));
      } catch (BadInputException e) {
        problems.addAll(e.problems());
      }
    }
    if (!problems.isEmpty()) {
      throw new BadInputException(problems);
    }
    return plan;
  }

  private void open(
      TableReader reader,
      List<Source> sources,
      boolean thorough,
      List<Table> tables,
      List<String> problems) {
    for (Source source : sources) {
      try {
        tables.add(openWithColumns(reader, source, thorough));
      } catch (BadInputException e) {
        problems.addAll(e.problems());
      }
    }
  }

  /**
   * Where the first lines of a JSON file lack a column that is asked for, all lines are looked at.
   */
  private Table openWithColumns(TableReader reader, Source source, boolean thorough) {
    Table table = reader.open(source, thorough);
    if (!table.sampled()) {
      return table;
    }
    List<String> seen = List.of(table.rows().schema().fieldNames());
    boolean complete = spec.columns().all().stream().map(source::physical).allMatch(seen::contains);
    return complete ? table : reader.open(source, true);
  }

  private ComparisonResult compare(
      OutputDirectory output,
      List<Table> tables,
      Preflight.Plan plan,
      List<OldReruns.Opened> reruns)
      throws IOException {
    PassRow form = new PassRow(plan.form());
    try (Pass pass = pass(spark, spec, plan, tables)) {
      step("pairing and counting");
      PassCounts counts = PassCounts.collect(spec, form, pass);
      DataProblems.check(spec, counts, pass);
      Optional<GroupedResults> groups = GroupedResults.collect(spec, plan, counts, pass);
      Optional<ProtectedFindings> found = ProtectedFindings.collect(spec, form, counts, pass);
      WhyResults why = WhyResults.collect(spec, SqlEngine.rules(spec, plan), pass);
      ComparisonResult counted =
          Results.of(spec, tables, counts, groups, output)
              .withPolicyEvidence(evidence(found, counts, pass, reruns));
      ComparisonResult result = judgement().of(counted, output);
      step("writing flips and counts");
      List<Row> heaviest = new ResultTables(spark, spec, form, counts, output).write(pass);
      groups.ifPresent(g -> ReplicateTables.write(spark, counts.shape(), g.table(), output));
      why.write(spark, output);
      result = why.add(result, heaviest);
      output.write(
          CountsManifest.FILE,
          CountsManifestJson.write(
              CountsManifest.of(
                  result,
                  plan.form(),
                  counts,
                  found.map(ProtectedFindings::matchedIds).orElse(Map.of()),
                  output.countFiles())));
      step("writing the reports");
      Judgement.finish(spark, result, output);
      return result;
    }
  }

  /** What only the examples can tell of a policy. */
  private PolicyEvidence evidence(
      Optional<ProtectedFindings> found,
      PassCounts counts,
      Pass pass,
      List<OldReruns.Opened> reruns) {
    if (!reruns.isEmpty()) {
      step("counting how the old model differs from its reruns");
    }
    Optional<Policy> policy = spec.policy().map(CompareSpec.PolicyText::policy);
    return new PolicyEvidence(
        found.map(protection -> protection.outcomes(policy.orElseThrow())),
        policy.flatMap(p -> FlipCostCounts.of(p, counts, pass.counts(Kind.CONFUSION))),
        OldReruns.count(spark, reruns));
  }

  /** The pass of a comparison, by the engine that was asked for. */
  static Pass pass(SparkSession spark, CompareSpec spec, Preflight.Plan plan, List<Table> tables) {
    return switch (spec.engine()) {
      case SQL -> SqlEngine.plan(spec, plan, tables);
      case PACKED, AUTO -> PackedEngine.plan(spark, spec, plan, tables);
    };
  }

  /** The finished run, where it is the very comparison that is asked for. */
  private Optional<ComparisonResult> sameRun(
      OutputDirectory output,
      String json,
      List<Table> tables,
      Preflight.Plan plan,
      List<OldReruns.Opened> reruns) {
    if (spec.output().overwrite()) {
      return Optional.empty();
    }
    try {
      ComparisonResult finished = ResultJson.read(OutputDirectory.RESULT, json);
      if (Rerun.isSame(finished, spec, tables, plan)) {
        Rerun.requireEvidence(finished, spec, reruns, output);
        return Optional.of(finished);
      }
    } catch (ResultException e) {
      throw new BadInputException(
          "--out %s: holds a result.json that cannot be read: %s; give --overwrite to replace it"
              .formatted(output, e.getMessage()));
    }
    throw new BadInputException(
        "--out %s: holds another finished run (other inputs or settings); give --overwrite to replace it, or another directory"
            .formatted(output));
  }

  private Judgement judgement() {
    return new Judgement(spec.policy(), spec.maxUnmatched(), spec.enforcement());
  }

  private Finished rejudge(OutputDirectory output, ComparisonResult finished) {
    step("the same comparison is there already: judging it again");
    try {
      return new Finished(judgement().again(spark, finished, output), true);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

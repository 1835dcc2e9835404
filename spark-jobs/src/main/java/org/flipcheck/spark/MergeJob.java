package org.flipcheck.spark;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.flipcheck.report.ComparisonResult;
import org.flipcheck.report.ResultException;
import org.flipcheck.report.ResultJson;
import org.flipcheck.report.ToolVersion;

/**
 * Adds up finished runs of one definition: the result is that of one comparison over the union of
 * their inputs, and no prediction is read again. Configure with a {@link MergeSpec}, {@link
 * #execute}, read the finished run.
 */
public final class MergeJob {

  private final SparkSession spark;
  private final MergeSpec spec;
  private final Consumer<String> progress;

  /**
   * A job that has not started.
   *
   * @param spark the session to run in
   * @param spec what to add up
   * @param progress told what happens, step by step, for people
   */
  public MergeJob(SparkSession spark, MergeSpec spec, Consumer<String> progress) {
    this.spark = spark;
    this.spec = spec;
    this.progress = progress;
  }

  /**
   * Runs the merge.
   *
   * @return the finished run
   * @throws BadInputException if a run, or the output, stands in the way; nothing is left under the
   *     output directory then
   * @throws org.flipcheck.gate.PolicyException if the policy asks for what the runs did not count
   */
  public CompareJob.Finished execute() {
    Configuration hadoop = spark.sessionState().newHadoopConf();
    OutputDirectory output = OutputDirectory.open(spec.output().directory(), hadoop);
    List<String> problems = new ArrayList<>();
    step("opening the runs");
    List<FinishedRun> runs = open(hadoop, output, problems);
    problems.addAll(MergeChecks.problems(spec, runs));
    problems.addAll(EvidenceTogether.problems(spec.policy(), runs));
    Optional<String> present = Optional.empty();
    try {
      present = output.finishedRun();
    } catch (BadInputException e) {
      problems.addAll(e.problems());
    }
    if (!problems.isEmpty()) {
      throw new BadInputException(problems);
    }
    RunsTogether together = new RunsTogether(spec, runs);
    if (present.isPresent() && !spec.output().overwrite()) {
      ComparisonResult same = sameMerge(output, present.get(), together);
      Rerun.requireEvidence(same, spec.policy(), output);
      return rejudge(output, same);
    }
    return StagedRun.in(
        output, () -> new CompareJob.Finished(merge(output, runs, together), false));
  }

  /** Says what happens now, to the person at the terminal and in Spark's own interface. */
  private void step(String what) {
    progress.accept(what);
    spark.sparkContext().setJobDescription("flipcheck merge: " + what);
  }

  /** Opens those runs that can be opened; the others are problems. */
  private List<FinishedRun> open(
      Configuration hadoop, OutputDirectory output, List<String> problems) {
    List<FinishedRun> runs = new ArrayList<>();
    for (String location : spec.runs()) {
      try {
        FinishedRun run = FinishedRun.open(location, hadoop);
        runs.add(run);
        if (output.touches(run.folder())) {
          problems.add(
              "--out %s: is, holds or lies in %s, which is to be merged; name another directory"
                  .formatted(output, location));
        }
      } catch (BadInputException e) {
        problems.addAll(e.problems());
      }
    }
    return runs;
  }

  private ComparisonResult merge(
      OutputDirectory output, List<FinishedRun> runs, RunsTogether together) throws IOException {
    step("adding up");
    RunTables tables = new RunTables(spark, runs, together.shape());
    PassCounts counts = tables.counts(together.buckets(), together.ids());
    Optional<GroupedResults> groups = GroupedResults.collect(spark, together.shape(), runs);
    Dataset<Row> confusions = CountMerger.merge(tables.confusions(), together.shape().form());
    ComparisonResult counted =
        Results.of(together.run(), together.inputs(), counts, groups, output)
            .withPolicyEvidence(
                EvidenceTogether.of(
                    spec.policy(), runs, counts, confusions, tables.leaveOutConfusions()));
    ComparisonResult result = judgement().of(counted, output);
    step("writing flips and counts");
    RunFlips flips = new RunFlips(spark, runs);
    Dataset<Row> rows = flips.rows();
    ResultTables.writeFlips(
        rows, flips.count(rows), output.staged("flips"), spec.output().flipsFormat());
    List<Row> heaviest = new CountTables(spark, counts, output).write(confusions);
    groups.ifPresent(g -> ReplicateTables.write(spark, counts.shape(), g.table(), output));
    WhyResults why = WhyResults.collect(spark, runs);
    why.write(spark, output);
    result = why.add(result, heaviest);
    output.write(
        CountsManifest.FILE,
        CountsManifestJson.write(
            CountsManifest.of(
                result,
                together.columnTypes(),
                counts,
                EvidenceTogether.matched(spec.policy(), runs),
                together.counted(),
                true,
                output.countFiles())));
    step("writing the reports");
    Judgement.finish(spark, result, output);
    return result;
  }

  private Judgement judgement() {
    return new Judgement(spec.policy(), spec.maxUnmatched(), spec.enforcement());
  }

  /** The finished merge, where it is the very one that is asked for. */
  private static ComparisonResult sameMerge(
      OutputDirectory output, String json, RunsTogether together) {
    try {
      ComparisonResult finished = ResultJson.read(OutputDirectory.RESULT, json);
      boolean same =
          finished.run().toolVersion().equals(ToolVersion.get())
              && finished.inputs().equals(together.inputs())
              && finished.run().config().equals(together.run().config());
      if (same) {
        return finished;
      }
    } catch (ResultException e) {
      throw new BadInputException(
          "--out %s: holds a result.json that cannot be read: %s; give --overwrite to replace it"
              .formatted(output, e.getMessage()));
    }
    throw new BadInputException(
        "--out %s: holds another finished run (other runs or settings); give --overwrite to replace it, or another directory"
            .formatted(output));
  }

  private CompareJob.Finished rejudge(OutputDirectory output, ComparisonResult finished) {
    step("the same merge is there already: judging it again");
    try {
      return new CompareJob.Finished(judgement().again(spark, finished, output), true);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

package org.flipcheck.spark;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalDouble;
import org.apache.spark.sql.SparkSession;
import org.flipcheck.gate.Enforcement;
import org.flipcheck.gate.Gate;
import org.flipcheck.gate.GateReport;
import org.flipcheck.report.ComparisonResult;
import org.flipcheck.report.ComparisonResult.GateSection;
import org.flipcheck.report.FlipExamples;
import org.flipcheck.report.HtmlReport;
import org.flipcheck.report.JUnitXml;
import org.flipcheck.report.MarkdownReport;
import org.flipcheck.report.ResultEvidence;
import org.flipcheck.report.ResultException;
import org.flipcheck.report.ResultJson;
import org.flipcheck.spark.CompareSpec.PolicyText;

/**
 * How a result is judged and told: the end of every run that has counted.
 *
 * @param policy the gate's rules; empty to judge nothing
 * @param maxUnmatched largest allowed share of unmatched examples, where there is a policy; empty
 *     to leave it to that
 * @param enforcement what the verdict means for the build
 */
record Judgement(
    Optional<PolicyText> policy, OptionalDouble maxUnmatched, Enforcement enforcement) {

  private static final String FLIPS = "flips";

  private ComparisonResult judged(ComparisonResult result, Optional<Path> folder)
      throws IOException {
    if (policy.isEmpty()) {
      return result
          .gate()
          .map(gate -> new GateSection(gate.policyFingerprint(), gate.report(), enforcement))
          .map(result::withGate)
          .orElse(result);
    }
    PolicyText rules = policy.orElseThrow();
    ResultEvidence evidence = ResultEvidence.open(result, folder, rules.policy());
    GateReport report = Gate.judge(rules.policy(), maxUnmatched, evidence);
    return result.withGate(new GateSection(rules.fingerprint(), report, enforcement));
  }

  /** The judgement of a result whose files are staged. */
  ComparisonResult of(ComparisonResult result, OutputDirectory output) throws IOException {
    try {
      return judged(result, output.stagedFolder());
    } catch (ResultException e) {
      throw new IllegalStateException("the slices just written cannot be read back", e);
    }
  }

  /**
   * Judges a finished run again, and replaces what tells of it. Without a policy its verdict stays,
   * and means for the build what is asked for now.
   *
   * @throws BadInputException if the run's files cannot be read
   */
  ComparisonResult again(SparkSession spark, ComparisonResult finished, OutputDirectory output)
      throws IOException {
    try {
      ComparisonResult judged = judged(finished, output.localFolder());
      if (policy.isEmpty() && judged.equals(finished)) {
        return finished;
      }
      FlipExamples examples = ShownFlips.read(spark, output.finished(FLIPS), judged);
      writeReports(judged, examples, output::replace);
      output.replace(OutputDirectory.RESULT, ResultJson.write(judged));
      return judged;
    } catch (ResultException e) {
      throw new BadInputException(
          "--out %s: %s; give --overwrite to count again".formatted(output, e.getMessage()));
    }
  }

  /** How a file of the run is written: staged, or in place of an old one. */
  private interface Writer {
    void write(String name, String text) throws IOException;
  }

  /** Writes all that tells of a run, the result last, and makes it appear. */
  static void finish(SparkSession spark, ComparisonResult result, OutputDirectory output)
      throws IOException {
    FlipExamples examples = ShownFlips.read(spark, output.staged(FLIPS), result);
    writeReports(result, examples, output::write);
    output.write(OutputDirectory.RESULT, ResultJson.write(result));
    output.commit();
  }

  private static void writeReports(ComparisonResult result, FlipExamples examples, Writer writer)
      throws IOException {
    writer.write("report.html", HtmlReport.render(result, examples, Optional.empty()));
    writer.write("report.md", MarkdownReport.render(result));
    if (result.gate().isPresent()) {
      writer.write("junit.xml", JUnitXml.render(result));
    }
  }
}

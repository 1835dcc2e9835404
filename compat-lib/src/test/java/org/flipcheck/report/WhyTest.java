package org.flipcheck.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.networknt.schema.InputFormat;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion.VersionFlag;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.flipcheck.metrics.FlipGaps;
import org.flipcheck.metrics.OperatingPoint;
import org.flipcheck.report.Why.Confusion;
import org.flipcheck.report.Why.Moved;
import org.flipcheck.report.Why.Thresholds;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WhyTest {

  private static final OperatingPoint PRESENT =
      new OperatingPoint(0.75, 187, 312, OptionalDouble.of(0.9), OptionalDouble.of(0.6));

  private static final OperatingPoint BETTER =
      new OperatingPoint(0.625, 40, 350, OptionalDouble.of(0.91), OptionalDouble.of(0.8));

  private static Why why(Optional<OperatingPoint> suggested, String because) {
    return new Why(
        Optional.of(new FlipGaps(90, 60, 1, 36)),
        Optional.of(
            new Thresholds(
                0.5, new Moved(17, 170), new Moved(300, 12), PRESENT, suggested, because)),
        List.of(
            new Confusion(Optional.of("cat"), Optional.of("cat"), Optional.of("do|g"), 1_234),
            new Confusion(Optional.empty(), Optional.of("cow"), Optional.empty(), 7)));
  }

  private static ComparisonResult result(Why why) {
    return Fixtures.result().withWhy(why);
  }

  @Test
  void readsWhatItWrote() throws ResultException {
    for (Why why :
        List.of(
            why(Optional.of(BETTER), ""),
            why(Optional.empty(), "no labels"),
            new Why(Optional.empty(), Optional.empty(), List.of()))) {
      ComparisonResult written = result(why);
      ComparisonResult read = ResultJson.read("result.json", ResultJson.write(written));
      assertThat(read).isEqualTo(written);
      assertThat(read.withGate(written.gate().orElseThrow()).why()).contains(why);
    }
  }

  @Test
  void olderResultsHaveNone() throws ResultException {
    String json = ResultJson.write(Fixtures.result());
    assertThat(json).doesNotContain("\"why\"");
    assertThat(ResultJson.read("result.json", json).why()).isEmpty();
  }

  @Test
  void writesTheLayoutOtherProgramsRelyOn() {
    assertThat(ResultJson.write(result(why(Optional.of(BETTER), ""))))
        .contains(
            "\"gaps\": {\"near\": 90, \"between\": 60, \"confident\": 1, \"unknown\": 36, \"near_limit\": 0.1, \"confident_limit\": 0.5}",
            "\"negative_flips\": {\"score_moved\": 17, \"threshold_moved\": 170}",
            "\"suggested\": {\"new_threshold\": 0.625, \"negative_flips\": 40, \"positive_flips\": 350, \"precision\": 0.91, \"recall\": 0.8}",
            "{\"label\": null, \"old_prediction\": \"cow\", \"new_prediction\": null, \"n\": 7}");
  }

  @Test
  void fitsTheSchema() throws Exception {
    String schema =
        Files.readString(
            Path.of(System.getProperty("flipcheck.conf")).resolve("result.schema.json"));
    for (Why why : List.of(why(Optional.of(BETTER), ""), why(Optional.empty(), "no labels"))) {
      String json = ResultJson.write(result(why));
      assertThat(
              JsonSchemaFactory.getInstance(VersionFlag.V202012)
                  .getSchema(schema)
                  .validate(json, InputFormat.JSON))
          .isEmpty();
      assertThat(
              JsonSchemaFactory.getInstance(VersionFlag.V202012)
                  .getSchema(schema)
                  .validate(json.replace("score_moved", "scores"), InputFormat.JSON))
          .isNotEmpty();
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "\"near\": 90;\"near\": -1;why.gaps.near is -1, not a count (a whole number, 0 or more)",
        "\"threshold_moved\": 170;\"moved\": 170;why.thresholds.negative_flips.threshold_moved is missing",
        "\"precision\": 0.91;\"precision\": \"x\";why.thresholds.suggested.precision is \"x\", not a number",
        "\"n\": 7};\"n\": \"x\"};why.confusions[1].n is \"x\", not a count (a whole number, 0 or more)"
      })
  void refusesWhatIsNotAsWritten(String good, String bad, String problem) {
    String json = ResultJson.write(result(why(Optional.of(BETTER), ""))).replace(good, bad);

    assertThatThrownBy(() -> ResultJson.read("result.json", json))
        .isInstanceOf(ResultException.class)
        .hasMessage("result.json: " + problem);
  }

  @Test
  void theReportTellsFiguresAndWords() {
    assertThat(MarkdownReport.render(result(why(Optional.of(BETTER), ""))))
        .contains(
            """
            ## Why they flipped

            Of 187 negative flips, 90 are near the boundary (type I: the models' probabilities of the label are at most 0.1 apart), 1 is confident (type II: at least 0.5 apart), and 60 lie between. Of 36 the probabilities are not known.

            The threshold moved from 0.5 to 0.75: 170 of 187 negative flips and 12 of 312 positive flips come of that alone; the others would flip by the old threshold too, for their scores moved.

            At no less precision (91.00%, now 90.00%), a new threshold of 0.625 would make 40 negative and 350 positive flips instead of 187 and 312 on these examples; confirm it on others.

            | New threshold | At | Negative flips | Positive flips | Precision | Recall |
            | --- | ---: | ---: | ---: | ---: | ---: |
            | present | 0.75 | 187 | 312 | 90.00% | 60.00% |
            | suggested | 0.625 | 40 | 350 | 91.00% | 80.00% |

            The most frequent negative flips, by label and answers:

            | Label | Old answer | New answer | Negative flips |
            | --- | --- | --- | ---: |
            | cat | cat | do\\|g | 1,234 |
            | none | cow | none | 7 |
            """);
  }

  @Test
  void theSummaryTellsTheSameShorter() {
    assertThat(TextSummary.render(result(why(Optional.empty(), "no labels")), false, 100))
        .endsWith(
            """

              Of 187 negative flips, 90 are near the boundary (type I: the models' probabilities of the label
              are at most 0.1 apart), 1 is confident (type II: at least 0.5 apart), and 60 lie between. Of 36
              the probabilities are not known.
              The threshold moved from 0.5 to 0.75: 170 of 187 negative flips and 12 of 312 positive flips come
              of that alone; the others would flip by the old threshold too, for their scores moved.
              No other threshold is suggested: no labels.

              label  old answer  new answer  negative flips
              cat    cat         do|g                 1,234
              none   cow         none                     7
            """);
  }

  @Test
  void saysWhereNoThresholdIsBetter() {
    Thresholds same =
        new Thresholds(0.75, new Moved(2, 0), new Moved(1, 0), PRESENT, Optional.of(PRESENT), "");
    Why why = new Why(Optional.empty(), Optional.of(same), List.of());
    assertThat(WhyText.sentences(why))
        .containsExactly(
            "Both models have the threshold 0.75, so it is the scores that moved.",
            "No other threshold of the new model makes fewer negative flips at its precision of 90.00%.");
    assertThat(MarkdownReport.render(result(why))).doesNotContain("| present |");
  }

  @Test
  void saysThatNoGapIsKnown() {
    for (long n : new long[] {1, 1_200}) {
      Why why = new Why(Optional.of(new FlipGaps(0, 0, 0, n)), Optional.empty(), List.of());
      assertThat(WhyText.sentences(why))
          .containsExactly(
              "Whether the %s near the boundary is not known, for want of the label's probability on both sides; where labels are names, --old-classes and --new-classes tell which logit is theirs."
                  .formatted(n == 1 ? "negative flip is" : "1,200 negative flips are"));
    }
  }

  @Test
  void nothingIsSaidWhereNothingFlipped() {
    Thresholds still =
        new Thresholds(0.5, new Moved(0, 0), new Moved(0, 0), PRESENT, Optional.of(BETTER), "");
    Why why = new Why(Optional.of(new FlipGaps(0, 0, 0, 0)), Optional.of(still), List.of());
    assertThat(MarkdownReport.render(result(why)))
        .isEqualTo(MarkdownReport.render(Fixtures.result()));
    assertThat(TextSummary.render(result(why), false, 80))
        .isEqualTo(TextSummary.render(Fixtures.result(), false, 80));
  }
}

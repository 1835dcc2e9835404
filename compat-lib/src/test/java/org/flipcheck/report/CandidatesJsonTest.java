package org.flipcheck.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.flipcheck.gate.Verdict;
import org.flipcheck.metrics.FlipCounts;
import org.flipcheck.report.MendResult.Choice;
import org.flipcheck.report.MendResult.Confirmation;
import org.flipcheck.select.CandidatePoint;
import org.flipcheck.select.Selection;
import org.flipcheck.select.SelectionRule;
import org.flipcheck.select.TrainedPoint;
import org.flipcheck.select.WeightPoint;
import org.flipcheck.select.WeightPoint.Kind;
import org.junit.jupiter.api.Test;

class CandidatesJsonTest {

  private static final FlipCounts UPDATE = counts(820, 30, 50, 100);
  private static final WeightPoint MIXED =
      new WeightPoint(
          Kind.FISHER_BCWI,
          0.3,
          Map.of("layer.*", 0.1),
          counts(830, 20, 45, 105),
          counts(865, 5, 10, 120));
  private static final TrainedPoint TRAINED =
      new TrainedPoint(
          4, "MPT-KL", Map.of("margin", 0.5), counts(835, 15, 40, 110), counts(860, 10, 15, 115));

  private static FlipCounts counts(long right, long negative, long positive, long wrong) {
    return new FlipCounts(right, negative, positive, wrong, OptionalLong.empty());
  }

  private static String json(Selection<CandidatePoint> selection) {
    Confirmation confirmation =
        new Confirmation(Fixtures.result(), Fixtures.result(), UPDATE, UPDATE);
    return MendJson.write(
        new MendResult(
            Instant.EPOCH,
            "0.1.0",
            List.of(),
            Optional.empty(),
            Optional.of(
                new Choice(
                    selection,
                    Map.of((CandidatePoint) MIXED, Verdict.PASS),
                    confirmation,
                    Optional.empty()))));
  }

  private static Selection<CandidatePoint> selection() {
    return Selection.of(
        new SelectionRule(0.004, 0.8),
        List.of(WeightPoint.ofOld(UPDATE), MIXED, TRAINED, plain(WeightPoint.ofNew(UPDATE))));
  }

  /** As the file has it: without the split of both-wrong pairs. */
  private static WeightPoint plain(WeightPoint point) {
    return new WeightPoint(
        point.kind(),
        point.oldWeight(),
        point.named(),
        plain(point.againstOld()),
        plain(point.againstNew()));
  }

  private static FlipCounts plain(FlipCounts c) {
    return counts(c.bothRight(), c.negativeFlips(), c.positiveFlips(), c.bothWrong());
  }

  @Test
  void whatWasWrittenIsReadBack() throws Exception {
    Selection<CandidatePoint> written = selection();
    Candidates read = CandidatesJson.read("mend.json", json(written)).orElseThrow();

    assertThat(read.selection().rule()).isEqualTo(written.rule());
    assertThat(read.selection().curve().stream().map(Mixtures::title))
        .containsExactlyElementsOf(written.curve().stream().map(Mixtures::title).toList());
    assertThat(read.selection().curve().stream().map(p -> plain(p.againstOld())))
        .containsExactlyElementsOf(
            written.curve().stream().map(p -> plain(p.againstOld())).toList());
    assertThat(Mixtures.title(read.selection().chosen()))
        .isEqualTo(Mixtures.title(written.chosen()));
    assertThat(read.verdicts()).isEqualTo(Map.of(MIXED, Verdict.PASS));
  }

  @Test
  void otherVersionsAndDamageAreTold() {
    String json = json(selection());
    assertThatThrownBy(
            () ->
                CandidatesJson.read(
                    "mend.json", json.replace("\"schema_version\": 1", "\"schema_version\": 2")))
        .hasMessage(
            "mend.json: schema_version is 2, but this version of Flipcheck reads 1; take the version that wrote it");
    assertThatThrownBy(
            () -> CandidatesJson.read("mend.json", json.replace("\"PASS\"", "\"PERHAPS\"")))
        .hasMessageContaining("verdict is 'PERHAPS', which is none");
    assertThatThrownBy(
            () ->
                CandidatesJson.read(
                    "mend.json",
                    json.replaceFirst("\"negative_flips\": 20", "\"negative_flips\": 21")))
        .isInstanceOf(ResultException.class);
  }
}

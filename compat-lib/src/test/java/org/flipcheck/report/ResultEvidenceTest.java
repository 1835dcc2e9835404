package org.flipcheck.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.flipcheck.gate.Evidence;
import org.flipcheck.gate.Policy;
import org.flipcheck.metrics.FlipCounts;
import org.flipcheck.metrics.PairSummary;
import org.flipcheck.metrics.SliceKey;
import org.flipcheck.report.ComparisonResult.SliceResult;
import org.flipcheck.report.ComparisonResult.SlicesTruncated;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ResultEvidenceTest {

  private static final Policy BY_GROUP =
      PolicyFile.parse(
              "p.yaml",
              "{schema_version: 1, rules: [{metric: churn, max: 0.1, each: class_group}]}")
          .policy();
  private static final Policy OVERALL =
      PolicyFile.parse("p.yaml", "{schema_version: 1, rules: [{metric: churn, max: 0.1}]}")
          .policy();
  private static final SliceKey CROSS = cross("class_group", "tops", "device", "phone");
  private static final PairSummary CROSSED = PairSummary.of(FlipCounts.of(11, 7, 5, 3, 2));

  @TempDir Path folder;

  private static SliceKey cross(String column, String value, String other, String otherValue) {
    Map<String, String> values = new LinkedHashMap<>();
    values.put(column, value);
    values.put(other, otherValue);
    return new SliceKey(values);
  }

  /** Lists tops only; the slice without a group and a cross are in the file. */
  private ComparisonResult truncated() throws Exception {
    Path file = folder.resolve(SlicesFile.NAME);
    List<SliceResult> rest =
        List.of(Fixtures.slice(Fixtures.NONE_KEY, Fixtures.OTHERS), Fixtures.slice(CROSS, CROSSED));
    String hash;
    try (OutputStream out = Files.newOutputStream(file)) {
      hash = SlicesFile.write(rest.iterator(), out);
    }
    return with(
        Optional.of(new SlicesTruncated(1, 3, SlicesFile.NAME, hash)),
        List.of(Fixtures.slice(Fixtures.TOPS_KEY, Fixtures.TOPS)));
  }

  private static ComparisonResult with(
      Optional<SlicesTruncated> truncated, List<SliceResult> slices) {
    ComparisonResult full = Fixtures.result();
    return new ComparisonResult(
        full.run(),
        full.inputs(),
        full.ledger(),
        full.overall(),
        full.overallKnownClasses(),
        List.of(List.of("class_group"), List.of("class_group", "device"), List.of("empty")),
        slices,
        truncated,
        full.gate());
  }

  @Test
  void knowsWhatTheResultLists() {
    Evidence evidence =
        ResultEvidence.of(
            with(
                Optional.empty(),
                List.of(
                    Fixtures.slice(Fixtures.TOPS_KEY, Fixtures.TOPS),
                    Fixtures.slice(CROSS, CROSSED))));
    assertThat(evidence.overall()).isEqualTo(Fixtures.ALL);
    assertThat(evidence.ledger()).isEqualTo(Fixtures.ledger());
    assertThat(evidence.sliceColumns()).containsExactly("class_group", "device", "empty");
    assertThat(evidence.slices(List.of("class_group")))
        .contains(Map.of(Fixtures.TOPS_KEY, Fixtures.TOPS));
    SliceKey turned = cross("device", "phone", "class_group", "tops");
    assertThat(evidence.slices(List.of("device", "class_group")).orElseThrow().get(turned))
        .isEqualTo(CROSSED);
    assertThat(evidence.slices(List.of("empty"))).contains(Map.of());
    assertThat(evidence.slices(List.of("device"))).isEmpty();
  }

  @Test
  void readsTheSlicesThatThePolicyJudges() throws Exception {
    ComparisonResult result = truncated();
    assertThat(ResultJson.read("result.json", ResultJson.write(result))).isEqualTo(result);
    Evidence evidence = ResultEvidence.open(result, Optional.of(folder), BY_GROUP);
    Map<SliceKey, PairSummary> slices = evidence.slices(List.of("class_group")).orElseThrow();
    assertThat(slices)
        .containsExactly(
            Map.entry(Fixtures.TOPS_KEY, Fixtures.TOPS),
            Map.entry(Fixtures.NONE_KEY, Fixtures.OTHERS));
    assertThatThrownBy(() -> evidence.slices(List.of("class_group", "device")))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage(
            "the slices of [class_group, device] were not read: open the evidence with the policy that judges them");
  }

  @Test
  void needsNoFileForAPolicyWithoutSlices() throws Exception {
    ComparisonResult result = truncated();
    Files.delete(folder.resolve(SlicesFile.NAME));
    assertThat(ResultEvidence.open(result, Optional.empty(), OVERALL).overall())
        .isEqualTo(Fixtures.ALL);
  }

  @Test
  void refusesAResultWithoutItsFile() throws Exception {
    ComparisonResult result = truncated();
    assertThatThrownBy(() -> ResultEvidence.open(result, Optional.empty(), BY_GROUP))
        .isInstanceOf(ResultException.class)
        .hasMessage(
            "the policy judges slices, and the result lists 1 of 3: give the result as a file, with slices.jsonl.gz beside it");
    Files.delete(folder.resolve(SlicesFile.NAME));
    assertThatThrownBy(() -> ResultEvidence.open(result, Optional.of(folder), BY_GROUP))
        .isInstanceOf(ResultException.class)
        .hasMessage(
            "%s is missing: it holds 2 of the result's 3 slices; keep it beside result.json",
            folder.resolve(SlicesFile.NAME));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ResultEvidence.of(result))
        .withMessage("the result does not list all of its slices");
  }

  @Test
  void refusesAnotherFile() throws Exception {
    ComparisonResult result = truncated();
    Path file = folder.resolve(SlicesFile.NAME);
    byte[] bytes = Files.readAllBytes(file);
    bytes[bytes.length / 2] ^= 1;
    Files.write(file, bytes);
    assertThatThrownBy(() -> ResultEvidence.open(result, Optional.of(folder), BY_GROUP))
        .isInstanceOf(ResultException.class)
        .hasMessageMatching(
            ".*slices.jsonl.gz is not the file the result was written with: its SHA-256 is [0-9a-f]{64}, the result has [0-9a-f]{64}");
  }

  @Test
  void refusesAFileElsewhereAndAWrongTotal() throws Exception {
    SlicesTruncated good = truncated().slicesTruncated().orElseThrow();
    SlicesTruncated elsewhere = new SlicesTruncated(1, 3, "../slices.jsonl.gz", good.sha256());
    assertThatThrownBy(() -> SlicesFile.read(folder, elsewhere, slice -> true))
        .isInstanceOf(ResultException.class)
        .hasMessage(
            "the result names ../slices.jsonl.gz as its file of slices, not a file beside it");
    SlicesTruncated more = new SlicesTruncated(1, 4, SlicesFile.NAME, good.sha256());
    assertThatThrownBy(() -> SlicesFile.read(folder, more, slice -> true))
        .isInstanceOf(ResultException.class)
        .hasMessage(
            "%s holds 2 slices, but the result leaves 3 to it", folder.resolve(SlicesFile.NAME));
  }
}

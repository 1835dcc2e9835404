package org.flipcheck.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.networknt.schema.InputFormat;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion.VersionFlag;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.flipcheck.metrics.SliceKey;
import org.flipcheck.stats.FoundSlice;
import org.flipcheck.stats.FoundSlice.Comparison;
import org.flipcheck.stats.FoundSlices;
import org.flipcheck.stats.SliceCounts;
import org.flipcheck.stats.SliceSearch.Settings;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FoundSlicesReportTest {

  private static final SliceKey NIGHT = SliceKey.of("time", "night");

  private static FoundSlices found() {
    Map<String, String> cross = new LinkedHashMap<>();
    cross.put("time", "night");
    cross.put("city", null);
    return new FoundSlices(
        Settings.DEFAULT,
        List.of(
            new FoundSlice(
                NIGHT,
                List.of(SliceKey.of("sun", "down")),
                new SliceCounts(1_000, 90),
                new SliceCounts(9_000, 99),
                comparison(480, 50, 4_510, 45),
                comparison(520, 40, 4_490, 54),
                1.5e-9,
                3e-9,
                Optional.empty()),
            new FoundSlice(
                new SliceKey(cross),
                List.of(),
                new SliceCounts(100, 30),
                new SliceCounts(9_900, 159),
                comparison(47, 16, 433, 34),
                comparison(53, 14, 467, 26),
                2e-5,
                2e-5,
                Optional.of(NIGHT))),
        3,
        1_234,
        7,
        2,
        List.of("crosses of 3 columns were not searched: too many"));
  }

  private static Comparison comparison(long n, long flips, long others, long otherFlips) {
    return new Comparison(new SliceCounts(n, flips), new SliceCounts(others, otherFlips));
  }

  private static ComparisonResult result(FoundSlices found) {
    return Fixtures.result().withFoundSlices(found);
  }

  @Test
  void readsWhatItWrote() throws ResultException {
    ComparisonResult written = result(found());

    ComparisonResult read = ResultJson.read("result.json", ResultJson.write(written));

    assertThat(read).isEqualTo(written);
    assertThat(read.withGate(written.gate().orElseThrow()).foundSlices())
        .isEqualTo(Optional.of(found()));
  }

  @Test
  void writesTheLayoutOtherProgramsRelyOn() {
    assertThat(ResultJson.write(result(found())))
        .contains(
            """
                  {
                    "slice": {"time": "night", "city": null},
                    "aliases": [],
                    "counts": {"n": 100, "negative_flips": 30, "negative_flip_rate": 0.3},
            """,
            """
                    "within": {"time": "night"},
            """);
  }

  @Test
  void fitsTheSchema() throws Exception {
    String schema =
        Files.readString(
            Path.of(System.getProperty("flipcheck.conf")).resolve("result.schema.json"));

    assertThat(
            JsonSchemaFactory.getInstance(VersionFlag.V202012)
                .getSchema(schema)
                .validate(ResultJson.write(result(found())), InputFormat.JSON))
        .isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "\"correction\": \"holm\";\"correction\": \"none\";found_slices.settings.correction is \"none\", which is none",
        "\"n\": 1000, \"negative_flips\": 90;\"n\": 1000, \"negative_flips\": 1001;found_slices.slices[0].counts.negative_flips is 1001 of n = 1000",
        "\"confirm_level\": 0.05;\"confirm_level\": 5;found_slices.settings.depth or another setting is out of its range: levels are 0.001 to discover and 5.0 to confirm, they must lie between 0 and 0.5, and 0 and 1",
        "\"standing_out\": 7;\"standing_out\": \"x\";found_slices.standing_out is \"x\", not a count (a whole number, 0 or more)"
      })
  void refusesWhatIsNotAsWritten(String good, String bad, String problem) {
    String json = ResultJson.write(result(found())).replace(good, bad);

    assertThatThrownBy(() -> ResultJson.read("result.json", json))
        .isInstanceOf(ResultException.class)
        .hasMessage("result.json: " + problem);
  }

  @Test
  void theReportTellsFiguresAndWords() {
    String report = MarkdownReport.render(result(found()));

    assertThat(report)
        .contains(
            "## Slices found by search",
            "Of 1,234 slices with at least 50 examples, 2 have more negative flips than the rest, found by search in one half of the ids and confirmed on the other.",
            "| time=night (the same examples as sun=down) | 1,000 | 90 | 9.00% | 1.10% | +79.0 | 7.69% | 0.000000003 |"
                .replace("0.000000003", Format.number(3e-9)),
            "compared within time=night",
            "7 stood out in the first half; 2 were tested",
            "Crosses of 3 columns were not searched: too many.");
  }

  @Test
  void theTerminalTellsTheSameInShort() {
    String summary = TextSummary.render(result(found()), false, 100);

    assertThat(summary)
        .contains("found by search", "confirmed on the other", "time=night", "+79.0")
        .contains("Crosses of 3 columns were not searched: too many.");
  }

  @Test
  void aSearchThatWasNotMadeSaysWhy() {
    FoundSlices none = FoundSlices.notSearched(Settings.DEFAULT, "not searched: too many cells");

    assertThat(TextSummary.render(result(none), false, 100))
        .contains("were not. ".strip(), "Not searched: too many cells.")
        .doesNotContain("found by search");
    assertThat(MarkdownReport.render(result(none))).contains("Not searched: too many cells.");
  }

  @Test
  void nothingFoundIsSaid() {
    FoundSlices none = new FoundSlices(Settings.DEFAULT, List.of(), 1, 9, 0, 0, List.of());

    assertThat(MarkdownReport.render(result(none)))
        .contains(
            "Of 9 slices with at least 50 examples, none has more negative flips than the rest");
  }

  @Test
  void aCutListSaysSo() {
    FoundSlices cut = found().first(1);

    assertThat(cut.slices()).hasSize(1);
    assertThat(cut.limits()).last().isEqualTo("2 slices were confirmed and the first 1 are listed");
    assertThat(found().first(2)).isEqualTo(found());
  }
}

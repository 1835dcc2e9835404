package org.flipcheck.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.flipcheck.gate.Verdict;
import org.flipcheck.metrics.FlipCounts;
import org.flipcheck.metrics.PairSummary;
import org.flipcheck.metrics.Ratio;
import org.flipcheck.metrics.SliceKey;
import org.flipcheck.report.ComparisonResult.GateSection;
import org.flipcheck.report.ComparisonResult.SliceResult;
import org.flipcheck.select.Selection;
import org.flipcheck.select.SelectionRule;
import org.flipcheck.select.WeightPoint;
import org.flipcheck.select.WeightPoint.Kind;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What the page says; how it looks and works, a test with a browser tells. */
class HtmlReportTest {

  private static final List<String> COLUMNS =
      List.of(
          "image_id",
          "label",
          "old_prediction",
          "new_prediction",
          "new_margin",
          "old_margin",
          "old_label_probability",
          "new_label_probability",
          "weight",
          "class_group",
          "note");

  private static FlipExamples examples(ComparisonResult result, String text, boolean isCut) {
    FlipExampleList list = new FlipExampleList(result, COLUMNS);
    list.add("positive_flip", row(7, text, 0.5));
    list.add("negative_flip", row(8, text, 0.25));
    list.add("negative_flip", row(9, text, 4.75));
    return list.build(isCut);
  }

  private static List<Object> row(long id, String text, double margin) {
    List<Object> cells = new ArrayList<>(List.of(id, text + "l", text + "o", text + "n", margin));
    cells.addAll(List.of(9.5, 0.9, 0.05));
    cells.add(null);
    cells.addAll(List.of("tops", text));
    return cells;
  }

  private static String render(ComparisonResult result, FlipExamples examples) {
    return HtmlReport.render(result, examples, Optional.empty());
  }

  private static String text(String html) {
    return html.replaceAll("(?s)<(script|style)[^>]*>.*?</\\1>", "").replaceAll("<[^>]*>", "|");
  }

  private static List<String> all(String html, String pattern) {
    Matcher matcher = Pattern.compile(pattern, Pattern.DOTALL).matcher(html);
    List<String> found = new ArrayList<>();
    while (matcher.find()) {
      found.add(matcher.group(1));
    }
    return found;
  }

  @Test
  void allOfTheResultIsThere() {
    String html = render(Fixtures.result(), examples(Fixtures.result(), "", false));

    assertThat(html).startsWith("<!DOCTYPE html>\n").endsWith("</html>\n");
    assertThat(all(html, "<h2 id=\"\\w+\">(.*?)</h2>"))
        .containsExactly(
            "The numbers that matter",
            "Findings",
            "Where it broke",
            "Margins and confidence",
            "Flipped examples",
            "Where the rows went",
            "All metrics",
            "Inputs and provenance");
    assertThat(all(html, "<li><a href=\"#(\\w+)\">"))
        .isEqualTo(all(html, "<section aria-labelledby=\"(\\w+)\">"));
    assertThat(text(html))
        .contains("forest-v2 may not replace forest-v1: 1 of 3 limits is broken.")
        .contains("|187|", "1.87%", "|negative_flip_rate &lt;&#x3D; 0.01|")
        .contains("|class_group&#x3D;tops|", "|+64.9|")
        .contains("McNemar&#39;s test (exact): p &#x3D; 2.41E-8; mid-p: 2.2E-8.")
        .contains("|4.03%|", "|3.59% to 4.56%|")
        .contains("Run run-0042 of 2026-11-23T21:09:08.765Z", "sha256:f00d");
    assertThat(all(html, "<text[^>]*>([^<]*)</text"))
        .contains("class_group=tops", "negative flip rate", "all examples: 1.87%");
  }

  @Test
  void examplesComeByOutcomeThenBySurety() {
    String html = render(Fixtures.result(), examples(Fixtures.result(), "", false));

    assertThat(text(html))
        .contains("2 of 187 negative flips; 1 of 312 positive flips")
        .containsSubsequence("|negative flip|", "|9|", "|negative flip|", "|8|", "|positive flip|");
    // A column without any value says nothing.
    assertThat(all(html, "<th scope=\"col\"[^>]*>(.*?)</th>"))
        .contains("note")
        .doesNotContain("weight");
  }

  @Test
  void whatIsLeftOutIsSaid() {
    ComparisonResult result = Fixtures.result();
    assertThat(text(render(result, examples(result, "", true))))
        .contains(
            "2 of 187 negative flips; 1 of 312 positive flips; 0 of 147 wrong answers that changed. The others are left out, for a report has room for 7 MB of examples; those listed are drawn evenly, by a hash of their ids, and flips/ has them all.");
    assertThat(text(render(result, FlipExamples.missing("flips/ is kept elsewhere"))))
        .contains(
            "The examples cannot be shown, nor counts that need them: flips/ is kept elsewhere.");
    assertThat(text(render(result, new FlipExampleList(result, COLUMNS).build(false))))
        .contains("The flip table has no example whose answer changed.");
  }

  /** Kept columns may hold anything. */
  @Test
  void numbersThatAreNoneAreText() throws Exception {
    ComparisonResult result = Fixtures.result();
    for (List<Object> notes :
        List.<List<Object>>of(List.of(Double.NaN, 1.0), List.of(1.0, Double.POSITIVE_INFINITY))) {
      FlipExampleList list = new FlipExampleList(result, List.of("image_id", "note"));
      list.add("negative_flip", List.of(1L, notes.get(0)));
      list.add("negative_flip", List.of(2L, notes.get(1)));
      String html = render(result, list.build(false));

      assertThat(text(html)).containsAnyOf("|NaN|", "|Infinity|").contains("|1|");
      for (String json :
          all(html, "<script type=\"application/json\" class=\"rows\">(.*?)</script>")) {
        checkTable(json);
      }
      assertThat(text(html)).contains("they stand in the order of their ids.");
    }
  }

  @Test
  void turnsAreCountedFromTheExamplesOnlyIfAllAreThere() {
    ComparisonResult two = Fixtures.bare(PairSummary.of(FlipCounts.of(10, 2, 1, 3, 0)));
    assertThat(text(render(two, examples(two, "", false))))
        .contains("All 2 negative flips by label and answers")
        .containsSubsequence("|l|", "|o|", "|n|", "|2|", "|100%|");
    assertThat(render(Fixtures.result(), examples(Fixtures.result(), "", false)))
        .doesNotContain("id=\"turns\"");
  }

  @Test
  void withoutCorrectnessAndSlicesThereIsStillAPage() {
    ComparisonResult churn =
        Fixtures.bare(
            new PairSummary(
                new PairSummary.Content(false, true, false, false),
                200,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.of(Ratio.of(31, 200, "")),
                Optional.empty()));
    String html = render(churn, FlipExamples.missing("none was kept"));

    assertThat(all(html, "<h2 id=\"(\\w+)\">"))
        .containsExactly("numbers", "examples", "ledger", "metrics", "provenance");
    assertThat(text(html)).contains("NOT JUDGED").contains("nobody can say whether for the better");
  }

  /** Nothing but the page's own style and script may run. */
  @Test
  void thePolicyNamesStyleAndScriptByTheirHashes() throws Exception {
    String html = render(Fixtures.result(), Beside.NOTHING.examples());
    MessageDigest digest = MessageDigest.getInstance("SHA-256");
    String style = all(html, "<style>(.*?)</style>").get(0);
    String script = all(html, "<script>(.*?)</script>").get(0);

    assertThat(all(html, "http-equiv=\"Content-Security-Policy\" content=\"(.*?)\"").get(0))
        .isEqualTo(
            "default-src &#39;none&#39;; style-src &#39;sha256-%s&#39;; script-src &#39;sha256-%s&#39;; base-uri &#39;none&#39;; form-action &#39;none&#39;"
                .formatted(
                    escaped(digest.digest(style.getBytes(StandardCharsets.UTF_8))),
                    escaped(digest.digest(script.getBytes(StandardCharsets.UTF_8)))));
    assertThat(html).doesNotContain(" style=\"", " onclick");
    assertThat(all(html, "\"(\\w+:/[^\"]*)\"").stream().distinct())
        .as("addresses that are no names of XML")
        .allMatch(address -> address.startsWith("http://www.w3.org/"));
  }

  private static String escaped(byte[] hash) {
    return Base64.getEncoder().encodeToString(hash).replace("=", "&#x3D;");
  }

  static List<String> hostile() {
    return HostileNames.all();
  }

  @ParameterizedTest
  @MethodSource("hostile")
  void foreignTextIsShownAndDoesNothing(String name) throws Exception {
    SliceKey key = SliceKey.of("s" + name, "v" + name);
    List<SliceResult> slices = List.of(Fixtures.slice(key, Fixtures.TOPS));
    ComparisonResult result =
        Fixtures.named(name, name, slices)
            .withGate(
                new GateSection(
                    name,
                    Fixtures.gate(
                        Verdict.FAIL,
                        List.of(
                            Fixtures.finding(
                                "churn <= 0.09" + name, Optional.of(key), Verdict.FAIL)))));
    String html = render(result, examples(result, name, false));
    String plain = render(Fixtures.result(), examples(Fixtures.result(), "", false));

    assertThat(html.codePoints().filter(c -> c != '\n').filter(c -> !isPlain(c)).count()).isZero();
    assertThat(tags(html)).isSubsetOf(tags(plain));
    int tables = all(html, "(<script type=\"application/json\" class=\"rows\">)").size();
    assertThat(all(html, "(<script)")).hasSize(tables + 1).hasSameSizeAs(all(html, "(</script>)"));
    for (String json :
        all(html, "<script type=\"application/json\" class=\"rows\">(.*?)</script>")) {
      checkTable(json);
    }
    String shown = Format.ellipsis(Format.visible(name + "l"), 300);
    assertThat(all(html, "<script type=\"application/json\" class=\"rows\">(.*?)</script>"))
        .anySatisfy(json -> assertThat(values(json)).contains(shown));
  }

  private static boolean isPlain(int c) {
    return Format.visible(Character.toString(c)).equals(Character.toString(c));
  }

  private static List<String> tags(String html) {
    return all(html, "<(/?[a-zA-Z!][^\\s>/]*)").stream().distinct().sorted().toList();
  }

  private static List<Object> values(String json) throws ResultException {
    List<Object> values = new ArrayList<>();
    Map<?, ?> table = (Map<?, ?>) Json.parse("table", json);
    for (Object column : (List<?>) table.get("columns")) {
      if (((Map<?, ?>) column).get("values") instanceof List<?> texts) {
        values.addAll(texts);
      }
    }
    return values;
  }

  /** Each column tells of each row. */
  private static void checkTable(String json) throws ResultException {
    Map<?, ?> table = (Map<?, ?>) Json.parse("table", json);
    long rows = (Long) table.get("rows");
    for (Object each : (List<?>) table.get("columns")) {
      Map<?, ?> column = (Map<?, ?>) each;
      List<?> cells =
          column.get("numbers") instanceof List<?> numbers
              ? numbers
              : column.get("codes") instanceof List<?> codes
                  ? codes
                  : (List<?>) column.get("values");
      assertThat(cells).hasSize((int) rows);
    }
  }

  @Test
  void candidatesShowTheFront() {
    FlipCounts update = FlipCounts.of(820, 30, 50, 60, 40);
    WeightPoint chosen =
        WeightPoint.of(
            Kind.BCWI, 0.3, FlipCounts.of(830, 20, 45, 60, 45), FlipCounts.of(865, 5, 10, 120, 0));
    WeightPoint worse =
        WeightPoint.of(
            Kind.BCWI, 0.5, FlipCounts.of(825, 25, 40, 70, 40), FlipCounts.of(855, 15, 10, 120, 0));
    Candidates candidates =
        new Candidates(
            Selection.of(
                new SelectionRule(0.005, 0.8),
                List.of(WeightPoint.ofOld(update), worse, chosen, WeightPoint.ofNew(update))),
            Map.of(chosen, Verdict.PASS));
    String html =
        HtmlReport.render(Fixtures.result(), FlipExamples.missing("none"), Optional.of(candidates));

    assertThat(text(html))
        .contains("This model was chosen among 4 on 1,000 development examples")
        .containsSubsequence("|the new model|", "|87.00%|", "|3.00%|", "|30|", "|no|", "|yes|")
        .containsSubsequence("|the old model|", "|85.00%|", "|0%|", "|yes|", "|no|")
        .containsSubsequence("|chosen: BCWI, 30 % old + 70 % new|", "|20|", "|yes|", "|PASS|");
    assertThat(html).contains("aria-label=\"Up and to the left is better: 1,000");
  }
}

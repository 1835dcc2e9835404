package org.flipcheck.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.flipcheck.gate.Finding;
import org.flipcheck.gate.Verdict;
import org.flipcheck.metrics.SliceKey;
import org.flipcheck.report.ComparisonResult.GateSection;
import org.flipcheck.report.ComparisonResult.SliceResult;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class GitHubPageTest {

  private static final int COMMENT_LIMIT = 65_536;
  private static final int SUMMARY_LIMIT = 1_024 * 1_024;

  private static int bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8).length;
  }

  /** A result whose every foreign text is as bad as can be, and of which there is a lot. */
  private static ComparisonResult hostile(String value, int times) {
    List<Finding> findings = new ArrayList<>(Fixtures.findings());
    List<SliceResult> slices = new ArrayList<>();
    for (int i = 0; i < times; i++) {
      SliceKey key = SliceKey.of("s" + value, i + value);
      findings.add(Fixtures.finding("churn <= 0.09" + value, Optional.of(key), Verdict.FAIL));
      slices.add(Fixtures.slice(key, Fixtures.TOPS));
    }
    return Fixtures.named(value, value, slices)
        .withGate(new GateSection(value, Fixtures.gate(Verdict.FAIL, findings)));
  }

  @Test
  void theCommentTellsTheVerdictFirst() {
    assertThat(PullRequestComment.render(Fixtures.result()))
        .startsWith(
            """
            <!-- flipcheck-pr-comment -->

            ## ❌ Flipcheck: FAIL

            **forest-v2 may not replace forest-v1: 1 of 3 limits is broken.**

            187 of 10,000 examples broke (forest-v1 got them right, forest-v2 gets them wrong), and 312 were mended.

            ## The numbers that matter

            | Metric | Value | 95% interval | What it is |
            | --- | ---: | ---: | --- |
            | negative_flip_rate | 1.87% | 1.43% to 2.40% | share of all examples that broke (NFR) |
            """)
        .contains(
            """
            ## Findings

            5 findings: 1 FAIL, 1 INCONCLUSIVE, 1 WARN, 1 PASS, 1 not judged.

            | Verdict | Rule | Slice | Examples | What the numbers say |
            """,
            "<details><summary>Worst slices</summary>\n\n## Worst slices\n")
        .endsWith(
            """
            </details>

            <sub>Run run-0042 of 2026-11-23T21:09:08.765Z, Flipcheck 0.1.0, policy sha256:f00d.</sub>
            """);
  }

  @Test
  void theSummaryFoldsTheDetails() {
    String summary = GitHubSummary.render(Fixtures.result());

    assertThat(summary)
        .startsWith("## ❌ Flipcheck: FAIL\n\n**forest-v2 may not replace forest-v1")
        .contains("| both right | 8,713 | 87.13% |", "| = matched | 10,009 | 10,009 |")
        .contains("## The same on classes the old model knew", "\"max_unmatched\": 0.25")
        .doesNotContain("no room here");
    assertThat(summary.split("<details>", -1)).hasSize(4);
    assertThat(summary.split("</details>", -1)).hasSize(4);
  }

  @ParameterizedTest
  @EnumSource(
      value = ReportFormat.class,
      names = {"MARKDOWN", "GITHUB_SUMMARY", "PR_COMMENT"})
  void neverTooLongAndNeverCutInTheMiddle(ReportFormat format) {
    int limit = format == ReportFormat.PR_COMMENT ? COMMENT_LIMIT : SUMMARY_LIMIT;
    for (String value : HostileNames.all()) {
      for (int times : new int[] {1, value.length() > 1_000 ? 50 : 300}) {
        String text = format.render(hostile(value, times));

        assertThat(bytes(text)).isLessThan(limit);
        assertThat(text).contains("FAIL").endsWith("\n");
        assertThat(text.split("<details>", -1)).hasSameSizeAs(text.split("</details>", -1));
        checkTables(text);
        checkEntities(text);
      }
    }
  }

  @Test
  void aLongSummaryIsCutBelowTheLimit() {
    String summary = GitHubSummary.render(hostile("<&@1>|`".repeat(50), 900));

    assertThat(bytes(summary)).isBetween(500_000, 1_000_000);
    assertThat(summary)
        .contains("905 findings: 901 FAIL,")
        .containsPattern("\n\\d+ of 905 findings are shown; result.json has the others\\.\n")
        .contains("<details><summary>All metrics</summary>");
  }

  /** Each row of a table has the cells of its head. */
  private static void checkTables(String text) {
    List<String> lines = text.lines().toList();
    for (int i = 1; i < lines.size(); i++) {
      if (lines.get(i).startsWith("|") && lines.get(i - 1).startsWith("|")) {
        assertThat(cells(lines.get(i))).as(lines.get(i)).isEqualTo(cells(lines.get(i - 1)));
        assertThat(lines.get(i)).endsWith(" |");
      }
    }
  }

  private static long cells(String row) {
    return IntStream.range(0, row.length())
        .filter(i -> row.charAt(i) == '|' && !isEscaped(row, i))
        .count();
  }

  private static boolean isEscaped(String text, int at) {
    int slashes = 0;
    while (at - slashes > 0 && text.charAt(at - slashes - 1) == '\\') {
      slashes++;
    }
    return slashes % 2 == 1;
  }

  /** Outside of code blocks, every {@code &} begins a whole entity and every tag is our own. */
  private static void checkEntities(String text) {
    String prose = text.replaceAll("(?s)```json\n.*?\n```", "");
    assertThat(prose.replaceAll("&(amp|lt|gt|#8203);", "")).doesNotContain("&");
    assertThat(
            prose
                .replaceFirst("^" + PullRequestComment.MARKER, "")
                .replaceAll("</?(details|summary|sub)>", ""))
        .doesNotContain("<", ">".repeat(2));
  }

  @Test
  void cutTablesTellTheTotals() {
    String comment = PullRequestComment.render(hostile("x", 3_000));

    assertThat(comment)
        .contains(
            "3,005 findings: 3,001 FAIL, 1 INCONCLUSIVE, 1 WARN, 1 PASS, 1 not judged.",
            "20 of 3,005 findings are shown; result.json has the others.",
            "10 of 3,000 such slices are shown; result.json has the others.");
    assertThat(comment.lines().filter(line -> line.startsWith("| FAIL |"))).hasSize(20);
  }

  @Test
  void whatHasNoRoomIsCounted() {
    String page =
        new GitHubPage(Fixtures.result(), 1_000)
            .add("first\n")
            .add("x".repeat(1_000) + "\n")
            .add("")
            .add("last\n")
            .toString();

    assertThat(page)
        .isEqualTo("first\n\nlast\n\n1 section had no room here; result.json has everything.\n");
  }

  @ParameterizedTest
  @CsvSource({
    "ask @someone, ask @&#8203;someone",
    "@org/team, @&#8203;org/team",
    "a@b.example, a@&#8203;b.example",
    "5 @ 3, 5 @ 3",
    "org/repo#12, org/repo\\#&#8203;12",
    "# 12, \\# 12",
    "GH-12 gh-3, GH-&#8203;12 gh-&#8203;3",
    "g-12, g-12",
    "https://x.example/, https:&#8203;//x.example/",
    "file:/data/x, file:/data/x",
    "www.x.example, www&#8203;.x.example"
  })
  void foreignTextNotifiesNobodyAndLinksNowhere(String text, String markdown) {
    assertThat(Markdown.escape(text, 200)).isEqualTo(markdown);
  }

  @Test
  void withoutAPolicyNothingIsClaimed() {
    for (ReportFormat format :
        Arrays.asList(ReportFormat.PR_COMMENT, ReportFormat.GITHUB_SUMMARY)) {
      assertThat(format.render(Fixtures.bare(Fixtures.ALL)))
          .contains(
              "## ℹ️ Flipcheck: NOT JUDGED\n\n**No policy was given, so nothing was judged.**")
          .doesNotContain("## Findings");
    }
  }
}

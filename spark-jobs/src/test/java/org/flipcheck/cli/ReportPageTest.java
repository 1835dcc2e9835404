package org.flipcheck.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.Keys;
import org.openqa.selenium.WebElement;

/** The report page of real runs in a real browser. */
class ReportPageTest {

  private static final Path DEMO = DemoRun.get().folder().resolve("report.html");
  private static final Path PICTURES = Path.of("target", "pictures").toAbsolutePath();

  /** Things that break pages which are careless with them. */
  private static final List<String> HOSTILE =
      List.of(
          "<script>window.broken = 1</script>",
          "<img src=x onerror='window.broken = 2'>",
          "</script><script>window.broken = 3</script>",
          "\" onmouseover=\"window.broken = 4",
          "{{verdict}} {{{style}}} &lt;b&gt; <!-- -->",
          "a\u202eb\u0001\u2028c",
          "https://example.org/x?y=1&z=2",
          "x".repeat(2_000));

  @TempDir private static Path folder;
  private static Browser browser;

  @BeforeAll
  static void start() {
    browser = Browser.start();
  }

  @AfterAll
  static void stop() {
    if (browser != null) {
      browser.close();
    }
  }

  @BeforeEach
  void plain() {
    browser.emulate("screen", "light");
    browser.width(1280);
    browser.errors();
    browser.requests();
  }

  @Test
  void theFirstScreenSaysWhetherItMayShip() throws Exception {
    browser.open(DEMO);

    assertThat(browser.texts("header h1, header .verdict, header .story"))
        .containsExactly(
            "all-data against third-data",
            "FAIL all-data may not replace third-data: 1 of 2 limits is broken.",
            "261 of 10,000 examples broke (third-data got them right, all-data gets them wrong), and 461 were mended.");
    assertThat(browser.texts(".tile"))
        .containsExactly(
            "negative flip rate\n2.61%\n95% interval 2.32% to 2.94%\nshare of all examples that broke (NFR)",
            "accuracy delta\n+2.00 points\n95% interval +1.48 to +2.53 points\nnew minus old accuracy",
            "churn\n8.19%\n95% interval 7.67% to 8.74%\nshare of answers that changed");
    assertThat(browser.column("slices-table", 1).get(0)).isEqualTo("class_group=tops");
    assertThat(browser.column("slices-table", 7).get(0)).isEqualTo("+123.6");
    assertThat(browser.texts("figure svg")).hasSize(2);
    assertThat(browser.errors()).isEmpty();
    assertThat(Browser.schemes(browser.requests())).containsExactly("file");
  }

  @Test
  void tablesFilterAndSortByKeyboard() {
    browser.open(DEMO);
    assertThat(browser.status("examples-table")).isEqualTo("Rows 1 to 25 of 819.");

    WebElement filter = browser.find("examples-table", "input");
    filter.sendKeys("negative coat dress");
    awaitStatus("examples-table", "Rows 1 to 25 of 45 that match, of 819.");
    WebElement margin = browser.find("examples-table", "th:nth-child(9) button");
    assertThat(margin.getText()).isEqualTo("new margin");
    margin.sendKeys(Keys.ENTER);

    assertThat(browser.find("examples-table", "th:nth-child(9)").getAttribute("aria-sort"))
        .isEqualTo("descending");
    assertThat(Browser.isSortedDown(Browser.numbers(browser.column("examples-table", 9)))).isTrue();
    margin.sendKeys(Keys.ENTER);
    assertThat(browser.find("examples-table", "th:nth-child(9)").getAttribute("aria-sort"))
        .isEqualTo("ascending");
    browser.find("examples-table", ".pager button:nth-child(2)").sendKeys(Keys.ENTER);
    assertThat(browser.status("examples-table"))
        .isEqualTo("Rows 26 to 45 of 45 that match, of 819.");
    filter.clear();
    filter.sendKeys("no such thing");
    awaitStatus("examples-table", "None of 819 rows match.");
    assertThat(browser.errors()).isEmpty();
  }

  private static void awaitStatus(String box, String wanted) {
    long end = System.nanoTime() + 5_000_000_000L;
    while (!browser.status(box).equals(wanted) && System.nanoTime() < end) {
      Thread.onSpinWait();
    }
    assertThat(browser.status(box)).isEqualTo(wanted);
  }

  @Test
  void noBarriersInLightAndDark() throws Exception {
    noBarriers("dark", 1280);
    noBarriers("light", 390);
  }

  private static void noBarriers(String scheme, int width) throws IOException {
    browser.emulate("screen", scheme);
    browser.width(width);
    browser.open(DEMO);
    browser.picture(PICTURES.resolve("demo-%s-%d.png".formatted(scheme, width)));
    assertThat(browser.barriers()).as("%s, %d pixels", scheme, width).isEmpty();
    assertThat(browser.run("return document.documentElement.scrollWidth"))
        .as("nothing sticks out at %d pixels", width)
        .isEqualTo((long) width);
  }

  @Test
  void itReadsWithoutScriptsAndOnPaper() throws Exception {
    browser.withoutScripts(true);
    try {
      browser.open(DEMO);
      assertThat(browser.texts("#examples-table tbody tr")).hasSize(25);
      assertThat(browser.status("examples-table")).isEqualTo("Rows 1 to 25 of 819.");
      assertThat(browser.texts("#examples-table button, #examples-table input")).isEmpty();
    } finally {
      browser.withoutScripts(false);
    }
    browser.open(DEMO);
    browser.emulate("print", "dark");
    browser.width(794);
    browser.picture(PICTURES.resolve("demo-paper.png"));
    assertThat(browser.run("return getComputedStyle(document.body).backgroundColor"))
        .isEqualTo("rgb(255, 255, 255)");
    assertThat(browser.find("examples-table", ".controls").isDisplayed()).isFalse();
    assertThat(new String(browser.pdf(), 0, 5, StandardCharsets.ISO_8859_1)).isEqualTo("%PDF-");
  }

  @Test
  void manyHostileExamplesAndSlices() throws Exception {
    Path page = hostileRun().resolve("report.html");
    assertThat(Files.size(page)).isLessThan(10_000_000);

    browser.open(page);
    double loaded =
        ((Number) browser.run("return performance.getEntriesByType('navigation')[0].loadEventEnd"))
            .doubleValue();
    assertThat(loaded).as("milliseconds until the page can be used").isLessThan(2_000);
    assertThat(browser.run("return String(window.broken)")).isEqualTo("undefined");
    assertThat(
            browser.run(
                "return document.querySelectorAll('img, iframe, object, a[href^=http]').length"))
        .isEqualTo(0L);
    assertThat(browser.status("examples-table")).isEqualTo("Rows 1 to 25 of 50,000.");
    assertThat(String.join(" ", browser.texts("section[aria-labelledby=examples] > p")))
        .contains("50,000 of 60,000 negative flips; 0 of 1,000 positive flips.")
        .contains("The others are left out, for a report has room for 50,000 examples");
    assertThat(browser.status("slices-table")).isEqualTo("Rows 1 to 25 of 1,000.");
    assertThat(browser.column("slices-table", 1))
        .allSatisfy(name -> assertThat(name).doesNotContain("\u202e", "\u0001", "\u2028"));
    assertThat(
            times("input[type=search]", "x.value = 'onerror'; x.dispatchEvent(new Event('input'))"))
        .as("milliseconds to filter 50,000 rows")
        .isLessThan(1_000);
    assertThat(browser.column("examples-table", 4)).anyMatch(label -> label.contains("<img src=x"));
    assertThat(browser.run("return String(window.broken)")).isEqualTo("undefined");
    assertThat(times("thead button", "x.click()"))
        .as("milliseconds to sort 50,000 rows by text")
        .isLessThan(1_000);
    assertThat(browser.errors()).isEmpty();
    assertThat(Browser.schemes(browser.requests())).containsExactly("file");
    browser.picture(PICTURES.resolve("hostile.png"));
  }

  /** How long the page works on something, until it is drawn again. */
  private static double times(String css, String action) {
    Object time =
        browser.run(
            """
            const x = document.querySelector('#examples-table ' + arguments[0]);
            const rows = document.querySelector('#examples-table tbody');
            const from = performance.now();
            return new Promise(done => {
              new MutationObserver((m, o) => { o.disconnect(); done(performance.now() - from); })
                .observe(rows, {childList: true});
              %s;
            });
            """
                .formatted(action),
            css);
    return ((Number) time).doubleValue();
  }

  @Test
  void thePolicyOfThePageStopsWhatWouldGetThrough() {
    browser.open(DEMO);
    browser.run(
        """
        const s = document.createElement('script');
        s.textContent = 'window.broken = 5';
        document.body.appendChild(s);
        const i = document.createElement('img');
        i.src = 'https://example.org/leak.png';
        document.body.appendChild(i);
        """);

    assertThat(browser.run("return String(window.broken)")).isEqualTo("undefined");
    assertThat(browser.errors()).hasSize(2).allMatch(error -> error.contains("Content Security"));
  }

  /** 60,000 negative and 1,000 positive flips in 1,000 slices, all that is text hostile. */
  private static Path hostileRun() throws IOException {
    Path old = folder.resolve("old.csv");
    Path fresh = folder.resolve("new.csv");
    try (BufferedWriter before = Files.newBufferedWriter(old);
        BufferedWriter after = Files.newBufferedWriter(fresh)) {
      before.write("id,part,label,prediction,score,group\n");
      after.write("id,part,label,prediction,score,group\n");
      for (int i = 0; i < 63_000; i++) {
        String label = HOSTILE.get(i % (HOSTILE.size() - 1));
        String other = HOSTILE.get((i / 7 + 1) % (HOSTILE.size() - 1)) + " not";
        boolean wasRight = i < 60_000 || i >= 61_000;
        boolean isRight = i >= 60_000;
        String start = "%d,%s,%s,".formatted(i, cell("p<b>" + i % 3), cell(label));
        String end = ",0.%d,%s\n".formatted(1 + i % 97, cell(HOSTILE.get(i % 8) + (i % 1_000)));
        before.write(start + cell(wasRight ? label : other) + end);
        after.write(start + cell(isRight ? label : other) + end);
      }
    }
    Path out = folder.resolve("<b>run & 'out'");
    InProcess.run(
        "compare",
        "--old",
        old.toString(),
        "--new",
        fresh.toString(),
        "--id",
        "id,part",
        "--label",
        "label",
        "--prediction",
        "prediction",
        "--score",
        "score",
        "--slice",
        "group",
        "--old-name",
        "<script>old</script>",
        "--new-name",
        "new \" onclick=\"x",
        "--out",
        out.toString());
    return out;
  }

  private static String cell(String text) {
    return '"' + text.replace("\"", "\"\"") + '"';
  }
}

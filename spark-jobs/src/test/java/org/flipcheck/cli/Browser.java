package org.flipcheck.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.logging.Level;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.openqa.selenium.By;
import org.openqa.selenium.OutputType;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.logging.LogType;
import org.openqa.selenium.logging.LoggingPreferences;

/** Debian's Chromium, without a screen, that keeps what pages log and ask the network for. */
final class Browser implements AutoCloseable {

  private static final Pattern ASKED =
      Pattern.compile("\"Network\\.requestWillBeSent\".*?\"request\":\\{.*?\"url\":\"(.*?)\"");

  private final ChromeDriver driver;

  private Browser(ChromeDriver driver) {
    this.driver = driver;
  }

  /** Starts it; without it the test is skipped, but never in CI. */
  static Browser start() {
    Optional<Path> browser = find("chromium");
    Optional<Path> server = find("chromedriver");
    boolean isThere = browser.isPresent() && server.isPresent();
    if (System.getenv("FLIPCHECK_CI") != null) {
      assertThat(isThere).as("chromium and chromedriver are on the PATH in CI").isTrue();
    }
    assumeTrue(
        isThere, "needs chromium and chromedriver (Debian: chromium chromium-driver) on the PATH");
    ChromeOptions options = new ChromeOptions();
    options.setBinary(browser.orElseThrow().toString());
    // Containers have no sandbox of their own to nest, and a small /dev/shm.
    options.addArguments("--headless=new", "--no-sandbox", "--disable-dev-shm-usage");
    options.addArguments("--disable-gpu", "--hide-scrollbars", "--window-size=1280,900");
    LoggingPreferences logs = new LoggingPreferences();
    logs.enable(LogType.BROWSER, Level.ALL);
    logs.enable(LogType.PERFORMANCE, Level.ALL);
    options.setCapability("goog:loggingPrefs", logs);
    ChromeDriverService service =
        new ChromeDriverService.Builder()
            .usingDriverExecutable(server.orElseThrow().toFile())
            .usingAnyFreePort()
            .build();
    return new Browser(new ChromeDriver(service, options));
  }

  private static Optional<Path> find(String program) {
    return Stream.of(System.getenv("PATH").split(File.pathSeparator, -1))
        .map(folder -> Path.of(folder, program))
        .filter(Files::isExecutable)
        .findFirst();
  }

  void open(Path page) {
    driver.get(page.toUri().toString());
  }

  Object run(String script, Object... arguments) {
    return driver.executeScript(script, arguments);
  }

  WebElement find(String box, String css) {
    return driver.findElement(By.cssSelector("#" + box + " " + css));
  }

  List<String> texts(String css) {
    return driver.findElements(By.cssSelector(css)).stream().map(WebElement::getText).toList();
  }

  /** The text of the cells of one column of a table. */
  List<String> column(String box, int number) {
    Object cells =
        run(
            "return Array.from(document.querySelectorAll(arguments[0]), c => c.textContent)",
            "#%s tbody td:nth-child(%d)".formatted(box, number));
    return ((List<?>) cells).stream().map(Object::toString).toList();
  }

  String status(String box) {
    return find(box, ".state").getText();
  }

  /** How the page looks to people who asked for this. */
  void emulate(String media, String scheme) {
    driver.executeCdpCommand(
        "Emulation.setEmulatedMedia",
        Map.of(
            "media",
            media,
            "features",
            List.of(Map.of("name", "prefers-color-scheme", "value", scheme))));
  }

  void withoutScripts(boolean are) {
    driver.executeCdpCommand("Emulation.setScriptExecutionDisabled", Map.of("value", are));
  }

  void width(int pixels) {
    driver.executeCdpCommand(
        "Emulation.setDeviceMetricsOverride",
        Map.of("width", pixels, "height", 900, "deviceScaleFactor", 1, "mobile", pixels < 600));
  }

  /** Keeps a picture of the top of the page, for people. */
  void picture(Path file) throws IOException {
    Files.createDirectories(file.getParent());
    Files.write(file, driver.getScreenshotAs(OutputType.BYTES));
  }

  byte[] pdf() {
    Object data = driver.executeCdpCommand("Page.printToPDF", Map.of()).get("data");
    return Base64.getDecoder().decode(data.toString());
  }

  /** What axe-core finds that is serious or critical. */
  List<String> barriers() throws IOException {
    try (InputStream in = Browser.class.getResourceAsStream("/axe.min.js")) {
      run(new String(in.readAllBytes(), StandardCharsets.UTF_8));
    }
    Object found =
        driver.executeAsyncScript(
            """
            const done = arguments[arguments.length - 1];
            axe.run(document, {resultTypes: ['violations']}).then(
              r => done(r.violations
                .filter(v => v.impact === 'serious' || v.impact === 'critical')
                .map(v => v.id + ': ' + v.nodes.slice(0, 3).map(n => n.html).join(' '))),
              e => done(['axe failed: ' + e]));
            """);
    return ((List<?>) found).stream().map(Object::toString).toList();
  }

  /** What was logged as an error since the last call. */
  List<String> errors() {
    return driver.manage().logs().get(LogType.BROWSER).getAll().stream()
        .filter(entry -> entry.getLevel().intValue() >= Level.WARNING.intValue())
        .map(entry -> entry.getMessage())
        .toList();
  }

  /** The addresses that were asked for since the last call. */
  List<String> requests() {
    return driver.manage().logs().get(LogType.PERFORMANCE).getAll().stream()
        .map(entry -> ASKED.matcher(entry.getMessage()))
        .filter(Matcher::find)
        .map(matcher -> matcher.group(1))
        .toList();
  }

  static List<String> schemes(List<String> addresses) {
    return addresses.stream()
        .map(address -> address.substring(0, address.indexOf(':')))
        .distinct()
        .sorted()
        .toList();
  }

  static List<Double> numbers(List<String> texts) {
    return texts.stream().map(text -> Double.valueOf(text.replaceAll("[%,+]", ""))).toList();
  }

  static boolean isSortedDown(List<Double> numbers) {
    double[] values = numbers.stream().mapToDouble(Double::doubleValue).toArray();
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    for (int i = 0; i < values.length; i++) {
      if (values[i] != sorted[values.length - 1 - i]) {
        return false;
      }
    }
    return true;
  }

  @Override
  public void close() {
    driver.quit();
  }
}

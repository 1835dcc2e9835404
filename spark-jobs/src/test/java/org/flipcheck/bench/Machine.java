package org.flipcheck.bench;

import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import org.flipcheck.report.ToolVersion;

/** The machine, in one line under every table. */
final class Machine {

  private Machine() {}

  static String line(BenchOptions options) throws java.io.IOException {
    return String.format(
        Locale.ROOT,
        "%d cores (each contender has 2), %s%s of memory each, load average %.1f before the run; %s, JDK %s; Flipcheck %s, Spark %s, DuckDB %s; medians of %d processes with %d warm comparisons each; %s.",
        Runtime.getRuntime().availableProcessors(),
        options.heap(),
        options.jvm().isEmpty() ? "" : " and " + String.join(" ", options.jvm()),
        ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage(),
        processor() + System.getProperty("os.name") + " " + System.getProperty("os.arch"),
        System.getProperty("java.runtime.version"),
        ToolVersion.get(),
        org.apache.spark.package$.MODULE$.SPARK_VERSION(),
        duckDbVersion(),
        options.runs(),
        options.warm(),
        java.time.LocalDate.now(java.time.ZoneOffset.UTC));
  }

  private static String processor() throws java.io.IOException {
    Path info = Path.of("/proc/cpuinfo");
    if (!Files.exists(info)) {
      return "";
    }
    return Files.readAllLines(info).stream()
        .filter(line -> line.startsWith("model name"))
        .map(line -> line.substring(line.indexOf(':') + 2) + ", ")
        .findFirst()
        .orElse("");
  }

  private static String duckDbVersion() {
    try (DuckDb duck = DuckDb.open("256m", Path.of(System.getProperty("java.io.tmpdir")))) {
      return (String) duck.rows("SELECT version()").get(0)[0];
    } catch (java.sql.SQLException e) {
      throw new IllegalStateException("DuckDB does not start", e);
    }
  }
}

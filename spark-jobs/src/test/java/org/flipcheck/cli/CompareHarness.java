package org.flipcheck.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.io.TempDir;

/**
 * Runs {@code flipcheck compare} in this JVM, in one Spark session that all tests share, on files
 * of a temporary folder. In command lines {@code @old.csv} is a file of that folder, and braces
 * keep an argument with blanks together: {@code --old-where {model = 'v1'}}.
 */
abstract class CompareHarness {

  /** The columns that most tests have. */
  static final String PLAIN = "--id id --label label --prediction prediction";

  /** The files that most tests write. */
  static final String CSV = "--old @old.csv --new @new.csv ";

  private static final Pattern ARGUMENT = Pattern.compile("\\{([^}]*)}|(\\S+)");
  private static final SparkSession SPARK = session();

  @TempDir Path folder;

  private static SparkSession session() {
    return SparkSession.builder()
        .master("local[2]")
        .appName("flipcheck tests")
        .config("spark.ui.enabled", "false")
        .config("spark.driver.host", "127.0.0.1")
        .config("spark.driver.bindAddress", "127.0.0.1")
        .config("spark.sql.catalogImplementation", "in-memory")
        .config("spark.sql.codegen.factoryMode", "NO_CODEGEN")
        .config("spark.sql.codegen.wholeStage", "false")
        .config("spark.sql.adaptive.enabled", "false")
        .config("spark.sql.shuffle.partitions", "2")
        .config("spark.hadoop.fs.counting.impl", CountingFileSystem.class.getName())
        .getOrCreate();
  }

  static SparkSession spark() {
    return SPARK;
  }

  Path file(String name, String... lines) {
    return bytes(name, (String.join("\n", lines) + "\n").getBytes(StandardCharsets.UTF_8));
  }

  Path bytes(String name, byte[] content) {
    try {
      Path file = folder.resolve(name);
      Files.createDirectories(file.getParent());
      return Files.write(file, content);
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  static byte[] gzip(String text) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (OutputStream out = new GZIPOutputStream(bytes)) {
      out.write(text.getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  /** Writes the rows of a query as a folder of files. */
  void table(String name, String format, String sql) {
    table(name, format, SPARK.sql(sql));
  }

  void table(String name, String format, Dataset<Row> rows) {
    rows.write().format(format).mode("overwrite").save(folder.resolve(name).toString());
  }

  /** Writes {@code old.csv} and {@code new.csv}. */
  void csv(List<String> old, List<String> candidate) {
    file("old.csv", old.toArray(String[]::new));
    file("new.csv", candidate.toArray(String[]::new));
  }

  /** Two tables of three examples: one negative flip, one positive, one both right. */
  void goodTables() {
    csv(
        List.of("id,label,prediction", "a,cat,cat", "b,dog,dog", "c,cow,dog"),
        List.of("id,label,prediction", "a,cat,cat", "b,dog,cat", "c,cow,cow"));
  }

  /** Runs a command line. */
  Ran run(String line) {
    List<String> args = new ArrayList<>();
    Matcher argument = ARGUMENT.matcher(line);
    while (argument.find()) {
      String text = argument.group(1) != null ? argument.group(1) : argument.group(2);
      args.add(text.startsWith("@") ? folder.resolve(text.substring(1)).toString() : text);
    }
    return Ran.of(args.toArray(String[]::new)).told(this::local);
  }

  /** What was printed, without the temporary folder's name. */
  private String local(String printed) {
    return printed.replaceAll("(file:/*)?" + Pattern.quote(folder + "/"), "");
  }

  /** Asserts that a comparison is refused with exactly these problems, and leaves no trace. */
  void assertRefused(String line, String... problems) {
    StringBuilder text = new StringBuilder();
    String count = problems.length == 1 ? "1 problem" : problems.length + " problems";
    text.append("flipcheck compare: ").append(count).append(", nothing was judged\n");
    Arrays.stream(problems).forEach(problem -> text.append("  - ").append(problem).append('\n'));
    assertRefusedWith(line, text.toString());
  }

  /** Asserts that a comparison is refused with exactly this text, and leaves no trace. */
  void assertRefusedWith(String line, String text) {
    List<String> before = files();
    Ran ran = run("compare " + (line.contains("--out") ? line : line + " --out @out"));
    assertEquals(text, ran.err());
    assertEquals(ExitCode.BAD_INPUT, ran.code());
    assertEquals("", ran.out());
    assertEquals(before, files(), "a refused comparison changes no file");
  }

  /** Runs a good comparison into {@code out}. */
  RunFolder compare(String line) {
    return compare(line, ExitCode.PASS);
  }

  RunFolder compare(String line, int code) {
    Ran ran = run("compare " + (line.contains("--out") ? line : line + " --out @out"));
    assertEquals("", ran.err());
    assertEquals(code, ran.code());
    RunFolder run = new RunFolder(folder.resolve("out"), SPARK).check();
    if (!line.contains("--out") && !line.contains("--engine")) {
      assertSameBySql(line, run);
    }
    return run;
  }

  /** Both engines give the same result, counts and flips. */
  private void assertSameBySql(String line, RunFolder run) {
    assertEquals("", run("compare " + line + " --engine sql --out @out-sql").err());
    RunFolder bySql = new RunFolder(folder.resolve("out-sql"), SPARK);
    assertEquals(bySql.withoutRun(), run.withoutRun());
    for (String table : List.of("counts/cells", "counts/confusion", "flips")) {
      assertEquals(bySql.all(table), run.all(table), table);
    }
    bySql.delete();
  }

  /** Every file and folder there is, with its size and time. */
  List<String> files() {
    try (Stream<Path> files = Files.walk(folder)) {
      return files
          .filter(file -> !file.equals(folder))
          .map(file -> folder.relativize(file) + " " + file.toFile().lastModified())
          .sorted()
          .toList();
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }
}

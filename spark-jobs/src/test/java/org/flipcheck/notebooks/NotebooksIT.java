package org.flipcheck.notebooks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.fail;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.flipcheck.notebooks.NbConvert.Outcome;
import org.flipcheck.notebooks.Notebook.Cell;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Executes the notebooks on the jars of the build, and holds what they say against what is stored
 * in them. With {@code -Dnotebooks.refresh=true} it stores the fresh outputs instead.
 */
class NotebooksIT {

  private static final Path HOME = Path.of(System.getProperty("flipcheck.home"));
  private static final Path BUILD = Path.of(System.getProperty("flipcheck.build"));
  private static final Path NOTEBOOKS = HOME.resolve("notebooks");
  private static final boolean REFRESH = Boolean.getBoolean("notebooks.refresh");

  /** What JJava and IJava take for a line of theirs, in the middle of a text too. */
  private static final Pattern MAGIC = Pattern.compile("(?m)(?:^|=)\\s*%(\\w.*)$");

  private static final long MOST_BYTES = 150_000;

  @TempDir private static Path work;

  private static NbConvert nbConvert;
  private static boolean duckDb;

  @BeforeAll
  static void executeAll() throws Exception {
    nbConvert = NbConvert.find(work).orElseGet(NotebooksIT::withoutJupyter);
    duckDb = nbConvert.hasDuckDb();
    Path run = run();
    Map<String, String> environment =
        Map.of("FLIPCHECK_RUN", run.toString(), "FLIPCHECK_CSV", exported(run).toString());
    CompletableFuture<Outcome> beside = start(environment, "tour.ipynb", "slices.ipynb");
    // Not in one go: nbconvert takes the first one's kernel for all.
    succeeded(start(environment, "alpha.ipynb"));
    succeeded(start(environment, "tour-python.ipynb"));
    succeeded(beside);
  }

  private static NbConvert withoutJupyter() {
    String missing =
        "the notebooks were not executed: no Python has nbconvert, ipykernel, pandas and jinja2; apt-get install jupyter-nbconvert python3-ipykernel python3-pandas";
    if (System.getenv("FLIPCHECK_CI") != null) {
      return fail(missing);
    }
    return Assumptions.abort(missing);
  }

  private static CompletableFuture<Outcome> start(
      Map<String, String> environment, String... notebooks) {
    return CompletableFuture.supplyAsync(
        () -> {
          try {
            return nbConvert.execute(
                Stream.of(notebooks).map(NOTEBOOKS::resolve).toList(), work, environment);
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
          }
        });
  }

  private static void succeeded(CompletableFuture<Outcome> executed) {
    Outcome outcome = executed.join();
    assertThat(outcome.exitCode()).as(outcome.log()).isZero();
  }

  /** The demo's run: that of this build's unit tests where it is one, else a new one. */
  private static Path run() throws IOException, InterruptedException {
    for (String ofTests : List.of("demo-run1", "demo-run2")) { // one of each process
      if (isOfThisBuild(BUILD.resolve(ofTests).resolve("result.json"))) {
        return BUILD.resolve(ofTests);
      }
    }
    Path run = work.resolve("flipcheck-demo");
    Path log = work.resolve("demo.log");
    ProcessBuilder demo =
        new ProcessBuilder(
                HOME.resolve("bin/flipcheck").toString(), "demo", "--out", run.toString())
            .redirectErrorStream(true)
            .redirectOutput(log.toFile());
    // No folder: the launcher then prepares no faster start, which would take longer than the run.
    demo.environment().put("XDG_CACHE_HOME", log.toString());
    assertThat(demo.start().waitFor()).as(() -> read(log)).isZero();
    return run;
  }

  private static boolean isOfThisBuild(Path result) throws IOException {
    if (!Files.exists(result)) {
      return false;
    }
    long written = Files.getLastModifiedTime(result).toMillis();
    for (Path classes :
        List.of(BUILD.resolve("classes"), HOME.resolve("compat-lib/target/classes"))) {
      try (Stream<Path> files = Files.walk(classes)) {
        if (files.anyMatch(file -> file.toFile().lastModified() > written)) {
          return false;
        }
      }
    }
    return true;
  }

  /** The tables for a Python without DuckDB. */
  private static Path exported(Path run) throws IOException, SQLException {
    Path folder = Files.createDirectories(work.resolve("csv"));
    try (Connection connection = DriverManager.getConnection("jdbc:duckdb:");
        Statement statement = connection.createStatement()) {
      for (String table : List.of("flips", "counts/cells", "counts/confusion", "counts/why")) {
        Path source = run.resolve(table);
        statement.execute(
            "COPY (FROM read_parquet('%s/**/*.parquet', hive_partitioning = true)) TO '%s/%s.csv' (HEADER)"
                .formatted(source, folder, source.getFileName()));
      }
    }
    return folder;
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"tour.ipynb", "slices.ipynb", "alpha.ipynb", "tour-python.ipynb"})
  void freshOutputsAreTheStoredOnes(String name) throws IOException {
    if (REFRESH) {
      refresh(name);
    }
    Notebook stored = Notebook.read(NOTEBOOKS.resolve(name));
    Notebook fresh = Notebook.read(work.resolve(name));

    assertThat(NotebookDifferences.between(stored, fresh, duckDb))
        .as("%s; if that is meant: see CONTRIBUTING, Notebooks", name)
        .isEmpty();
  }

  private static void refresh(String name) throws IOException {
    Notebook fresh = Notebook.read(work.resolve(name));
    boolean skips =
        fresh.cells().stream().anyMatch(cell -> cell.tags().contains(Notebook.NEEDS_DUCKDB));
    assertThat(duckDb || !skips)
        .as("%s stores what DuckDB says: pip install duckdb, or name it in PYTHONPATH", name)
        .isTrue();
    Files.copy(work.resolve(name), NOTEBOOKS.resolve(name), StandardCopyOption.REPLACE_EXISTING);
  }

  @ParameterizedTest
  @ValueSource(strings = {"tour.ipynb", "slices.ipynb", "alpha.ipynb", "tour-python.ipynb"})
  void theStoredNotebookIsSmallAndQuiet(String name) throws IOException {
    Path file = NOTEBOOKS.resolve(name);
    Notebook stored = Notebook.read(file);

    assertThat(Files.size(file)).isLessThan(MOST_BYTES);
    assertThat(stored.cells())
        .allSatisfy(
            cell ->
                assertThat(cell.outputs())
                    .extracting(Notebook.Output::kind)
                    .as(cell.id())
                    .isSubsetOf("stdout", "execute_result"));
    assertThat(read(file))
        .doesNotContain("skipped: DuckDB is not installed (pip install duckdb)\\n");
  }

  @ParameterizedTest
  @ValueSource(strings = {"tour.ipynb", "slices.ipynb", "alpha.ipynb"})
  void jJavaAndIJavaOpenItAsItIs(String name) throws IOException {
    Notebook stored = Notebook.read(NOTEBOOKS.resolve(name));

    assertThat(stored.metadata().required("kernelspec"))
        .hasToString("{\"display_name\":\"Java\",\"language\":\"java\",\"name\":\"java\"}");
    assertThat(stored.metadata().at("/language_info/name").asText()).isEqualTo("Java");
    assertThat(stored.cells().stream().map(Cell::source).flatMap(NotebooksIT::magics))
        .containsExactly(
            "classpath ../spark-jobs/target/flipcheck-gate.jar",
            "maven org.duckdb:duckdb_jdbc:1.5.6.0");
  }

  private static Stream<String> magics(String source) {
    return MAGIC.matcher(source).results().map(magic -> magic.group(1));
  }

  /**
   * In this JVM, whose folder has no run; the paths of notebooks lead to the same jar from here.
   */
  @Test
  void withoutARunItSaysHowToMakeOne() throws IOException {
    Cell setup = Notebook.read(NOTEBOOKS.resolve("tour.ipynb")).cells().get(0);
    JavaKernel kernel =
        new JavaKernel(
            List.of(System.getProperty("java.class.path").split(File.pathSeparator, -1)));

    assertThatThrownBy(() -> kernel.eval(setup.source()))
        .hasMessage(
            "there is no finished run in %s; make the demo's, in the folder notebooks: ../bin/flipcheck demo",
            Path.of("flipcheck-demo").toAbsolutePath());
    kernel.onShutdown(false);
  }
}

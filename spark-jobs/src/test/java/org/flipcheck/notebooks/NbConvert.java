package org.flipcheck.notebooks;

import com.google.gson.Gson;
import com.neilalexander.jnacl.NaCl;
import io.github.spencerpark.jupyter.kernel.BaseKernel;
import java.io.File;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.zeromq.ZMQ;

/** Executes notebooks with Jupyter's nbconvert, Java ones on {@link JavaKernel}. */
final class NbConvert {

  /** Debian's first: another Python on the path may lack what Debian's packages brought. */
  private static final List<String> PYTHONS = List.of("/usr/bin/python3", "python3");

  private static final long MINUTES = 4;

  private final String python;
  private final Path work;

  private NbConvert(String python, Path work) {
    this.python = python;
    this.work = work;
  }

  /** What became of some notebooks. */
  record Outcome(int exitCode, String log) {}

  /**
   * Looks for what is needed.
   *
   * @param work a folder for kernels and logs
   * @return empty where no Python has nbconvert, a Python kernel and pandas
   */
  static Optional<NbConvert> find(Path work) throws IOException, InterruptedException {
    for (String python : PYTHONS) {
      if (imports(python, "nbconvert, ipykernel, pandas, jinja2")) {
        NbConvert found = new NbConvert(python, work);
        found.writeKernel();
        return Optional.of(found);
      }
    }
    return Optional.empty();
  }

  boolean hasDuckDb() throws IOException, InterruptedException {
    return imports(python, "duckdb");
  }

  private static boolean imports(String python, String modules)
      throws IOException, InterruptedException {
    try {
      return new ProcessBuilder(python, "-c", "import " + modules)
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start()
              .waitFor()
          == 0;
    } catch (IOException e) {
      return false; // There is no such Python.
    }
  }

  /** The kernel has but its own libraries: all else is for the notebooks to name. */
  private void writeKernel() throws IOException {
    String classPath =
        Stream.of(JavaKernel.class, BaseKernel.class, ZMQ.class, NaCl.class, Gson.class)
            .map(NbConvert::home)
            .collect(Collectors.joining(File.pathSeparator));
    List<String> argv =
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-XX:TieredStopAtLevel=1",
            "-XX:+UseSerialGC",
            "-Djava.awt.headless=true",
            "-D%s=%s".formatted(JavaKernel.ARTIFACTS, System.getProperty("java.class.path")),
            "-cp",
            classPath,
            JavaKernel.class.getName(),
            "{connection_file}");
    Path folder = Files.createDirectories(work.resolve("jupyter/kernels/java"));
    Files.writeString(
        folder.resolve("kernel.json"),
        new Gson().toJson(Map.of("argv", argv, "display_name", "Java", "language", "java")));
  }

  private static String home(Class<?> type) {
    try {
      return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI()).toString();
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  /**
   * Executes notebooks, one after the other, each in the folder that it lies in.
   *
   * @param out where copies with fresh outputs go
   * @param environment added to that of the test
   */
  Outcome execute(List<Path> notebooks, Path out, Map<String, String> environment)
      throws IOException, InterruptedException {
    List<String> command =
        new ArrayList<>(
            List.of(
                python,
                "-m",
                "nbconvert",
                "--to=notebook",
                "--execute",
                "--log-level=WARN",
                "--ExecutePreprocessor.timeout=120",
                "--ExecutePreprocessor.record_timing=False",
                "--output-dir=" + out));
    notebooks.forEach(notebook -> command.add(notebook.toString()));
    Path log = Files.createTempFile(work, "nbconvert", ".log");
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile());
    builder.environment().put("JUPYTER_PATH", work.resolve("jupyter").toString());
    builder.environment().put("JUPYTER_DATA_DIR", work.resolve("data").toString());
    builder.environment().put("JUPYTER_CONFIG_DIR", work.resolve("config").toString());
    builder.environment().put("IPYTHONDIR", work.resolve("ipython").toString());
    builder.environment().put("PYDEVD_DISABLE_FILE_VALIDATION", "1");
    builder.environment().putAll(environment);
    Process process = builder.start();
    if (!process.waitFor(MINUTES, TimeUnit.MINUTES)) {
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly();
      return new Outcome(-1, "more than %d minutes%n%s".formatted(MINUTES, Files.readString(log)));
    }
    return new Outcome(process.exitValue(), Files.readString(log));
  }
}

package org.flipcheck.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.jar.JarFile;
import org.apache.spark.launcher.JavaModuleOptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Runs the jars of the build as a cluster and a release gate would, each in a process of its own.
 */
class JarsIT {

  private static final Path BUILD = Path.of(System.getProperty("flipcheck.build"));
  private static final Path HOME = Path.of(System.getProperty("flipcheck.home"));
  private static final String JAVA =
      Path.of(System.getProperty("java.home"), "bin", "java").toString();

  @TempDir private Path folder;

  private record Outcome(int exitCode, String output) {}

  private Outcome run(List<String> command) throws IOException, InterruptedException {
    Path log = Files.createTempFile(folder, "output", ".txt");
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(log.toFile());
    // No folder: the launcher then prepares no faster start, which would take longer than the test.
    builder.environment().put("XDG_CACHE_HOME", log.toString());
    Process process = builder.start();
    assertThat(process.waitFor(5, TimeUnit.MINUTES)).as("finished: %s", command).isTrue();
    return new Outcome(process.exitValue(), Files.readString(log));
  }

  private Outcome sparkSubmit(String... arguments) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of(JAVA));
    command.addAll(Arrays.asList(JavaModuleOptions.defaultModuleOptionArray()));
    command.addAll(
        List.of(
            "-cp",
            Files.readString(BUILD.resolve("spark.classpath")).strip(),
            "org.apache.spark.deploy.SparkSubmit",
            "--master",
            "local[2]",
            "--conf",
            "spark.ui.enabled=false",
            "--class",
            "org.flipcheck.cli.Flipcheck",
            BUILD.resolve("flipcheck-spark.jar").toString()));
    command.addAll(List.of(arguments));
    return run(command);
  }

  private Outcome gate(String... arguments) throws IOException, InterruptedException {
    List<String> command =
        new ArrayList<>(List.of(JAVA, "-jar", BUILD.resolve("flipcheck-gate.jar").toString()));
    command.addAll(List.of(arguments));
    return run(command);
  }

  @Test
  void sparkSubmitTakesTheJarAndTheGateJudgesItsResultAlone() throws Exception {
    String data = HOME.resolve("notebooks/data").toString();
    Outcome compared =
        sparkSubmit(
            "compare",
            "--config",
            HOME.resolve("conf/demo.yaml").toString(),
            "--old",
            data + "/fashion_mnist_old.parquet",
            "--new",
            data + "/fashion_mnist_new.parquet",
            "--out",
            "run");
    assertThat(compared.exitCode()).as(compared.output()).isZero();

    Path result = folder.resolve("run/result.json");
    String policy = HOME.resolve("conf/policy.yaml").toString();
    Outcome judged = gate("gate", "--result", result.toString(), "--policy", policy);

    assertThat(judged.exitCode()).as(judged.output()).isEqualTo(ExitCode.FAIL);
    assertThat(judged.output()).startsWith("FAIL  all-data may not replace third-data");

    Outcome told = gate("report", "--result", result.toString(), "--format", "prometheus");

    assertThat(told.exitCode()).as(told.output()).isEqualTo(ExitCode.PASS);
    assertThat(told.output())
        .contains("\nflipcheck_verdict{old=\"third-data\",new=\"all-data\"} -1\n");
  }

  @Test
  void aMissingResultIsNeverAPass() throws Exception {
    Outcome judged =
        gate(
            "gate",
            "--result",
            "result.json",
            "--policy",
            HOME.resolve("conf/policy.yaml").toString());

    assertThat(judged.exitCode()).isEqualTo(ExitCode.BAD_INPUT);
    assertThat(judged.output())
        .isEqualToIgnoringNewLines(
            "flipcheck gate: 1 problem, nothing was judged"
                + "  - --result result.json: there is no such file; did the comparison finish?");
  }

  @Test
  void theGateJarPlans() throws Exception {
    Outcome planned = gate("plan", "--limit", "0.01", "--json");

    assertThat(planned.exitCode()).as(planned.output()).isEqualTo(ExitCode.PASS);
    assertThat(planned.output()).contains("\"can_pass_from\": 381");
  }

  @Test
  void theGateJarInterpolates() throws Exception {
    Outcome refused =
        gate("interpolate", "--old", "o", "--new", "n", "--old-weight", "0.3", "--out", "x");

    assertThat(refused.output()).contains("o: there is no such file", "n: there is no such file");
    assertThat(refused.exitCode()).isEqualTo(ExitCode.BAD_INPUT);
  }

  @Test
  void theLauncherBringsAnEngineForMending() throws Exception {
    String launcher = HOME.resolve("bin/flipcheck").toString();
    String scripts = HOME.resolve("compat-lib/src/test/resources/torchscript").toString();
    Outcome refused =
        run(
            List.of(
                launcher,
                "mend",
                "--old=" + scripts + "/mlp.pt",
                "--new=" + scripts + "/batchnorm.pt",
                "--dev=" + scripts + "/mlp.pt",
                "--test=" + scripts + "/tied.pt",
                "--out=mended"));
    assertThat(refused.output())
        .contains("has batch normalisation, whose running statistics DJL cannot reach");
    assertThat(refused.exitCode()).isEqualTo(ExitCode.BAD_INPUT);
  }

  @Test
  void theGateJarHoldsNeitherSparkNorDjl() throws IOException {
    try (JarFile jar = new JarFile(BUILD.resolve("flipcheck-gate.jar").toFile())) {
      assertThat(jar.stream().map(entry -> entry.getName()))
          .contains("org/flipcheck/cli/GateCommand.class")
          .noneMatch(name -> name.startsWith("org/apache/spark/") || name.startsWith("scala/"))
          .noneMatch(name -> name.startsWith("ai/djl/") || name.startsWith("org/flipcheck/spark/"));
    }
  }

  @Test
  void theSparkJarHoldsNoClassThatSparkShipsToo() throws IOException {
    try (JarFile jar = new JarFile(BUILD.resolve("flipcheck-spark.jar").toFile())) {
      assertThat(jar.stream().map(entry -> entry.getName()))
          .contains("org/flipcheck/spark/CompareJob.class")
          .contains("org/flipcheck/shaded/jackson/databind/ObjectMapper.class")
          .noneMatch(name -> name.startsWith("com/fasterxml/jackson/"))
          .noneMatch(name -> name.startsWith("org/apache/arrow/") || name.startsWith("ai/djl/"));
    }
  }

  @Test
  void theLauncherGivesTheStoreItsSpark() throws Exception {
    String launcher = HOME.resolve("bin/flipcheck").toString();
    Outcome listed = run(List.of(launcher, "store", "list", "--store", "none"));
    assertThat(listed.output()).contains("--store none: there is no prediction store");
    assertThat(listed.exitCode()).isEqualTo(ExitCode.BAD_INPUT);

    String data = HOME.resolve("notebooks/data/fashion_mnist_old.parquet").toString();
    String roles = "--id=example_id --label=label --prediction=prediction --partitions=2";
    List<String> add = new ArrayList<>(List.of(launcher, "store", "add", "--store", "preds"));
    add.addAll(List.of("--name", "v6", "--predictions", data));
    add.addAll(List.of(roles.split(" ")));
    Outcome added = run(add);
    assertThat(added.output()).startsWith("Added v6 to preds").contains("10,000 rows in 2 files");
    assertThat(added.exitCode()).isZero();
  }

  @Test
  void theLauncherOpensWhatSparkWants() throws IOException {
    String launcher = Files.readString(HOME.resolve("bin/flipcheck"));
    for (String option : JavaModuleOptions.defaultModuleOptionArray()) {
      if (option.startsWith("--add-opens")) {
        assertThat(launcher).contains(option);
      }
    }
  }
}

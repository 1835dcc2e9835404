package org.flipcheck.cli;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Runs {@code compare} on the predictions that come with the project. */
@Command(
    name = "demo",
    header = "Compare two real classifiers whose predictions come with the project.%n",
    mixinStandardHelpOptions = true,
    versionProvider = Flipcheck.Version.class,
    description = {
      "Compares two real image classifiers on the 10,000 test images of Fashion-MNIST: the old one was"
          + " trained on a third of the training data, the new one on all of it. Exits 0 when it ran,"
          + " whatever the verdict."
    })
final class DemoCommand implements Callable<Integer> {

  @Option(
      names = "--out",
      paramLabel = "DIR",
      defaultValue = "flipcheck-demo",
      description = "Where the results go (default: ${DEFAULT-VALUE}).")
  private String out;

  @Override
  public Integer call() {
    Path home = Path.of(System.getProperty("flipcheck.home", "."));
    Path data = home.resolve("notebooks/data");
    List<String> arguments =
        List.of(
            "compare",
            "--config",
            home.resolve("conf/demo.yaml").toString(),
            "--old",
            data.resolve("fashion_mnist_old.parquet").toString(),
            "--new",
            data.resolve("fashion_mnist_new.parquet").toString(),
            "--old-classes",
            data.resolve("classes.txt").toString(),
            "--new-classes",
            data.resolve("classes.txt").toString(),
            "--policy",
            home.resolve("conf/policy.yaml").toString(),
            "--out",
            out,
            "--overwrite");
    ConfigFile config = new ConfigFile();
    CommandLine commandLine = Flipcheck.commandLine(config);
    String[] expanded = config.expand(commandLine, arguments.toArray(String[]::new));
    int code = commandLine.execute(expanded);
    boolean ran = code != ExitCode.BAD_INPUT && code != ExitCode.INTERNAL_ERROR;
    if (ran) {
      System.out.printf(
          "%nThe verdict's exit code would be %d; demo itself exits 0. The same by hand, from the project's folder:%n"
              + "  bin/flipcheck compare --config conf/demo.yaml --policy conf/policy.yaml --out my-first-run \\%n"
              + "    --old notebooks/data/fashion_mnist_old.parquet --new notebooks/data/fashion_mnist_new.parquet \\%n"
              + "    --old-classes notebooks/data/classes.txt --new-classes notebooks/data/classes.txt%n",
          code);
    }
    return ran ? ExitCode.PASS : code;
  }
}

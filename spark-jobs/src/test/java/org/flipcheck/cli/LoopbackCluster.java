package org.flipcheck.cli;

import static org.assertj.core.api.Assertions.fail;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.spark.launcher.JavaModuleOptions;

/**
 * A standalone Spark cluster on this machine's loopback: a master and workers, each a process of
 * its own, made of the jars on the class path. Workers have one core and fork an executor for each
 * application.
 */
final class LoopbackCluster implements AutoCloseable {

  private static final String LOOPBACK = "127.0.0.1";
  private static final Duration START = Duration.ofMinutes(1);
  private static final String JAVA =
      Path.of(System.getProperty("java.home"), "bin", "java").toString();

  private final Path folder;
  private final String classPath;
  private final String master;
  private final LoggedProcess masterProcess;
  private final Map<Path, LoggedProcess> workers = new LinkedHashMap<>();
  private int started;

  private LoopbackCluster(Path folder, String classPath) throws IOException {
    this.folder = folder;
    this.classPath = classPath;
    linkJars();
    String port = Integer.toString(freePort());
    this.master = "spark://%s:%s".formatted(LOOPBACK, port);
    this.masterProcess =
        daemon(
            "master",
            "org.apache.spark.deploy.master.Master",
            List.of("--host", LOOPBACK, "--port", port, "--webui-port", "0"));
  }

  /**
   * Starts a master and workers, and waits until they know each other.
   *
   * @param folder an empty folder for everything that the cluster writes
   * @param classPath Spark and all it needs
   */
  static LoopbackCluster start(Path folder, String classPath, int workers)
      throws IOException, InterruptedException {
    LoopbackCluster cluster = new LoopbackCluster(folder, classPath);
    try {
      cluster.masterProcess.awaitLog("New state: ALIVE", START);
      for (int i = 0; i < workers; i++) {
        cluster.addWorker();
      }
      for (LoggedProcess worker : cluster.workers.values()) {
        worker.awaitLog("Successfully registered with master", START);
      }
      return cluster;
    } catch (AssertionError | IOException | InterruptedException e) {
      cluster.close();
      throw e;
    }
  }

  /** Workers build their executors' class path of the jars under SPARK_HOME. */
  private void linkJars() throws IOException {
    Path jars = Files.createDirectories(folder.resolve("jars"));
    for (String jar : classPath.split(":", -1)) {
      Path target = Path.of(jar).toAbsolutePath();
      Files.createSymbolicLink(jars.resolve(target.getFileName()), target);
    }
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  private LoggedProcess daemon(String name, String mainClass, List<String> arguments)
      throws IOException {
    List<String> command = new ArrayList<>(List.of("-Xmx256m", "-XX:TieredStopAtLevel=1"));
    command.addAll(List.of("-cp", classPath, mainClass));
    command.addAll(arguments);
    return java(name, command);
  }

  /** Starts a JVM that has what Spark's own scripts would give it. */
  private LoggedProcess java(String name, List<String> arguments) throws IOException {
    List<String> command = new ArrayList<>(List.of(JAVA, "-Xshare:auto", "-XX:+UseSerialGC"));
    command.addAll(Arrays.asList(JavaModuleOptions.defaultModuleOptionArray()));
    command.addAll(arguments);
    Map<String, String> environment =
        Map.of(
            "SPARK_HOME",
            folder.toString(),
            "SPARK_SCALA_VERSION",
            "2.13",
            "SPARK_LOCAL_IP",
            LOOPBACK);
    return LoggedProcess.start(name, folder, environment, command);
  }

  String master() {
    return master;
  }

  /**
   * Spark starts a task twice only on another host, so every other worker is known by another name.
   */
  private void addWorker() throws IOException {
    String host = started % 2 == 0 ? LOOPBACK : "localhost";
    String name = "worker-" + started++;
    Path work = folder.resolve(name);
    List<String> arguments =
        List.of("--host", host, "--webui-port", "0", "-c", "1", "-m", "1G", "-d", work.toString());
    List<String> all = new ArrayList<>(arguments);
    all.add(master);
    workers.put(work, daemon(name, "org.apache.spark.deploy.worker.Worker", all));
  }

  /**
   * Runs spark-submit in client mode: the driver is the process that comes back.
   *
   * @param name of the process
   * @param arguments of spark-submit behind {@code --master}
   */
  LoggedProcess submit(String name, List<String> arguments) throws IOException {
    List<String> command =
        new ArrayList<>(List.of("-Xmx1g", "-cp", classPath, "org.apache.spark.deploy.SparkSubmit"));
    command.addAll(List.of("--master", master));
    command.addAll(arguments);
    return java(name, command);
  }

  /**
   * Kills the worker that runs an executor, and the executor with it, as when a machine goes dark.
   *
   * @param executor the executor's id, as the driver has it
   */
  void killWorkerOf(String executor) throws IOException {
    for (Path work : List.copyOf(workers.keySet())) {
      if (runs(work, executor)) {
        workers.remove(work).kill();
        return;
      }
    }
    fail("no worker runs executor %s%n%s", executor, tails());
  }

  /** A worker gives each executor a folder of its own: {@code app-…/ID}. */
  private static boolean runs(Path work, String executor) throws IOException {
    try (Stream<Path> folders = Files.walk(work, 2)) {
      return folders
          .filter(folder -> !folder.getParent().equals(work) && !folder.equals(work))
          .anyMatch(folder -> folder.getFileName().toString().equals(executor));
    }
  }

  /** The ends of the logs of the cluster's processes. */
  String tails() {
    return Stream.concat(Stream.of(masterProcess), workers.values().stream())
        .map(LoggedProcess::tail)
        .collect(Collectors.joining("\n"));
  }

  @Override
  public void close() {
    workers.values().forEach(LoggedProcess::close);
    masterProcess.close();
    unlinkJars();
  }

  /** JUnit warns of every link that it has to remove itself. */
  private void unlinkJars() {
    try (Stream<Path> links = Files.list(folder.resolve("jars"))) {
      for (Path link : links.toList()) {
        Files.delete(link);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

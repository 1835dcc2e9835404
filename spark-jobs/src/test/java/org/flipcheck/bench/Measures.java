package org.flipcheck.bench;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.DoubleStream;

/** What a contender's steps took, in its own process; several processes' measures can be added. */
final class Measures {

  /** Steps of a contender. */
  enum Step {
    /** Session, database, for a store the first adding of both tables. */
    OPEN,
    /** First comparison of the process. */
    COLD,
    /** Later comparisons. */
    WARM,
    /** Reading the columns alone, warm. */
    READ,
    /** Adding both tables to a store, warm. */
    ADD,
    /** From the start of the process to its exit. */
    PROCESS
  }

  /**
   * One step once.
   *
   * @param seconds wall-clock time
   * @param cpuSeconds time of all threads of the process, DuckDB's own included
   */
  record Took(double seconds, double cpuSeconds) {}

  /** Something that is measured. */
  interface Action {
    void run() throws Exception;
  }

  private final Map<Step, List<Took>> steps = new EnumMap<>(Step.class);
  private long peakKib;

  void add(Step step, Took took) {
    steps.computeIfAbsent(step, unused -> new ArrayList<>()).add(took);
  }

  void measure(Step step, Action action) throws Exception {
    double cpu = cpuSeconds();
    long start = System.nanoTime();
    action.run();
    double seconds = (System.nanoTime() - start) / 1e9;
    add(step, new Took(seconds, cpuSeconds() - cpu));
  }

  private static double cpuSeconds() {
    OperatingSystemMXBean system =
        (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    return system.getProcessCpuTime() / 1e9;
  }

  /** Notes a process's peak of resident memory; the largest noted counts. */
  void addPeak(long kib) {
    peakKib = Math.max(peakKib, kib);
  }

  /**
   * The peak of resident memory of a process so far, by Linux.
   *
   * @param process its id, or {@code self}
   * @return in KiB; 0 where there is no such process any more, or no {@code /proc}
   */
  static long peakOf(String process) {
    try {
      for (String line : Files.readAllLines(Path.of("/proc", process, "status"))) {
        if (line.startsWith("VmHWM:")) {
          return Long.parseLong(line.replaceAll("\\D", ""));
        }
      }
    } catch (IOException e) {
      // The process has ended meanwhile.
    }
    return 0;
  }

  boolean has(Step step) {
    return steps.containsKey(step);
  }

  double seconds(Step step) {
    return median(steps.get(step).stream().mapToDouble(Took::seconds));
  }

  double cpuSeconds(Step step) {
    return median(steps.get(step).stream().mapToDouble(Took::cpuSeconds));
  }

  long peakMib() {
    return peakKib >> 10;
  }

  static double median(DoubleStream values) {
    double[] sorted = values.sorted().toArray();
    int middle = sorted.length / 2;
    return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
  }

  void add(Measures other) {
    other.steps.forEach((step, all) -> all.forEach(took -> add(step, took)));
    addPeak(other.peakKib);
  }

  void write(Path file) throws IOException {
    List<String> lines = new ArrayList<>();
    lines.add("PEAK " + peakKib);
    steps.forEach(
        (step, all) ->
            all.forEach(
                took ->
                    lines.add(
                        String.format(
                            Locale.ROOT, "%s %.3f %.3f", step, took.seconds, took.cpuSeconds))));
    Files.write(file, lines);
  }

  static Measures read(Path file) throws IOException {
    Measures measures = new Measures();
    for (String line : Files.readAllLines(file)) {
      String[] words = line.split(" ", -1);
      if (words[0].equals("PEAK")) {
        measures.addPeak(Long.parseLong(words[1]));
      } else {
        measures.add(
            Step.valueOf(words[0]),
            new Took(Double.parseDouble(words[1]), Double.parseDouble(words[2])));
      }
    }
    return measures;
  }

  @Override
  public String toString() {
    StringBuilder text = new StringBuilder();
    steps.forEach(
        (step, all) -> {
          text.append(step.name().toLowerCase(Locale.ROOT));
          all.forEach(took -> text.append(String.format(Locale.ROOT, " %.2f", took.seconds)));
          text.append(" s, ");
        });
    return text.append("peak ").append(peakMib()).append(" MiB").toString();
  }
}

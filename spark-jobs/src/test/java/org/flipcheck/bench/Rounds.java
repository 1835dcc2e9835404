package org.flipcheck.bench;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/**
 * The runs of one case. Contenders alternate, one process after the other, so that whatever else
 * the machine does meets all of them; each round begins with another one. After each process its
 * counts are held against the first contender's.
 */
final class Rounds {

  private static final int DIFFERENCES_SHOWN = 20;

  private final BenchOptions options;
  private final BenchData data;
  private final Path folder;
  private final PrintStream out;
  private Tally agreed;
  private String agreedBy;
  private boolean good = true;

  Rounds(BenchOptions options, BenchData data, Path folder, PrintStream out) {
    this.options = options;
    this.data = data;
    this.folder = folder;
    this.out = out;
  }

  /** A process that takes part in each round. */
  private interface Entry {
    /** Runs it once; its counts, if it makes any, are then in its folder. */
    Measures run(Path folder) throws IOException, InterruptedException;
  }

  /** Whether everything ran, and all counts agreed. */
  boolean isGood() {
    return good;
  }

  /** Several comparisons in each process. */
  List<Report.Line> inProcess(Predicate<Contender> takesPart) throws InterruptedException {
    Map<String, Entry> entries = new LinkedHashMap<>();
    options.contenders().stream()
        .filter(takesPart)
        .forEach(c -> entries.put(c.title(), place -> work(c, place, options.warm())));
    return run(entries);
  }

  /** One comparison in each process, by the launcher where it is Flipcheck's. */
  List<Report.Line> processes() throws InterruptedException {
    Map<String, Entry> entries = new LinkedHashMap<>();
    for (Contender contender : options.contenders()) {
      if (contender.rawOptions().isPresent()) {
        entries.put(contender.title(), place -> launch(contender, place));
      } else if (contender != Contender.STORE) {
        entries.put(contender.title(), place -> work(contender, place, 0));
      }
    }
    return run(entries);
  }

  /** The same, with the least that a Spark program can do beside it. */
  List<Report.Line> small() throws InterruptedException {
    Map<String, Entry> entries = new LinkedHashMap<>();
    options.contenders().stream()
        .filter(c -> c == Contender.DUCKDB)
        .forEach(c -> entries.put(c.title(), place -> work(c, place, 0)));
    entries.put("Spark starts, counts both tables, stops", this::count);
    options.contenders().stream()
        .filter(c -> c.rawOptions().isPresent())
        .forEach(c -> entries.put(c.title(), place -> launch(c, place)));
    return run(entries);
  }

  private List<String> jvm(Contender contender) {
    List<String> jvm = new ArrayList<>(List.of("-XX:ActiveProcessorCount=2"));
    // DuckDB has its memory outside of the JVM's heap.
    jvm.add("-Xmx" + (contender == Contender.DUCKDB ? "256m" : options.heap()));
    if (contender != Contender.DUCKDB) {
      jvm.addAll(options.jvm());
    }
    return jvm;
  }

  private Measures work(Contender contender, Path place, int warm)
      throws IOException, InterruptedException {
    Worker.Task task =
        new Worker.Task(contender, data.spec(), options.target(), place, options.heap(), warm);
    List<String> jvm = jvm(contender);
    // As bin/flipcheck starts a large comparison.
    jvm.addAll(List.of("-XX:+UseParallelGC", "-XX:+UseTransparentHugePages"));
    List<String> command = Child.java(jvm, Worker.class, task.arguments());
    Measures process = Child.run(command, Map.of(), place.resolve("log.txt"));
    Measures inside = task.measures();
    inside.add(process);
    return inside;
  }

  private Measures launch(Contender contender, Path place)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(options.home().resolve("bin/flipcheck").toString());
    command.addAll(
        FlipcheckSubject.commandLine(
            data, contender.rawOptions().orElseThrow(), place.resolve("run")));
    String jvm = String.join(" ", jvm(contender));
    return Child.run(command, Map.of("FLIPCHECK_JAVA_OPTS", jvm), place.resolve("log.txt"));
  }

  private Measures count(Path place) throws IOException, InterruptedException {
    List<String> command =
        Child.java(
            jvm(Contender.SPARK),
            SparkCount.class,
            List.of(data.old().toString(), data.candidate().toString()));
    return Child.run(command, Map.of(), place.resolve("log.txt"));
  }

  private List<Report.Line> run(Map<String, Entry> entries) throws InterruptedException {
    Map<String, Measures> measured = new LinkedHashMap<>();
    Map<String, String> failed = new LinkedHashMap<>();
    List<String> order = new ArrayList<>(entries.keySet());
    for (int round = 0; round < options.runs(); round++) {
      for (String title : order) {
        if (!failed.containsKey(title)) {
          try {
            Measures once = runOnce(title, entries.get(title), round);
            measured.computeIfAbsent(title, unused -> new Measures()).add(once);
          } catch (IOException | SQLException | RuntimeException e) {
            failed.put(title, e.getMessage());
            good = false;
            out.printf("bench:   %s FAILED, %s%n", title, e.getMessage());
          }
        }
      }
      Collections.rotate(order, 1);
    }
    return entries.keySet().stream()
        .map(
            title ->
                new Report.Line(
                    title, failed.containsKey(title) ? new Measures() : measured.get(title)))
        .toList();
  }

  private Measures runOnce(String title, Entry entry, int round)
      throws IOException, SQLException, InterruptedException {
    Path place = folder.resolve(title.replaceAll("\\W+", "-"));
    BenchData.delete(place);
    Measures once = entry.run(place);
    out.printf("bench:   round %d, %s: %s%n", round + 1, title, once);
    try (DuckDb duck = DuckDb.open("1g", options.target().resolve("scratch"))) {
      if (Subject.hasTally(place)) {
        check(title, Subject.tally(place, duck));
      }
    }
    BenchData.delete(place);
    return once;
  }

  private void check(String title, Tally tally) {
    if (agreed == null) {
      agreed = tally;
      agreedBy = title;
      out.printf(
          "bench:   %s counted %,d pairs in %,d cells%n", title, tally.judged(), tally.cells());
      return;
    }
    List<String> differences = agreed.differences(tally);
    if (!differences.isEmpty()) {
      good = false;
      out.printf("bench:   %s and %s DIFFER in %,d cells:%n", agreedBy, title, differences.size());
      differences.stream()
          .limit(DIFFERENCES_SHOWN)
          .forEach(line -> out.println("bench:     " + line));
    }
  }
}

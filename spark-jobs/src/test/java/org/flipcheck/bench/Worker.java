package org.flipcheck.bench;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.flipcheck.bench.Measures.Step;

/**
 * One contender in a process of its own: opens it, compares once cold and then warm, reads the
 * columns alone, and leaves measures and counts in its folder.
 */
public final class Worker {

  private static final String MEASURES = "measures.txt";

  private Worker() {}

  /**
   * What a worker does.
   *
   * @param contender who compares
   * @param data what
   * @param home where the folders of all bench data are
   * @param folder where it writes
   * @param heap its memory
   * @param warm how many comparisons follow the first; with 0 columns are not read alone either
   */
  record Task(Contender contender, DataSpec data, Path home, Path folder, String heap, int warm) {

    List<String> arguments() {
      return List.of(
          contender.name(),
          Long.toString(data.pairs()),
          data.ids().name(),
          Integer.toString(data.logits()),
          Long.toString(data.seed()),
          home.toString(),
          folder.toString(),
          heap,
          Integer.toString(warm));
    }

    static Task of(String[] args) {
      DataSpec data =
          new DataSpec(
              Long.parseLong(args[1]),
              DataSpec.Ids.valueOf(args[2]),
              Integer.parseInt(args[3]),
              Long.parseLong(args[4]));
      return new Task(
          Contender.valueOf(args[0]),
          data,
          Path.of(args[5]),
          Path.of(args[6]),
          args[7],
          Integer.parseInt(args[8]));
    }

    Measures measures() throws java.io.IOException {
      return Measures.read(folder.resolve(MEASURES));
    }
  }

  /**
   * Does a task.
   *
   * @param args the task, as {@link Bench} passes it on
   * @throws Exception if the contender fails
   */
  public static void main(String[] args) throws Exception {
    run(Task.of(args));
    // Spark's threads must not keep the process.
    System.exit(0);
  }

  static void run(Task task) throws Exception {
    Measures measures = new Measures();
    BenchData data = BenchData.existing(task.data(), task.home());
    Files.createDirectories(task.folder());
    try (Subject subject = task.contender().subject(data, task.heap(), task.folder())) {
      measures.measure(Step.OPEN, subject::open);
      measures.measure(Step.COLD, subject::compare);
      for (int i = 0; i < task.warm(); i++) {
        measures.measure(Step.WARM, subject::compare);
      }
      subject.keep();
      measures.addPeak(Measures.peakOf("self"));
      if (task.warm() > 0 && subject instanceof Subject.Reading reading) {
        reading.read();
        for (int i = 0; i < task.warm(); i++) {
          measures.measure(Step.READ, reading::read);
        }
      }
      if (subject instanceof StoreSubject store) {
        measures.measure(Step.ADD, store::addAgain);
      }
    }
    measures.write(task.folder().resolve(MEASURES));
  }
}

package org.flipcheck.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.apache.spark.sql.SparkSession;
import org.flipcheck.cli.InProcess;

/**
 * Store against store: both tables are added to a prediction store first, and each comparison is
 * one of two stored versions. {@link #addAgain} measures the adding by itself.
 */
final class StoreSubject implements Subject.Reading {

  private final BenchData data;
  private final List<String> options;
  private final Path folder;
  private SparkSession spark;

  StoreSubject(BenchData data, List<String> options, Path folder) {
    this.data = data;
    this.options = options;
    this.folder = folder;
  }

  private Path store() {
    return folder.resolve("store");
  }

  @Override
  public void open() throws IOException {
    BenchData.delete(store());
    spark =
        InProcess.openSession(
            FlipcheckSubject.commandLine(data, List.of(), folder.resolve(RUN))
                .toArray(String[]::new));
    add(store());
  }

  /** Adds both tables to another store, which then goes; the first time was in {@link #open}. */
  void addAgain() throws IOException {
    Path another = folder.resolve("another-store");
    add(another);
    BenchData.delete(another);
  }

  private void add(Path store) throws IOException {
    add(store, data.old(), "old");
    add(store, data.candidate(), "new");
  }

  private void add(Path store, Path table, String name) throws IOException {
    List<String> line =
        new ArrayList<>(List.of("store", "add", "--predictions", table.toString(), "--name", name));
    line.addAll(List.of("--id", "id", "--label", "label"));
    line.addAll(
        data.spec().logits() == 0
            ? List.of("--prediction", "prediction")
            : List.of("--logits", "logits", "--classes", data.classes().toString()));
    for (String slice : PairQuery.SLICES) {
      line.addAll(List.of("--slice", slice));
    }
    line.addAll(List.of("--store", store.toString()));
    InProcess.run(line.toArray(String[]::new));
  }

  @Override
  public void compare() {
    List<String> line =
        new ArrayList<>(
            List.of("compare", "--store", store().toString(), "--old", "old", "--new", "new"));
    line.addAll(options);
    line.addAll(List.of("--out", folder.resolve(RUN).toString(), "--overwrite"));
    InProcess.run(line.toArray(String[]::new));
  }

  /** All columns of all stored files. */
  @Override
  public void read() throws IOException {
    try (Stream<Path> files = Files.walk(store())) {
      String[] paths =
          files.map(Path::toString).filter(file -> file.endsWith(".arrow")).toArray(String[]::new);
      ColumnarScan.read(spark.read().format("arrow").load(paths));
    }
  }

  /** The run has its counts in its files. */
  @Override
  public void keep() {}

  @Override
  public void close() throws IOException {
    spark.stop();
    BenchData.delete(store());
  }
}

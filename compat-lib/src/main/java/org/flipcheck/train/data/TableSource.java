package org.flipcheck.train.data;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Reads an update's data from tables. Used once. */
final class TableSource implements DataSource {

  private final Splits<Path> files;
  private final TableKeys keys;
  private final Optional<Path> classFile;
  private final RowInputs rows;
  private final FileProblems problems = new FileProblems();

  /**
   * A source.
   *
   * @param classFile names of the classes; empty for the labels of train
   */
  TableSource(Splits<Path> files, TableKeys keys, Optional<Path> classFile, RowInputs rows) {
    this.files = files;
    this.keys = keys;
    this.classFile = classFile;
    this.rows = rows;
  }

  @Override
  public List<Path> files() {
    return Stream.concat(files.all().stream(), classFile.stream()).toList();
  }

  @Override
  public UpdateData read() {
    SplitCheck.files(files, problems);
    Optional<ClassNames> named =
        classFile.flatMap(file -> problems.read(file, told -> ClassNames.read(file, told)));
    Features learning = rows.learning();
    Optional<TableSplit> train = read(files.train(), keys.withoutSlices(), learning, named);
    Optional<ClassNames> classes =
        classFile.isPresent() ? named : train.map(split -> ClassNames.of(split.labels()));
    Features devFeatures = heldOut(train);
    Optional<TableSplit> dev = read(files.dev(), keys, devFeatures, classes);
    Features testFeatures = heldOut(train);
    Optional<TableSplit> test = read(files.test(), keys, testFeatures, classes);
    problems.stop();
    Splits<TableSplit> splits =
        new Splits<>(train.orElseThrow(), dev.orElseThrow(), test.orElseThrow());
    check(splits, classes.orElseThrow());
    InputFeatures trainFeatures = again(learning);
    return new UpdateData(
        dataset(trainFeatures, splits.train(), classes.get()),
        dataset(devFeatures, splits.dev(), classes.get()),
        dataset(testFeatures, splits.test(), classes.get()),
        rows.learnt());
  }

  private Features heldOut(Optional<TableSplit> train) {
    return train.isPresent() ? rows.features() : rows.checking();
  }

  private Optional<TableSplit> read(
      Path file, TableKeys columns, Features features, Optional<ClassNames> classes) {
    return problems.read(
        file, told -> new TableReader(file, columns, classes, told).read(features));
  }

  private void check(Splits<TableSplit> splits, ClassNames classes) {
    if (keys.id().isPresent()) {
      SplitCheck.ids(splits, problems);
    }
    SplitCheck.classes(files.train(), classes, problems);
    problems.stop();
  }

  /** Numbers and categories are told apart by a first pass over the training data. */
  private InputFeatures again(Features learning) {
    if (learning instanceof InputFeatures ready) {
      return ready;
    }
    InputFeatures features = rows.features();
    problems.read(files.train(), told -> passOver(features, told));
    problems.stop();
    return features;
  }

  private boolean passOver(Features features, Problems told) throws IOException {
    HashIds unused = HashIds.unused();
    try (TableRows table = TableFile.open(files.train(), told)) {
      features.begin(table, told);
      while (table.next()) {
        features.add(table, unused);
      }
      features.end();
      return true;
    }
  }

  private static Dataset dataset(Features features, TableSplit split, ClassNames classes) {
    return split.with(((InputFeatures) features).examples(split, classes));
  }
}

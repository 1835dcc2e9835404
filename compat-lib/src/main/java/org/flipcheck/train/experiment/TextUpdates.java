package org.flipcheck.train.experiment;

import ai.djl.nn.Block;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.flipcheck.train.HashedNgrams;
import org.flipcheck.train.LabelledExamples;
import org.flipcheck.train.LabelledText;
import org.flipcheck.train.LabelledTexts;
import org.flipcheck.train.MultilayerPerceptron;
import org.flipcheck.train.TextTable;

/** Updates of classifiers of short texts: a multilayer perceptron on hashed n-grams. */
final class TextUpdates {

  private static final HashedNgrams FEATURES = new HashedNgrams(2048, 2, 3, 4);
  private static final int HIDDEN = 64;

  private TextUpdates() {}

  /**
   * MASSIVE en-US as the authors of BCWI split it: 1,000 utterances, then 500 more; 60 intents.
   * Seeds differ in the training alone.
   */
  static Setting.Updates massive(Path folder) throws IOException {
    List<LabelledText> now = TextTable.read(folder.resolve("updated_train.csv.gz"));
    List<String> classes = LabelledTexts.classesOf(now);
    Update update =
        new Update(
            examples(folder.resolve("old_train.csv.gz"), classes),
            LabelledTexts.of(now, classes, FEATURES),
            examples(folder.resolve("updated_dev.csv.gz"), classes),
            examples(folder.resolve("old_test.csv.gz"), classes),
            TextUpdates::network);
    return seed -> update;
  }

  /**
   * MASSIVE en-US, complete: the old model knows some random intents of 60. Dev is the validation
   * set.
   */
  static Setting.Updates massiveMoreClasses(Path folder, int oldClasses) throws IOException {
    List<LabelledText> texts = TextTable.read(folder.resolve("train.csv.gz"));
    List<String> classes = LabelledTexts.classesOf(texts);
    LabelledExamples train = LabelledTexts.of(texts, classes, FEATURES);
    LabelledExamples dev = examples(folder.resolve("validation.csv.gz"), classes);
    LabelledExamples test = examples(folder.resolve("test.csv.gz"), classes);
    return seed ->
        new Update(
            train.ofClasses(Shuffle.some(classes, oldClasses, seed)),
            train,
            dev,
            test,
            TextUpdates::network);
  }

  /** Banking77: a random half of the training questions trains the old model. */
  static Setting.Updates bankingMoreData(Path folder) throws IOException {
    Banking banking = Banking.read(folder);
    return seed ->
        banking.update(seed, Shuffle.part(banking.train, 0, banking.train.size() / 2, seed));
  }

  /** Banking77: the old model knows some random classes of 77. */
  static Setting.Updates bankingMoreClasses(Path folder, int oldClasses) throws IOException {
    Banking banking = Banking.read(folder);
    return seed ->
        banking.update(
            seed, banking.train.ofClasses(Shuffle.some(banking.train.classes(), oldClasses, seed)));
  }

  private static Block network(int classes) {
    return MultilayerPerceptron.create(HIDDEN, 0, classes);
  }

  private static LabelledTexts examples(Path file, List<String> classes) throws IOException {
    return LabelledTexts.of(TextTable.read(file), classes, FEATURES);
  }

  /**
   * Dev and test are random halves of the test set: it has 40 questions of each class, which the
   * training set, with 35 to 187, could not give without starving the rarest.
   */
  private record Banking(LabelledExamples train, LabelledExamples heldOut) {

    static Banking read(Path folder) throws IOException {
      List<LabelledText> train = TextTable.read(folder.resolve("train.csv.gz"));
      List<String> classes = LabelledTexts.classesOf(train);
      return new Banking(
          LabelledTexts.of(train, classes, FEATURES),
          examples(folder.resolve("test.csv.gz"), classes));
    }

    Update update(int seed, LabelledExamples oldTrain) {
      int half = heldOut.size() / 2;
      return new Update(
          oldTrain,
          train,
          Shuffle.part(heldOut, 0, half, seed),
          Shuffle.part(heldOut, half, heldOut.size(), seed),
          TextUpdates::network);
    }
  }
}

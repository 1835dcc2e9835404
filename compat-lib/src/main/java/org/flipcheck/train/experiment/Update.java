package org.flipcheck.train.experiment;

import ai.djl.nn.Block;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.flipcheck.checkpoint.OutputRows;
import org.flipcheck.train.Classifier;
import org.flipcheck.train.LabelledExamples;

/**
 * One update of a model, as data.
 *
 * @param oldTrain what the old model learns from; its classes are those that the old model knows
 * @param newTrain what the new model learns from, the old model's examples among them
 * @param dev examples that train nothing and choose the weight; of the classes of {@code newTrain}
 * @param test examples that neither train nor choose; of the same classes
 * @param network an untrained network for a number of classes
 */
record Update(
    LabelledExamples oldTrain,
    LabelledExamples newTrain,
    LabelledExamples dev,
    LabelledExamples test,
    IntFunction<Block> network) {

  List<String> knownClasses() {
    return oldTrain.classes();
  }

  List<String> classes() {
    return newTrain.classes();
  }

  /** An untrained classifier of some classes. */
  Classifier untrained(String name, List<String> of) {
    return Classifier.of(name, of, network.apply(of.size()));
  }

  /** Which rows of the output layer are of which class, in the old model and in the new one. */
  OutputRows outputRows() {
    return new OutputRows(
        List.of(), Optional.of(new OutputRows.Classes(knownClasses(), classes())));
  }

  /** How many of some examples are of classes that the old model knows. */
  long known(LabelledExamples examples) {
    return placesOfKnown(examples).length;
  }

  /** Where the examples of classes that the old model knows are among some. */
  int[] placesOfKnown(LabelledExamples examples) {
    Set<String> known = Set.copyOf(knownClasses());
    return IntStream.range(0, examples.size())
        .filter(i -> known.contains(classes().get(examples.label(i))))
        .toArray();
  }
}

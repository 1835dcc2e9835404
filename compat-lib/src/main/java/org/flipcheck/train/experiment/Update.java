package org.flipcheck.train.experiment;

import ai.djl.nn.Block;
import java.util.List;
import java.util.function.IntFunction;
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

  /** How many of some examples are of classes that the old model knows. */
  long known(LabelledExamples examples) {
    boolean[] known = new boolean[classes().size()];
    for (int i = 0; i < known.length; i++) {
      known[i] = knownClasses().contains(classes().get(i));
    }
    long count = 0;
    for (int i = 0; i < examples.size(); i++) {
      count += known[examples.label(i)] ? 1 : 0;
    }
    return count;
  }
}

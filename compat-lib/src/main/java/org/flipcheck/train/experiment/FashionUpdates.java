package org.flipcheck.train.experiment;

import ai.djl.nn.Block;
import java.io.IOException;
import java.nio.file.Path;
import java.util.function.IntFunction;
import org.flipcheck.train.LabelledExamples;
import org.flipcheck.train.LabelledImages;
import org.flipcheck.train.MultilayerPerceptron;
import org.flipcheck.train.demo.FashionMnist;

/** Updates of classifiers of Fashion-MNIST. */
final class FashionUpdates {

  private static final int HIDDEN = 128;

  private final LabelledImages all;
  private final LabelledImages test;
  private final int dev;
  private final int train;
  private final IntFunction<Block> network;

  private FashionUpdates(
      LabelledImages all, LabelledImages test, int dev, int train, IntFunction<Block> network) {
    this.all = all;
    this.test = test;
    this.dev = dev;
    this.train = train;
    this.network = network;
  }

  /**
   * Random images of the training set: so many to choose by, so many others to learn from, with
   * networks for a number of classes.
   */
  static FashionUpdates read(Path folder, int dev, int train, IntFunction<Block> network)
      throws IOException {
    return new FashionUpdates(
        FashionMnist.train(folder), FashionMnist.test(folder), dev, train, network);
  }

  /** The same with another number of images to learn from. */
  FashionUpdates withTrain(int images) {
    return new FashionUpdates(all, test, dev, images, network);
  }

  /** A multilayer perceptron on the pixels. */
  static Block perceptron(int classes) {
    return MultilayerPerceptron.create(HIDDEN, 0, classes);
  }

  /** Half of the images train the old model. */
  Update moreData(int seed) {
    LabelledExamples now = train(seed);
    return update(seed, now.first(now.size() / 2), now);
  }

  /** The first so many of the ten classes train the old model. */
  Update moreClasses(int seed, int oldClasses) {
    LabelledExamples now = train(seed);
    return update(seed, now.ofClasses(FashionMnist.CLASSES.subList(0, oldClasses)), now);
  }

  private LabelledExamples train(int seed) {
    return Shuffle.part(all, dev, dev + train, seed);
  }

  private Update update(int seed, LabelledExamples oldTrain, LabelledExamples newTrain) {
    return new Update(oldTrain, newTrain, Shuffle.part(all, 0, dev, seed), test, network);
  }
}

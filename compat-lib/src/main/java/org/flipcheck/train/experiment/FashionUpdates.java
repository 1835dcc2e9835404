package org.flipcheck.train.experiment;

import java.io.IOException;
import java.nio.file.Path;
import org.flipcheck.train.LabelledExamples;
import org.flipcheck.train.LabelledImages;
import org.flipcheck.train.MultilayerPerceptron;
import org.flipcheck.train.demo.FashionMnist;

/** Updates of classifiers of Fashion-MNIST: a multilayer perceptron on the pixels. */
final class FashionUpdates {

  private static final int HIDDEN = 128;

  private final LabelledImages all;
  private final LabelledImages test;
  private final int dev;
  private final int train;

  private FashionUpdates(LabelledImages all, LabelledImages test, int dev, int train) {
    this.all = all;
    this.test = test;
    this.dev = dev;
    this.train = train;
  }

  /** Random images of the training set: so many to choose by, so many others to learn from. */
  static FashionUpdates read(Path folder, int dev, int train) throws IOException {
    return new FashionUpdates(FashionMnist.train(folder), FashionMnist.test(folder), dev, train);
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
    return new Update(
        oldTrain,
        newTrain,
        Shuffle.part(all, 0, dev, seed),
        test,
        count -> MultilayerPerceptron.create(HIDDEN, 0, count));
  }
}

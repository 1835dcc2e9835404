package org.flipcheck.train.run;

import java.io.IOException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.flipcheck.mend.MendException;
import org.flipcheck.train.Classifier;
import org.flipcheck.train.LabelledExamples;
import org.flipcheck.train.data.Dataset;
import org.flipcheck.train.data.UpdateData;

/** What is found out of a user's models and data before hours of training. */
final class UsersModels {

  private static final int NAMED = 3;

  private UsersModels() {}

  /**
   * Asks a model about one example.
   *
   * @throws MendException if it takes other inputs, or gives other logits than it has classes
   */
  static void requireFit(String model, Classifier classifier, UpdateData data) throws IOException {
    LabelledExamples one = data.dev().examples().chosen(new int[] {0});
    try {
      Refusals.ofModel(model, () -> classifier.logits(one));
    } catch (MendException e) {
      throw new MendException(
          "%s; it is taken to have inputs of shape %s and the classes %s"
              .formatted(e.getMessage(), one.inputShape(), classifier.classes()));
    }
  }

  /**
   * Ids that are hashes may occur in two files: the examples are equal.
   *
   * @throws MendException if an example would both choose a model and confirm it
   */
  static void requireDisjoint(Dataset dev, Dataset test) {
    Set<String> ids = new HashSet<>(dev.ids());
    List<String> both = test.ids().stream().filter(ids::contains).toList();
    if (!both.isEmpty()) {
      throw new MendException(
          "%s both in dev and in test, such as %s: what chooses a model cannot confirm it; take them out of one, or, where they are other examples, give each an id of its own"
              .formatted(
                  both.size() == 1 ? "1 example is" : both.size() + " examples are",
                  String.join(", ", both.stream().limit(NAMED).toList())));
    }
  }
}

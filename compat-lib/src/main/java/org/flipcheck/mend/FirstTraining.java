package org.flipcheck.mend;

import java.io.IOException;
import java.util.Locale;
import org.flipcheck.stats.Interval;
import org.flipcheck.stats.WilsonInterval;

/**
 * A first model: there is no old one, so that nothing can flip.
 *
 * @param right how many test examples it gets right
 * @param n how many there are
 */
public record FirstTraining(long right, long n) {

  private static final double CONFIDENCE = 0.95;
  private static final double TO_PERCENT = 100;

  /**
   * Trains it.
   *
   * @param models without an old model
   * @return what it came to on the test examples
   * @throws MendException if it cannot be trained or asked
   * @throws IOException if something cannot be read or written
   */
  public static FirstTraining run(TrainableModels models) throws IOException {
    Confirmer.requireDisjoint(
        models.predict(TrainedCandidate.NEW, Split.DEV),
        models.predict(TrainedCandidate.NEW, Split.TEST));
    Predictions test = models.predict(TrainedCandidate.NEW, Split.TEST);
    return new FirstTraining(test.right(), test.rows().size());
  }

  /** The accuracy at 95 %, by Wilson. */
  Interval accuracy() {
    return WilsonInterval.of((double) right, (double) n, CONFIDENCE);
  }

  /**
   * What came of it.
   *
   * @return a sentence
   */
  public String headline() {
    return String.format(
        Locale.ROOT,
        "Trained: %,d of %,d test examples right, accuracy %.2f %% (%.2f to %.2f).",
        right,
        n,
        TO_PERCENT * right / n,
        TO_PERCENT * accuracy().low(),
        TO_PERCENT * accuracy().high());
  }
}

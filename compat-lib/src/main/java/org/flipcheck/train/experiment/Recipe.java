package org.flipcheck.train.experiment;

import java.util.Locale;
import org.flipcheck.train.TrainingPlan;

/**
 * How the models of an update are trained.
 *
 * @param old the old model, from random weights
 * @param now the new model, from the old one's weights
 */
record Recipe(TrainingPlan old, TrainingPlan now) {

  /** The name of the schedule that both follow. */
  String key() {
    return now.schedule().name().toLowerCase(Locale.ROOT);
  }

  String text() {
    return "old model: %s; new model, from the old one's weights: %s"
        .formatted(text(old), text(now));
  }

  private static String text(TrainingPlan plan) {
    return String.format(
        Locale.ROOT,
        "%d epochs, batches of %d, Adam at %s %s, weight decay %s",
        plan.epochs(),
        plan.batchSize(),
        plan.learningRate(),
        switch (plan.schedule()) {
          case CONSTANT -> "throughout";
          case LINEAR -> "falling to 0";
        },
        plan.weightDecay());
  }
}

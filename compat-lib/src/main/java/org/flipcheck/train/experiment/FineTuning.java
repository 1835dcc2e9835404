package org.flipcheck.train.experiment;

import java.util.Locale;
import org.flipcheck.train.TrainingPlan;

/**
 * How the models of an update are trained whose new model goes on from the old one.
 *
 * @param old the old model, from random weights
 * @param now the new model, from the old one's weights
 */
record FineTuning(TrainingPlan old, TrainingPlan now) implements Recipe {

  /** The name of the schedule that both follow. */
  @Override
  public String key() {
    return now.schedule().name().toLowerCase(Locale.ROOT);
  }

  @Override
  public String text() {
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

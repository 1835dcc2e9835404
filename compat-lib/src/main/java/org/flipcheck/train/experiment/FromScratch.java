package org.flipcheck.train.experiment;

import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import org.flipcheck.train.fit.FitPlan;
import org.flipcheck.train.fit.RateSchedule.Curve;
import org.flipcheck.train.fit.UpdateRule;

/**
 * How the models of an update are trained whose new models start from random weights.
 *
 * @param plan of all models alike; its seed is left out of account
 * @param margins that margin-preserving training is tried with, in logits; only 0 where no class is
 *     added, since the margin is between old and added classes
 */
record FromScratch(FitPlan plan, List<Double> margins) implements Recipe {

  FromScratch {
    margins = List.copyOf(margins);
  }

  @Override
  public String key() {
    return plan.schedule().curve().name().toLowerCase(Locale.ROOT);
  }

  @Override
  public String text() {
    return String.format(
        Locale.ROOT,
        "all models: %d epochs, batches of %d, %s at %s%s%s, weight decay %s, %s",
        plan.epochs(),
        plan.batchSize(),
        rule(plan.rule()),
        Cells.weight(plan.learningRate()),
        plan.schedule().warmUp() == 0
            ? ""
            : " after a warm-up of %.0f %% of the steps".formatted(100 * plan.schedule().warmUp()),
        plan.schedule().curve() == Curve.CONSTANT
            ? " throughout"
            : ", falling to 0 (%s)".formatted(key()),
        Cells.weight(plan.weightDecay()),
        clipping(plan.clipNorm()));
  }

  private static String rule(UpdateRule rule) {
    return rule instanceof UpdateRule.Momentum sgd
        ? "SGD with momentum " + sgd.momentum()
        : "AdamW";
  }

  private static String clipping(OptionalDouble norm) {
    return norm.isPresent()
        ? "gradients clipped to the norm " + norm.getAsDouble()
        : "gradients not clipped";
  }
}

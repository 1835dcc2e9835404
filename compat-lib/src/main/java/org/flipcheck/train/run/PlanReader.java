package org.flipcheck.train.run;

import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.flipcheck.report.YamlNode;
import org.flipcheck.train.fit.FitPlan;
import org.flipcheck.train.fit.RateSchedule;
import org.flipcheck.train.fit.UpdateRule;

/** Reads the section plan. Every value is looked at, whatever is wrong with the others. */
final class PlanReader {

  private static final List<String> KEYS =
      List.of(
          "epochs",
          "batch_size",
          "optimizer",
          "momentum",
          "learning_rate",
          "schedule",
          "warm_up",
          "weight_decay",
          "clip_norm",
          "patience",
          "seed");
  private static final int BATCH_SIZE = 64;
  private static final double MOMENTUM = 0.9;

  private enum Optimizer {
    ADAMW,
    SGD
  }

  private final Settings plan;
  private final OptionalInt patience;

  PlanReader(YamlNode node) {
    plan = new Settings(node, "plan", KEYS);
    patience =
        plan.find("patience").isEmpty()
            ? OptionalInt.empty()
            : OptionalInt.of(plan.wholeNumber("patience", 1));
  }

  /** Epochs without a better one that end a training. */
  OptionalInt patience() {
    return patience;
  }

  /** The plan; empty, with the problems recorded, if a value is wrong or missing. */
  Optional<FitPlan> read() {
    boolean isWhole =
        Stream.of("epochs", "learning_rate").map(plan::need).toList().stream()
            .allMatch(Optional::isPresent);
    boolean isPatient = patience.isEmpty() || patience.getAsInt() >= 1;
    if (!isPatient) {
      plan.refuse("patience is %d, at least 1 is needed".formatted(patience.getAsInt()));
    }
    int epochs = plan.wholeNumber("epochs", 1);
    int batchSize = plan.wholeNumber("batch_size", BATCH_SIZE);
    double learningRate = plan.number("learning_rate", 1);
    double weightDecay = plan.number("weight_decay", 0);
    OptionalDouble clipNorm = plan.number("clip_norm");
    int seed = plan.wholeNumber("seed", 1);
    Optional<UpdateRule> rule = rule();
    Optional<RateSchedule> schedule = schedule();
    Optional<FitPlan> read =
        made(
            () ->
                new FitPlan(
                    epochs,
                    batchSize,
                    rule.orElse(UpdateRule.ADAM_W),
                    learningRate,
                    schedule.orElse(new RateSchedule(RateSchedule.Curve.COSINE, 0)),
                    weightDecay,
                    clipNorm,
                    seed));
    return isWhole && isPatient && rule.isPresent() && schedule.isPresent()
        ? read
        : Optional.empty();
  }

  private Optional<UpdateRule> rule() {
    Optimizer optimizer = plan.choice("optimizer", Optimizer.class, Optimizer.ADAMW);
    OptionalDouble momentum = plan.number("momentum");
    if (optimizer == Optimizer.SGD) {
      return made(() -> new UpdateRule.Momentum(momentum.orElse(MOMENTUM)));
    }
    if (momentum.isPresent()) {
      plan.refuse("momentum is for the optimizer sgd; leave it out");
    }
    return Optional.of(UpdateRule.ADAM_W);
  }

  private Optional<RateSchedule> schedule() {
    RateSchedule.Curve curve =
        plan.choice("schedule", RateSchedule.Curve.class, RateSchedule.Curve.COSINE);
    double warmUp = plan.number("warm_up", 0);
    return made(() -> new RateSchedule(curve, warmUp));
  }

  private <T> Optional<T> made(Supplier<T> of) {
    try {
      return Optional.of(of.get());
    } catch (IllegalArgumentException e) {
      plan.refuse(e.getMessage());
      return Optional.empty();
    }
  }
}

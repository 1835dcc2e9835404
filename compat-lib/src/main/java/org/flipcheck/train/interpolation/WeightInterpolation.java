package org.flipcheck.train.interpolation;

import ai.djl.nn.Block;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.flipcheck.checkpoint.OldWeights;
import org.flipcheck.checkpoint.OutputRows;

/**
 * Models between an old one and a new one that was fine-tuned from it: BCWI, with Fisher
 * information FisherBCWI, with several new models SoupBCWI.
 *
 * <p>All that does not change with the weight is checked and kept once; {@link #at} then only mixes
 * and writes into a working block that is used over and over. For each number,
 *
 * <pre>
 * BCWI:        θ = α·old + (1 − α)·new
 * FisherBCWI:  θ = (α·F·old + (1 − α)·new) / (α·F + 1 − α)
 * two-sided:   θ = (α·F·old + (1 − α)·F'·new) / (α·F + (1 − α)·F'),  F and F' at least 1e-8
 * SoupBCWI:    as above, new being the mean of several new models</pre>
 *
 * <p>&alpha; is the weight of the OLD model, as in
 * amazon-science/regression-constraint-model-upgrade ({@code interpolate_weights}); two-sided
 * merging and its floor are those of mlfoundations/wise-ft, whose &alpha; weighs the new model.
 *
 * <ul>
 *   <li>At 1 the result is the old model and at 0 the new one (or the soup), bit for bit; a Fisher
 *       value of 0 does not divide by 0 at 1.
 *   <li>Where F is 0 and &alpha; below 1, FisherBCWI takes the new model alone.
 *   <li>Rows of an output layer for classes that the old model did not know are the new model's.
 *   <li>Numbers are mixed in double precision and rounded once, to the type that they have.
 * </ul>
 *
 * <p>Not thread-safe.
 */
public final class WeightInterpolation {

  private final ModelWeights now;
  private final List<TensorPlan> plans;
  private final List<OldWeights.Named> named;
  private final List<String> outputLayer;
  private final Optional<RunningStatistics> statistics;
  private final TensorMixer mixer = new TensorMixer();
  private final ArrayWriter writer;

  private WeightInterpolation(Builder builder) {
    Planner planner = new Planner(builder);
    plans = planner.plan();
    now = builder.now;
    named = List.copyOf(builder.named);
    statistics = builder.statistics;
    outputLayer = planner.outputLayer();
    writer =
        new ArrayWriter(
            plans.stream()
                .mapToInt(plan -> plan.now().size() * plan.now().elementBytes())
                .max()
                .orElseThrow());
  }

  /**
   * Begins an interpolation.
   *
   * @param old the old model's weights
   * @param now the new model's, fine-tuned from the old model
   * @return a builder of plain BCWI
   */
  public static Builder builder(ModelWeights old, ModelWeights now) {
    return new Builder(old, now);
  }

  /**
   * Plain BCWI of two models with the same classes and without batch normalisation.
   *
   * @param old the old model's weights
   * @param now the new model's, fine-tuned from the old model
   * @return the interpolation
   * @throws InterpolationException if they do not fit together; all differences are told
   */
  public static WeightInterpolation of(ModelWeights old, ModelWeights now) {
    return builder(old, now).build();
  }

  /**
   * The arrays whose first dimension counts classes, as given or as found.
   *
   * @return their names; empty where no classes were given and no layer was named
   */
  public List<String> outputLayer() {
    return outputLayer;
  }

  /**
   * Writes a mixture into a block. Takes one pass over the weights; no memory is kept. A number
   * that is not finite is met on the way, and re-estimation may fail after it: the block is then a
   * part of this mixture and a part of what it was, until it is written again.
   *
   * @param oldWeight how much the OLD model counts, 0 (the new model) to 1 (the old one), where no
   *     {@linkplain Builder#optNamedWeights pattern} says otherwise
   * @param target a block with the new model's architecture, such as the new model itself
   * @throws InterpolationException if the weight is out of range, the block has another
   *     architecture, or a number is not finite
   */
  public void at(double oldWeight, Block target) {
    OldWeights weights = new OldWeights(oldWeight, named);
    InterpolationException.throwIfAny(
        weights.problems(plans.stream().map(plan -> plan.now().name()).toList()));
    TargetBlock live = TargetBlock.of(target, now, writer);
    boolean isOneModel = isOneModel(weights);
    for (TensorPlan plan : plans) {
      boolean isKept =
          plan.now().kind() == WeightKind.RUNNING_STATISTIC
              && !isOneModel
              && statistics.orElseThrow() instanceof RunningStatistics.OfNewModel;
      mixer.mix(
          isKept ? plan.withoutSoup() : plan,
          isKept ? 0 : weights.of(plan.now().name()),
          live.buffer(plan.now()));
      live.write(plan.now());
    }
    if (!isOneModel
        && statistics.isPresent()
        && statistics.get() instanceof RunningStatistics.Reestimated again) {
      BatchNormStatistics.reestimate(target, again.data());
    }
  }

  /**
   * Whether all numbers come from one model, so that its own statistics fit them. Rows of added
   * classes do not count: they belong to the last layer, and no statistics are of what it gives.
   */
  private boolean isOneModel(OldWeights weights) {
    return plans.stream()
            .allMatch(plan -> weights.of(plan.now().name()) == 0 && plan.soup().isEmpty())
        || plans.stream().allMatch(plan -> weights.of(plan.now().name()) == 1);
  }

  /** What to mix, and how. {@code opt} is optional. */
  public static final class Builder {
    final ModelWeights old;
    final ModelWeights now;
    final List<ModelWeights> soup = new ArrayList<>();
    Optional<ModelWeights> oldFisher = Optional.empty();
    Optional<ModelWeights> newFisher = Optional.empty();
    OutputRows rows = OutputRows.NONE;
    List<OldWeights.Named> named = List.of();
    Optional<RunningStatistics> statistics = Optional.empty();

    private Builder(ModelWeights old, ModelWeights now) {
      this.old = old;
      this.now = now;
    }

    /**
     * SoupBCWI: averages more new models with the first, before anything else.
     *
     * @param models trained like the new one, with other seeds
     * @return this
     */
    public Builder optSoup(List<ModelWeights> models) {
      soup.addAll(models);
      return this;
    }

    /**
     * FisherBCWI.
     *
     * @param fisher the old model's diagonal Fisher information, under its names
     * @return this
     */
    public Builder optOldFisher(ModelWeights fisher) {
      oldFisher = Optional.of(fisher);
      return this;
    }

    /**
     * Two-sided Fisher merging; needs the old model's Fisher information too.
     *
     * @param fisher the new model's diagonal Fisher information, under its names
     * @return this
     */
    public Builder optNewFisher(ModelWeights fisher) {
      newFisher = Optional.of(fisher);
      return this;
    }

    /**
     * Which class each row of the output layer stands for. Classes are matched by name: those that
     * the old model did not know come from the new model alone, those that the new model lost
     * vanish. Without layers, the model's last layer with as many rows as there are classes is
     * taken.
     *
     * @param outputRows the layers, and the classes of both models
     * @return this
     */
    public Builder optRows(OutputRows outputRows) {
      rows = outputRows;
      return this;
    }

    /**
     * Weights of the OLD model for some arrays.
     *
     * @param weights by pattern of names; the first that fits counts
     * @return this
     */
    public Builder optNamedWeights(List<OldWeights.Named> weights) {
      named = List.copyOf(weights);
      return this;
    }

    /**
     * What becomes of running statistics; needed where the model has batch normalisation.
     *
     * @param choice preferably {@link RunningStatistics.Reestimated}
     * @return this
     */
    public Builder optRunningStatistics(RunningStatistics choice) {
      statistics = Optional.of(choice);
      return this;
    }

    /**
     * Checks that all fits together.
     *
     * @return the interpolation
     * @throws InterpolationException with every problem
     */
    public WeightInterpolation build() {
      return new WeightInterpolation(this);
    }
  }
}

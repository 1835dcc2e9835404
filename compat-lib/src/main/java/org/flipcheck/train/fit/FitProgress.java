package org.flipcheck.train.fit;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.flipcheck.train.interpolation.ModelWeights;

/** How far a training is: its epochs, and the weights of the best of them. */
final class FitProgress {

  private final Optional<ValidationPolicy> policy;
  private final List<FitEpoch> epochs = new ArrayList<>();
  private int best;
  private ModelWeights bestWeights;

  FitProgress(Optional<ValidationPolicy> policy) {
    this.policy = policy;
  }

  /** Takes up a training where it was. */
  void restore(List<FitEpoch> before, ModelWeights weightsOfBest) {
    epochs.addAll(before);
    before.stream().filter(FitEpoch::isBest).forEach(epoch -> best = epoch.epoch());
    bestWeights = weightsOfBest;
  }

  /** Whether an epoch that is about to be added is the best; without validation the last is. */
  boolean wouldBeBest(FitEpoch next) {
    return policy.isEmpty()
        || best == 0
        || policy
            .get()
            .isBetter(
                next.validation().orElseThrow(), epochs.get(best - 1).validation().orElseThrow());
  }

  void add(FitEpoch epoch, ModelWeights weights) {
    epochs.add(epoch);
    if (epoch.isBest()) {
      best = epoch.epoch();
      bestWeights = weights;
    }
  }

  boolean isToStop() {
    return policy.isPresent()
        && policy.get().patience().isPresent()
        && epochs.size() - best >= policy.get().patience().getAsInt();
  }

  int done() {
    return epochs.size();
  }

  List<FitEpoch> epochs() {
    return List.copyOf(epochs);
  }

  int best() {
    return best;
  }

  ModelWeights bestWeights() {
    return bestWeights;
  }
}

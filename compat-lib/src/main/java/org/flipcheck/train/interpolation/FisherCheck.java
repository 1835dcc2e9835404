package org.flipcheck.train.interpolation;

import java.util.ArrayList;
import java.util.List;
import org.flipcheck.checkpoint.Blend;

/** Whether Fisher information fits a model. */
final class FisherCheck {

  private FisherCheck() {}

  /** What is wrong, as sentences for people. */
  static List<String> problems(String side, ModelWeights fisher, ModelWeights model) {
    List<String> problems = new ArrayList<>();
    for (WeightTensor tensor : model.tensors()) {
      if (tensor.kind() == WeightKind.WEIGHT && fisher.tensor(tensor.name()).isEmpty()) {
        problems.add(
            "%s is learnt, but the %s model's Fisher information lacks it; compute it of the whole model"
                .formatted(tensor.name(), side));
      }
    }
    for (WeightTensor tensor : fisher.tensors()) {
      check(side, tensor, model, problems);
    }
    return problems;
  }

  private static void check(
      String side, WeightTensor fisher, ModelWeights model, List<String> problems) {
    WeightTensor of = model.tensor(fisher.name()).orElse(null);
    if (of == null) {
      problems.add(
          "the %s model's Fisher information has %s, which the model does not have"
              .formatted(side, fisher.name()));
    } else if (fisher.kind() != WeightKind.WEIGHT || !fisher.shape().equals(of.shape())) {
      problems.add(
          "the %s model's Fisher information of %s is %s, the model has %s; it is floating point and has the model's shapes"
              .formatted(side, fisher.name(), Differences.shown(fisher), Differences.shown(of)));
    } else {
      double[] values = fisher.values();
      int bad = Blend.notFisher(values, values.length);
      if (bad >= 0) {
        problems.add(
            "the %s model's Fisher information of %s is %s at element %d; it is finite and at least 0"
                .formatted(side, fisher.name(), values[bad], bad));
      }
    }
  }
}

package org.flipcheck.train.interpolation;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.flipcheck.checkpoint.OutputRows;
import org.flipcheck.text.Glob;

/** Finds the layer whose rows stand for classes, where it is not named. */
final class OutputLayer {

  private OutputLayer() {}

  /**
   * The rows as asked, with the last matrix of the model as the layer where classes are given
   * without one, and with the bias that stands beside it.
   */
  static OutputRows resolve(OutputRows asked, ModelWeights model, List<String> problems) {
    if (asked.classes().isEmpty() || !asked.layers().isEmpty()) {
      return asked;
    }
    int classes = asked.classes().get().now().size();
    List<WeightTensor> tensors = new ArrayList<>(model.tensors());
    Optional<WeightTensor> last =
        tensors.stream()
            .filter(tensor -> tensor.kind() == WeightKind.WEIGHT && tensor.shape().dimension() == 2)
            .reduce((before, after) -> after);
    if (last.isEmpty() || last.get().shape().get(0) != classes) {
      problems.add(
          "there are %d new classes, but the last matrix of the new model is %s; name the output layer"
              .formatted(
                  classes,
                  last.map(tensor -> tensor.name() + " with the shape " + tensor.shape())
                      .orElse("none")));
      return OutputRows.NONE;
    }
    List<Glob> layers = new ArrayList<>(List.of(new Glob(last.get().name())));
    int after = tensors.indexOf(last.get()) + 1;
    if (after < tensors.size() && isBias(tensors.get(after), classes)) {
      layers.add(new Glob(tensors.get(after).name()));
    }
    return new OutputRows(layers, asked.classes());
  }

  private static boolean isBias(WeightTensor tensor, int classes) {
    return tensor.kind() == WeightKind.WEIGHT
        && tensor.shape().dimension() == 1
        && tensor.shape().get(0) == classes;
  }
}

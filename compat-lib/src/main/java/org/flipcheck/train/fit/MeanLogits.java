package org.flipcheck.train.fit;

import java.util.List;
import org.flipcheck.train.Classifier;
import org.flipcheck.train.LabelledExamples;

/** The mean of the logits of several models, summed in double precision. */
final class MeanLogits {

  private MeanLogits() {}

  /** By example and class; the models have the same classes. */
  static float[][] of(List<Classifier> models, LabelledExamples examples) {
    double[][] sum = new double[examples.size()][models.get(0).classes().size()];
    models.forEach(model -> add(model.logits(examples), sum));
    float[][] mean = new float[sum.length][sum[0].length];
    for (int i = 0; i < mean.length; i++) {
      for (int k = 0; k < mean[i].length; k++) {
        mean[i][k] = (float) (sum[i][k] / models.size());
      }
    }
    return mean;
  }

  private static void add(float[][] logits, double[][] sum) {
    for (int i = 0; i < sum.length; i++) {
      for (int k = 0; k < sum[i].length; k++) {
        sum[i][k] += logits[i][k];
      }
    }
  }
}

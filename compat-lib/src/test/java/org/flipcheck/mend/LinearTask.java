package org.flipcheck.mend;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Random;
import java.util.stream.IntStream;
import org.flipcheck.checkpoint.TensorFile;

/**
 * A classification task with overlapping classes, and a softmax regression that learns it by
 * gradient descent: an old model from few examples, a new one that goes on from it with more.
 */
final class LinearTask {

  static final int CLASSES = 4;
  private static final int INPUTS = 8;
  private static final double RATE = 0.5;

  private final double[][] inputs;
  private final int[] labels;
  private final String prefix;

  LinearTask(String prefix, long seed, int examples) {
    this.prefix = prefix;
    Random centres = new Random(7);
    double[][] centre = new double[CLASSES][INPUTS];
    for (double[] of : centre) {
      for (int i = 0; i < INPUTS; i++) {
        of[i] = 0.6 * centres.nextGaussian();
      }
    }
    Random random = new Random(seed);
    inputs = new double[examples][INPUTS];
    labels = new int[examples];
    for (int row = 0; row < examples; row++) {
      labels[row] = random.nextInt(CLASSES);
      for (int i = 0; i < INPUTS; i++) {
        inputs[row][i] = centre[labels[row]][i] + random.nextGaussian();
      }
    }
  }

  /** Weights of shape [classes, inputs + 1] after some steps of gradient descent. */
  float[][] train(float[][] start, int steps) {
    double[][] w = new double[CLASSES][INPUTS + 1];
    for (int c = 0; c < CLASSES; c++) {
      for (int i = 0; i <= INPUTS; i++) {
        w[c][i] = start[c][i];
      }
    }
    for (int step = 0; step < steps; step++) {
      double[][] gradient = new double[CLASSES][INPUTS + 1];
      for (int row = 0; row < labels.length; row++) {
        double[] p = softmax(w, inputs[row]);
        p[labels[row]] -= 1;
        for (int c = 0; c < CLASSES; c++) {
          for (int i = 0; i < INPUTS; i++) {
            gradient[c][i] += p[c] * inputs[row][i] / labels.length;
          }
          gradient[c][INPUTS] += p[c] / labels.length;
        }
      }
      for (int c = 0; c < CLASSES; c++) {
        for (int i = 0; i <= INPUTS; i++) {
          w[c][i] -= RATE * gradient[c][i];
        }
      }
    }
    float[][] trained = new float[CLASSES][INPUTS + 1];
    IntStream.range(0, CLASSES)
        .forEach(
            c -> IntStream.rangeClosed(0, INPUTS).forEach(i -> trained[c][i] = (float) w[c][i]));
    return trained;
  }

  static float[][] zero() {
    return new float[CLASSES][INPUTS + 1];
  }

  private static double[] softmax(double[][] w, double[] x) {
    double[] p = new double[CLASSES];
    double sum = 0;
    for (int c = 0; c < CLASSES; c++) {
      double z = w[c][INPUTS];
      for (int i = 0; i < INPUTS; i++) {
        z += w[c][i] * x[i];
      }
      p[c] = Math.exp(z);
      sum += p[c];
    }
    for (int c = 0; c < CLASSES; c++) {
      p[c] /= sum;
    }
    return p;
  }

  /** A model in a file; {@code sign} −1 is the same model by other weights. */
  static Path write(Path file, float[][] weights, int sign) throws IOException {
    float[] flat = new float[CLASSES * (INPUTS + 1)];
    for (int c = 0; c < CLASSES; c++) {
      for (int i = 0; i <= INPUTS; i++) {
        flat[c * (INPUTS + 1) + i] = sign * weights[c][i];
      }
    }
    new TensorFile().f32("s", sign).f32("w", new long[] {CLASSES, INPUTS + 1}, flat).write(file);
    return file;
  }

  /** The examples as {@code predict.sh} reads them. */
  Path write(Path file) throws IOException {
    StringBuilder csv = new StringBuilder("id,label,slice");
    IntStream.rangeClosed(1, INPUTS).forEach(i -> csv.append(",x").append(i));
    csv.append('\n');
    for (int row = 0; row < labels.length; row++) {
      csv.append("%s-%04d,class%d,%s".formatted(prefix, row, labels[row], "ab".charAt(row % 2)));
      for (double x : inputs[row]) {
        csv.append(String.format(Locale.ROOT, ",%.6f", x));
      }
      csv.append('\n');
    }
    Files.writeString(file, csv);
    return file;
  }
}

package org.flipcheck.train.data;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.List;
import org.flipcheck.train.LabelledExamples;

/**
 * Images of one size in grey or in colour, of any number of classes, held on the Java heap as
 * bytes. Each has an array of its own, so that all together may be larger than one array can.
 */
final class ImageExamples implements LabelledExamples {

  private static final float BRIGHTEST = 255f;

  private final List<String> classes;
  private final ImageInputs inputs;
  private final List<byte[]> images;
  private final int[] labels;

  ImageExamples(List<String> classes, ImageInputs inputs, List<byte[]> images, int[] labels) {
    this.classes = classes;
    this.inputs = inputs;
    this.images = images;
    this.labels = labels;
  }

  @Override
  public List<String> classes() {
    return classes;
  }

  @Override
  public int size() {
    return labels.length;
  }

  @Override
  public Shape inputShape() {
    return inputs.inputShape();
  }

  @Override
  public int label(int example) {
    return labels[example];
  }

  @Override
  public NDArray inputs(NDManager manager, int[] examples) {
    int length = Math.toIntExact(inputShape().size());
    float[] values = new float[Math.multiplyExact(examples.length, length)];
    for (int i = 0; i < examples.length; i++) {
      byte[] image = images.get(examples[i]);
      for (int k = 0; k < length; k++) {
        values[i * length + k] = Byte.toUnsignedInt(image[k]) / BRIGHTEST;
      }
    }
    return manager.create(values, new Shape(examples.length).addAll(inputShape()));
  }
}

package org.flipcheck.train;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/**
 * Texts as hashed n-grams, with the index of each one's class. Vectors are sparse on the Java heap
 * and become dense in the batches that are asked for. Immutable.
 */
public final class LabelledTexts implements LabelledExamples {

  private static final int PROBLEMS_SHOWN = 10;

  private final List<String> classes;
  private final int dimensions;
  private final List<SparseVector> vectors;
  private final int[] labels;

  private LabelledTexts(
      List<String> classes, int dimensions, List<SparseVector> vectors, int[] labels) {
    this.classes = classes;
    this.dimensions = dimensions;
    this.vectors = vectors;
    this.labels = labels;
  }

  /**
   * The classes that occur in a table.
   *
   * @param texts rows of a table
   * @return every label once, in the order of their characters
   */
  public static List<String> classesOf(List<LabelledText> texts) {
    return List.copyOf(new TreeSet<>(texts.stream().map(LabelledText::label).toList()));
  }

  /**
   * Turns texts into examples.
   *
   * @param texts at least one
   * @param classes names of the classes, each once; every label must be among them
   * @param features how a text becomes numbers; the same for everything one model sees
   * @return one example per text, in their order
   * @throws IllegalArgumentException if there is no text, or labels are of no class; the message
   *     names the first ten of them
   */
  public static LabelledTexts of(
      List<LabelledText> texts, List<String> classes, HashedNgrams features) {
    if (texts.isEmpty()) {
      throw new IllegalArgumentException("there are no texts");
    }
    Map<String, Integer> index = new HashMap<>();
    classes.forEach(name -> index.put(name, index.size()));
    List<LabelledText> wrong =
        texts.stream().filter(text -> !index.containsKey(text.label())).toList();
    if (!wrong.isEmpty()) {
      throw new IllegalArgumentException(
          "%d of %d texts have a label that is none of the %d classes, first %s"
              .formatted(
                  wrong.size(),
                  texts.size(),
                  classes.size(),
                  wrong.stream()
                      .limit(PROBLEMS_SHOWN)
                      .map(text -> "'%s' (id %s)".formatted(text.label(), text.id()))
                      .toList()));
    }
    return new LabelledTexts(
        List.copyOf(classes),
        features.dimensions(),
        texts.stream().map(text -> features.of(text.text())).toList(),
        texts.stream().mapToInt(text -> index.get(text.label())).toArray());
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
    return new Shape(dimensions);
  }

  @Override
  public int label(int example) {
    return labels[example];
  }

  @Override
  public NDArray inputs(NDManager manager, int[] examples) {
    float[] dense = new float[Math.multiplyExact(examples.length, dimensions)];
    for (int i = 0; i < examples.length; i++) {
      vectors.get(examples[i]).copyTo(dense, i * dimensions);
    }
    return manager.create(dense, new Shape(examples.length, dimensions));
  }
}

package org.flipcheck.train;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;

/** Some of the examples of another, their classes perhaps numbered anew. */
final class ExampleView implements LabelledExamples {

  private final LabelledExamples whole;
  private final int[] places;
  private final List<String> classes;
  private final int[] labelOfWhole;

  private ExampleView(
      LabelledExamples whole, int[] places, List<String> classes, int[] labelOfWhole) {
    this.whole = whole;
    this.places = places;
    this.classes = classes;
    this.labelOfWhole = labelOfWhole;
  }

  static ExampleView chosen(LabelledExamples whole, int[] examples) {
    if (examples.length == 0) {
      throw new IllegalArgumentException("no example is chosen, at least 1 is needed");
    }
    for (int example : examples) {
      if (example < 0 || example >= whole.size()) {
        throw new IllegalArgumentException(
            "example %d is chosen, there are only 0 to %d".formatted(example, whole.size() - 1));
      }
    }
    int[] same = IntStream.range(0, whole.classes().size()).toArray();
    return new ExampleView(whole, examples.clone(), whole.classes(), same);
  }

  static ExampleView ofClasses(LabelledExamples whole, List<String> names) {
    requireKnown(whole.classes(), names);
    int[] labelOfWhole = whole.classes().stream().mapToInt(name -> names.indexOf(name)).toArray();
    int[] places =
        IntStream.range(0, whole.size()).filter(i -> labelOfWhole[whole.label(i)] >= 0).toArray();
    if (places.length == 0) {
      throw new IllegalArgumentException("no example is of the classes " + names);
    }
    return new ExampleView(whole, places, List.copyOf(names), labelOfWhole);
  }

  private static void requireKnown(List<String> known, List<String> names) {
    List<String> unknown = names.stream().filter(name -> !known.contains(name)).toList();
    if (!unknown.isEmpty()) {
      throw new IllegalArgumentException(
          "no example can be of the classes %s, the classes are %s".formatted(unknown, known));
    }
    Set<String> seen = new HashSet<>();
    List<String> twice = names.stream().filter(name -> !seen.add(name)).toList();
    if (!twice.isEmpty()) {
      throw new IllegalArgumentException("classes named twice: " + twice);
    }
  }

  @Override
  public List<String> classes() {
    return classes;
  }

  @Override
  public int size() {
    return places.length;
  }

  @Override
  public Shape inputShape() {
    return whole.inputShape();
  }

  @Override
  public int label(int example) {
    return labelOfWhole[whole.label(places[example])];
  }

  @Override
  public NDArray inputs(NDManager manager, int[] examples) {
    return whole.inputs(manager, Arrays.stream(examples).map(i -> places[i]).toArray());
  }
}

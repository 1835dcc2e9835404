package org.flipcheck.train.experiment;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.flipcheck.train.LabelledExamples;

/** Random parts that depend on a seed alone. */
final class Shuffle {

  private Shuffle() {}

  /** The examples at some places of a random order. */
  static LabelledExamples part(LabelledExamples examples, int from, int to, int seed) {
    return examples.chosen(Arrays.copyOfRange(order(examples, seed), from, to));
  }

  private static int[] order(LabelledExamples examples, int seed) {
    List<Integer> order = new ArrayList<>(IntStream.range(0, examples.size()).boxed().toList());
    Collections.shuffle(order, new Random(seed));
    return order.stream().mapToInt(Integer::intValue).toArray();
  }

  /** So many of some names, in the order in which they are given. */
  static List<String> some(List<String> names, int count, int seed) {
    List<String> order = new ArrayList<>(names);
    Collections.shuffle(order, new Random(seed));
    List<String> kept = order.subList(0, count);
    return names.stream().filter(kept::contains).toList();
  }
}

package org.flipcheck.checkpoint;

import java.io.IOException;
import java.lang.ref.WeakReference;
import java.util.List;
import java.util.stream.Stream;
import org.flipcheck.checkpoint.Adapter.Factors;
import org.flipcheck.checkpoint.AdapterMix.Part;

/**
 * What a mixture of adapters adds to one weight: &Sigma;
 * w<sub>i</sub>&middot;B<sub>i</sub>&middot;A<sub>i</sub>, computed in doubles. The factors are
 * read when they are first needed, and kept while a thread holds them.
 */
final class LowRank {

  private final List<Part> parts;
  private final boolean isTransposed;
  private WeakReference<Loaded> loaded = new WeakReference<>(null);

  /**
   * Notes the products.
   *
   * @param isTransposed whether the weight has a row for each input, and not for each output
   */
  LowRank(List<Part> parts, boolean isTransposed) {
    this.parts = List.copyOf(parts);
    this.isTransposed = isTransposed;
  }

  /** The shape of the weight that it can be added to. */
  static List<Long> shape(Factors factors, boolean isTransposed) {
    long outputs = factors.b().shape().get(0);
    List<Long> inputs = factors.a().shape().subList(1, factors.a().shape().size());
    return isTransposed
        ? List.of(inputs.stream().reduce(1L, Math::multiplyExact), outputs)
        : Stream.concat(Stream.of(outputs), inputs.stream()).toList();
  }

  /**
   * The factors in memory, one set for all threads.
   *
   * @throws CheckpointException if a number is not finite, or they are too large
   */
  synchronized Loaded load() throws IOException {
    Loaded there = loaded.get();
    if (there == null) {
      there = new Loaded(parts, isTransposed);
      loaded = new WeakReference<>(there);
    }
    return there;
  }

  /** The two factors of the whole sum, row by row. */
  static final class Loaded {
    private final double[] left;
    private final double[] right;
    private final int rank;
    private final int columns;

    private Loaded(List<Part> parts, boolean isTransposed) throws IOException {
      Factors first = parts.get(0).factors();
      int outputs = Math.toIntExact(first.b().shape().get(0));
      int inputs = Math.toIntExact(first.a().elements() / first.rank());
      rank = Math.toIntExact(parts.stream().mapToLong(part -> part.factors().rank()).sum());
      columns = isTransposed ? outputs : inputs;
      left = new double[Math.multiplyExact(isTransposed ? inputs : outputs, rank)];
      right = new double[Math.multiplyExact(rank, columns)];
      int offset = 0;
      for (Part part : parts) {
        add(part, offset, isTransposed);
        offset += (int) part.factors().rank();
      }
    }

    private void add(Part part, int offset, boolean isTransposed) throws IOException {
      int own = (int) part.factors().rank();
      double[] a = part.factors().a().finite();
      double[] b = part.factors().b().finite();
      int inputs = a.length / own;
      for (int k = 0; k < own; k++) {
        for (int i = 0; i < inputs; i++) {
          if (isTransposed) {
            left[i * rank + offset + k] = part.weight() * a[k * inputs + i];
          } else {
            right[(offset + k) * columns + i] = a[k * inputs + i];
          }
        }
        for (int o = 0; o < b.length / own; o++) {
          if (isTransposed) {
            right[(offset + k) * columns + o] = b[o * own + k];
          } else {
            left[o * rank + offset + k] = part.weight() * b[o * own + k];
          }
        }
      }
    }

    /**
     * Adds a stretch of the sum of products.
     *
     * @param values what it is added to
     * @param start the first element of the weight, row by row
     * @param count how many
     */
    void addTo(double[] values, long start, int count) {
      for (int at = 0; at < count; ) {
        int row = (int) ((start + at) / columns);
        int column = (int) ((start + at) % columns);
        int length = Math.min(columns - column, count - at);
        for (int k = 0; k < rank; k++) {
          addTimes(left[row * rank + k], k * columns + column, values, at, length);
        }
        at += length;
      }
    }

    private void addTimes(double factor, int from, double[] values, int at, int length) {
      for (int i = 0; i < length; i++) {
        values[at + i] += factor * right[from + i];
      }
    }
  }
}

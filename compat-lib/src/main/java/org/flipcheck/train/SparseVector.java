package org.flipcheck.train;

import java.util.Map;
import java.util.SortedMap;

/** A vector of mostly zeros: the places of the others and their values. Immutable. */
public final class SparseVector {

  private final int[] places;
  private final float[] values;

  private SparseVector(int[] places, float[] values) {
    this.places = places;
    this.values = values;
  }

  /** The values scaled to a Euclidean length of 1; zeros stay away, and zeros alone stay zeros. */
  static SparseVector ofLengthOne(SortedMap<Integer, Float> sums) {
    double square = 0;
    int count = 0;
    for (float value : sums.values()) {
      square += (double) value * value;
      count += value == 0 ? 0 : 1;
    }
    int[] places = new int[count];
    float[] values = new float[count];
    int next = 0;
    for (Map.Entry<Integer, Float> entry : sums.entrySet()) {
      if (entry.getValue() != 0) {
        places[next] = entry.getKey();
        values[next++] = (float) (entry.getValue() / Math.sqrt(square));
      }
    }
    return new SparseVector(places, values);
  }

  /**
   * How many values are not 0.
   *
   * @return at least 0
   */
  public int count() {
    return places.length;
  }

  /**
   * Writes the values into an array of zeros.
   *
   * @param dense receives them
   * @param offset where the vector begins there
   */
  public void copyTo(float[] dense, int offset) {
    for (int i = 0; i < places.length; i++) {
      dense[offset + places[i]] = values[i];
    }
  }
}

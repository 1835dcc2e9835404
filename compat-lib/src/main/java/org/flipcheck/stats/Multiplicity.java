package org.flipcheck.stats;

import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;

/**
 * P-values adjusted for having asked many questions: an adjusted p-value at or below α is a finding
 * at level α. With p<sub>(1)</sub> ≤ … ≤ p<sub>(m)</sub>:
 *
 * <pre>Holm:               max over j ≤ i of min(1, (m − j + 1) · p(j))
 * Benjamini–Hochberg: min over j ≥ i of min(1, m/j · p(j))</pre>
 *
 * <ul>
 *   <li>Holm bounds the chance of any false finding, whatever the dependence of the questions.
 *   <li>Benjamini–Hochberg bounds the expected share of false ones among the findings, for
 *       independent or positively dependent questions.
 *   <li>Adjusted values stay in their places, keep their order, are never below the raw ones and
 *       never above 1.
 * </ul>
 *
 * <p>S. Holm (1979), <i>A simple sequentially rejective multiple test procedure</i>, Scand. J.
 * Statist. 6:65–70; Y. Benjamini and Y. Hochberg (1995), <i>Controlling the false discovery
 * rate</i>, J. R. Statist. Soc. B 57:289–300.
 */
public final class Multiplicity {

  private Multiplicity() {}

  /**
   * Holm's adjustment.
   *
   * @param pValues p-values, each from 0 to 1; it is not changed
   * @return the adjusted p-values, in the same places
   * @throws IllegalArgumentException if a p-value is NaN or outside its range
   */
  public static double[] holm(double[] pValues) {
    int[] order = ascending(pValues);
    double[] adjusted = new double[pValues.length];
    double largest = 0;
    for (int rank = 0; rank < order.length; rank++) {
      int place = order[rank];
      largest = Math.max(largest, Math.min(1, (order.length - rank) * pValues[place]));
      adjusted[place] = largest;
    }
    return adjusted;
  }

  /**
   * The adjustment of Benjamini and Hochberg.
   *
   * @param pValues p-values, each from 0 to 1; it is not changed
   * @return the adjusted p-values, in the same places
   * @throws IllegalArgumentException if a p-value is NaN or outside its range
   */
  public static double[] benjaminiHochberg(double[] pValues) {
    int[] order = ascending(pValues);
    double[] adjusted = new double[pValues.length];
    double smallest = 1;
    for (int rank = order.length - 1; rank >= 0; rank--) {
      int place = order[rank];
      smallest = Math.min(smallest, (double) order.length / (rank + 1) * pValues[place]);
      adjusted[place] = smallest;
    }
    return adjusted;
  }

  private static int[] ascending(double[] pValues) {
    for (double pValue : pValues) {
      if (!(pValue >= 0 && pValue <= 1)) {
        throw new IllegalArgumentException(
            "p-value is %s, it must lie between 0 and 1 (values: %s)"
                .formatted(pValue, Arrays.toString(pValues)));
      }
    }
    return IntStream.range(0, pValues.length)
        .boxed()
        .sorted(Comparator.comparingDouble(place -> pValues[place]))
        .mapToInt(Integer::intValue)
        .toArray();
  }
}

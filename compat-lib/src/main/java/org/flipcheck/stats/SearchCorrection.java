package org.flipcheck.stats;

import java.util.Arrays;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.IntStream;

/** How p-values are adjusted for the number of hypotheses that were tested together. */
public enum SearchCorrection {
  /**
   * S. Holm (1979), <i>A simple sequentially rejective multiple test procedure</i>, Scand. J.
   * Statist. 6:65–70: keeps the chance of even one false finding below the level.
   */
  HOLM,
  /**
   * Y. Benjamini and Y. Hochberg (1995), <i>Controlling the false discovery rate</i>, J. R. Stat.
   * Soc. B 57:289–300: keeps the expected share of false findings below the level.
   */
  BENJAMINI_HOCHBERG;

  /**
   * The name in settings and results.
   *
   * @return the constant's name in lower case
   */
  public String key() {
    return name().toLowerCase(Locale.ROOT);
  }

  /**
   * The correction of a name.
   *
   * @param key what {@link #key} gives
   * @return empty where there is none of that name
   */
  public static Optional<SearchCorrection> of(String key) {
    return Arrays.stream(values()).filter(correction -> correction.key().equals(key)).findFirst();
  }

  /**
   * Adjusts p-values: a hypothesis is rejected at a level where its adjusted p-value is not above
   * it.
   *
   * @param pValues one for each hypothesis tested, in [0, 1]
   * @return the adjusted ones in the same order, none below its p-value or above 1
   */
  public double[] adjust(double[] pValues) {
    int[] ascending =
        IntStream.range(0, pValues.length)
            .boxed()
            .sorted(Comparator.comparingDouble(i -> pValues[i]))
            .mapToInt(Integer::intValue)
            .toArray();
    double[] adjusted = new double[pValues.length];
    switch (this) {
      case HOLM -> stepDown(pValues, ascending, adjusted);
      case BENJAMINI_HOCHBERG -> stepUp(pValues, ascending, adjusted);
    }
    return adjusted;
  }

  private static void stepDown(double[] pValues, int[] ascending, double[] adjusted) {
    double running = 0;
    for (int rank = 0; rank < ascending.length; rank++) {
      int at = ascending[rank];
      running = Math.max(running, Math.min(1, (ascending.length - rank) * pValues[at]));
      adjusted[at] = running;
    }
  }

  private static void stepUp(double[] pValues, int[] ascending, double[] adjusted) {
    double running = 1;
    for (int rank = ascending.length; rank > 0; rank--) {
      int at = ascending[rank - 1];
      running = Math.min(running, pValues[at] * ((double) ascending.length / rank));
      adjusted[at] = running;
    }
  }
}

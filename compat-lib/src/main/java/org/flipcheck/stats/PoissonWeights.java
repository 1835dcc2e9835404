package org.flipcheck.stats;

import java.util.Arrays;

/**
 * How often each group of examples is drawn in each replicate of a bootstrap over groups. The
 * weight of a group is a function of its hash and the replicate's number and of nothing else, so
 * that sums over any split of the examples, in any order, are the sums over the whole.
 *
 * <p>A replicate draws each group independently, 0, 1, 2… times as a Poisson variable of mean 1
 * would be, which for many groups is the bootstrap's multinomial draw (J. A. Hanley and B.
 * MacGibbon, <i>Creating non-parametric bootstrap samples using Poisson frequencies</i>, Computer
 * Methods and Programs in Biomedicine 83:57–62, 2006, doi:10.1016/j.cmpb.2006.04.006).
 *
 * <ul>
 *   <li>12 random bits make a weight, by a table: probabilities are 4096ths, less than 1/1000 away
 *       from Poisson's. Mean and variance are exactly 1; the third and fourth factorial moments,
 *       which are 1 too for Poisson, are 1 − 2/4096 and 1 + 8/4096. The greatest weight is 6.
 *   <li>Five weights come from one step of a generator that counts on from the group's hash: the
 *       SplitMix64 of G. L. Steele, D. Lea and C. H. Flood, <i>Fast splittable pseudorandom number
 *       generators</i>, OOPSLA 2014, doi:10.1145/2660193.2660195.
 *   <li>The first replicates are the same however many are asked for.
 * </ul>
 */
public final class PoissonWeights {

  /**
   * The version of this function. Replicates made by different versions must not be added up; a
   * change of any weight is a new version.
   */
  public static final int VERSION = 1;

  /** The greatest weight of a group in a replicate. */
  public static final int MAX = 6;

  private static final int BITS = 12;
  private static final int MASK = (1 << BITS) - 1;
  private static final int PER_STEP = 5;
  private static final long INCREMENT = 0x9E3779B97F4A7C15L;

  /** Of 4096 draws, how many give 0, 1, 2… */
  private static final int[] OF_4096 = {1507, 1506, 755, 249, 66, 9, 4};

  private static final byte[] WEIGHT = new byte[1 << BITS];

  static {
    int from = 0;
    for (int weight = 0; weight < OF_4096.length; weight++) {
      Arrays.fill(WEIGHT, from, from + OF_4096[weight], (byte) weight);
      from += OF_4096[weight];
    }
  }

  private PoissonWeights() {}

  /**
   * Computes a group's weights.
   *
   * @param group the group's hash
   * @param into one place for each replicate; gets weights from 0 to {@value #MAX}
   */
  public static void fill(long group, int[] into) {
    // Mixed once more, so that no two groups of any names share a stretch of the generator.
    long state = mixed(group);
    int r = 0;
    for (; r <= into.length - PER_STEP; r += PER_STEP) {
      state += INCREMENT;
      long bits = mixed(state);
      into[r] = WEIGHT[(int) bits & MASK];
      into[r + 1] = WEIGHT[(int) (bits >>> BITS) & MASK];
      into[r + 2] = WEIGHT[(int) (bits >>> (2 * BITS)) & MASK];
      into[r + 3] = WEIGHT[(int) (bits >>> (3 * BITS)) & MASK];
      into[r + 4] = WEIGHT[(int) (bits >>> (4 * BITS)) & MASK];
    }
    long rest = mixed(state + INCREMENT);
    for (; r < into.length; r++) {
      into[r] = WEIGHT[(int) rest & MASK];
      rest >>>= BITS;
    }
  }

  private static long mixed(long state) {
    long h = state;
    h = (h ^ (h >>> 30)) * 0xBF58476D1CE4E5B9L;
    h = (h ^ (h >>> 27)) * 0x94D049BB133111EBL;
    return h ^ (h >>> 31);
  }
}

package org.flipcheck.checkpoint;

import java.util.regex.Pattern;

/** What the names of tensors tell about them. */
public final class TensorNames {

  /** As PyTorch and as DJL name them. */
  private static final Pattern RUNNING_STATISTIC =
      Pattern.compile("(.*[._])?(running_mean|running_var|runningMean|runningVar)");

  private TensorNames() {}

  /**
   * Whether a tensor holds running statistics of batch normalisation: counted from data, so that no
   * gradient reaches it and it has no Fisher information.
   *
   * @param tensor its name
   * @return true if it ends as PyTorch or DJL name such statistics
   */
  public static boolean isRunningStatistic(String tensor) {
    return RUNNING_STATISTIC.matcher(tensor).matches();
  }
}

package org.flipcheck.cli;

import java.util.Locale;
import org.flipcheck.mend.Mender;

/**
 * A line on standard error for every model that was asked: each takes a run of a program, so that
 * there are few, and they tell how the search goes.
 */
final class MendProgress implements Mender.Progress {

  private long begun = System.nanoTime();

  @Override
  public void at(int step, int most, String line) {
    long now = System.nanoTime();
    System.err.printf(
        Locale.ROOT, "%2d of at most %d: %s (%.1f s)%n", step, most, line, (now - begun) / 1e9);
    begun = now;
  }
}

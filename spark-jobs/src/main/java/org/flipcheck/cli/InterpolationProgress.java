package org.flipcheck.cli;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.flipcheck.checkpoint.Interpolator;

/**
 * A line on the terminal that says how far an interpolation is; silent elsewhere. Not by the
 * library that {@code Progress} uses, which would bring a terminal library into the gate's jar.
 */
final class InterpolationProgress implements Interpolator.Progress, AutoCloseable {

  private static final long INTERVAL = TimeUnit.MILLISECONDS.toNanos(200);

  private final String mixture;
  private final boolean isShown = Terminal.showsProgress();
  private final AtomicLong next = new AtomicLong(System.nanoTime() + INTERVAL);

  InterpolationProgress(String mixture) {
    this.mixture = mixture;
  }

  @Override
  public void at(long done, long total) {
    long due = next.get();
    long now = System.nanoTime();
    if (isShown && now - due >= 0 && next.compareAndSet(due, now + INTERVAL)) {
      System.err.printf("\r%s: %d %% done ", mixture, 100 * done / total);
    }
  }

  @Override
  public void close() {
    if (isShown) {
      System.err.print("\r" + " ".repeat(mixture.length() + 20) + "\r");
    }
  }
}

package org.flipcheck.cli;

import java.util.Locale;
import java.util.concurrent.TimeUnit;
import org.flipcheck.mend.Trainings;

/**
 * A bar on the terminal that says how far an epoch is, and a line on standard error for each epoch
 * and candidate. Not by the library that {@code Progress} uses, which would bring a terminal
 * library into the gate's jar.
 */
final class TrainProgress implements Trainings.Progress, AutoCloseable {

  private static final long INTERVAL = TimeUnit.MILLISECONDS.toNanos(200);
  private static final int BAR = 20;

  private final boolean isShown = Terminal.showsProgress();
  private long next = System.nanoTime() + INTERVAL;
  private int width;

  @Override
  public void step(String model, int epoch, int epochs, int step, int steps, double loss) {
    if (!isShown || System.nanoTime() - next < 0) {
      return;
    }
    next = System.nanoTime() + INTERVAL;
    int done = BAR * step / steps;
    String text =
        String.format(
            Locale.ROOT,
            "%s, epoch %d of %d [%s%s] %d of %d steps, loss %.4f",
            model,
            epoch,
            epochs,
            "#".repeat(done),
            " ".repeat(BAR - done),
            step,
            steps,
            loss);
    System.err.print("\r" + text + " ".repeat(Math.max(0, width - text.length())));
    width = text.length();
  }

  @Override
  public void line(String line) {
    close();
    System.err.println(line);
  }

  /** Clears the bar. */
  @Override
  public void close() {
    if (width > 0) {
      System.err.print("\r" + " ".repeat(width) + "\r");
      width = 0;
    }
  }
}

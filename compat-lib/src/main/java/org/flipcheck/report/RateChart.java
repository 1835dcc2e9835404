package org.flipcheck.report;

import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.flipcheck.stats.Estimates;
import org.flipcheck.stats.Interval;
import org.flipcheck.stats.WilsonInterval;

/**
 * Rates beside each other, to be drawn or read aloud: each with the counts that it was divided
 * from, and the 95 % interval of Wilson.
 *
 * @param title above the drawing
 * @param axis what the rates are, such as "negative flips, share of the slice's examples"
 * @param rates at least one, from top to bottom
 * @param whole what all are compared with, such as the rate of all examples; empty for nothing
 */
public record RateChart(String title, String axis, List<Rate> rates, Optional<Rate> whole) {

  /**
   * Keeps an unmodifiable copy of the rates.
   *
   * @throws IllegalArgumentException if there is no rate
   */
  public RateChart {
    rates = List.copyOf(rates);
    if (rates.isEmpty()) {
      throw new IllegalArgumentException("there is no rate to draw");
    }
  }

  /**
   * Some of some examples.
   *
   * @param name foreign text
   * @param events what was counted, from 0 to {@code examples}
   * @param examples out of how many, ≥ 0
   */
  public record Rate(String name, long events, long examples) {

    /**
     * Checks the counts.
     *
     * @throws IllegalArgumentException if a count is out of its range
     */
    public Rate {
      if (!(events >= 0 && events <= examples)) {
        throw new IllegalArgumentException(
            "%s: %d of %d is no rate".formatted(name, events, examples));
      }
    }

    OptionalDouble value() {
      return examples == 0 ? OptionalDouble.empty() : OptionalDouble.of((double) events / examples);
    }

    /** Only where there are examples. */
    Interval interval() {
      return WilsonInterval.of((double) events, (double) examples, Estimates.REPORTED_CONFIDENCE);
    }

    /** {@code 228 of 4,000 = 5.70%}. */
    String counts() {
      String of = "%s of %s".formatted(Format.count(events), Format.count(examples));
      return value().isPresent()
          ? "%s = %s".formatted(of, Format.percent(value().getAsDouble()))
          : of;
    }

    /** All of it in one line. */
    String told() {
      String counts = "%s: %s".formatted(Format.visible(name), counts());
      return value().isEmpty()
          ? counts + ", no rate"
          : "%s, 95%% interval %s to %s"
              .formatted(
                  counts, Format.percent(interval().low()), Format.percent(interval().high()));
    }
  }

  /**
   * Draws the rates as dots with whiskers, and the whole's as a dashed line. Nothing in it depends
   * on the fonts of the machine that draws: text stays text, in places that are fixed beforehand.
   *
   * @return an SVG document
   */
  public String svg() {
    return RateDrawing.of(this);
  }

  /**
   * Tells the rates.
   *
   * @return the title, a line for each rate, and one for the whole if there is one
   */
  public String text() {
    return Stream.concat(
            Stream.of(Format.visible(title)),
            Stream.concat(rates.stream(), whole.stream()).map(Rate::told))
        .collect(Collectors.joining("\n"));
  }
}

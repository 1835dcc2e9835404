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

  private static final int NAME = 34;

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

    private IntervalChart.Row row(String shown) {
      Optional<Interval> interval = examples == 0 ? Optional.empty() : Optional.of(interval());
      return new IntervalChart.Row(
          shown,
          value(),
          interval.map(i -> OptionalDouble.of(i.low())).orElse(OptionalDouble.empty()),
          interval.map(i -> OptionalDouble.of(i.high())).orElse(OptionalDouble.empty()));
    }

    /** {@code tops: 228 of 4,000}; only the name is cut. */
    private String named() {
      return "%s: %s of %s"
          .formatted(
              Format.ellipsis(Format.visible(name), NAME),
              Format.count(events),
              Format.count(examples));
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
   * Draws the rates as dots with whiskers, and the whole as a line.
   *
   * @return an SVG document, {@link #text} its description; empty where Java has no fonts to draw
   *     with, as in the smallest containers
   */
  public Optional<String> svg() {
    IntervalChart drawn =
        new IntervalChart(
            title,
            axis,
            rates.stream().map(rate -> rate.row(rate.named())).toList(),
            whole.map(rate -> rate.row(rate.name())));
    return drawn.document(text().replace("\n", "; "));
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

package org.flipcheck.report;

import java.awt.Color;
import java.util.List;

/**
 * Points of a {@link FlipChart} that belong together.
 *
 * @param name in the legend; each once in a chart
 * @param points at least one
 * @param tone its colour
 * @param mark of each point
 * @param form whether the points are joined
 */
public record ChartSeries(String name, List<Point> points, Tone tone, Mark mark, Form form) {

  /**
   * One model.
   *
   * @param negativeFlipRate as a share
   * @param accuracy as a share
   */
  public record Point(double negativeFlipRate, double accuracy) {}

  /** Whether points are joined. */
  public enum Form {
    /** In their order. */
    JOINED,
    /** They are not. */
    SINGLE
  }

  /** Colours that people with any colour vision tell apart (Okabe and Ito). */
  public enum Tone {
    /** A full blue. */
    BLUE(0, 114, 178),
    /** A dark orange. */
    ORANGE(213, 94, 0),
    /** A pale purple. */
    PURPLE(204, 121, 167),
    /** A bluish green. */
    GREEN(0, 158, 115),
    /** A light blue. */
    SKY(86, 180, 233),
    /** A yellowish orange. */
    AMBER(230, 159, 0),
    /** For what the others are compared with. */
    GREY(90, 90, 90);

    private final Color color;

    Tone(int red, int green, int blue) {
      color = new Color(red, green, blue);
    }

    Color color() {
      return color;
    }
  }

  /** Signs of points. */
  public enum Mark {
    /** A disc. */
    CIRCLE,
    /** A square on its side. */
    SQUARE,
    /** A square on its corner. */
    DIAMOND,
    /** A triangle on its side. */
    TRIANGLE_UP,
    /** A triangle on its corner. */
    TRIANGLE_DOWN
  }

  /** Keeps an unmodifiable copy of the points. */
  public ChartSeries {
    points = List.copyOf(points);
  }
}

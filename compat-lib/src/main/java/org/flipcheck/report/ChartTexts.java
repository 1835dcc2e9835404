package org.flipcheck.report;

import java.awt.Font;
import java.awt.Shape;
import java.awt.font.FontRenderContext;
import java.awt.font.TextLayout;
import java.awt.geom.PathIterator;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The texts of a chart, found again by their outlines, which are all that XChart draws of them. */
final class ChartTexts {

  /** Makes texts different without anything to see. */
  static final String NOTHING = "\u200b";

  /** So many has the longest segment of a path. */
  private static final int COORDINATES = 6;

  private final Set<String> texts = new LinkedHashSet<>();
  private final Map<Written, List<double[]>> outlines = new HashMap<>();

  private record Written(String text, Font font, FontRenderContext context) {

    List<double[]> outlines() {
      return points(new TextLayout(text, font, context).getOutline(null));
    }
  }

  /** Remembers a text, and gives it back. */
  String add(String text) {
    texts.add(text);
    return text;
  }

  /**
   * The text whose outlines these are.
   *
   * @return empty where no text of these outlines was remembered, and where several were: letters
   *     that a font lacks all look the same
   */
  Optional<String> of(Shape shape, Font font, FontRenderContext context) {
    List<double[]> sought = points(shape);
    List<String> found =
        texts.stream()
            .filter(text -> !text.isEmpty())
            .map(text -> new Written(text, font, context))
            .filter(written -> same(sought, outlines.computeIfAbsent(written, Written::outlines)))
            .map(written -> written.text().replace(NOTHING, ""))
            .distinct()
            .toList();
    return found.size() == 1 ? Optional.of(found.get(0)) : Optional.empty();
  }

  private static List<double[]> points(Shape shape) {
    List<double[]> points = new ArrayList<>();
    for (PathIterator path = shape.getPathIterator(null); !path.isDone(); path.next()) {
      double[] point = new double[COORDINATES];
      path.currentSegment(point);
      points.add(point);
    }
    return points;
  }

  private static boolean same(List<double[]> one, List<double[]> other) {
    return !one.isEmpty() && Arrays.deepEquals(one.toArray(), other.toArray());
  }
}

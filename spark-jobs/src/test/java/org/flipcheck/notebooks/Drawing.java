package org.flipcheck.notebooks;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/**
 * The data in an SVG drawing. Texts are as large as the fonts of a machine make them, and so is the
 * room that they leave for the data: what stays is which marks there are, in which colours, and
 * where they stand relative to each other.
 *
 * @param marks one line for each, without places
 * @param across their places from 0, the leftmost, to 1, the rightmost
 * @param down their places from 0, the uppermost, to 1, the lowest
 */
record Drawing(List<String> marks, List<Double> across, List<Double> down) {

  /** Two thousandths of the drawing: coordinates are rounded to a hundredth of a pixel. */
  private static final double TOLERANCE = 0.002;

  /** Data are clipped to the plot; titles, axes and legend are not. */
  private static final String OF_DATA = "clip-path:";

  private static final Pattern ELEMENT = Pattern.compile("<(g|circle|line|path|rect)\\b([^>]*)>");

  private static final Pattern COLOUR = Pattern.compile("(?:fill|stroke):rgb\\([^)]*\\)");
  private static final Pattern ACROSS = Pattern.compile("\\b(?:cx|x|x1|x2)=\"([-\\d.]+)\"");
  private static final Pattern DOWN = Pattern.compile("\\b(?:cy|y|y1|y2)=\"([-\\d.]+)\"");
  private static final Pattern START = Pattern.compile("\\bd=\"M([-\\d.]+) ([-\\d.]+)");

  static Drawing of(String svg) {
    List<String> marks = new ArrayList<>();
    List<Double> across = new ArrayList<>();
    List<Double> down = new ArrayList<>();
    List<String> inherited = List.of();
    Matcher element = ELEMENT.matcher(svg);
    while (element.find()) {
      String attributes = element.group(2);
      if (element.group(1).equals("g")) {
        inherited = all(COLOUR, attributes);
      } else if (attributes.contains(OF_DATA)) {
        marks.add("%s %s %s".formatted(element.group(1), inherited, all(COLOUR, attributes)));
        all(ACROSS, attributes).forEach(x -> across.add(Double.valueOf(x)));
        all(DOWN, attributes).forEach(y -> down.add(Double.valueOf(y)));
        Matcher start = START.matcher(attributes);
        if (start.find()) {
          across.add(Double.valueOf(start.group(1)));
          down.add(Double.valueOf(start.group(2)));
        }
      }
    }
    return new Drawing(marks, relative(across), relative(down));
  }

  private static List<String> all(Pattern pattern, String text) {
    return pattern
        .matcher(text)
        .results()
        .map(found -> found.groupCount() == 0 ? found.group() : found.group(1))
        .toList();
  }

  private static List<Double> relative(List<Double> places) {
    double least = places.stream().mapToDouble(Double::doubleValue).min().orElse(0);
    double most = places.stream().mapToDouble(Double::doubleValue).max().orElse(1);
    double width = most > least ? most - least : 1;
    return places.stream().map(place -> (place - least) / width).toList();
  }

  /** Whether two drawings show the same data; a drawing without data is like none. */
  boolean shows(Drawing other) {
    return !marks.isEmpty()
        && marks.equals(other.marks)
        && near(across, other.across)
        && near(down, other.down);
  }

  private static boolean near(List<Double> places, List<Double> others) {
    return places.size() == others.size()
        && IntStream.range(0, places.size())
            .allMatch(i -> Math.abs(places.get(i) - others.get(i)) <= TOLERANCE);
  }
}

package org.flipcheck.checkpoint;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.flipcheck.checkpoint.OutputFile.Place;

/**
 * A stretch of one file of the result: what one thread makes in one go, and what a run that was
 * killed need not make again.
 *
 * @param file the index of the file
 * @param plan the tensor that it belongs to
 * @param position its first byte in the file
 * @param length its length in bytes
 * @param segments its elements
 */
record Unit(int file, TensorPlan plan, long position, long length, List<Segment> segments) {

  /** Bytes of a unit: a millisecond or two of work, so that threads seldom wait for their turns. */
  static final int BYTES = 1 << 19;

  Unit {
    segments = List.copyOf(segments);
  }

  /** All units of some files, in the order in which the new model's files have them. */
  static List<Unit> of(List<OutputFile> files) {
    List<Unit> units = new ArrayList<>();
    for (int file = 0; file < files.size(); file++) {
      List<Place> places = new ArrayList<>(files.get(file).places());
      places.sort(Comparator.comparingLong(place -> place.plan().now().position(0)));
      for (Place place : places) {
        units.addAll(of(file, place));
      }
    }
    return units;
  }

  /** The units of one tensor. */
  static List<Unit> of(int file, Place place) {
    List<Unit> units = new ArrayList<>();
    int most = BYTES / place.plan().elementBytes();
    List<Segment> segments = new ArrayList<>();
    long elements = 0;
    for (Segment segment : place.plan().segments()) {
      for (long from = 0; from < segment.count(); ) {
        long count = Math.min(most - elements, segment.count() - from);
        segments.add(segment.part(from, count));
        from += count;
        elements += count;
        if (elements == most) {
          units.add(unit(file, place, segments, elements));
          segments = new ArrayList<>();
          elements = 0;
        }
      }
    }
    if (elements > 0) {
      units.add(unit(file, place, segments, elements));
    }
    return units;
  }

  private static Unit unit(int file, Place place, List<Segment> segments, long elements) {
    int width = place.plan().elementBytes();
    return new Unit(
        file,
        place.plan(),
        place.position() + segments.get(0).newStart() * width,
        elements * width,
        segments);
  }
}

package org.flipcheck.checkpoint;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * Where tensors stand in a file, as the usual writers of safetensors have it: wide types first,
 * then by name, without gaps.
 *
 * @param places in the order of the data
 */
record FileLayout<T>(List<Place<T>> places) {

  /** What of a tensor its place depends on. */
  record Spec(String name, DType type, List<Long> shape) {}

  /** A tensor and what the header says of it. */
  record Place<T>(T tensor, TensorEntry entry) {}

  private record Specified<T>(T tensor, Spec spec) {}

  FileLayout {
    places = List.copyOf(places);
  }

  /** Lays tensors out. */
  static <T> FileLayout<T> of(Collection<T> tensors, Function<T, Spec> spec) {
    List<Specified<T>> sorted = new ArrayList<>();
    tensors.forEach(tensor -> sorted.add(new Specified<>(tensor, spec.apply(tensor))));
    sorted.sort(
        Comparator.comparing((Specified<T> one) -> one.spec().type())
            .reversed()
            .thenComparing(one -> one.spec().name()));
    List<Place<T>> places = new ArrayList<>();
    long begin = 0;
    for (Specified<T> one : sorted) {
      Spec its = one.spec();
      long end = begin + TensorEntry.byteLength(its.type(), its.shape());
      places.add(
          new Place<>(
              one.tensor(), new TensorEntry(its.name(), its.type(), its.shape(), begin, end)));
      begin = end;
    }
    return new FileLayout<>(places);
  }

  /** The length of the data, without the header. */
  long dataBytes() {
    return places.isEmpty() ? 0 : places.get(places.size() - 1).entry().end();
  }

  /**
   * The length of the header, and the header.
   *
   * @param metadata text by name
   * @throws CheckpointException if no reader would take a header of this length
   */
  byte[] start(Map<String, String> metadata) throws IOException {
    return HeaderWriter.start(metadata, places.stream().map(Place::entry).toList());
  }
}

package org.flipcheck.checkpoint;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/**
 * One file of the result, laid out as the usual writers of safetensors do: wide types first, then
 * by name, without gaps.
 */
final class OutputFile {

  /** A tensor and where its data begin in the file, in bytes. */
  record Place(TensorPlan plan, long position) {}

  private static final Comparator<TensorPlan> ORDER =
      Comparator.comparing((TensorPlan plan) -> plan.now().type())
          .reversed()
          .thenComparing(TensorPlan::name);

  private final String name;
  private final byte[] start;
  private final List<Place> places = new ArrayList<>();
  private final long size;

  /**
   * Lays out a file.
   *
   * @param name what it is called
   * @param metadata what stands in its header, text by name
   * @param plans the tensors that it gets
   */
  OutputFile(String name, Map<String, String> metadata, Collection<TensorPlan> plans)
      throws IOException {
    this.name = name;
    List<TensorPlan> sorted = plans.stream().sorted(ORDER).toList();
    List<TensorEntry> entries = entries(sorted);
    this.start = HeaderWriter.start(metadata, entries);
    for (int i = 0; i < sorted.size(); i++) {
      places.add(new Place(sorted.get(i), start.length + entries.get(i).begin()));
    }
    this.size = start.length + (entries.isEmpty() ? 0 : entries.get(entries.size() - 1).end());
  }

  private static List<TensorEntry> entries(List<TensorPlan> plans) {
    List<TensorEntry> entries = new ArrayList<>();
    long begin = 0;
    for (TensorPlan plan : plans) {
      Tensor like = plan.now();
      long end = begin + like.byteLength();
      entries.add(new TensorEntry(plan.name(), like.type(), like.shape(), begin, end));
      begin = end;
    }
    return entries;
  }

  String name() {
    return name;
  }

  /** The length of the header, and the header. */
  ByteBuffer start() {
    return ByteBuffer.wrap(start).asReadOnlyBuffer();
  }

  List<Place> places() {
    return List.copyOf(places);
  }

  /** Its whole length, in bytes. */
  long size() {
    return size;
  }
}

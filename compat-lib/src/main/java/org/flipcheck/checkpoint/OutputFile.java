package org.flipcheck.checkpoint;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;

/** One file of the result, laid out. */
final class OutputFile {

  /** A tensor and where its data begin in the file, in bytes. */
  record Place(TensorPlan plan, long position) {}

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
    FileLayout<TensorPlan> layout = FileLayout.of(plans, OutputFile::spec);
    this.start = layout.start(metadata);
    layout
        .places()
        .forEach(
            place -> places.add(new Place(place.tensor(), start.length + place.entry().begin())));
    this.size = start.length + layout.dataBytes();
  }

  private static FileLayout.Spec spec(TensorPlan plan) {
    return new FileLayout.Spec(plan.name(), plan.now().type(), plan.now().shape());
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

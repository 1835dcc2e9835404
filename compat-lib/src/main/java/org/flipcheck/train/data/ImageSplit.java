package org.flipcheck.train.data;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/**
 * The images of one part that were read so far, as bytes on the Java heap. Each has an array of its
 * own, so that all together may be larger than one array can.
 */
final class ImageSplit {

  private static final float BRIGHTEST = 255f;

  private final Optional<ImageSize> scaledTo;
  private final List<byte[]> images = new ArrayList<>();
  private final List<String> labels = new ArrayList<>();
  private final List<String> ids = new ArrayList<>();
  private final HashIds hashes = HashIds.used();
  private Optional<ImageSize> size;
  private String firstPlace = "train";

  /**
   * No images yet.
   *
   * @param scaledTo the size to scale images to; empty to refuse other sizes
   * @param size what the images must have; empty to have it of the first
   */
  ImageSplit(Optional<ImageSize> scaledTo, Optional<ImageSize> size) {
    this.scaledTo = scaledTo;
    this.size = scaledTo.or(() -> size);
  }

  /** Adds an image, or tells that its size is another; without an id, it is named by its pixels. */
  void add(String place, Pixels image, String label, Optional<String> id, Problems problems) {
    Pixels fitting =
        scaledTo.map(wanted -> image.scaledTo(wanted.rows(), wanted.columns())).orElse(image);
    ImageSize found = ImageSize.of(fitting);
    if (size.isEmpty()) {
      size = Optional.of(found);
      firstPlace = place;
    }
    if (!found.equals(size.get())) {
      problems.add(
          "%s: is %s, but %s is %s; give `size: [%d, %d]` to scale all images to one size"
              .formatted(
                  place, found, firstPlace, size.get(), size.get().rows(), size.get().columns()));
      return;
    }
    hashes.add(fitting.values());
    String hash = hashes.next();
    images.add(fitting.values());
    labels.add(label);
    ids.add(id.orElse(hash));
  }

  /** The size of all images; empty before the first. */
  Optional<ImageSize> size() {
    return size;
  }

  List<String> labels() {
    return labels;
  }

  Dataset dataset(ClassNames classes, ImageInputs inputs) {
    return new Dataset(
        new DenseExamples(
            classes.names(), inputs.inputShape(), classes.indices(labels), this::expand),
        ids,
        List.of(),
        Collections.nCopies(ids.size(), List.of()));
  }

  private void expand(int example, float[] inputs, int offset) {
    byte[] image = images.get(example);
    for (int i = 0; i < image.length; i++) {
      inputs[offset + i] = Byte.toUnsignedInt(image[i]) / BRIGHTEST;
    }
  }
}

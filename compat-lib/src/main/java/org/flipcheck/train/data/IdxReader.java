package org.flipcheck.train.data;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import org.flipcheck.train.IdxFile;

/**
 * Reads images of IDX files. Classes are numbers, or the names that a file of classes gives them.
 */
final class IdxReader {

  private final Optional<ClassNames> named;
  private final Optional<ClassNames> known;

  /**
   * A reader.
   *
   * @param named names of the classes by their numbers; empty to have the numbers as names
   * @param known what labels there may be, as names; empty if anything is allowed
   */
  IdxReader(Optional<ClassNames> named, Optional<ClassNames> known) {
    this.named = named;
    this.known = known;
  }

  void read(ImagePart.Idx part, ImageSplit split, Problems problems) {
    Optional<IdxFile> images = open(part.images(), 3, problems);
    Optional<IdxFile> labels = open(part.labels(), 1, problems);
    if (images.isPresent() && labels.isPresent()) {
      read(part, images.get(), labels.get(), split, problems);
    }
  }

  private static Optional<IdxFile> open(Path file, int dimensions, Problems problems) {
    try {
      return Optional.of(IdxFile.read(file, dimensions));
    } catch (IOException e) {
      problems.add(FileProblems.sentence(file, e));
      return Optional.empty();
    }
  }

  private void read(
      ImagePart.Idx part, IdxFile images, IdxFile labels, ImageSplit split, Problems problems) {
    if (images.size(0) != labels.size(0)) {
      problems.add(
          "%s has %d images, but %s has %d labels; give the files that belong together"
              .formatted(part.images(), images.size(0), part.labels(), labels.size(0)));
      return;
    }
    int rows = images.size(1);
    int columns = images.size(2);
    byte[] pixels = images.values();
    byte[] classes = labels.values();
    for (int i = 0; i < classes.length; i++) {
      Optional<String> label = label(part, i, Byte.toUnsignedInt(classes[i]), problems);
      if (label.isPresent()) {
        byte[] image = Arrays.copyOfRange(pixels, i * rows * columns, (i + 1) * rows * columns);
        split.add(
            "%s: image %d".formatted(part.images(), i),
            new Pixels(1, rows, columns, image),
            label.get(),
            Optional.empty(),
            problems);
      }
    }
  }

  private Optional<String> label(ImagePart.Idx part, int place, int number, Problems problems) {
    if (named.isPresent() && number >= named.get().size()) {
      problems.add(
          "%s: label %d is %d; there are %d classes, so only 0 to %d are possible"
              .formatted(part.labels(), place, number, named.get().size(), named.get().size() - 1));
      return Optional.empty();
    }
    String name = named.isPresent() ? named.get().names().get(number) : Integer.toString(number);
    if (known.isPresent() && !known.get().has(name)) {
      problems.add(
          "%s: label %d is %d, which no example of train has; the classes are %s"
              .formatted(part.labels(), place, number, Shown.names(known.get().names())));
      return Optional.empty();
    }
    return Optional.of(name);
  }
}

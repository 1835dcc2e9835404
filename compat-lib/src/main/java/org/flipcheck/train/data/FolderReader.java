package org.flipcheck.train.data;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Reads images of a folder that has a folder for each class, in the order of their names. What is
 * hidden, by a name that begins with a dot, is not looked at.
 */
final class FolderReader {

  private final ImageDecoder decoder;
  private final Optional<ClassNames> known;
  private final Optional<Path> idsWithin;

  /**
   * A reader.
   *
   * @param known what class folders there may be; empty if anything is allowed
   * @param idsWithin the folder from which paths are the ids of images; empty to name them by their
   *     pixels
   */
  FolderReader(Colour colour, Optional<ClassNames> known, Optional<Path> idsWithin) {
    this.decoder = new ImageDecoder(colour);
    this.known = known;
    this.idsWithin = idsWithin;
  }

  void read(ImagePart.Folder part, ImageSplit split, Problems problems) throws IOException {
    if (Files.isRegularFile(part.images())) {
      problems.addOfAll("is no folder; give one that has a folder of images for each class");
      return;
    }
    List<Path> classFolders = visible(part.images());
    if (classFolders.isEmpty()) {
      problems.addOfAll("is empty; it must have a folder of images for each class");
    }
    for (Path folder : classFolders) {
      if (!Files.isDirectory(folder)) {
        problems.add(folder + ": is in no folder of a class; put it into one, or take it away");
      } else if (known.isPresent() && !known.get().has(name(folder))) {
        problems.add("%s: %s".formatted(folder, known.get().refusal(name(folder))));
      } else {
        readClass(folder, split, problems);
      }
    }
  }

  private void readClass(Path folder, ImageSplit split, Problems problems) throws IOException {
    List<Path> images = visible(folder);
    if (images.isEmpty()) {
      problems.add(folder + ": has no image; put some into it, or take the folder away");
    }
    for (Path image : images) {
      if (Files.isDirectory(image)) {
        problems.add(image + ": is a folder within that of a class; only images may be there");
        continue;
      }
      try {
        split.add(image.toString(), decoder.read(image), name(folder), id(image), problems);
      } catch (IOException e) {
        problems.add(FileProblems.sentence(image, e));
      }
    }
  }

  private static String name(Path folder) {
    return folder.getFileName().toString();
  }

  private Optional<String> id(Path image) {
    return idsWithin.map(base -> base.relativize(image).toString().replace('\\', '/'));
  }

  private static List<Path> visible(Path folder) throws IOException {
    try (Stream<Path> entries = Files.list(folder)) {
      return entries.filter(entry -> !name(entry).startsWith(".")).sorted().toList();
    }
  }
}

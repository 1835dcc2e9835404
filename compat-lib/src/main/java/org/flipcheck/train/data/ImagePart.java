package org.flipcheck.train.data;

import java.nio.file.Path;
import java.util.List;

/** The images of one part of the data, with their classes. */
sealed interface ImagePart {

  /** What holds the images. */
  Path images();

  /** All that holds this part. */
  List<Path> files();

  /** Two IDX files of unsigned bytes: grey images, and the index of each one's class. */
  record Idx(Path images, Path labels) implements ImagePart {
    @Override
    public List<Path> files() {
      return List.of(images, labels);
    }
  }

  /** A folder with a folder of images for each class. */
  record Folder(Path images) implements ImagePart {
    @Override
    public List<Path> files() {
      return List.of(images);
    }
  }
}

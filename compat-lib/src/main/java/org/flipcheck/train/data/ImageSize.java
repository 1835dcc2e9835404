package org.flipcheck.train.data;

/**
 * The size that all images must have.
 *
 * @param rows height in pixels
 * @param columns width in pixels
 */
record ImageSize(int rows, int columns) {

  static ImageSize of(Pixels image) {
    return new ImageSize(image.rows(), image.columns());
  }

  @Override
  public String toString() {
    return rows + " x " + columns;
  }
}

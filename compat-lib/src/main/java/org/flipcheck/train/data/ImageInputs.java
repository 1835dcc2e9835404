package org.flipcheck.train.data;

import ai.djl.ndarray.types.Shape;
import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * Inputs that are images of one size, each value from 0 (black) to 1.
 *
 * @param rows height in pixels, at least 1
 * @param columns width in pixels, at least 1
 * @param colour how many channels there are
 * @param scaling what becomes of an image of another size
 */
public record ImageInputs(int rows, int columns, Colour colour, Scaling scaling)
    implements InputDescription {

  /** What becomes of an image of another size. */
  public enum Scaling {
    /** It is refused. */
    NONE,
    /** It is scaled; each pixel is the mean of the area it covers. */
    AREA
  }

  /**
   * Checks the size.
   *
   * @throws IllegalArgumentException if an image would have no pixel
   */
  public ImageInputs {
    if (rows < 1 || columns < 1) {
      throw new IllegalArgumentException(
          "images of %d x %d have no pixel; each side must be at least 1".formatted(rows, columns));
    }
  }

  /**
   * The shape of one image as a network sees it.
   *
   * @return (channels, rows, columns)
   */
  @Override
  public Shape inputShape() {
    return new Shape(colour.channels(), rows, columns);
  }

  @Override
  public ObjectNode toJson() {
    return InputJson.write(this);
  }
}

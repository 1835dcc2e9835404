package org.flipcheck.train.data;

import java.awt.image.BufferedImage;
import java.awt.image.DataBuffer;
import java.awt.image.IndexColorModel;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.IntStream;
import javax.imageio.ImageIO;

/** Writes small images. */
final class ImageFiles {

  private ImageFiles() {}

  /** A grey image of as many rows, its values row by row. */
  static BufferedImage grey(int rows, int... values) {
    int columns = values.length / rows;
    BufferedImage image = new BufferedImage(columns, rows, BufferedImage.TYPE_BYTE_GRAY);
    image.getRaster().setPixels(0, 0, columns, rows, values);
    return image;
  }

  /** A colour image of as many rows, its values as {@code 0xRRGGBB} row by row. */
  static BufferedImage colour(int type, int rows, int... values) {
    int columns = values.length / rows;
    BufferedImage image = new BufferedImage(columns, rows, type);
    int[] opaque = new int[values.length];
    for (int i = 0; i < values.length; i++) {
      opaque[i] = 0xff000000 | values[i];
    }
    image.setRGB(0, 0, columns, rows, opaque, 0, columns);
    return image;
  }

  /** A colour image of as many rows, whose pixels stand for different colours of a palette. */
  static BufferedImage indexed(int rows, int... palette) {
    // Java's writer of BMP packs fewer colours, and wrongly.
    IndexColorModel colours =
        new IndexColorModel(
            8, 256, Arrays.copyOf(palette, 256), 0, false, -1, DataBuffer.TYPE_BYTE);
    int columns = palette.length / rows;
    BufferedImage image =
        new BufferedImage(columns, rows, BufferedImage.TYPE_BYTE_INDEXED, colours);
    int[] indices = IntStream.range(0, palette.length).toArray();
    image.getRaster().setPixels(0, 0, columns, rows, indices);
    return image;
  }

  /** Writes an image in the format of the file's ending. */
  static Path write(Path file, BufferedImage image) {
    String name = file.getFileName().toString();
    try {
      Files.createDirectories(file.getParent());
      if (!ImageIO.write(image, name.substring(name.lastIndexOf('.') + 1), file.toFile())) {
        throw new IllegalArgumentException("no writer of " + name);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return file;
  }
}

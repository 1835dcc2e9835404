package org.flipcheck.train.data;

import java.awt.color.ColorSpace;
import java.awt.image.BufferedImage;
import java.awt.image.ColorModel;
import java.awt.image.IndexColorModel;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.stream.ImageInputStream;
import javax.imageio.stream.MemoryCacheImageInputStream;

/**
 * Decodes PNG, JPEG, BMP and GIF, told by their bytes. Transparency is left out, as is the turn
 * that a camera notes down; of an animation, the first image is taken.
 */
final class ImageDecoder {

  /** More would not fit the memory of many a machine, however small the file is. */
  static final long MOST_PIXELS = 100_000_000;

  private static final String GIF = "gif";
  private static final String CUT_OFF = "premature end";

  private final Colour colour;

  ImageDecoder(Colour colour) {
    this.colour = colour;
  }

  /**
   * Decodes a file.
   *
   * @throws IOException if it cannot be read as an image; the message begins with the file
   */
  Pixels read(Path file) throws IOException {
    byte[] bytes = Files.readAllBytes(file);
    try (ImageInputStream in = new MemoryCacheImageInputStream(new ByteArrayInputStream(bytes))) {
      Iterator<ImageReader> readers = ImageIO.getImageReaders(in);
      if (!readers.hasNext()) {
        throw new IOException(
            file + ": is no PNG, JPEG, BMP or GIF; convert it, or take it out of the folder");
      }
      ImageReader reader = readers.next();
      try {
        reader.setInput(in);
        return read(file, reader);
      } finally {
        reader.dispose();
      }
    }
  }

  private Pixels read(Path file, ImageReader reader) throws IOException {
    List<String> warnings = new ArrayList<>();
    reader.addIIOReadWarningListener((source, warning) -> warnings.add(warning));
    BufferedImage image;
    try {
      long pixels = (long) reader.getWidth(0) * reader.getHeight(0);
      if (pixels > MOST_PIXELS) {
        throw new IOException(
            "it has %d x %d pixels, at most %d are read"
                .formatted(reader.getHeight(0), reader.getWidth(0), MOST_PIXELS));
      }
      if (reader.getFormatName().equals(GIF) && isMisread(reader.getHeight(0))) {
        throw new IOException("Java misreads GIFs of 2 to 4 rows");
      }
      image = reader.read(0);
    } catch (IOException | RuntimeException e) {
      throw new IOException(
          "%s: cannot be decoded: %s; write it again, or take it out of the folder"
              .formatted(file, e.getMessage()),
          e);
    }
    if (warnings.stream().anyMatch(warning -> warning.toLowerCase(Locale.ROOT).contains(CUT_OFF))) {
      throw new IOException(file + ": is cut off; write it again, or take it out of the folder");
    }
    return isGrey(image.getColorModel()) ? ofGrey(image) : ofColour(image);
  }

  /** The rows of interlaced ones get lost in Java 17. */
  private static boolean isMisread(int rows) {
    return rows >= 2 && rows <= 4;
  }

  private static boolean isGrey(ColorModel model) {
    return model.getColorSpace().getType() == ColorSpace.TYPE_GRAY
        && !(model instanceof IndexColorModel);
  }

  /** Samples as they are: Java would convert them from a linear scale of grey. */
  private Pixels ofGrey(BufferedImage image) {
    int most = (1 << image.getColorModel().getComponentSize(0)) - 1;
    int[] samples =
        image.getRaster().getSamples(0, 0, image.getWidth(), image.getHeight(), 0, (int[]) null);
    byte[] values = new byte[colour.channels() * samples.length];
    for (int i = 0; i < values.length; i++) {
      values[i] = (byte) ((samples[i % samples.length] * 255 + most / 2) / most);
    }
    return new Pixels(colour.channels(), image.getHeight(), image.getWidth(), values);
  }

  private Pixels ofColour(BufferedImage image) {
    int width = image.getWidth();
    int[] samples = image.getRGB(0, 0, width, image.getHeight(), null, 0, width);
    byte[] values = new byte[colour.channels() * samples.length];
    for (int i = 0; i < samples.length; i++) {
      int red = samples[i] >> 16 & 0xff;
      int green = samples[i] >> 8 & 0xff;
      int blue = samples[i] & 0xff;
      if (colour == Colour.GREY) {
        values[i] = (byte) luma(red, green, blue);
      } else {
        values[i] = (byte) red;
        values[samples.length + i] = (byte) green;
        values[2 * samples.length + i] = (byte) blue;
      }
    }
    return new Pixels(colour.channels(), image.getHeight(), width, values);
  }

  /** Brightness as of ITU-R BT.601, rounded. */
  private static int luma(int red, int green, int blue) {
    return (299 * red + 587 * green + 114 * blue + 500) / 1000;
  }
}

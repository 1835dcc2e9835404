package org.flipcheck.train.data;

/** One image: the rows of its first channel from the top, then those of the next. */
final class Pixels {

  private final int channels;
  private final int rows;
  private final int columns;
  private final byte[] values;

  /** An image of channels × rows × columns unsigned bytes, which it owns from now on. */
  Pixels(int channels, int rows, int columns, byte[] values) {
    this.channels = channels;
    this.rows = rows;
    this.columns = columns;
    this.values = values;
  }

  int rows() {
    return rows;
  }

  int columns() {
    return columns;
  }

  /** The bytes themselves, which nobody may change. */
  byte[] values() {
    return values;
  }

  /** The image in another size: each pixel is the mean of the area of this image it covers. */
  Pixels scaledTo(int newRows, int newColumns) {
    if (newRows == rows && newColumns == columns) {
      return this;
    }
    byte[] scaled = new byte[channels * newRows * newColumns];
    for (int channel = 0; channel < channels; channel++) {
      float[] wide = squeeze(channel, newRows);
      int offset = channel * newRows * newColumns;
      for (int row = 0; row < newRows; row++) {
        for (int column = 0; column < newColumns; column++) {
          float value = mean(wide, row * columns, columns, column, newColumns);
          scaled[offset + row * newColumns + column] = (byte) Math.round(value);
        }
      }
    }
    return new Pixels(channels, newRows, newColumns, scaled);
  }

  /** One channel with new rows and the columns it had. */
  private float[] squeeze(int channel, int newRows) {
    float[] column = new float[rows];
    float[] squeezed = new float[newRows * columns];
    for (int x = 0; x < columns; x++) {
      for (int y = 0; y < rows; y++) {
        column[y] = Byte.toUnsignedInt(values[(channel * rows + y) * columns + x]);
      }
      for (int y = 0; y < newRows; y++) {
        squeezed[y * columns + x] = mean(column, 0, rows, y, newRows);
      }
    }
    return squeezed;
  }

  /** The mean of one of so many equal parts of a line, whose ends may lie within a value. */
  private static float mean(float[] line, int offset, int length, int part, int parts) {
    double start = (double) part * length / parts;
    double end = (double) (part + 1) * length / parts;
    double sum = 0;
    for (int i = (int) start; i < end; i++) {
      sum += (Math.min(end, i + 1) - Math.max(start, i)) * line[offset + i];
    }
    return (float) (sum / (end - start));
  }
}

package org.flipcheck.train.data;

import java.util.ArrayList;
import java.util.List;

/** Rows of as many floats each, in blocks, so that no array has to grow or to hold them all. */
final class RowBlocks {

  private static final int BLOCK_FLOATS = 1 << 20;

  private final int width;
  private final int blockRows;
  private final List<float[]> blocks = new ArrayList<>();
  private int size;

  RowBlocks(int width) {
    this.width = width;
    this.blockRows = Math.max(1, BLOCK_FLOATS / width);
  }

  /** Adds a copy of a row. */
  void add(float[] row) {
    if (size % blockRows == 0) {
      blocks.add(new float[blockRows * width]);
    }
    System.arraycopy(row, 0, blocks.get(blocks.size() - 1), size % blockRows * width, width);
    size = Math.incrementExact(size);
  }

  int size() {
    return size;
  }

  float get(int row, int column) {
    return blocks.get(row / blockRows)[row % blockRows * width + column];
  }
}

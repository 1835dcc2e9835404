package org.flipcheck.train.interpolation;

import ai.djl.nn.Block;
import java.io.BufferedOutputStream;
import java.io.DataOutputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/** A TorchScript model as a file that PyTorch loads by {@code torch.jit.load}. */
public final class TorchScriptFile {

  private TorchScriptFile() {}

  /**
   * Writes a model with the weights that it has now.
   *
   * @param block of a TorchScript model that DJL loaded
   * @param file the file to write, with the ending .pt
   * @throws IOException if it cannot be written
   */
  public static void save(Block block, Path file) throws IOException {
    try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file))) {
      block.saveParameters(new DataOutputStream(new Headless(out)));
    }
  }

  /** Drops what DJL writes before the archive: a byte for the version and eight for the length. */
  private static final class Headless extends FilterOutputStream {
    private int toDrop = 1 + Long.BYTES;

    Headless(OutputStream out) {
      super(out);
    }

    @Override
    public void write(int b) throws IOException {
      if (toDrop > 0) {
        toDrop--;
      } else {
        out.write(b);
      }
    }

    @Override
    public void write(byte[] bytes, int from, int count) throws IOException {
      int dropped = Math.min(toDrop, count);
      toDrop -= dropped;
      out.write(bytes, from + dropped, count - dropped);
    }
  }
}

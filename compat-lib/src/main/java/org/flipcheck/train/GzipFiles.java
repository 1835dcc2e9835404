package org.flipcheck.train;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.zip.GZIPInputStream;

/** Opens files that may have gzip around them; told by their first bytes, not by their names. */
final class GzipFiles {

  private static final byte[] MAGIC = {0x1f, (byte) 0x8b};

  private GzipFiles() {}

  static InputStream open(Path file) throws IOException {
    byte[] start;
    try (InputStream in = Files.newInputStream(file)) {
      start = in.readNBytes(MAGIC.length);
    }
    InputStream in = Files.newInputStream(file);
    try {
      return Arrays.equals(start, MAGIC) ? new GZIPInputStream(in, 1 << 16) : in;
    } catch (IOException e) {
      in.close();
      throw e;
    }
  }
}

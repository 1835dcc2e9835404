package org.flipcheck.train.mend;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.flipcheck.mend.MendException;

/** Looks at the types of arrays before the engine does, which ends the process at some of them. */
final class ArrayTypes {

  private static final int HEADER = 512;
  private static final Pattern NUMPY = Pattern.compile("'descr':\\s*'([^']+)'");
  private static final Pattern READABLE = Pattern.compile("[<=|](f[248]|i[1248]|u1)");
  private static final Pattern TENSORS =
      Pattern.compile("\"dtype\"\\s*:\\s*\"(U16|U32|U64|BF16|F8[^\"]*)\"");

  private ArrayTypes() {}

  /**
   * Makes sure that the engine can take every array of a file.
   *
   * @throws MendException with the types that it cannot
   * @throws IOException if the file cannot be read
   */
  static void check(Path file) throws IOException {
    List<String> problems = new ArrayList<>();
    try (InputStream in = new BufferedInputStream(Files.newInputStream(file))) {
      in.mark(4);
      boolean isZip = in.read() == 'P' && in.read() == 'K';
      in.reset();
      if (isZip) {
        checkNumpy(file, new ZipInputStream(in), problems);
      } else {
        checkTensors(file, in, problems);
      }
    }
    if (!problems.isEmpty()) {
      throw new MendException(problems);
    }
  }

  private static void checkNumpy(Path file, ZipInputStream zip, List<String> problems)
      throws IOException {
    for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
      Matcher type = NUMPY.matcher(latin(zip.readNBytes(HEADER)));
      if (type.find() && !READABLE.matcher(type.group(1)).matches()) {
        problems.add(
            "%s: array %s has the type %s; convert it to float32 or int64"
                .formatted(file, entry.getName(), type.group(1)));
      }
    }
  }

  private static void checkTensors(Path file, InputStream in, List<String> problems)
      throws IOException {
    Matcher type = TENSORS.matcher(latin(in.readNBytes(1 << 16)));
    if (type.find()) {
      problems.add(
          "%s: an array has the type %s; convert it to float32 or int64"
              .formatted(file, type.group(1)));
    }
  }

  private static String latin(byte[] bytes) {
    return new String(bytes, StandardCharsets.ISO_8859_1);
  }
}

package org.flipcheck.report;

import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.flipcheck.text.Sha256;

/** A file beside {@code result.json} that the result names with its hash. */
final class HashedFile {

  private HashedFile() {}

  /**
   * Proves that a file is the one that a result means.
   *
   * @param folder where {@code result.json} is
   * @param name what the result calls the file
   * @param sha256 the hash that the result has of it, in hexadecimal
   * @param kind what kind of things are in it, for messages
   * @param content what the file holds, for messages
   * @return the file
   * @throws ResultException if the file is missing or another one
   * @throws IOException if it cannot be read
   */
  static Path check(Path folder, String name, String sha256, String kind, String content)
      throws IOException {
    if (!Path.of(name).equals(Path.of(name).getFileName())) {
      throw new ResultException(
          "the result names %s as its file of %s, not a file beside it".formatted(name, kind));
    }
    Path file = folder.resolve(name);
    String found;
    try {
      found = Sha256.of(file);
    } catch (NoSuchFileException e) {
      throw new ResultException(
          "%s is missing: it holds %s; keep it beside result.json".formatted(file, content));
    }
    if (!found.equals(sha256)) {
      throw new ResultException(
          "%s is not the file the result was written with: its SHA-256 is %s, the result has %s"
              .formatted(file, found, sha256));
    }
    return file;
  }
}

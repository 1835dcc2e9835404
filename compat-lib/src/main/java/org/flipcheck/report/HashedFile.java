package org.flipcheck.report;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

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
    MessageDigest digest = sha256();
    try (InputStream in = new DigestInputStream(Files.newInputStream(file), digest)) {
      in.transferTo(OutputStream.nullOutputStream());
    } catch (NoSuchFileException e) {
      throw new ResultException(
          "%s is missing: it holds %s; keep it beside result.json".formatted(file, content));
    }
    String found = HexFormat.of().formatHex(digest.digest());
    if (!found.equals(sha256)) {
      throw new ResultException(
          "%s is not the file the result was written with: its SHA-256 is %s, the result has %s"
              .formatted(file, found, sha256));
    }
    return file;
  }

  static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}

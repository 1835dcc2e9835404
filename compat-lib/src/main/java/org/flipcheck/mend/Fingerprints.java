package org.flipcheck.mend;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitOption;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;

/**
 * Identities of what went in, by SHA-256: of a file's bytes, or of a folder's files; of an index,
 * of all files in its folder.
 */
final class Fingerprints {

  private static final String INDEX = ".index.json";

  private Fingerprints() {}

  static String of(Path path) throws IOException {
    boolean isIndex = path.toString().endsWith(INDEX);
    if (!Files.isDirectory(path) && !isIndex) {
      return "sha256:" + ofFile(path);
    }
    Path folder = isIndex ? path.toAbsolutePath().getParent() : path;
    MessageDigest all = sha256();
    try (Stream<Path> walk =
        isIndex ? Files.list(folder) : Files.walk(folder, FileVisitOption.FOLLOW_LINKS)) {
      List<Path> files = walk.filter(Files::isRegularFile).sorted().toList();
      for (Path file : files) {
        String line = folder.relativize(file) + "\n" + ofFile(file) + "\n";
        all.update(line.getBytes(StandardCharsets.UTF_8));
      }
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
    return "sha256:" + HexFormat.of().formatHex(all.digest());
  }

  static String ofText(String text) {
    return HexFormat.of().formatHex(sha256().digest(text.getBytes(StandardCharsets.UTF_8)));
  }

  private static String ofFile(Path file) throws IOException {
    MessageDigest digest = sha256();
    try (InputStream in = new DigestInputStream(Files.newInputStream(file), digest)) {
      in.transferTo(OutputStream.nullOutputStream());
    }
    return HexFormat.of().formatHex(digest.digest());
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}

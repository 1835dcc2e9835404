package org.flipcheck.mend;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitOption;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.List;
import java.util.stream.Stream;
import org.flipcheck.text.Sha256;

/**
 * Identities of what went in, by SHA-256: of a file's bytes, or of a folder's files; of an index,
 * of all files in its folder.
 */
public final class Fingerprints {

  private static final String INDEX = ".index.json";

  private Fingerprints() {}

  public static String of(Path path) throws IOException {
    boolean isIndex = path.toString().endsWith(INDEX);
    if (!Files.isDirectory(path) && !isIndex) {
      return "sha256:" + Sha256.of(path);
    }
    Path folder = isIndex ? path.toAbsolutePath().getParent() : path;
    MessageDigest all = Sha256.digest();
    try (Stream<Path> walk =
        isIndex ? Files.list(folder) : Files.walk(folder, FileVisitOption.FOLLOW_LINKS)) {
      List<Path> files = walk.filter(Files::isRegularFile).sorted().toList();
      for (Path file : files) {
        String line = folder.relativize(file) + "\n" + Sha256.of(file) + "\n";
        all.update(line.getBytes(StandardCharsets.UTF_8));
      }
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
    return "sha256:" + Sha256.hex(all);
  }
}

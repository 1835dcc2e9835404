package org.flipcheck.spark;

import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.flipcheck.text.Sha256;

/** The files of {@code counts/}, by what they hold. */
final class CountFiles {

  private static final List<String> TABLES =
      List.of("cells", "exact", "confusion", "replicates", "why");
  private static final int BUFFER = 1 << 16;

  private CountFiles() {}

  /**
   * The SHA-256 of every data file, by its path under {@code counts/}, sorted.
   *
   * @param counts the folder
   */
  static Map<String, String> hashes(FileSystem fileSystem, Path counts) throws IOException {
    Map<String, String> hashes = new TreeMap<>();
    for (String table : TABLES) {
      Path folder = new Path(counts, table);
      if (fileSystem.exists(folder)) {
        for (FileStatus file : fileSystem.listStatus(folder)) {
          String name = file.getPath().getName();
          // What Spark does not read as data is none.
          if (!name.startsWith("_") && !name.startsWith(".")) {
            hashes.put(table + "/" + name, hash(fileSystem, file.getPath()));
          }
        }
      }
    }
    return hashes;
  }

  private static String hash(FileSystem fileSystem, Path file) throws IOException {
    MessageDigest digest = Sha256.digest();
    byte[] buffer = new byte[BUFFER];
    try (InputStream in = fileSystem.open(file)) {
      for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
        digest.update(buffer, 0, read);
      }
    }
    return "sha256:" + Sha256.hex(digest);
  }
}

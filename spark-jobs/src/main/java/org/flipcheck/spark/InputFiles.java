package org.flipcheck.spark;

import com.github.luben.zstd.ZstdInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.io.compress.CompressionCodec;
import org.apache.hadoop.io.compress.CompressionCodecFactory;
import org.flipcheck.text.Sha256;

/** The files behind a path, directory or glob on any file system that Hadoop knows. */
final class InputFiles {

  /** Up to this many bytes a fingerprint covers the content, beyond it names, sizes and times. */
  private static final long CONTENT_HASH_LIMIT = 256L << 20;

  private final Source source;
  private final Configuration hadoop;
  private final List<FileStatus> files;

  private InputFiles(Source source, Configuration hadoop, List<FileStatus> files) {
    this.source = source;
    this.hadoop = hadoop;
    this.files = files;
  }

  /**
   * Finds the data files; names that begin with {@code _} or {@code .} are not data.
   *
   * @throws BadInputException if nothing is there
   */
  static InputFiles list(Source source, Configuration hadoop) {
    try {
      Path path = new Path(source.location());
      FileSystem fileSystem = path.getFileSystem(hadoop);
      FileStatus[] roots = fileSystem.globStatus(path);
      if (roots == null || roots.length == 0) {
        throw new BadInputException(
            "%s: there is no such file or directory; check the path".formatted(source.describe()));
      }
      List<FileStatus> files = new ArrayList<>();
      for (FileStatus root : roots) {
        collect(fileSystem, root, files);
      }
      if (files.isEmpty()) {
        throw new BadInputException(
            "%s: the directory holds no data file (names that begin with _ or . are none); check the path"
                .formatted(source.describe()));
      }
      files.sort(Comparator.comparing(file -> file.getPath().toString()));
      return new InputFiles(source, hadoop, files);
    } catch (IOException | IllegalArgumentException e) {
      throw new BadInputException(
          "%s: cannot be opened: %s".formatted(source.describe(), firstLine(e)));
    }
  }

  private static void collect(FileSystem fileSystem, FileStatus status, List<FileStatus> files)
      throws IOException {
    if (status.isFile()) {
      files.add(status);
      return;
    }
    FileStatus[] children = fileSystem.listStatus(status.getPath());
    Arrays.sort(children);
    for (FileStatus child : children) {
      String name = child.getPath().getName();
      if (!name.startsWith("_") && !name.startsWith(".")) {
        collect(fileSystem, child, files);
      }
    }
  }

  static String firstLine(Throwable e) {
    String message = e.getMessage() == null ? e.toString() : e.getMessage();
    return message
        .lines()
        .map(String::strip)
        .filter(line -> !line.isEmpty())
        .findFirst()
        .orElse(e.toString());
  }

  List<String> paths() {
    return files.stream().map(file -> file.getPath().toString()).toList();
  }

  long totalBytes() {
    return files.stream().mapToLong(FileStatus::getLen).sum();
  }

  /**
   * The format, told by the first bytes of the first file that has any, else by its ending.
   *
   * @throws BadInputException if neither tells
   */
  String detectFormat() {
    FileStatus file =
        files.stream().filter(candidate -> candidate.getLen() > 0).findFirst().orElse(files.get(0));
    if (file.getLen() == 0) {
      throw new BadInputException(
          "%s: the file is empty; there is nothing to compare".formatted(source.describe()));
    }
    if (isStoredModel(file)) {
      throw new BadInputException(
          "%s: is a model of a prediction store; give the folder above it as --store, and the model by its name"
              .formatted(source.describe()));
    }
    byte[] head = new byte[8];
    try (InputStream in = file.getPath().getFileSystem(hadoop).open(file.getPath())) {
      int length = in.readNBytes(head, 0, head.length);
      String magic = new String(head, 0, length, StandardCharsets.ISO_8859_1);
      if (magic.startsWith("PAR1")) {
        return "parquet";
      }
      if (magic.startsWith("ORC")) {
        return "orc";
      }
      if (magic.startsWith("FEA1")) {
        throw new BadInputException(
            "%s: is Feather of version 1, which is not Arrow IPC; write it again as version 2, the default of pandas and pyarrow"
                .formatted(source.describe()));
      }
      if (magic.startsWith("ARROW1") || isArrowStream(head, length, file.getLen())) {
        return "arrow";
      }
    } catch (IOException e) {
      throw unreadable(source.describe(), file.getPath().toString(), e);
    }
    return formatByEnding(file.getPath().getName().toLowerCase(Locale.ROOT));
  }

  private boolean isStoredModel(FileStatus first) {
    return first.getPath().getName().equals(StoreManifest.FILE)
        && files.stream().anyMatch(file -> file.getPath().getName().matches("part-\\d{5}\\.arrow"));
  }

  /** An Arrow stream begins with a mark and the length of its first message. */
  private static boolean isArrowStream(byte[] head, int length, long fileLength) {
    ByteBuffer numbers = ByteBuffer.wrap(head).order(ByteOrder.LITTLE_ENDIAN);
    return length == head.length
        && numbers.getInt(0) == -1
        && numbers.getInt(4) > 0
        && numbers.getInt(4) <= fileLength - head.length;
  }

  private String formatByEnding(String name) {
    String plain = name.replaceFirst("\\.(gz|gzip|bz2|zst|zstd|snappy|lz4|deflate)$", "");
    String ending = plain.substring(plain.lastIndexOf('.') + 1);
    return switch (ending) {
      case "csv", "tsv" -> "csv";
      case "json", "jsonl", "ndjson" -> "json";
      case "parquet", "orc", "arrow", "arrows", "feather", "ipc" ->
          throw new BadInputException(
              "%s: the name says %s, but the file does not begin like one; it is damaged or of another format; write it again, or give %s"
                  .formatted(source.describe(), ending, source.option("format")));
      default ->
          throw new BadInputException(
              "%s: neither the content nor the name tells the format; give %s parquet, csv, json, orc or arrow"
                  .formatted(source.describe(), source.option("format")));
    };
  }

  boolean isTabSeparated() {
    return files.get(0).getPath().getName().toLowerCase(Locale.ROOT).contains(".tsv");
  }

  /**
   * A hash that tells whether the input is still the same: of the content for small inputs ({@code
   * sha256:…}), of names, sizes and times for large ones ({@code stat:…}).
   */
  String fingerprint() {
    MessageDigest digest = Sha256.digest();
    boolean byContent = totalBytes() <= CONTENT_HASH_LIMIT;
    for (FileStatus file : files) {
      digest.update(
          (file.getPath().getName() + "\n" + file.getLen() + "\n")
              .getBytes(StandardCharsets.UTF_8));
      if (byContent) {
        updateWithContent(digest, file);
      } else {
        digest.update(Long.toString(file.getModificationTime()).getBytes(StandardCharsets.UTF_8));
      }
    }
    return (byContent ? "sha256:" : "stat:") + Sha256.hex(digest);
  }

  private void updateWithContent(MessageDigest digest, FileStatus file) {
    byte[] buffer = new byte[1 << 16];
    try (InputStream in = file.getPath().getFileSystem(hadoop).open(file.getPath())) {
      for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
        digest.update(buffer, 0, read);
      }
    } catch (IOException e) {
      throw unreadable(source.describe(), file.getPath().toString(), e);
    }
  }

  /** Opens a file, decompressed as its ending says. */
  static InputStream open(String file, Configuration hadoop) throws IOException {
    Path path = new Path(file);
    InputStream raw = path.getFileSystem(hadoop).open(path);
    try {
      if (file.toLowerCase(Locale.ROOT).matches(".*\\.zstd?")) {
        // Hadoop's own codec needs a native library that few machines have; Spark brings this one.
        return new ZstdInputStream(raw).setContinuous(false);
      }
      CompressionCodec codec = new CompressionCodecFactory(hadoop).getCodec(path);
      return codec == null ? raw : codec.createInputStream(raw);
    } catch (IOException e) {
      raw.close();
      throw e;
    }
  }

  /** The problem of a file that breaks off or is not what its name says. */
  static BadInputException unreadable(String table, String file, Throwable cause) {
    return new BadInputException(
        "%s: %s cannot be read to its end (%s); the file is damaged or cut short, write it again"
            .formatted(table, name(file), reason(cause)));
  }

  /** A file's name without its folders. */
  static String name(String file) {
    return file.substring(file.lastIndexOf('/') + 1);
  }

  private static String reason(Throwable cause) {
    String message = firstLine(cause);
    if (message.contains("is not a Parquet file") || message.startsWith("footer ")) {
      return "it does not end like a Parquet file";
    }
    return message.startsWith("java.io.EOFException") || message.startsWith("While parsing a")
        ? "it ends too early"
        : message;
  }
}

package org.flipcheck.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.flipcheck.gate.Suggestion;
import org.flipcheck.report.Beside;
import org.flipcheck.report.ComparisonResult;
import org.flipcheck.report.ReportFormat;

/** Renderings of a result and the files they go to. */
final class Renderings {

  private final Map<Path, ReportFormat> files = new LinkedHashMap<>();
  private final List<Path> inputs;

  /**
   * No renderings yet.
   *
   * @param result the file of the result, which no rendering may replace
   * @param policy the same of the policy
   */
  Renderings(Optional<Path> result, Optional<Path> policy) {
    this.inputs = Stream.of(result, policy).flatMap(Optional::stream).toList();
  }

  /**
   * Adds renderings as the command line names them, {@code FORMAT=FILE}; what is wrong with them is
   * a problem.
   *
   * @return those that name no file
   */
  List<ReportFormat> addAll(List<String> texts, List<String> problems) {
    List<ReportFormat> withoutFile = new ArrayList<>();
    for (String text : texts) {
      String[] parts = text.split("=", 2);
      Optional<ReportFormat> format = ReportFormat.fromKey(parts[0]);
      if (format.isEmpty()) {
        problems.add(unknown(text, parts[0]));
      } else if (parts.length == 1) {
        withoutFile.add(format.get());
      } else if (parts[1].isEmpty()) {
        problems.add("--format %s: names no file; give FORMAT=FILE".formatted(text));
      } else {
        add(format.get(), parts[1], problems);
      }
    }
    return withoutFile;
  }

  private static String unknown(String text, String name) {
    return "--format %s: there is no such format%s; there are %s"
        .formatted(
            text,
            Suggestion.nearest(name, ReportFormat.keys())
                .map(", did you mean %s?"::formatted)
                .orElse(""),
            String.join(", ", ReportFormat.keys()));
  }

  /** Adds a rendering; a file can hold one alone. */
  void add(ReportFormat format, String file, List<String> problems) {
    try {
      Path path = Path.of(file);
      if (inputs.stream().anyMatch(input -> isSame(input, path))) {
        problems.add(
            "%s: is what this command reads, and would be replaced by %s; name another file"
                .formatted(file, format.key()));
        return;
      }
      ReportFormat other = files.putIfAbsent(path, format);
      if (other != null) {
        problems.add(
            "%s: is to hold both %s and %s; give each a file of its own"
                .formatted(file, other.key(), format.key()));
      }
    } catch (InvalidPathException e) {
      problems.add("%s: is not a path: %s".formatted(file, e.getReason()));
    }
  }

  private static boolean isSame(Path input, Path output) {
    try {
      return Files.exists(output) && Files.exists(input) && Files.isSameFile(input, output);
    } catch (IOException e) {
      return false; // the attempt to write tells what is wrong with it
    }
  }

  /**
   * Renders all, then writes all.
   *
   * @param result a finished comparison
   * @param beside what a page shows beside it, asked for only if there is one
   * @throws Problems if a file cannot be written
   */
  void write(ComparisonResult result, Supplier<Beside> beside) {
    Map<Path, String> texts = new LinkedHashMap<>();
    Beside shown = files.containsValue(ReportFormat.HTML) ? beside.get() : Beside.NOTHING;
    files.forEach((file, format) -> texts.put(file, format.render(result, shown)));
    texts.forEach(Renderings::write);
  }

  private static void write(Path file, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    try {
      Path parent = file.toAbsolutePath().getParent();
      if (parent != null) {
        Files.createDirectories(parent);
      }
      if (!isReplaceable(file) || !replaced(file, bytes)) {
        Files.write(file, bytes);
      }
    } catch (IOException e) {
      throw new Problems("%s: cannot be written: %s".formatted(file, e.getMessage()));
    }
  }

  /** Links, pipes and devices (such as {@code /dev/stdout}) are written to, and stay. */
  private static boolean isReplaceable(Path file) {
    return Files.notExists(file, LinkOption.NOFOLLOW_LINKS)
        || Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS);
  }

  /**
   * Puts the file in place by one rename: readers, such as a collector of metrics, see the old file
   * or the new one.
   *
   * @return false where the folder, or a mounted file, takes no rename
   */
  private static boolean replaced(Path file, byte[] bytes) throws IOException {
    Path temporary = file.resolveSibling("." + file.getFileName() + ".new");
    try {
      Files.write(temporary, bytes);
      Files.move(
          temporary, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
      return true;
    } catch (FileSystemException e) {
      Files.deleteIfExists(temporary);
      return false;
    }
  }
}

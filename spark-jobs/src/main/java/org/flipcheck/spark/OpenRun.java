package org.flipcheck.spark;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.flipcheck.report.ComparisonResult;
import org.flipcheck.report.ResultException;
import org.flipcheck.report.ResultJson;

/**
 * A finished run, as far as its {@code result.json} tells.
 *
 * @param location the folder as the user named it
 * @param folder the same, qualified
 * @param result what {@code result.json} says
 */
record OpenRun(String location, Path folder, ComparisonResult result) {

  /**
   * Opens a run.
   *
   * @throws BadInputException if the folder holds none, or a result that this version cannot read
   */
  static OpenRun open(String location, Configuration hadoop) {
    try {
      Path path = new Path(location);
      FileSystem fileSystem = path.getFileSystem(hadoop);
      Path folder = fileSystem.makeQualified(path);
      if (!fileSystem.exists(folder)) {
        throw new BadInputException(
            "%s: there is no such directory; check the path".formatted(location));
      }
      String json =
          read(fileSystem, new Path(folder, OutputDirectory.RESULT))
              .orElseThrow(
                  () ->
                      new BadInputException(
                          "%s: is not the folder of a finished run, for it has no result.json; name the --out folder of a comparison that ended well"
                              .formatted(location)));
      return new OpenRun(
          location, folder, ResultJson.read(location + "/" + OutputDirectory.RESULT, json));
    } catch (ResultException e) {
      throw new BadInputException(e.getMessage());
    } catch (IOException | IllegalArgumentException e) {
      throw new BadInputException(
          "%s: cannot be read: %s".formatted(location, InputFiles.firstLine(e)));
    }
  }

  /** The text of a small file; empty where there is none. */
  static Optional<String> read(FileSystem fileSystem, Path file) throws IOException {
    if (!fileSystem.exists(file)) {
      return Optional.empty();
    }
    try (InputStream in = fileSystem.open(file)) {
      return Optional.of(new String(in.readAllBytes(), StandardCharsets.UTF_8));
    }
  }
}

package org.flipcheck.spark;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.flipcheck.report.ComparisonResult;
import org.flipcheck.report.ResultException;
import org.flipcheck.spark.CompareSpec.FlipsFormat;

/**
 * A finished run, opened to be added to others: proved to be whole and as it was written.
 *
 * @param location the folder as the user named it
 * @param folder the same, qualified
 * @param result what {@code result.json} says
 * @param manifest what its counts are of
 */
record FinishedRun(String location, Path folder, ComparisonResult result, CountsManifest manifest) {

  /**
   * Opens a run.
   *
   * @throws BadInputException if the folder holds none, or its counts are not those it wrote
   */
  static FinishedRun open(String location, Configuration hadoop) {
    try {
      OpenRun open = OpenRun.open(location, hadoop);
      Path folder = open.folder();
      FileSystem fileSystem = folder.getFileSystem(hadoop);
      String manifest =
          OpenRun.read(fileSystem, new Path(folder, CountsManifest.FILE))
              .orElseThrow(() -> missing(location, CountsManifest.FILE));
      FinishedRun run =
          new FinishedRun(
              location, folder, open.result(), CountsManifestJson.read(location, manifest));
      run.check(CountFiles.hashes(fileSystem, new Path(folder, "counts")));
      if (!fileSystem.exists(new Path(folder, "flips"))) {
        throw missing(location, "flips/");
      }
      return run;
    } catch (ResultException e) {
      throw new BadInputException(e.getMessage());
    } catch (IOException | IllegalArgumentException e) {
      throw new BadInputException(
          "%s: cannot be read: %s".formatted(location, InputFiles.firstLine(e)));
    }
  }

  private static BadInputException missing(String location, String what) {
    return new BadInputException(
        "%s: %s is missing; copy the run's whole folder, or compare again with --overwrite"
            .formatted(location, what));
  }

  /** Tells everything that is not as the run wrote it. */
  private void check(Map<String, String> found) {
    List<String> problems = new ArrayList<>();
    TreeSet<String> names = new TreeSet<>(manifest.files().keySet());
    names.addAll(found.keySet());
    for (String name : names) {
      if (!found.containsKey(name)) {
        problems.addAll(missing(location, "counts/" + name).problems());
      } else if (!found.get(name).equals(manifest.files().get(name))) {
        problems.add(changed("counts/" + name));
      }
    }
    if (!result.run().id().equals(manifest.runId())
        || result.ledger().judged() != manifest.bucket(Bucket.JUDGED.key())
        || result.ledger().matched() != manifest.bucket(Bucket.MATCHED.key())
        || !definition().hash().equals(manifest.definitionHash())) {
      problems.add(changed("result.json"));
    }
    if (!problems.isEmpty()) {
      throw new BadInputException(problems);
    }
  }

  private String changed(String file) {
    return "%s: %s is not what %s says the run wrote; restore it, or compare again with --overwrite"
        .formatted(location, file, CountsManifest.FILE);
  }

  Definition definition() {
    return new Definition(result, manifest.columnTypes());
  }

  /** How the run wrote its flips. */
  FlipsFormat flipsFormat() {
    return FlipsFormat.of(result);
  }

  /** A table of the run. */
  String table(String name) {
    return new Path(folder, name).toString();
  }
}

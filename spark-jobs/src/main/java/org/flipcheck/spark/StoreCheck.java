package org.flipcheck.spark;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.flipcheck.spark.StoreManifest.Partition;
import org.flipcheck.spark.StoreManifest.Role;

/** Tells what is wrong with a stored model, all of it at once. */
final class StoreCheck {

  /** Up to this many bytes a model is read whole each time it is opened. */
  private static final long SMALL = 64L << 20;

  private static final int SHOWN = 5;

  private StoreCheck() {}

  /** Where a manifest does not fit its store, or itself. */
  static List<String> ofManifest(
      String place, String name, StoreSettings settings, StoreManifest manifest) {
    List<String> problems = new ArrayList<>();
    if (!manifest.name().equals(name)) {
      problems.add(
          "%s: is the model '%s' under another name; give its folder that name back, or add the model again with --overwrite"
              .formatted(place, manifest.name()));
    }
    String remedy = "it was made for another store; add the model again with --overwrite";
    if (manifest.partitions().size() != settings.partitions()) {
      problems.add(
          "%s: has %d partitions, but its store has %d; %s"
              .formatted(place, manifest.partitions().size(), settings.partitions(), remedy));
    }
    StoreSettings own =
        new StoreSettings(
            manifest.columns(Role.ID),
            manifest.columns().stream()
                .filter(column -> column.roles().contains(Role.ID))
                .map(StoreManifest.Column::type)
                .toList(),
            settings.partitions());
    if (!own.ids().equals(settings.ids())) {
      problems.add(
          "%s: has the ids %s, but its store has %s; %s"
              .formatted(place, own.ids(), settings.ids(), remedy));
    }
    return problems;
  }

  /** Where a model's files are not as they were written. */
  static List<String> ofFiles(
      String place, FileSystem fileSystem, StoredModel model, boolean thorough) {
    boolean whole = thorough || model.manifest().bytes() <= SMALL;
    List<String> problems = new ArrayList<>();
    int more = 0;
    for (Partition partition : model.manifest().partitions()) {
      Optional<String> problem = ofFile(fileSystem, model, partition, whole);
      if (problem.isPresent() && problems.size() < SHOWN) {
        problems.add(
            "%s/%s: %s; restore the file, or add the model again with --overwrite"
                .formatted(place, partition.file(), problem.get()));
      } else if (problem.isPresent()) {
        more++;
      }
    }
    if (more > 0) {
      problems.add("%s: %d more files are damaged or missing".formatted(place, more));
    }
    return problems;
  }

  private static Optional<String> ofFile(
      FileSystem fileSystem, StoredModel model, Partition partition, boolean whole) {
    Path file = new Path(model.location(), partition.file());
    try {
      if (!fileSystem.exists(file)) {
        return Optional.of("is missing");
      }
      long bytes = fileSystem.getFileStatus(file).getLen();
      if (bytes != partition.bytes()) {
        return Optional.of(
            "has %,d bytes, but %,d were written".formatted(bytes, partition.bytes()));
      }
      boolean same =
          whole
              ? PartHash.of(fileSystem, file).equals(partition.sha256())
              : PartHash.ofTail(fileSystem, file, bytes).equals(partition.tailSha256());
      return same ? Optional.empty() : Optional.of("was changed after it was written");
    } catch (IOException e) {
      return Optional.of("cannot be read (%s)".formatted(InputFiles.firstLine(e)));
    }
  }
}

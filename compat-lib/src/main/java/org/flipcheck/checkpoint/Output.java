package org.flipcheck.checkpoint;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Where a result goes.
 *
 * @param folder a folder that does not exist, or is empty
 * @param existing what to do with one that has a checkpoint in it
 */
public record Output(Path folder, Existing existing) {

  /** What to do with a checkpoint that is in the way. */
  public enum Existing {
    /** Do nothing, and say so. */
    REFUSE,
    /** Replace it, when the new one is complete. */
    REPLACE
  }

  /** Makes the path absolute, so that it has a parent. */
  public Output {
    folder = folder.toAbsolutePath().normalize();
  }

  /**
   * Makes sure that nothing is lost by writing there.
   *
   * @param companions files that will be copied there, in place of those of an earlier result
   * @param written other files that will be there
   * @throws CheckpointException if something would be
   */
  void check(Models models, Companions companions, Set<String> written) throws IOException {
    if (folder.getFileName() == null) {
      throw new CheckpointException("%s is no folder for a result".formatted(folder));
    }
    if (!Files.exists(folder)) {
      return;
    }
    if (!Files.isDirectory(folder)) {
      throw new CheckpointException("%s is not a folder; choose another".formatted(folder));
    }
    for (Models.Model model : models.all()) {
      for (Checkpoint.Shard shard : model.checkpoint().shards()) {
        if (Files.isSameFile(shard.file().toAbsolutePath().getParent(), folder)) {
          throw new CheckpointException(
              "%s is in %s, where the result would go; choose another folder"
                  .formatted(shard.file(), folder));
        }
      }
    }
    List<Path> found;
    try (Stream<Path> files = Files.list(folder)) {
      found = files.sorted().toList();
    }
    if (!found.isEmpty() && existing == Existing.REFUSE) {
      throw new CheckpointException(
          "%s is not empty; choose another folder, or overwrite it".formatted(folder));
    }
    Set<String> own = companions.names();
    own.addAll(written);
    List<String> foreign =
        found.stream()
            .filter(file -> !isOfCheckpoint(file, own))
            .map(file -> Shown.text(file.getFileName().toString()))
            .toList();
    if (!foreign.isEmpty()) {
      throw new CheckpointException(
          "%s has more than a checkpoint in it, which an overwrite would lose: %s; choose another folder"
              .formatted(
                  folder, String.join(", ", foreign.subList(0, Math.min(5, foreign.size())))));
    }
  }

  private static boolean isOfCheckpoint(Path file, Set<String> own) {
    String name = file.getFileName().toString();
    return Files.isRegularFile(file)
        && (own.contains(name)
            || name.endsWith(".safetensors")
            || name.endsWith(ShardIndex.ENDING));
  }
}

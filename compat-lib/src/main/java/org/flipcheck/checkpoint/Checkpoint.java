package org.flipcheck.checkpoint;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * A checkpoint that is open for reading: one safetensors file, or several with an index.
 *
 * <p>Only headers are read on opening; memory grows with the number of tensors and not with their
 * size.
 */
public final class Checkpoint implements AutoCloseable {

  /** One file of a checkpoint. */
  record Shard(Path file, FileChannel channel, Header header) {}

  private final Path path;
  private final Optional<Path> index;
  private final List<Shard> shards = new ArrayList<>();
  private final Map<String, Tensor> tensors = new TreeMap<>();

  private Checkpoint(Path path, Optional<Path> index) {
    this.path = path;
    this.index = index;
  }

  /**
   * Opens a checkpoint.
   *
   * @param path a {@code .safetensors} file, a {@code .index.json} file, or a folder with one of
   *     them
   * @return the checkpoint; to be closed
   * @throws CheckpointException if there is none, or it is not sound
   * @throws IOException if it cannot be read
   */
  public static Checkpoint open(Path path) throws IOException {
    Path file = file(path);
    boolean isSharded = ShardIndex.isIndex(file);
    Checkpoint checkpoint = new Checkpoint(path, isSharded ? Optional.of(file) : Optional.empty());
    try {
      if (isSharded) {
        checkpoint.addShards(file);
      } else {
        checkpoint.add(file);
      }
      return checkpoint;
    } catch (IOException | RuntimeException e) {
      checkpoint.close();
      throw e;
    }
  }

  private static Path file(Path path) throws IOException {
    if (!Files.exists(path)) {
      throw new CheckpointException("%s: there is no such file; check the path".formatted(path));
    }
    if (!Files.isDirectory(path)) {
      return path;
    }
    if (Files.exists(path.resolve(ShardIndex.USUAL_NAME))) {
      return path.resolve(ShardIndex.USUAL_NAME);
    }
    if (Adapter.isIn(path)) {
      return path.resolve(Adapter.FILE);
    }
    try (Stream<Path> files = Files.list(path)) {
      List<Path> found =
          files.filter(file -> file.toString().endsWith(ShardIndex.TENSOR_FILE)).sorted().toList();
      if (found.size() != 1) {
        throw new CheckpointException(
            "%s has %d .safetensors files and no %s; name the file"
                .formatted(path, found.size(), ShardIndex.USUAL_NAME));
      }
      return found.get(0);
    }
  }

  private void addShards(Path indexFile) throws IOException {
    Map<String, String> files = ShardIndex.read(indexFile);
    for (String name : new TreeSet<>(files.values())) {
      Path file = indexFile.resolveSibling(name);
      try {
        add(file);
      } catch (NoSuchFileException e) {
        throw new CheckpointException(
            "%s names %s, which is missing; is the download complete?".formatted(indexFile, name));
      }
      for (TensorEntry tensor : shards.get(shards.size() - 1).header().tensors()) {
        if (!name.equals(files.get(tensor.name()))) {
          throw new CheckpointException(
              "%s has tensor %s, but the index has it in %s; write the index again"
                  .formatted(
                      file,
                      Shown.text(tensor.name()),
                      files.getOrDefault(tensor.name(), "no file")));
        }
      }
    }
    for (Map.Entry<String, String> named : files.entrySet()) {
      if (!tensors.containsKey(named.getKey())) {
        throw new CheckpointException(
            "%s has tensor %s in %s, which does not have it; write the index again"
                .formatted(indexFile, Shown.text(named.getKey()), named.getValue()));
      }
    }
  }

  private void add(Path file) throws IOException {
    FileChannel channel = FileChannel.open(file);
    try {
      Header header = Header.read(file.toString(), channel);
      shards.add(new Shard(file, channel, header));
      for (TensorEntry entry : header.tensors()) {
        tensors.put(entry.name(), new Tensor(entry, file, channel, header.dataStart()));
      }
    } catch (IOException | RuntimeException e) {
      channel.close();
      throw e;
    }
  }

  /** The path it was opened by. */
  Path path() {
    return path;
  }

  /** The index, if it is in several files. */
  Optional<Path> index() {
    return index;
  }

  List<Shard> shards() {
    return Collections.unmodifiableList(shards);
  }

  /** The tensors of all files, by name. */
  Map<String, Tensor> tensors() {
    return Collections.unmodifiableMap(tensors);
  }

  @Override
  public void close() throws IOException {
    for (Shard shard : shards) {
      shard.channel().close();
    }
  }
}

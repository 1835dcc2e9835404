package org.flipcheck.checkpoint;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Tensors that are in memory, as one safetensors file. For what a program computes itself, such as
 * the weights of a live model; checkpoints of any size are streamed by {@link Interpolator}.
 *
 * @param metadata what stands in the header, text by name
 * @param tensors names are different from each other
 */
public record TensorSet(Map<String, String> metadata, List<HeapTensor> tensors) {

  /**
   * One tensor.
   *
   * @param name its name
   * @param type of its elements
   * @param shape its dimensions; none for a single number
   * @param bytes its elements, little-endian, the last dimension fastest
   */
  public record HeapTensor(String name, DType type, List<Long> shape, ByteBuffer bytes) {

    /**
     * Makes the shape unmodifiable and the bytes read-only.
     *
     * @throws CheckpointException if there are not as many bytes as the shape needs
     */
    public HeapTensor {
      shape = List.copyOf(shape);
      bytes = bytes.slice().asReadOnlyBuffer().order(ByteOrder.LITTLE_ENDIAN);
      long needed = TensorEntry.byteLength(type, shape);
      if (bytes.remaining() != needed) {
        throw new CheckpointException(
            "tensor %s has %d bytes, but %s %s needs %d"
                .formatted(Shown.text(name), bytes.remaining(), type, shape, needed));
      }
    }

    /**
     * The elements.
     *
     * @return a view from the first to the last
     */
    @Override
    public ByteBuffer bytes() {
      return bytes.duplicate().order(ByteOrder.LITTLE_ENDIAN);
    }
  }

  /** Makes both unmodifiable. */
  public TensorSet {
    metadata = Map.copyOf(metadata);
    tensors = List.copyOf(tensors);
  }

  /**
   * Reads a checkpoint as a whole.
   *
   * @param path as {@link Checkpoint#open} takes it
   * @return its tensors by name, and the metadata of its first file
   * @throws CheckpointException if there is none, it is not sound, or a tensor has 2 GiB or more
   * @throws IOException if it cannot be read
   */
  public static TensorSet read(Path path) throws IOException {
    try (Checkpoint checkpoint = Checkpoint.open(path)) {
      List<HeapTensor> tensors = new ArrayList<>();
      for (Tensor tensor : checkpoint.tensors().values()) {
        if (tensor.byteLength() > Integer.MAX_VALUE - Long.BYTES) {
          throw new CheckpointException(
              "tensor %s of %s has %d bytes, too many to be held in memory; the limit is 2 GiB"
                  .formatted(Shown.text(tensor.name()), path, tensor.byteLength()));
        }
        ByteBuffer bytes = ByteBuffer.allocate((int) tensor.byteLength());
        tensor.read(bytes, 0);
        tensors.add(new HeapTensor(tensor.name(), tensor.type(), tensor.shape(), bytes.flip()));
      }
      return new TensorSet(checkpoint.shards().get(0).header().metadata(), tensors);
    }
  }

  /**
   * Writes all to one file, which appears whole or not at all and replaces one of its name.
   *
   * @param file a {@code .safetensors} file
   * @throws CheckpointException if there are more tensors than the header of one file has room for
   * @throws IOException if it cannot be written
   */
  public void write(Path file) throws IOException {
    FileLayout<HeapTensor> layout =
        FileLayout.of(tensors, one -> new FileLayout.Spec(one.name(), one.type(), one.shape()));
    byte[] start = layout.start(metadata);
    Path part = file.resolveSibling(".%s.partial".formatted(file.getFileName()));
    try {
      write(layout, start, part);
      Files.move(part, file, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException | RuntimeException e) {
      Files.deleteIfExists(part);
      throw e;
    }
  }

  private static void write(FileLayout<HeapTensor> layout, byte[] start, Path part)
      throws IOException {
    try (FileChannel channel =
        FileChannel.open(
            part,
            StandardOpenOption.CREATE,
            StandardOpenOption.TRUNCATE_EXISTING,
            StandardOpenOption.WRITE)) {
      Staging.write(channel, ByteBuffer.wrap(start), 0);
      for (FileLayout.Place<HeapTensor> place : layout.places()) {
        Staging.write(channel, place.tensor().bytes(), start.length + place.entry().begin());
      }
      channel.force(true);
    }
  }
}

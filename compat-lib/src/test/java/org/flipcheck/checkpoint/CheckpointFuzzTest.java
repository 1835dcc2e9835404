package org.flipcheck.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;

/** Damaged files are refused, or read as what they still say; nothing else ever happens. */
class CheckpointFuzzTest {

  private static Path folder;

  @BeforeContainer
  static void makeFolder() throws IOException {
    folder = Files.createTempDirectory("fuzz");
  }

  @AfterContainer
  static void removeFolder() throws IOException {
    for (String name : new String[] {"x.safetensors", "x.safetensors.index.json"}) {
      Files.deleteIfExists(folder.resolve(name));
    }
    Files.delete(folder);
  }

  private static byte[] valid() {
    return new TensorFile()
        .f32("encoder.weight", new long[] {2, 3}, 1, 2, 3, 4, 5, 6)
        .bits16("encoder.bias", "BF16", (short) 1, (short) 2)
        .i64("position_ids", 0, 1, 2)
        .raw("mask", "BOOL", new byte[] {1, 0, 1}, 3)
        .bytes();
  }

  /** Flips bits, and checks that what is still read lies within the file. */
  @Property(tries = 1500)
  void flippedBits(@ForAll long seed, @ForAll @IntRange(min = 1, max = 6) int flips) {
    Random random = new Random(seed);
    byte[] bytes = valid();
    for (int i = 0; i < flips; i++) {
      bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
    }
    assertIsReadOrRefused(bytes);
  }

  @Property(tries = 800)
  void splicedBytes(@ForAll long seed) {
    Random random = new Random(seed);
    byte[] bytes = valid();
    int from = random.nextInt(bytes.length);
    int to = random.nextInt(bytes.length);
    int length = random.nextInt(bytes.length - Math.max(from, to));
    System.arraycopy(bytes, from, bytes, to, length);
    assertIsReadOrRefused(bytes);
  }

  @Property(tries = 500)
  void digitsChanged(@ForAll long seed) {
    Random random = new Random(seed);
    byte[] bytes = valid();
    for (int i = 8; i < bytes.length; i++) {
      if (bytes[i] >= '0' && bytes[i] <= '9' && random.nextInt(8) == 0) {
        bytes[i] = (byte) "0123456789-.e,".charAt(random.nextInt(14));
      }
    }
    assertIsReadOrRefused(bytes);
  }

  /** Every truncation: the data must be there to the last byte. */
  @Property(tries = 500)
  void truncated(@ForAll @IntRange(max = 500) int kept) {
    byte[] bytes = valid();
    byte[] cut = Arrays.copyOf(bytes, Math.min(kept, bytes.length - 1));

    assertThat(refusal(cut)).isNotNull();
  }

  @Property(tries = 500)
  void noise(@ForAll byte[] header, @ForAll @IntRange(max = 40) int more) {
    byte[] length = TensorFile.content(TensorFile.little(8).putLong(header.length));
    byte[] bytes = Arrays.copyOf(length, 8 + header.length + more);
    System.arraycopy(header, 0, bytes, 8, header.length);
    assertIsReadOrRefused(bytes);
  }

  @Property(tries = 500)
  void damagedIndex(@ForAll long seed) throws IOException {
    Files.write(folder.resolve("x.safetensors"), valid());
    Random random = new Random(seed);
    byte[] index =
        """
        {"metadata":{"total_size":67},"weight_map":{"encoder.weight":"x.safetensors",
        "encoder.bias":"x.safetensors","position_ids":"x.safetensors","mask":"x.safetensors"}}
        """
            .getBytes(java.nio.charset.StandardCharsets.UTF_8);
    for (int i = 0; i < 3; i++) {
      index[random.nextInt(index.length)] ^= (byte) (1 << random.nextInt(8));
    }
    Path file = Files.write(folder.resolve("x.safetensors.index.json"), index);
    try (Checkpoint opened = Checkpoint.open(file)) {
      assertThat(opened.tensors()).hasSize(4);
    } catch (CheckpointException e) {
      assertThat(e.problems()).isNotEmpty();
    }
  }

  private static void assertIsReadOrRefused(byte[] bytes) {
    CheckpointException refusal = refusal(bytes);
    if (refusal != null) {
      assertThat(refusal.problems()).isNotEmpty();
      assertThat(refusal.getMessage()).hasSizeLessThan(2000);
    }
  }

  /** The refusal, or null where all tensors could be read; any other exception fails the test. */
  private static CheckpointException refusal(byte[] bytes) {
    try {
      Path file = Files.write(folder.resolve("x.safetensors"), bytes);
      try (Checkpoint opened = Checkpoint.open(file)) {
        long data = 0;
        for (Tensor tensor : opened.tensors().values()) {
          tensor.read(TensorFile.little((int) tensor.byteLength()), 0);
          data += tensor.byteLength();
        }
        long dataStart = opened.shards().get(0).header().dataStart();
        assertThat(dataStart + data).isEqualTo(bytes.length);
        return null;
      }
    } catch (CheckpointException e) {
      return e;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

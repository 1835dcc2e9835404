package org.flipcheck.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.flipcheck.text.Glob;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The hashes are those of the files, in whatever order and by however many threads they are read.
 */
class InputHashesTest {

  private static final int LONG = 700_000;

  @TempDir private Path folder;

  private final Random random = new Random(5);

  private Path file(String name) {
    return folder.resolve(name + ".safetensors");
  }

  private void write(String name, List<String> order, int rows) {
    TensorFile model = new TensorFile();
    for (String tensor : order) {
      if (tensor.equals("head")) {
        model.f32(tensor, new long[] {rows, 300}, floats(rows * 300));
      } else {
        model.f32(tensor, floats(tensor.length() * LONG));
      }
    }
    model.write(file(name));
  }

  private float[] floats(int count) {
    float[] floats = new float[count];
    for (int i = 0; i < count; i++) {
      floats[i] = random.nextFloat();
    }
    return floats;
  }

  private String sha256(String name) throws Exception {
    byte[] digest = MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(file(name)));
    return name + ".safetensors sha256:" + HexFormat.of().formatHex(digest);
  }

  private InterpolationReport run(OutputRows rows, int threads) throws IOException {
    Interpolation interpolation =
        new Interpolation(
            file("old"),
            file("new"),
            List.of(file("more")),
            Optional.of(file("fisher")),
            Optional.empty(),
            new OldWeights(0.25, List.of()),
            rows);
    Output output = new Output(folder.resolve("out" + threads), Output.Existing.REFUSE);
    return new Interpolator(interpolation, output, threads, "1", (done, total) -> {}).run();
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 5})
  void ofFilesOfOtherOrders(int threads) throws Exception {
    List<String> names = List.of("a", "head", "bb", "ccc");
    List<String> other = new ArrayList<>(names);
    Collections.reverse(other);
    write("new", names, 4);
    write("more", other, 4);
    write("old", List.of("bb", "a", "ccc", "head"), 5);
    write("fisher", names, 5);
    OutputRows.Classes classes =
        new OutputRows.Classes(List.of("v", "w", "x", "y", "z"), List.of("z", "new", "x", "w"));

    InterpolationReport report =
        run(new OutputRows(List.of(new Glob("head")), Optional.of(classes)), threads);

    assertThat(report.provenance())
        .containsEntry("flipcheck.old", sha256("old"))
        .containsEntry("flipcheck.new", sha256("new"))
        .containsEntry("flipcheck.soup", sha256("more"))
        .containsEntry("flipcheck.fisher", sha256("fisher"));
  }

  /** Threads that wait for the turn of one that has failed must not wait for ever. */
  @Test
  void aFailureEndsAllThreads() {
    List<String> names = List.of("aaaa", "bbbb");
    for (String name : List.of("old", "new", "more", "fisher")) {
      write(name, names, 0);
    }
    float[] bad = floats(4 * LONG);
    bad[1_500_000] = Float.NaN;
    new TensorFile().f32("aaaa", bad).f32("bbbb", floats(4 * LONG)).write(file("new"));

    assertTimeoutPreemptively(
        Duration.ofMinutes(1),
        () ->
            assertThatThrownBy(() -> run(OutputRows.NONE, 5))
                .isInstanceOf(CheckpointException.class)
                .hasMessageContaining("tensor aaaa of " + file("new") + " at [1500000] is NaN"));
    assertThat(folder.resolve(".out5.flipcheck-partial")).doesNotExist();
  }
}

package org.flipcheck.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Arrays;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A merge of adapters that was killed: its units are made of their base and of the adapters. */
class ResumeMergeTest {

  private static final int ROWS = 2000;
  private static final int COLUMNS = 2500;

  @TempDir private Path folder;

  @BeforeEach
  void writeModels() {
    writeAdapter("old", 1);
    writeAdapter("new", 2);
    float[] weight = new float[ROWS * COLUMNS];
    for (int i = 0; i < weight.length; i++) {
      weight[i] = i % 1000;
    }
    new TensorFile()
        .f32("q_proj.weight", new long[] {ROWS, COLUMNS}, weight)
        .write(folder.resolve("base.safetensors"));
  }

  private void writeAdapter(String name, float value) {
    float[] a = new float[COLUMNS];
    float[] b = new float[ROWS];
    Arrays.fill(a, value);
    Arrays.fill(b, 1);
    new AdapterFolder(1, 1).factors("q_proj", 1, a, b).write(folder.resolve(name));
  }

  private InterpolationReport run(String out) throws IOException {
    return KilledRun.interpolator(folder, 0.25, out, (done, total) -> {}).run();
  }

  @Test
  void aKilledMergeIsGoneOnWith() throws Exception {
    KilledRun.of(folder);

    assertThat(run("out").keptBytes()).isEqualTo((long) KilledRun.WHOLE * Unit.BYTES);
    assertIsAsAFreshOne();
  }

  /** Names, shapes, configuration and even times are as before: only the numbers are others. */
  @ParameterizedTest
  @ValueSource(strings = {"old", "new"})
  void whatWasMadeOfAnotherAdapterIsMadeAgain(String side) throws Exception {
    KilledRun.of(folder);
    Path file = folder.resolve(side).resolve("adapter_model.safetensors");
    FileTime before = Files.getLastModifiedTime(file);
    writeAdapter(side, 400);
    Files.setLastModifiedTime(file, before);

    assertThat(run("out").keptBytes()).isZero();
    assertIsAsAFreshOne();
  }

  private void assertIsAsAFreshOne() throws IOException {
    assertThat(run("again").keptBytes()).isZero();
    assertThat(folder.resolve("out/base.safetensors"))
        .hasSameBinaryContentAs(folder.resolve("again/base.safetensors"));
  }
}

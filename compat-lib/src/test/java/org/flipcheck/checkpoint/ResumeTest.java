package org.flipcheck.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a run that was killed leaves, and what the next one makes of it. */
class ResumeTest {

  private static final int COUNT = 5_000_000;
  private static final long UNIT_BYTES = Unit.BYTES;

  /** Of 39 units of the tensor, how many are whole when the run is killed. */
  private static final int WHOLE = KilledRun.WHOLE;

  @TempDir private Path folder;

  @BeforeEach
  void writeModels() {
    float[] old = new float[COUNT];
    float[] now = new float[COUNT];
    for (int i = 0; i < COUNT; i++) {
      old[i] = i;
      now[i] = -i;
    }
    new TensorFile().f32("w", old).i64("n", 1).write(folder.resolve("old.safetensors"));
    new TensorFile().f32("w", now).i64("n", 2).write(folder.resolve("new.safetensors"));
  }

  private InterpolationReport run(double oldWeight, String out) throws IOException {
    return KilledRun.interpolator(folder, oldWeight, out, (done, total) -> {}).run();
  }

  private Path partial() {
    return folder.resolve(".out.flipcheck-partial");
  }

  private void runAndKill() throws IOException, InterruptedException {
    KilledRun.of(folder);
  }

  @Test
  void aKilledRunIsGoneOnWith() throws Exception {
    runAndKill();
    assertThat(folder.resolve("out")).doesNotExist();

    InterpolationReport report = run(0.25, "out");

    assertThat(report.keptBytes()).isEqualTo(WHOLE * UNIT_BYTES);
    assertThat(report.differing()).containsEntry("n", "new");
    assertThat(partial()).doesNotExist();
    assertIsAsAFreshOne();
  }

  @Test
  void whatWasDamagedSinceIsMadeAgain() throws Exception {
    runAndKill();
    try (RandomAccessFile file =
        new RandomAccessFile(partial().resolve("files/new.safetensors").toFile(), "rw")) {
      file.seek(UNIT_BYTES / 2);
      file.write(new byte[] {1, 2, 3});
    }

    InterpolationReport report = run(0.25, "out");

    assertThat(report.keptBytes()).isEqualTo((WHOLE - 1) * UNIT_BYTES);
    assertIsAsAFreshOne();
  }

  private void assertIsAsAFreshOne() throws IOException {
    assertThat(run(0.25, "again").keptBytes()).isZero();
    assertThat(folder.resolve("out/new.safetensors"))
        .hasSameBinaryContentAs(folder.resolve("again/new.safetensors"));
  }

  @Test
  void anotherResultBeginsAnew() throws Exception {
    runAndKill();

    InterpolationReport report = run(0.5, "out");

    assertThat(report.keptBytes()).isZero();
    assertThat(TensorFile.readF32(folder.resolve("out"), "w")).containsOnly(0);
  }

  /** Even if the file says that it was not written to since. */
  @ParameterizedTest
  @ValueSource(strings = {"old", "new"})
  void whatWasMadeOfOtherInputsIsMadeAgain(String side) throws Exception {
    runAndKill();
    Path input = folder.resolve(side + ".safetensors");
    FileTime before = Files.getLastModifiedTime(input);
    try (RandomAccessFile file = new RandomAccessFile(input.toFile(), "rw")) {
      file.seek(UNIT_BYTES / 2);
      file.write(new byte[4]);
    }
    Files.setLastModifiedTime(input, before);

    assertThat(run(0.25, "out").keptBytes()).isEqualTo((WHOLE - 1) * UNIT_BYTES);
    assertIsAsAFreshOne();
  }

  /** Killed between the two renames: the result that was to be replaced is still there. */
  @Test
  void whatWasNotYetReplacedIsPutBack() throws IOException {
    run(0.25, "out");
    Files.createDirectories(partial());
    Files.move(folder.resolve("out"), partial().resolve("replaced"));

    assertThatThrownBy(() -> run(0.25, "out"))
        .hasMessage(
            folder.resolve("out") + " is not empty; choose another folder, or overwrite it");
    assertThat(TensorFile.readI64(folder.resolve("out"), "n")).containsExactly(2);
  }

  @Test
  void twoRunsNeverWriteOneResult() throws Exception {
    Path staged = Files.createDirectories(partial());
    try (Journal held = Journal.open(staged.resolve("journal"), "x")) {
      assertThat(held.isContinued()).isFalse();
      assertThatThrownBy(() -> run(0.25, "out"))
          .hasMessage(
              "another run is writing the same result, in %s; wait for it, or choose another place"
                  .formatted(staged));
    }
    assertThat(run(0.25, "out").keptBytes()).isZero();
  }

  @Test
  void anInputThatChangesWhileItIsReadIsNoticed() {
    Path old = folder.resolve("old.safetensors");
    assertThatThrownBy(
            () ->
                KilledRun.interpolator(
                        folder,
                        0.25,
                        "out",
                        (done, total) -> {
                          if (done == total) {
                            touch(old);
                          }
                        })
                    .run())
        .hasMessage(old + " was changed while it was read; start again when nobody writes to it");
    assertThat(folder.resolve("out")).doesNotExist();
    assertThat(partial()).doesNotExist();
  }

  private static void touch(Path file) {
    assertThat(file.toFile().setLastModified(1_000_000_000_000L)).isTrue();
  }
}

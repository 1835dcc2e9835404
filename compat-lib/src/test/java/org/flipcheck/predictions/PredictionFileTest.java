package org.flipcheck.predictions;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.Float8Vector;
import org.apache.arrow.vector.VarCharVector;
import org.apache.arrow.vector.ipc.ArrowFileReader;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every test is a leak test too: closing the allocator throws if anything is left in it. */
class PredictionFileTest {

  private static final PredictionLayout LAYOUT =
      new PredictionLayout(List.of("cat", "dög"), List.of("time", "country"));

  @TempDir Path folder;
  private BufferAllocator allocator;
  private Path file;

  @BeforeEach
  void open() {
    allocator = new RootAllocator();
    file = folder.resolve("predictions.arrow");
  }

  @AfterEach
  void close() {
    allocator.close();
  }

  @Test
  void rowsComeBackAsTheyWere() throws IOException {
    List<PredictionRow> rows =
        List.of(
            row("img-1", "cat", 2f, -1f, "night", "DE"),
            row("img-2", null, -0.5f, Float.MIN_VALUE, null, ""),
            row("img-3", "bird, unknown to the model", 1f, 1f, "Zoë 🐈", null));

    write(rows);

    try (PredictionReader reader = PredictionReader.open(allocator, file)) {
      List<PredictionRow> read = new ArrayList<>();
      reader.forEach(read::add);
      assertThat(reader.layout()).isEqualTo(LAYOUT);
      assertThat(read).isEqualTo(rows);
    }
  }

  @Test
  void severalBatches() throws IOException {
    List<PredictionRow> rows =
        IntStream.range(0, 2 * PredictionWriter.BATCH_ROWS + 1)
            .mapToObj(i -> row("img-" + i, i % 3 == 0 ? null : "cat", i, -i, "t" + i, null))
            .toList();

    write(rows);

    assertThat(PredictionReader.readAll(file)).isEqualTo(rows);
  }

  @Test
  void noRows() throws IOException {
    write(List.of());

    assertThat(PredictionReader.readAll(file)).isEmpty();
  }

  @Test
  void otherProgramsFindAnswerAndScoreInTheirColumns() throws IOException {
    PredictionRow row = row("img-1", "cat", 0f, 3f, "night", "DE");
    write(List.of(row));

    try (ArrowFileReader reader = new ArrowFileReader(Files.newByteChannel(file), allocator)) {
      assertThat(reader.loadNextBatch()).isTrue();
      var root = reader.getVectorSchemaRoot();
      assertThat(((VarCharVector) root.getVector("prediction")).getObject(0)).hasToString("dög");
      assertThat(((Float8Vector) root.getVector("score")).get(0)).isEqualTo(row.score());
    }
  }

  @Test
  void sameRowsSameBytes() throws IOException {
    List<PredictionRow> rows = List.of(row("img-1", null, 2f, -1f, "night", null));

    write(rows);
    byte[] first = Files.readAllBytes(file);
    write(rows);

    assertThat(Files.readAllBytes(file)).isEqualTo(first);
  }

  @Test
  void anUnfinishedFileLeavesEverythingAsItWas() throws IOException {
    Files.writeString(file, "yesterday's");

    try (PredictionWriter writer = PredictionWriter.open(allocator, file, LAYOUT)) {
      writer.add(row("img-1", "cat", 2f, -1f, "night", "DE"));
    }

    assertThat(file).hasContent("yesterday's");
    assertThat(filesInFolder()).containsExactly(file);
  }

  @Test
  void aFinishedFileIsAloneInItsFolder() throws IOException {
    write(List.of(row("img-1", "cat", 2f, -1f, "night", "DE")));

    assertThat(filesInFolder()).containsExactly(file);
  }

  @Test
  void folderThatDoesNotExist() {
    Path lost = folder.resolve("missing/predictions.arrow");

    assertThatExceptionOfType(NoSuchFileException.class)
        .isThrownBy(() -> PredictionWriter.open(allocator, lost, LAYOUT).close());
  }

  @Test
  void rowsThatDoNotFit() throws IOException {
    try (PredictionWriter writer = PredictionWriter.open(allocator, file, LAYOUT)) {
      assertThatIllegalArgumentException()
          .isThrownBy(
              () ->
                  writer.add(
                      PredictionRow.ofLogits("a", "cat", new float[3], List.of("night", "DE"))))
          .withMessage("example 'a' has 3 logits, the file has 2 classes");
      assertThatIllegalArgumentException()
          .isThrownBy(
              () -> writer.add(PredictionRow.ofLogits("a", "cat", new float[2], List.of("night"))))
          .withMessage(
              "example 'a' has 1 slice values, the file has the slice columns [time, country]");
    }
  }

  @Test
  void noRowAfterTheEnd() throws IOException {
    try (PredictionWriter writer = PredictionWriter.open(allocator, file, LAYOUT)) {
      writer.finish();

      assertThatIllegalStateException()
          .isThrownBy(() -> writer.add(row("img-1", "cat", 2f, -1f, "night", "DE")))
          .withMessage("the prediction file " + file + " is finished");
    }
  }

  private void write(List<PredictionRow> rows) throws IOException {
    try (PredictionWriter writer = PredictionWriter.open(allocator, file, LAYOUT)) {
      for (PredictionRow row : rows) {
        writer.add(row);
      }
      writer.finish();
    }
  }

  private List<Path> filesInFolder() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.toList();
    }
  }

  private static PredictionRow row(
      String id, String label, float cat, float dog, String time, String country) {
    return PredictionRow.ofLogits(id, label, new float[] {cat, dog}, Arrays.asList(time, country));
  }
}

package org.flipcheck.train.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.flipcheck.metrics.FlipCounts;
import org.flipcheck.predictions.PredictionReader;
import org.flipcheck.predictions.PredictionRow;
import org.flipcheck.train.IdxFiles;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The whole demonstration on a data set of noise, in the four files of the real one. */
class FashionMnistDemoTest {

  @TempDir Path folder;

  @Test
  void writesBothModelsAndCountsThePairs() throws IOException {
    writePart("train", 120);
    writePart("t10k", 30);
    ByteArrayOutputStream progress = new ByteArrayOutputStream();
    FashionMnistDemo demo =
        new FashionMnistDemo(50, 1, new PrintStream(progress, true, StandardCharsets.UTF_8));

    FlipCounts counts = demo.run(folder, folder.resolve("out"), 1);

    List<PredictionRow> oldRows = rows("old");
    List<PredictionRow> newRows = rows("new");
    assertThat(oldRows).hasSize(30);
    assertThat(newRows).extracting(PredictionRow::exampleId).contains("fashion-mnist-test-00029");
    assertThat(newRows)
        .extracting(PredictionRow::label)
        .isEqualTo(oldRows.stream().map(PredictionRow::label).toList());
    assertThat(newRows).isNotEqualTo(oldRows);
    assertThat(counts.n()).isEqualTo(30);
    assertThat(counts.bothRight() + counts.negativeFlips()).isEqualTo(right(oldRows));
    assertThat(counts.bothRight() + counts.positiveFlips()).isEqualTo(right(newRows));
    assertThat(progress.toString(StandardCharsets.UTF_8))
        .contains("old: 50 training images", "new: 120 training images", "epoch 1 of 1");
  }

  @Test
  void wrongNumberOfArguments() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> FashionMnistDemo.main(new String[] {"a"}))
        .withMessage("expected 3 arguments: DATASET_FOLDER OUTPUT_FOLDER SEED, got 1");
  }

  private List<PredictionRow> rows(String name) throws IOException {
    return PredictionReader.readAll(folder.resolve("out/fashion_mnist_" + name + ".arrow"));
  }

  private static long right(List<PredictionRow> rows) {
    return rows.stream()
        .filter(row -> FashionMnist.CLASSES.get(row.answer()).equals(row.label()))
        .count();
  }

  private void writePart(String part, int count) {
    Random random = new Random(count);
    byte[] pixels = new byte[count * 28 * 28];
    random.nextBytes(pixels);
    byte[] labels = new byte[count];
    for (int i = 0; i < count; i++) {
      labels[i] = (byte) random.nextInt(10);
    }
    IdxFiles.images(folder.resolve(part + "-images-idx3-ubyte.gz"), count, 28, 28, pixels);
    IdxFiles.labels(folder.resolve(part + "-labels-idx1-ubyte.gz"), labels);
  }
}

package org.flipcheck.train.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import javax.imageio.ImageIO;
import org.flipcheck.mend.MendException;
import org.flipcheck.mend.Mended;
import org.flipcheck.report.MendResult.Outcome;
import org.junit.jupiter.api.Test;

/** Images in folders, of which each class is brighter in a column of its own. */
class ImageTrainingTest extends TinyTraining {

  private static final int SIDE = 6;
  private static final int NOISE = 200;
  private static final int BRIGHTER = 55;

  private void images(String split, int seed, List<String> classes, int each) throws IOException {
    Random random = new Random(seed);
    for (int label = 0; label < classes.size(); label++) {
      Path to = Files.createDirectories(folder.resolve(split).resolve(classes.get(label)));
      for (int i = 0; i < each; i++) {
        BufferedImage image = new BufferedImage(SIDE, SIDE, BufferedImage.TYPE_BYTE_GRAY);
        for (int y = 0; y < SIDE; y++) {
          for (int x = 0; x < SIDE; x++) {
            int grey = random.nextInt(NOISE) + (x == label ? BRIGHTER : 0);
            image.getRaster().setSample(x, y, 0, grey);
          }
        }
        ImageIO.write(image, "png", to.resolve(i + ".png").toFile());
      }
    }
  }

  private String data(String prefix, List<String> classes) throws IOException {
    images(prefix + "-train", 1, classes, 40);
    images(prefix + "-dev", 2, classes, 40);
    images(prefix + "-test", 3, classes, 40);
    return "data: {kind: images, train: %1$s-train, dev: %1$s-dev, test: %1$s-test, colour: grey}\n"
        .formatted(prefix);
  }

  @Test
  void anUpdateWithAnAddedClassOfImages() throws IOException {
    first(config("first.yaml", data("v1", THREE), STUDENT, PLAN), "v1");
    Path config =
        config(
            "update.yaml",
            data("v2", FOUR),
            "old: {model: v1/model}\n",
            STUDENT,
            PLAN,
            "methods: [{name: mpt}, {name: pct, form: lm}]\n",
            "choose: {tolerance: 0.05, confidence: 0.5}\n");
    Mended mended = mend(config, "out");
    assertThat(mended.result().outcome()).as("%s", said).isEqualTo(Outcome.MENDED);
    assertThat(folder.resolve("out/model/weights.safetensors")).exists();
  }

  @Test
  void aResultWithinTheImagesWouldBeAClassTheNextTime() throws IOException {
    Path config = config("first.yaml", data("v1", THREE), STUDENT, PLAN);
    Path out = folder.resolve("v1-train/out");
    assertThatThrownBy(() -> first(config, "v1-train/out"))
        .isInstanceOf(MendException.class)
        .hasMessage(
            "--out %s is in the data %s, and would be part of it the next time; choose another folder",
            out, folder.resolve("v1-train"));
    assertThat(out).doesNotExist();
  }
}

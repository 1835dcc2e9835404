package org.flipcheck.train.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Random;
import org.flipcheck.gate.Enforcement;
import org.flipcheck.mend.FirstTraining;
import org.flipcheck.mend.Judge;
import org.flipcheck.mend.MendFolder;
import org.flipcheck.mend.Mended;
import org.flipcheck.mend.TrainableModels;
import org.flipcheck.mend.TrainingMender;
import org.flipcheck.mend.Trainings;
import org.flipcheck.mend.WorkFolder;
import org.flipcheck.report.PolicyFile;
import org.junit.jupiter.api.io.TempDir;

/** Small data that a test writes, and the whole run of a configuration as the command does it. */
abstract class TinyTraining {

  static final List<String> THREE = List.of("air", "bus", "cab");
  static final List<String> FOUR = List.of("air", "bus", "cab", "dam");

  static final String PLAN =
      "plan: {epochs: 3, batch_size: 16, learning_rate: 0.03, schedule: constant, seed: 1}\n";
  static final String STUDENT = "student: {network: mlp, hidden: 8}\n";

  private static final int WORDS = 6;

  @TempDir Path folder;
  final List<String> said = new ArrayList<>();

  /** Texts of which two words in five tell the class, in two slices. */
  Path texts(String name, int seed, List<String> classes, int rows) throws IOException {
    Random random = new Random(seed);
    StringBuilder csv = new StringBuilder("id,label,channel,text\n");
    for (int row = 0; row < rows; row++) {
      String label = classes.get(row % classes.size());
      csv.append("%s-%d,%s,%s,".formatted(name, row, label, row % 2 == 0 ? "web" : "app"));
      for (int word = 0; word < WORDS; word++) {
        String stem = random.nextInt(5) < 2 ? label : "any";
        csv.append(stem).append(random.nextInt(WORDS)).append(word == WORDS - 1 ? "\n" : " ");
      }
    }
    return Files.writeString(folder.resolve(name + ".csv"), csv);
  }

  /** The section of texts in three files of this beginning. */
  String textData(String prefix, List<String> classes) throws IOException {
    texts(prefix + "-train", 1, classes, 240);
    texts(prefix + "-dev", 2, classes, 120);
    texts(prefix + "-test", 3, classes, 120);
    return textSection(prefix);
  }

  static String textSection(String prefix) {
    return """
        data:
          kind: text
          train: %1$s-train.csv
          dev: %1$s-dev.csv
          test: %1$s-test.csv
          id: id
          slices: [channel]
          features: {dimensions: 64, words: 1, letters: []}
        """
        .formatted(prefix);
  }

  /** Rows of three numbers around a centre of their class. */
  Path table(String name, int seed, List<String> classes, int rows) throws IOException {
    Random random = new Random(seed);
    StringBuilder csv = new StringBuilder("id,label,x,y,z\n");
    for (int row = 0; row < rows; row++) {
      int label = row % classes.size();
      csv.append("%s-%d,%s".formatted(name, row, classes.get(label)));
      for (int i = 0; i < 3; i++) {
        double centre = label == i ? 1.5 : 0;
        csv.append(String.format(Locale.ROOT, ",%.4f", centre + random.nextGaussian()));
      }
      csv.append('\n');
    }
    return Files.writeString(folder.resolve(name + ".csv"), csv);
  }

  String tableData(String prefix, List<String> classes) throws IOException {
    table(prefix + "-train", 1, classes, 240);
    table(prefix + "-dev", 2, classes, 120);
    table(prefix + "-test", 3, classes, 120);
    return """
        data:
          kind: table
          train: %1$s-train.csv
          dev: %1$s-dev.csv
          test: %1$s-test.csv
          id: id
        """
        .formatted(prefix);
  }

  Path config(String name, String... sections) throws IOException {
    return Files.writeString(folder.resolve(name), String.join("", sections));
  }

  /** A TorchScript model of the tests: three inputs, four classes. */
  Path script(String name) throws IOException {
    try {
      Path from = Path.of(TinyTraining.class.getResource("/torchscript/" + name).toURI());
      return Files.copy(from, folder.resolve(name));
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  final class Saying implements Trainings.Progress {
    @Override
    public void step(String model, int epoch, int epochs, int step, int steps, double loss) {
      assertThat(step).isBetween(1, steps);
      assertThat(epoch).isBetween(1, epochs);
    }

    @Override
    public void line(String line) {
      said.add(line);
    }
  }

  Path work(String out) {
    return new WorkFolder(folder.resolve(out)).path();
  }

  TrainableModels open(Path config, String out) throws IOException {
    return open(config, out, new Saying());
  }

  TrainableModels open(Path config, String out, Trainings.Progress progress) throws IOException {
    return new TrainProvider().open(config, work(out), progress);
  }

  /** Trains the first model. */
  Path first(Path config, String out) throws IOException {
    try (TrainableModels models = open(config, out)) {
      assertThat(models.hasOld()).isFalse();
      assertThat(models.candidates()).isEmpty();
      FirstTraining first = FirstTraining.run(models);
      new MendFolder(folder.resolve(out), false).write(first, models);
    }
    return folder.resolve(out);
  }

  Mended mend(Path config, String out) throws IOException {
    return mend(config, out, new Saying());
  }

  Mended mend(Path config, String out, Trainings.Progress progress) throws IOException {
    try (TrainableModels models = open(config, out, progress)) {
      Optional<PolicyFile> policy = Optional.empty();
      if (models.policy().isPresent()) {
        Path file = models.policy().get();
        policy = Optional.of(PolicyFile.parse(file.toString(), Files.readString(file)));
      }
      Judge judge = new Judge(policy, Enforcement.FULL);
      Mended mended = new TrainingMender(models, judge, progress).run();
      new MendFolder(folder.resolve(out), false).write(mended, models.sources());
      return mended;
    }
  }
}

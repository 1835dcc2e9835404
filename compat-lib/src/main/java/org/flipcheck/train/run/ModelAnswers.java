package org.flipcheck.train.run;

import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.flipcheck.mend.Predictions;
import org.flipcheck.predictions.PredictionLayout;
import org.flipcheck.predictions.PredictionRow;
import org.flipcheck.predictions.PredictionWriter;
import org.flipcheck.train.data.Dataset;
import org.flipcheck.train.distillation.ClassMapping;
import org.flipcheck.train.fit.TeacherLogits;

/** What a model says, by the names of the classes. An old class has its name of today. */
final class ModelAnswers {

  private ModelAnswers() {}

  /** As what is compared. */
  static Predictions of(
      Dataset dataset, TeacherLogits logits, boolean isOld, ClassMapping mapping) {
    List<String> names = isOld ? names(mapping) : logits.classes();
    List<String> truth = dataset.examples().classes();
    int[] answers = logits.answers();
    Map<String, Predictions.Row> rows = new LinkedHashMap<>();
    for (int i = 0; i < answers.length; i++) {
      String label = truth.get(dataset.examples().label(i));
      String answer = names.get(answers[i]);
      rows.put(
          dataset.ids().get(i),
          new Predictions.Row(
              Optional.of(label), answer, answer.equals(label), dataset.slices().get(i)));
    }
    return Predictions.of(dataset.sliceColumns(), rows);
  }

  /** The old model's classes by the names of today. */
  static List<String> names(ClassMapping mapping) {
    int[] columns = mapping.studentColumns();
    return IntStream.range(0, columns.length)
        .mapToObj(i -> columns[i] < 0 ? mapping.old().get(i) : mapping.now().get(columns[i]))
        .toList();
  }

  /** As an Arrow IPC file. */
  static void write(Path file, Dataset dataset, TeacherLogits logits, Optional<ClassMapping> ofOld)
      throws IOException {
    List<String> names = ofOld.map(ModelAnswers::names).orElse(logits.classes());
    PredictionLayout layout = new PredictionLayout(names, dataset.sliceColumns());
    List<String> truth = dataset.examples().classes();
    try (BufferAllocator allocator = new RootAllocator();
        PredictionWriter writer = PredictionWriter.open(allocator, file, layout)) {
      for (int i = 0; i < logits.size(); i++) {
        List<String> slices =
            dataset.slices().get(i).stream().map(value -> value.orElse(null)).toList();
        writer.add(
            PredictionRow.ofLogits(
                dataset.ids().get(i),
                truth.get(dataset.examples().label(i)),
                logits.row(i),
                slices));
      }
      writer.finish();
    }
  }
}

package org.flipcheck.mend;

import de.siegmar.fastcsv.writer.CsvWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.flipcheck.mend.Predictions.Row;

/** Predictions as CSV, for {@code flipcheck compare}. */
final class PredictionTables {

  private PredictionTables() {}

  /** Writes the folder {@code predictions} within another, a file for each model. */
  static void write(Map<String, Predictions> models, Path folder) throws IOException {
    Path predictions = Files.createDirectories(folder.resolve("predictions"));
    for (Map.Entry<String, Predictions> model : models.entrySet()) {
      write(predictions.resolve(model.getKey() + ".csv"), model.getValue());
    }
  }

  private static void write(Path file, Predictions predictions) throws IOException {
    try (CsvWriter csv = CsvWriter.builder().build(file, StandardCharsets.UTF_8)) {
      List<String> header = new ArrayList<>(List.of("id", "label", "prediction", "correct"));
      header.addAll(predictions.sliceColumns());
      csv.writeRecord(header);
      for (Map.Entry<String, Row> row : predictions.rows().entrySet()) {
        List<String> fields = new ArrayList<>();
        fields.add(row.getKey());
        fields.add(row.getValue().label().orElse(""));
        fields.add(row.getValue().answer());
        fields.add(Boolean.toString(row.getValue().isRight()));
        row.getValue().slices().forEach(value -> fields.add(value.orElse("")));
        csv.writeRecord(fields);
      }
    }
  }
}

package org.flipcheck.notebooks;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A notebook file, as far as its outputs go.
 *
 * @param name of the file
 * @param metadata of the whole notebook
 * @param cells those with code
 */
record Notebook(String name, JsonNode metadata, List<Cell> cells) {

  /** The tag of cells that only run where DuckDB's Python package is installed. */
  static final String NEEDS_DUCKDB = "needs-duckdb";

  /**
   * A cell with code.
   *
   * @param id its name
   * @param tags what is said of it
   * @param source its code
   * @param outputs what it shows, in its order
   */
  record Cell(String id, List<String> tags, String source, List<Output> outputs) {}

  /**
   * One thing that a cell shows.
   *
   * @param kind such as {@code execute_result} or {@code stderr}
   * @param forms its text in each form, by MIME type
   */
  record Output(String kind, Map<String, String> forms) {}

  static Notebook read(Path file) throws IOException {
    JsonNode root = new ObjectMapper().readTree(Files.readString(file));
    List<Cell> cells = new ArrayList<>();
    for (JsonNode cell : root.required("cells")) {
      if (cell.required("cell_type").asText().equals("code")) {
        cells.add(cell(cell));
      }
    }
    return new Notebook(file.getFileName().toString(), root.required("metadata"), cells);
  }

  boolean isJava() {
    return metadata.at("/kernelspec/language").asText().equals("java");
  }

  private static Cell cell(JsonNode cell) {
    List<String> tags = new ArrayList<>();
    cell.at("/metadata/tags").forEach(tag -> tags.add(tag.asText()));
    List<Output> outputs = new ArrayList<>();
    for (JsonNode output : cell.required("outputs")) {
      outputs.add(output(output));
    }
    return new Cell(cell.required("id").asText(), tags, text(cell.required("source")), outputs);
  }

  private static Output output(JsonNode output) {
    String kind = output.required("output_type").asText();
    return switch (kind) {
      case "stream" ->
          new Output(
              output.required("name").asText(),
              Map.of("text/plain", text(output.required("text"))));
      case "error" -> new Output(kind, Map.of("text/plain", output.required("evalue").asText()));
      default -> {
        Map<String, String> forms = new TreeMap<>();
        output
            .required("data")
            .properties()
            .forEach(form -> forms.put(form.getKey(), text(form.getValue())));
        yield new Output(kind, forms);
      }
    };
  }

  /** Notebooks store a text as its lines. */
  private static String text(JsonNode lines) {
    if (lines.isTextual()) {
      return lines.asText();
    }
    StringBuilder text = new StringBuilder();
    lines.forEach(line -> text.append(line.asText()));
    return text.toString();
  }
}

package org.flipcheck.notebooks;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.util.List;
import java.util.Map;
import org.flipcheck.notebooks.Notebook.Cell;
import org.flipcheck.notebooks.Notebook.Output;
import org.junit.jupiter.api.Test;

class NotebookDifferencesTest {

  private static final JsonNode PYTHON = kernel("python");
  private static final JsonNode JAVA = kernel("java");

  private static JsonNode kernel(String language) {
    JsonNodeFactory json = JsonNodeFactory.instance;
    return json.objectNode().set("kernelspec", json.objectNode().put("language", language));
  }

  private static Notebook notebook(JsonNode kernel, List<String> tags, Output... outputs) {
    return new Notebook("n.ipynb", kernel, List.of(new Cell("rate", tags, "", List.of(outputs))));
  }

  private static Output output(String kind, String type, String text) {
    return new Output(kind, Map.of(type, text));
  }

  private static List<String> differences(JsonNode kernel, Output stored, Output fresh) {
    return NotebookDifferences.between(
        notebook(kernel, List.of(), stored), notebook(kernel, List.of(), fresh), true);
  }

  @Test
  void theLastDigitCounts() {
    assertThat(
            differences(
                JAVA,
                output("stdout", "text/plain", "all:\n2.61%\n"),
                output("stdout", "text/plain", "all:\n2.62%\n")))
        .containsExactly("rate: text/plain, line 2: stored is\n  2.61%\nand now there is\n  2.62%");
  }

  @Test
  void ourHtmlIsEqualAndThatOfPandasHasTheSameText() {
    Output stored = output("execute_result", "text/html", "<table id='a'><td>2.61</td></table>");
    Output other = output("execute_result", "text/html", "<div><td>2.61</td></div>");
    Output wrong = output("execute_result", "text/html", "<div><td>2.62</td></div>");

    assertThat(differences(JAVA, stored, other)).hasSize(1);
    assertThat(differences(PYTHON, stored, other)).isEmpty();
    assertThat(differences(PYTHON, stored, wrong)).hasSize(1);
  }

  @Test
  void anErrorIsNotAResult() {
    assertThat(
            differences(
                JAVA,
                output("execute_result", "text/plain", "1"),
                output("error", "text/plain", "1")))
        .containsExactly(
            "rate: execute_result [text/plain] is stored, and there is error [text/plain]");
  }

  @Test
  void aMissingOutputIsTold() {
    assertThat(
            NotebookDifferences.between(
                notebook(JAVA, List.of(), output("stdout", "text/plain", "1")),
                notebook(JAVA, List.of()),
                true))
        .containsExactly("rate: 1 outputs are stored, and there are 0");
  }

  @Test
  void aSkippedCellSaysSoAndOnlyWithoutDuckDb() {
    List<String> tags = List.of(Notebook.NEEDS_DUCKDB);
    Notebook stored = notebook(PYTHON, tags, output("stdout", "text/plain", "rows\n"));
    Notebook skipped =
        notebook(
            PYTHON,
            tags,
            output(
                "stdout", "text/plain", "skipped: DuckDB is not installed (pip install duckdb)\n"));

    assertThat(NotebookDifferences.between(stored, skipped, false)).isEmpty();
    assertThat(NotebookDifferences.between(stored, stored, true)).isEmpty();
    assertThat(NotebookDifferences.between(stored, skipped, true)).hasSize(1);
    assertThat(NotebookDifferences.between(stored, stored, false)).hasSize(1);
  }
}

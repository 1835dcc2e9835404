package org.flipcheck.mend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.flipcheck.mend.Predictions.Row;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PredictionFileTest {

  private static final PredictionColumns EQUALS =
      new PredictionColumns(
          "id", "prediction", Optional.of("label"), Optional.empty(), List.of("time"));
  private static final PredictionColumns GRADED =
      new PredictionColumns(
          "id", "prediction", Optional.empty(), Optional.of("correct"), List.of());

  @TempDir private Path folder;

  private Predictions read(String text, PredictionColumns columns) throws IOException {
    return PredictionFile.read(Files.writeString(folder.resolve("p"), text), columns);
  }

  @Test
  void csvAndJsonLinesSayTheSame() throws IOException {
    Predictions csv =
        read(
            "\uFEFFid,extra,label,prediction,time\r\n007,x,cat,cat,night\r\n\"a,\"\"b\",x,dog,cat,\r\n",
            EQUALS);
    Predictions json =
        read(
            """
            {"id": "007", "label": "cat", "prediction": "cat", "time": "night"}

            {"id": "a,\\"b", "label": "dog", "prediction": "cat", "time": null}
            """,
            EQUALS);
    assertThat(csv.rows()).isEqualTo(json.rows());
    assertThat(csv.rows())
        .containsEntry(
            "007", new Row(Optional.of("cat"), "cat", true, List.of(Optional.of("night"))))
        .containsEntry(
            "a,\"b", new Row(Optional.of("dog"), "cat", false, List.of(Optional.empty())));
    assertThat(csv.right()).isEqualTo(1);
  }

  @Test
  void numbersOfJsonAreTheirDigits() throws IOException {
    assertThat(
            read(
                    """
                    {"id": 12345678901234567890, "label": 1, "prediction": 1.0, "time": 1e3}
                    """,
                    EQUALS)
                .rows())
        .containsEntry(
            "12345678901234567890",
            new Row(Optional.of("1"), "1", true, List.of(Optional.of("1000"))));
  }

  @Test
  void aForeignExponentIsNotSpelledOut() throws IOException {
    assertThat(read("{\"id\": 1e999999999, \"prediction\": 1, \"correct\": 1}\n", GRADED).rows())
        .containsOnlyKeys("1E+999999999");
  }

  @ParameterizedTest
  @CsvSource({"true, true", "True, true", "1, true", "false, false", "0, false"})
  void gradesDecide(String grade, boolean right) throws IOException {
    assertThat(read("id,prediction,correct\na,x," + grade + "\n", GRADED).rows())
        .containsEntry("a", new Row(Optional.empty(), "x", right, List.of()));
  }

  @Test
  void allThatIsWrongIsToldAtOnceWithItsLine() {
    Path file = folder.resolve("p");
    assertThatThrownBy(
            () -> read("id,prediction,correct\na,x,1\n,x,1\nb,,\nc,x,maybe\na,y,0\n", GRADED))
        .isInstanceOfSatisfying(
            MendException.class,
            e ->
                assertThat(e.problems())
                    .containsExactly(
                        file + ":3: has no id; every example needs one",
                        file + ":4: has no prediction; every example needs one",
                        file + ":4: has no correct; every example needs one",
                        file + ":5: correct is maybe, it must be true, false, 1 or 0",
                        file + ":6: id a occurs twice; every example is predicted once"));
  }

  @Test
  void manyProblemsAreCounted() {
    StringBuilder text = new StringBuilder("id,prediction,correct\n");
    for (int i = 0; i < 30; i++) {
      text.append("i").append(i).append(",x,?\n");
    }
    assertThatThrownBy(() -> read(text.toString(), GRADED))
        .isInstanceOfSatisfying(
            MendException.class,
            e ->
                assertThat(e.problems())
                    .hasSize(11)
                    .endsWith(folder.resolve("p") + ": and 20 more"));
  }

  @Test
  void columnsThatAreMissingAreNamed() {
    Path file = folder.resolve("p");
    assertThatThrownBy(() -> read("id,Prediction,label\na,x,y\n", EQUALS))
        .hasMessage(
            "%s: has no column prediction; it has id, Prediction, label\n%s: has no column time; it has id, Prediction, label"
                .formatted(file, file));
  }

  @Test
  void vocabulariesThatNeverMeetAreNoModelThatIsAlwaysWrong() {
    assertThatThrownBy(() -> read("id,prediction,label,time\na,0,cat,x\nb,1,dog,x\n", EQUALS))
        .hasMessage(
            folder.resolve("p")
                + ": no answer ever is a label: answers look like 0, 1, labels like cat, dog; write both in the same words");
  }

  @Test
  void aModelThatIsAlwaysWrongIsCounted() throws IOException {
    assertThat(read("id,prediction,label,time\na,dog,cat,x\nb,cat,dog,x\n", EQUALS).right())
        .isZero();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "''|the file is empty; write a header and one line for each example",
        "'id,prediction,correct'|holds no example; write a line for each",
        "'id,prediction,correct\na,x'|has 2 fields, the header 3; quote fields that hold commas",
        "'id,id,prediction,correct\na,a,x,1'|two columns are called id",
        "'id,prediction,correct\na,\"x'|has 2 fields, the header 3",
        "'{\"id\": 1'|not a JSON object:",
        "'{\"id\": 1, \"id\": 2}'|not a JSON object:",
        "'{\"id\": 1} {\"id\": 2}'|not a JSON object:",
      })
  void filesThatAreNoPredictionsAreRefused(String text, String why) {
    assertThatThrownBy(() -> read(text.replace("\\n", "\n"), GRADED))
        .isInstanceOf(MendException.class)
        .hasMessageContaining(why);
  }

  @Test
  void onlyUtf8IsText() throws IOException {
    Path file = folder.resolve("p");
    Files.write(
        file, "id,prediction,correct\na,caf\u00e9,1\n".getBytes(StandardCharsets.ISO_8859_1));
    assertThatThrownBy(() -> PredictionFile.read(file, GRADED))
        .hasMessage(file + ": the file is not text in UTF-8");
  }
}

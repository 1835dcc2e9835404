package org.flipcheck.train.data;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.flipcheck.train.IdxFiles;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BadTextDataTest {

  private static final String TEXTS =
      """
      data:
        kind: text
        train: train.csv
        dev: dev.csv
        test: test.csv
      """;

  @TempDir Path folder;

  @BeforeEach
  void writeTables() {
    write("train.csv", "id,text,label\n1,where,lost\n2,hello,greet\n");
    write("dev.csv", "id,text,label\n3,gone,lost\n");
    write("test.csv", "id,text,label\n4,hi,greet\n");
  }

  @Test
  void labelsOfNoClassAreNamedUpToTen() {
    write("dev.csv", "text,label\nok,lost\n" + "a,greeet\n" + "b,refund\n".repeat(10));

    assertThat(Configs.refused(folder, TEXTS))
        .hasSize(11)
        .startsWith(
            "dev.csv:3: label 'greeet' is none of the 2 classes; did you mean 'greet'?",
            "dev.csv:4: label 'refund' is none of the 2 classes; correct it, take it out, or name it in a file of `classes`")
        .endsWith(
            "dev.csv:12: label 'refund' is none of the 2 classes; correct it, take it out, or name it in a file of `classes`",
            "dev.csv: and 1 more problems of this kind");
  }

  @Test
  void labelsOfTrainThatTheFileOfClassesLacks() {
    write("classes.txt", "lost\nleave\n");

    assertThat(Configs.refused(folder, TEXTS + "  classes: classes.txt\n"))
        .containsExactly(
            "train.csv:3: label 'greet' is none of the 2 classes; correct it, take it out, or name it in a file of `classes`",
            "test.csv:2: label 'greet' is none of the 2 classes; correct it, take it out, or name it in a file of `classes`");
  }

  @Test
  void badFileOfClasses() {
    write("classes.txt", "lost\n\nlost\n");

    assertThat(Configs.refused(folder, TEXTS + "  classes: classes.txt\n"))
        .containsExactly(
            "classes.txt:2: is empty; give one class a line",
            "classes.txt:3: class 'lost' is on line 1 already; name each once");
  }

  @Test
  void emptyFileOfClasses() {
    write("classes.txt", "");

    assertThat(Configs.refused(folder, TEXTS + "  classes: classes.txt\n"))
        .containsExactly(
            "classes.txt: is empty; give one class a line, in the order of the logits");
  }

  @Test
  void fileOfClassesInAnotherEncoding() throws IOException {
    Files.write(folder.resolve("classes.txt"), "é\n".getBytes(StandardCharsets.ISO_8859_1));

    assertThat(Configs.refused(folder, TEXTS + "  classes: classes.txt\n"))
        .containsExactly("classes.txt: is not UTF-8; write it again in UTF-8");
  }

  @Test
  void oneClassIsNoTask() {
    write("train.csv", "text,label\na,lost\n");
    write("test.csv", "text,label\nb,lost\n");

    assertThat(Configs.refused(folder, TEXTS))
        .containsExactly(
            "train.csv: every example is of the class lost; at least two classes are needed");
  }

  @Test
  void rowsWithoutTextLabelOrId() {
    write("dev.csv", "id,text,label\n3, ,lost\n,gone,\n5,x\n");

    assertThat(Configs.refused(folder, TEXTS + "  id: id\n"))
        .containsExactly(
            "dev.csv:2: has no text; every row needs one",
            "dev.csv:3: has no id; every row needs one",
            "dev.csv:3: has no label; every row needs one",
            "dev.csv:4: has 2 fields, the header has 3; quote fields that hold commas");
  }

  @Test
  void idsTwiceInAFile() {
    write("dev.csv", "id,text,label\n3,gone,lost\n7,hi,lost\n3,bye,lost\n");

    assertThat(Configs.refused(folder, TEXTS + "  id: id\n"))
        .containsExactly("dev.csv:4: has the id '3' of dev.csv:2; every row needs one of its own");
  }

  @Test
  void idsInTwoFiles() {
    write("dev.csv", "id,text,label\n1,gone,lost\n4,hi,greet\n");

    assertThat(Configs.refused(folder, TEXTS + "  id: id\n"))
        .containsExactly(
            "dev.csv: has 1 ids that train.csv has too, such as '1'; what a model learnt from can neither choose nor confirm it, give other examples, or, if ids only count the rows of a file, leave out `id`",
            "test.csv: has 1 ids that dev.csv has too, such as '4'; what chose a model cannot confirm it, give other examples, or, if ids only count the rows of a file, leave out `id`");
    assertThat(Configs.read(folder, TEXTS).dev().ids()).hasSize(2);
  }

  @Test
  void oneFileForTwoParts() {
    assertThat(Configs.refused(folder, TEXTS.replace("test: test.csv", "test: ./x/../dev.csv")))
        .containsExactly(
            "dev.csv: is both dev and test; what chose a model cannot confirm it, give other examples");
  }

  @Test
  void missingColumns() {
    write("dev.csv", "id,utterance,label\n3,gone,lost\n");

    assertThat(Configs.refused(folder, TEXTS + "  slices: [channel, lang]\n"))
        .containsExactly(
            "dev.csv: has no column 'channel'; it has id, utterance, label",
            "dev.csv: has no column 'lang'; it has id, utterance, label",
            "dev.csv: has no column 'text'; it has id, utterance, label",
            "test.csv: has no column 'channel'; it has id, text, label",
            "test.csv: has no column 'lang'; it has id, text, label");
  }

  @Test
  void twoColumnsOfOneName() {
    write("train.csv", "text,label,text\na,b,c\n");

    assertThat(Configs.refused(folder, TEXTS))
        .containsExactly("train.csv: two columns are called 'text'; rename one of them");
  }

  @Test
  void emptyFilesAndHeadersAlone() {
    write("train.csv", "");
    write("dev.csv", "id,text,label\n");

    assertThat(Configs.refused(folder, TEXTS))
        .containsExactly(
            "train.csv: is empty; a header with the names of the columns is needed",
            "dev.csv: has no row; at least one is needed");
  }

  @Test
  void missingFilesAndFolders() throws IOException {
    Files.delete(folder.resolve("train.csv"));
    Files.delete(folder.resolve("dev.csv"));
    Files.createDirectory(folder.resolve("dev.csv"));

    assertThat(Configs.refused(folder, TEXTS))
        .containsExactly(
            "train.csv: there is no such file", "dev.csv: is a folder; a file is needed");
  }

  @Test
  void otherEncodings() throws IOException {
    byte[] latin = "text,label\né,lost\n".getBytes(StandardCharsets.ISO_8859_1);
    Files.write(folder.resolve("dev.csv"), latin);

    assertThat(Configs.refused(folder, TEXTS))
        .containsExactly(
            "dev.csv: is not UTF-8; convert it, for example with iconv -f latin1 -t utf-8");
  }

  @Test
  void gzipCutOff() throws IOException {
    Path file = folder.resolve("train.csv");
    IdxFiles.gzip(file, "text,label\na,b\nc,d\n".getBytes(StandardCharsets.UTF_8));
    byte[] sound = Files.readAllBytes(file);
    Files.write(file, Arrays.copyOf(sound, sound.length - 9));

    assertThat(Configs.refused(folder, TEXTS))
        .containsExactly("train.csv: the gzip stream is cut off");
  }

  @Test
  void spreadsheets() throws IOException {
    Files.write(folder.resolve("train.csv"), new byte[] {'P', 'K', 3, 4, 0, 0});

    assertThat(Configs.refused(folder, TEXTS))
        .containsExactly(
            "train.csv: is a zip archive, as .xlsx is too; give CSV, plain or with gzip around it, Parquet or Arrow IPC");
  }

  @Test
  void controlCharactersOfAFileDoNotReachTheTerminal() {
    write("dev.csv", "text,label\na,\"\u001b[2J" + "x".repeat(70) + "\"\n");

    List<String> problems = Configs.refused(folder, TEXTS);

    assertThat(problems)
        .containsExactly(
            "dev.csv:2: label '\\u001b[2J"
                + "x".repeat(56)
                + "…' is none of the 2 classes; correct it, take it out, or name it in a file of `classes`");
  }

  private void write(String name, String text) {
    Configs.write(folder.resolve(name), text);
  }
}

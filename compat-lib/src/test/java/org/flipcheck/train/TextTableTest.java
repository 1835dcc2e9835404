package org.flipcheck.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TextTableTest {

  @TempDir Path folder;
  private Path file;

  @BeforeEach
  void nameFile() {
    file = folder.resolve("texts.csv");
  }

  @Test
  void quotedTextsHoldCommasQuotesAndNewlines() throws IOException {
    write("id,text,label\r\n1,\"where's, \"\"it\"\"\nnow\",lost\r\n2,hi,greet\r\n");

    assertThat(TextTable.read(file))
        .containsExactly(
            new LabelledText("1", "where's, \"it\"\nnow", "lost"),
            new LabelledText("2", "hi", "greet"));
  }

  @Test
  void gzipAndColumnsInAnotherOrder() throws IOException {
    IdxFiles.gzip(file, "label,source,id,text\nlost,,007,é\n".getBytes(StandardCharsets.UTF_8));

    assertThat(TextTable.read(file)).containsExactly(new LabelledText("007", "é", "lost"));
  }

  @Test
  void byteOrderMark() throws IOException {
    write("\ufeffid,text,label\n1,a,b\n");

    assertThat(TextTable.read(file)).containsExactly(new LabelledText("1", "a", "b"));
  }

  @Test
  void missingFile() {
    assertThatExceptionOfType(NoSuchFileException.class)
        .isThrownBy(() -> TextTable.read(file))
        .withMessage(file.toString());
  }

  @Test
  void emptyFile() throws IOException {
    write("");

    assertRefused("is empty, a header with id, text, label is needed");
  }

  @Test
  void headerAlone() throws IOException {
    write("id,text,label\n");

    assertRefused("has a header but no row");
  }

  @Test
  void missingColumns() throws IOException {
    write("id,utterance,intent\n1,a,b\n");

    assertRefused("the header is [id, utterance, intent], without text, label");
  }

  @Test
  void allProblemsOfRowsAtOnce() throws IOException {
    write("id,text,label\n1,a,x\n2,b\n3, ,\n1,c,x\n4,d,x,y\n");

    assertRefused(
        "line 3 has 2 fields, the header has 3; line 4 has no text; line 4 has no label;"
            + " line 5 has the id '1' of line 2; line 6 has 4 fields, the header has 3");
  }

  @Test
  void manyProblems() throws IOException {
    write("id,text,label\n" + "1,a\n".repeat(12));

    assertThatExceptionOfType(IOException.class)
        .isThrownBy(() -> TextTable.read(file))
        .withMessageStartingWith(file + ": line 2 has 2 fields, the header has 3; line 3 has")
        .withMessageEndingWith("line 11 has 2 fields, the header has 3; and 2 more");
  }

  @Test
  void otherEncoding() throws IOException {
    Files.write(file, "id,text,label\n1,é,b\n".getBytes(StandardCharsets.ISO_8859_1));

    assertRefused("is not UTF-8; convert it, for example with iconv -f latin1 -t utf-8");
  }

  @Test
  void gzipCutOff() throws IOException {
    IdxFiles.gzip(file, "id,text,label\n1,a,b\n".getBytes(StandardCharsets.UTF_8));
    byte[] sound = Files.readAllBytes(file);
    Files.write(file, Arrays.copyOf(sound, sound.length - 12));

    assertRefused("the gzip stream is cut off");
  }

  @Test
  void gzipDamaged() throws IOException {
    IdxFiles.gzip(file, "id,text,label\n1,a,b\n".getBytes(StandardCharsets.UTF_8));
    byte[] damaged = Files.readAllBytes(file);
    damaged[damaged.length - 8] ^= 1;
    Files.write(file, damaged);

    assertRefused("the gzip stream is damaged");
  }

  private void write(String text) throws IOException {
    Files.writeString(file, text);
  }

  private void assertRefused(String message) {
    assertThatExceptionOfType(IOException.class)
        .isThrownBy(() -> TextTable.read(file))
        .withMessage(file + ": " + message);
  }
}

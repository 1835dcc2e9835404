package org.flipcheck.train.data;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.flipcheck.text.Sha256;
import org.flipcheck.train.HashedNgrams;
import org.flipcheck.train.LabelledText;
import org.flipcheck.train.LabelledTexts;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TextDataTest {

  private static final String TEXTS =
      """
      data:
        kind: text
        train: train.csv
        dev: parts/dev.csv
        test: parts/test.csv
      """;

  @TempDir Path folder;

  @BeforeEach
  void writeTables() {
    assertThat(folder.resolve("parts").toFile().mkdir()).isTrue();
    Configs.write(
        folder.resolve("train.csv"),
        "id,text,label\n1,where is it,lost\n2,\"hello, you\",greet\n3,bye,leave\n");
    Configs.write(
        folder.resolve("parts/dev.csv"),
        "label,id,text,channel\nleave,a,see you,web\nlost,b,gone,\n");
    Configs.write(folder.resolve("parts/test.csv"), "id,text,label,channel\nc,hi,greet,app\n");
  }

  @Test
  void classesAreTheSortedLabelsOfTrain() {
    UpdateData data = Configs.read(folder, TEXTS);

    assertThat(data.train().examples().classes()).containsExactly("greet", "leave", "lost");
    assertThat(data.dev().examples().classes()).containsExactly("greet", "leave", "lost");
    assertThat(Configs.labels(data.train())).containsExactly(2, 0, 1);
    assertThat(Configs.labels(data.dev())).containsExactly(1, 2);
    assertThat(Configs.labels(data.test())).containsExactly(0);
  }

  @Test
  void inputsAreThoseOfTheHashedNgrams() {
    UpdateData data = Configs.read(folder, TEXTS);

    LabelledTexts expected =
        LabelledTexts.of(
            List.of(
                new LabelledText("1", "see you", "leave"), new LabelledText("2", "gone", "lost")),
            List.of("leave", "lost"),
            new HashedNgrams(2048, 2, 3, 4));
    assertThat(Configs.inputs(data.dev()))
        .containsExactly(
            Configs.inputs(
                new Dataset(
                    expected, List.of("1", "2"), List.of(), List.of(List.of(), List.of()))));
    assertThat(data.inputs()).isEqualTo(new TextInputs("text", new HashedNgrams(2048, 2, 3, 4)));
  }

  @Test
  void idsAndSlicesAreThoseOfTheColumns() {
    UpdateData data = Configs.read(folder, TEXTS + "  id: id\n  slices: [channel, label]\n");

    assertThat(data.train().ids()).containsExactly("1", "2", "3");
    assertThat(data.train().sliceColumns()).isEmpty();
    assertThat(data.train().slices()).containsExactly(List.of(), List.of(), List.of());
    assertThat(data.dev().ids()).containsExactly("a", "b");
    assertThat(data.dev().sliceColumns()).containsExactly("channel", "label");
    assertThat(data.dev().slices())
        .containsExactly(
            List.of(Optional.of("web"), Optional.of("leave")),
            List.of(Optional.empty(), Optional.of("lost")));
  }

  @Test
  void withoutAnIdColumnEqualTextsHaveEqualIdsThatAreNumbered() {
    Configs.write(
        folder.resolve("parts/dev.csv"), "text,label\nhi,greet\nbye,leave\nhi,greet\nhi,lost\n");

    UpdateData data = Configs.read(folder, TEXTS);

    String hi = data.test().ids().get(0);
    assertThat(hi).matches("[0-9a-f]{16}");
    assertThat(data.dev().ids())
        .containsExactly(hi, data.train().ids().get(2), hi + "-2", hi + "-3");
    // The length stands before the bytes, so that no two lists of values are alike.
    assertThat(hi).isEqualTo(Sha256.of(new byte[] {0, 0, 0, 2, 'h', 'i'}).substring(0, 16));
  }

  @Test
  void aFileOfClassesSetsTheOrderOfTheLogits() {
    Configs.write(folder.resolve("classes.txt"), "lost\nunseen\nleave\ngreet\n");

    UpdateData data = Configs.read(folder, TEXTS + "  classes: classes.txt\n");

    assertThat(data.test().examples().classes())
        .containsExactly("lost", "unseen", "leave", "greet");
    assertThat(Configs.labels(data.train())).containsExactly(0, 3, 2);
  }

  @Test
  void labelsThatAreWholeNumbersAreInTheirOrder() {
    Configs.write(folder.resolve("train.csv"), "text,label\na,10\nb,9\nc,-1\nd,9\n");
    Configs.write(folder.resolve("parts/dev.csv"), "text,label\na,9\n");
    Configs.write(folder.resolve("parts/test.csv"), "text,label\nb,10\n");

    UpdateData data = Configs.read(folder, TEXTS);

    assertThat(data.train().examples().classes()).containsExactly("-1", "9", "10");
  }

  @Test
  void featuresAndColumnNamesAreConfigured() {
    Configs.write(folder.resolve("train.csv"), "utterance,intent\nup,a\ndown,b\n");
    Configs.write(folder.resolve("parts/dev.csv"), "utterance,intent\nup,a\n");
    Configs.write(folder.resolve("parts/test.csv"), "utterance,intent\ndown,b\n");

    UpdateData data =
        Configs.read(
            folder,
            TEXTS
                + "  text: utterance\n  label: intent\n"
                + "  features: {dimensions: 64, words: 1, letters: []}\n");

    assertThat(data.inputs()).isEqualTo(new TextInputs("utterance", new HashedNgrams(64, 1, 1, 0)));
    assertThat(Configs.inputs(data.train())).hasSize(2 * 64);
  }

  @Test
  void theSameFilesGiveTheSameData() {
    UpdateData first = Configs.read(folder, TEXTS);
    UpdateData second = Configs.read(folder, TEXTS);

    assertThat(second.train().ids()).isEqualTo(first.train().ids());
    assertThat(Configs.inputs(second.train())).containsExactly(Configs.inputs(first.train()));
  }

  @Test
  void filesAreThoseThatAreRead() {
    Configs.write(folder.resolve("classes.txt"), "lost\n");

    assertThat(Configs.config(folder, TEXTS + "  classes: ./classes.txt\n").files())
        .containsExactly(
            folder.resolve("train.csv"),
            folder.resolve("parts/dev.csv"),
            folder.resolve("parts/test.csv"),
            folder.resolve("classes.txt"));
  }
}

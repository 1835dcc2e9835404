package org.flipcheck.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.flipcheck.report.FlipExamples.Column;
import org.flipcheck.report.FlipExamples.Example;
import org.flipcheck.report.FlipExamples.Role;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FlipExampleListTest {

  private static FlipExampleList list(String... names) {
    return new FlipExampleList(Fixtures.result(), List.of(names));
  }

  @Test
  void columnsAreKnownByTheComparison() {
    FlipExamples none = list("image_id", "label", "old_margin", "class_group", "note").build(false);

    assertThat(none.columns())
        .containsExactly(
            new Column("image_id", Role.ID),
            new Column("label", Role.ANSWER),
            new Column("old_margin", Role.NUMBER),
            new Column("class_group", Role.SLICE),
            new Column("note", Role.KEPT));
    assertThat(none.place("class_group")).contains(3);
    assertThat(none.place("brightness")).isEmpty();
  }

  @Test
  void negativeFlipsComeFirstThenTheSurestThenIds() {
    FlipExampleList list = list("image_id", "old_margin", "new_margin");
    list.add("both_wrong_different", List.of(1L, 9.0, 9.0));
    list.add("negative_flip", List.of(10L, 2.0, 3.0));
    list.add("negative_flip", List.of(9L, 3.0, 2.0));
    list.add("positive_flip", List.of(2L, 9.0, 9.0));
    list.add("negative_flip", List.of(11L, 2.5, 2.5));

    assertThat(list.build(false).rows().stream().map(Example::cells).map(c -> c.get(0)))
        .containsExactly(11L, 9L, 10L, 2L, 1L);
  }

  @Test
  void itTakesFiftyThousandRows() {
    FlipExampleList list = list("image_id");
    boolean all =
        IntStream.range(0, FlipExampleList.MOST_ROWS)
            .allMatch(i -> list.add("negative_flip", List.of((long) i)));

    assertThat(all).isTrue();
    assertThat(list.add("negative_flip", List.of(-1L))).isFalse();
    FlipExamples examples = list.build(true);
    assertThat(examples.rows()).hasSize(FlipExampleList.MOST_ROWS);
    assertThat(examples.limit()).contains("a report has room for 50,000 examples");
  }

  /** Texts that never come again cost what they are long, up to 300 characters. */
  @ParameterizedTest
  @CsvSource({"é, 11000", "<, 3800", "\\, 11000", "\u202e, 19700"})
  void longTextsLeaveRoomForFewer(String letter, int about) {
    FlipExampleList list = list("image_id", "note");
    int taken = 0;
    while (list.add("negative_flip", List.of((long) taken, taken + letter.repeat(1_000)))) {
      taken++;
    }

    assertThat(taken).isBetween(about - 800, about + 800);
    FlipExamples examples = list.build(true);
    assertThat(examples.limit()).contains("a report has room for 7 MB of examples");
    assertThat(examples.rows().get(0).cells().get(1).toString()).hasSize(300).endsWith("…");
    assertThat(HtmlReport.render(Fixtures.result(), examples, Optional.empty()))
        .satisfies(
            html ->
                assertThat(html.getBytes(StandardCharsets.UTF_8).length).isLessThan(10_000_000));
  }

  @Test
  void manyNumbersLeaveRoomForFewer() {
    FlipExampleList list = list("image_id", "a", "b", "c", "d", "e", "f", "g", "h", "i");
    long taken = 0;
    while (list.add(
        "negative_flip",
        IntStream.range(0, 10).mapToObj(i -> (Object) Math.sqrt(i * 1e4 + 0.123)).toList())) {
      taken++;
    }

    assertThat(taken).isPositive();
    String html = HtmlReport.render(Fixtures.result(), list.build(true), Optional.empty());
    assertThat(html.getBytes(StandardCharsets.UTF_8).length).isLessThan(10_000_000);
  }

  @Test
  void valuesOfAnyKindAreKept() {
    FlipExampleList list = list("image_id", "note", "old_score");
    list.add("negative_flip", Arrays.asList(3, true, 0.1f));
    list.add("negative_flip", Arrays.asList((short) 4, null, null));

    assertThat(list.build(false).rows().stream().map(Example::cells))
        .containsExactly(Arrays.asList(3L, "true", 0.1), Arrays.asList(4L, null, null));
  }
}

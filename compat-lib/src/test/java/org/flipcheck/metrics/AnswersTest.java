package org.flipcheck.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AnswersTest {

  @Test
  void numbersAreEqualWhateverTheirWidth() {
    assertThat(Answers.ofNumber(1L)).isEqualTo("1");
    assertThat(Answers.ofNumber(1.0)).isEqualTo("1");
    assertThat(Answers.ofNumber(1.0f)).isEqualTo("1");
    assertThat(Answers.ofNumber(new BigDecimal("1.000"))).isEqualTo("1");
    assertThat(Answers.ofNumber(new BigDecimal("1E+3"))).isEqualTo("1000");
  }

  @Test
  void zeroHasNoSign() {
    assertThat(Answers.ofNumber(-0.0)).isEqualTo("0");
    assertThat(Answers.ofNumber(-0.0f)).isEqualTo("0");
    assertThat(Answers.ofNumber(new BigDecimal("-0.00"))).isEqualTo("0");
    assertThat(Answers.parseNumber("-0.0")).contains("0");
  }

  @Test
  void singlePrecisionIsItsOwnShortestDecimal() {
    assertThat(Answers.ofNumber(0.1f)).isEqualTo("0.1").isEqualTo(Answers.ofNumber(0.1));
    assertThat(Answers.ofNumber((double) 0.1f)).isEqualTo("0.10000000149011612");
  }

  @Test
  void largeAndSmallNumbersAreSpeltOut() {
    assertThat(Answers.ofNumber(1e300)).isEqualTo("1" + "0".repeat(300));
    assertThat(Answers.ofNumber(9007199254740993L)).isEqualTo("9007199254740993");
    assertThat(Answers.ofNumber(9007199254740992.0)).isEqualTo("9007199254740992");
    assertThat(Answers.ofNumber(-1.5e-7)).isEqualTo("-0.00000015");
    assertThat(Answers.ofNumber(Long.MIN_VALUE)).isEqualTo("-9223372036854775808");
  }

  @ParameterizedTest
  @CsvSource({"1,1", "1.0,1", "1e0,1", "' 01 ',1", "+7,7", "-2.50,-2.5", ".5,0.5", "1E2,100"})
  void textOfNumbersIsReadAsNumbers(String text, String number) {
    assertThat(Answers.parseNumber(text)).contains(number);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", "cat", "1,5", "0x10", "NaN", "Infinity", "1e999999999", "1 2"})
  void whatIsNoNumberIsNotRead(String text) {
    assertThat(Answers.parseNumber(text)).isEmpty();
  }

  @Property
  void aNumberReadBackIsTheSameNumber(@ForAll long bits) {
    double value = Double.longBitsToDouble(bits);
    if (!Double.isFinite(value)) {
      return;
    }
    String text = Answers.ofNumber(value);

    assertThat(Double.parseDouble(text)).isEqualTo(value == 0 ? 0.0 : value);
    assertThat(Answers.parseNumber(Double.toString(value))).contains(text);
  }

  @Property
  void wholeNumbersAgreeInEveryWidth(@ForAll int value) {
    assertThat(Answers.ofNumber((double) value)).isEqualTo(Answers.ofNumber((long) value));
    assertThat(Answers.ofNumber(BigDecimal.valueOf(value)))
        .isEqualTo(Answers.ofNumber((long) value));
  }

  @Property
  void equalListsAndNoOthersHaveEqualTexts(
      @ForAll @Size(max = 3) List<String> first, @ForAll @Size(max = 3) List<String> second) {
    assertThat(Answers.ofList(first).equals(Answers.ofList(second)))
        .isEqualTo(first.equals(second));
  }

  @Property
  void listsReadBackAreTheSameLists(@ForAll @Size(max = 4) List<String> answers) {
    assertThat(Answers.toList(Answers.ofList(answers))).isEqualTo(answers);
  }

  @ParameterizedTest
  @ValueSource(strings = {"[cat]", "[\"cat\"dog\"]"})
  void whatIsNoListIsNotReadAsOne(String text) {
    assertThatThrownBy(() -> Answers.toList(text)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void listsAreWrittenAsJson() {
    assertThat(Answers.ofList(List.of("cat", "d\"o\\g"))).isEqualTo("[\"cat\",\"d\\\"o\\\\g\"]");
    assertThat(Answers.ofList(List.of())).isEqualTo("[]");
    assertThat(Answers.ofList(List.of("a\",\"b"))).isNotEqualTo(Answers.ofList(List.of("a", "b")));
  }
}

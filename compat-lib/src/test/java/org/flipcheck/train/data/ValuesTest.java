package org.flipcheck.train.data;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ValuesTest {

  @ParameterizedTest
  @CsvSource({"1,1", "-2.50,-2.5", "+.5,0.5", "5.,5", "1e3,1000", "' 7 ',7", "2E-1,0.2", "007,7"})
  void textsThatAreNumbers(String text, double number) {
    assertThat(Values.number(text)).hasValue(number);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "NaN",
        "nan",
        "Infinity",
        "1f",
        "2d",
        "0x1p3",
        "1,5",
        "1 2",
        "e",
        "-",
        "2026-01-02",
        "٣",
        "1_000"
      })
  void textsThatAreNone(String text) {
    assertThat(Values.number(text)).isEmpty();
  }

  @Test
  void numbersAreTheirDigits() {
    assertThat(Values.text(3)).isEqualTo("3");
    assertThat(Values.text(3.0)).isEqualTo("3");
    assertThat(Values.text(-0.25f)).isEqualTo("-0.25");
    assertThat(Values.text(0.1f)).isEqualTo("0.1");
    assertThat(Values.text(1e300)).isEqualTo("1.0E300");
    assertThat(Values.text(new BigDecimal("12.500"))).isEqualTo("12.5");
    assertThat(Values.text(new BigDecimal("1E+9"))).isEqualTo("1000000000");
    assertThat(Values.text(new BigDecimal("1E+999999999"))).isEqualTo("1E+999999999");
    assertThat(Values.text("007")).isEqualTo("007");
  }
}

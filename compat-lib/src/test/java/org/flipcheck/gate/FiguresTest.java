package org.flipcheck.gate;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class FiguresTest {

  @Test
  void twoDecimalsOfPercentAreUsual() {
    Figures figures = Figures.percent(List.of(0.0183, 0.12345), 0.02);

    assertThat(figures.text(0.0183)).isEqualTo("1.83 %");
    assertThat(figures.text(0.12345)).isEqualTo("12.34 %");
    assertThat(figures.limitText()).isEqualTo("2 %");
  }

  @Test
  void asManyDecimalsAsTellNumbersFromTheLimit() {
    Figures figures = Figures.percent(List.of(0.02001, 0.0200004), 0.02);

    assertThat(figures.text(0.02001)).isEqualTo("2.00100 %");
    assertThat(figures.text(0.0200004)).isEqualTo("2.00004 %");
  }

  @Test
  void asManyDecimalsAsTellNumbersFromZero() {
    assertThat(Figures.percent(List.of(0.0000003), 0.02).text(0.0000003)).isEqualTo("0.00003 %");
    assertThat(Figures.percent(List.of(0.0), 0.02).text(0.0)).isEqualTo("0.00 %");
  }

  @Test
  void theNextNumberIsWrittenOut() {
    double next = Math.nextUp(0.02);

    assertThat(Figures.percent(List.of(next), 0.02).text(next)).isEqualTo("2.0000000000000004 %");
  }

  @Test
  void numbersOnTheLimitNeedNoMoreDecimals() {
    Figures figures = Figures.percent(List.of(0.02, 0.01), 0.02);

    assertThat(figures.text(0.02)).isEqualTo("2.00 %");
  }

  @Test
  void scoresHaveFourDecimals() {
    Figures figures = Figures.plain(List.of(0.1987364, -12.0), 0.15);

    assertThat(figures.text(0.1987364)).isEqualTo("0.1987");
    assertThat(figures.text(-12.0)).isEqualTo("-12.0000");
    assertThat(figures.limitText()).isEqualTo("0.15");
  }
}

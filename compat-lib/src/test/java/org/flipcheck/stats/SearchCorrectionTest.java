package org.flipcheck.stats;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SearchCorrectionTest {

  private static final double[] P_VALUES = {0.04, 0.001, 0.03, 0.012, 0.5};

  @Test
  void correctsByTheMethodOfItsName() {
    assertThat(SearchCorrection.HOLM.adjust(P_VALUES)).isEqualTo(Multiplicity.holm(P_VALUES));
    assertThat(SearchCorrection.BENJAMINI_HOCHBERG.adjust(P_VALUES))
        .isEqualTo(Multiplicity.benjaminiHochberg(P_VALUES))
        .isNotEqualTo(Multiplicity.holm(P_VALUES));
  }

  @Test
  void isFoundByItsKey() {
    assertThat(SearchCorrection.of("benjamini_hochberg"))
        .contains(SearchCorrection.BENJAMINI_HOCHBERG);
    assertThat(SearchCorrection.of("HOLM")).isEmpty();
  }
}

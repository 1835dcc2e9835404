package org.flipcheck.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;

class HashedNgramsTest {

  private static final HashedNgrams WORDS = new HashedNgrams(64, 2, 1, 0);

  @Test
  void runsOfWordsAndOfLettersWithinThem() {
    HashedNgrams features = new HashedNgrams(64, 2, 3, 4);

    assertThat(features.features("Is it?"))
        .containsExactly(
            "w:is", "w:is it", "w:it", "c:<is", "c:is>", "c:<is>", "c:<it", "c:it>", "c:<it>");
  }

  @Test
  void lettersMarksAndDigitsOfAnyScript() {
    assertThat(WORDS.features("Ｃafé—42\n猫'S"))
        .containsExactly("w:café", "w:café 42", "w:42", "w:42 猫", "w:猫", "w:猫 s", "w:s");
  }

  @Test
  void lettersBeyondTheBasicPlaneStayWhole() {
    assertThat(new HashedNgrams(64, 1, 2, 2).features("\ud835\udfd8\ud801\udc00"))
        .containsExactly("w:0\ud801\udc28", "c:<0", "c:0\ud801\udc28", "c:\ud801\udc28>");
  }

  @Test
  void aFeatureCountsOnceAndTheVectorHasLengthOne() {
    float[] once = dense(WORDS, "card lost");
    float[] twice = dense(WORDS, "card lost card lost");

    double square = 0;
    for (float value : once) {
      square += value * value;
      assertThat(Math.abs(value)).isIn(0f, (float) (1 / Math.sqrt(3)));
    }
    assertThat(square).isCloseTo(1, within(1e-6));
    // The repetition adds the run "lost card" and nothing else.
    assertThat(WORDS.of("card lost card lost").count())
        .isEqualTo(WORDS.of("card lost").count() + 1);
    assertThat(twice).isNotEqualTo(once);
  }

  @Test
  void placesAndSignsAreThoseOfTheHash() {
    // Places and signs from ten lines of Python that follow the two definitions.
    HashedNgrams features = new HashedNgrams(1 << 20, 1, 1, 0);

    assertThat(dense(features, "a")[878555]).isEqualTo(1);
    assertThat(dense(features, "card")[1008970]).isEqualTo(-1);
    assertThat(dense(features, "lost")[625202]).isEqualTo(1);
  }

  @Test
  void featuresOfOppositeSignInOnePlaceCancel() {
    HashedNgrams onePlace = new HashedNgrams(1, 1, 1, 0);
    String plus = null;
    String minus = null;
    for (String word : List.of("a", "b", "c", "d", "e", "f", "g", "h")) {
      if (dense(onePlace, word)[0] > 0) {
        plus = word;
      } else {
        minus = word;
      }
    }

    assertThat(plus).isNotNull();
    assertThat(minus).isNotNull();
    assertThat(onePlace.of(plus + " " + minus).count()).isZero();
    assertThat(dense(onePlace, plus + " " + minus)).containsExactly(0);
  }

  @Test
  void textWithoutWords() {
    assertThat(WORDS.of("?! \n").count()).isZero();
  }

  @Test
  void figuresOutOfRange() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new HashedNgrams(0, 1, 1, 0))
        .withMessage("dimensions, words and shortest are 0, 1 and 1, each must be at least 1");
  }

  private static float[] dense(HashedNgrams features, String text) {
    float[] dense = new float[features.dimensions()];
    features.of(text).copyTo(dense, 0);
    return dense;
  }
}

package org.flipcheck.gate;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SuggestionTest {

  private static final List<String> KNOWN =
      List.of("country", "county", "device", "negative_flip_rate", "positive_flip_rate");

  @ParameterizedTest
  @CsvSource({
    "contry, country",
    "COUNTRY, country",
    "conty, county",
    "devise, device",
    "negative_flips_rate, negative_flip_rate",
    "postive_flip_rate, positive_flip_rate"
  })
  void findsTheNearestName(String typed, String meant) {
    assertThat(Suggestion.nearest(typed, KNOWN)).contains(meant);
  }

  @ParameterizedTest
  @CsvSource({"season", "d", "''", "age"})
  void suggestsNothingFarFetched(String typed) {
    assertThat(Suggestion.nearest(typed, KNOWN)).isEmpty();
  }

  @Test
  void suggestsNothingWhereNothingIsKnown() {
    assertThat(Suggestion.nearest("country", List.of())).isEmpty();
  }
}

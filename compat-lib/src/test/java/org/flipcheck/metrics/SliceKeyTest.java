package org.flipcheck.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class SliceKeyTest {

  @Test
  void singlesComeFirstThenByValueNullLast() {
    assertThat(
            Stream.of(
                    cross("a", "x", "b", "y"),
                    SliceKey.of("a", null),
                    cross("a", "x", "b", null),
                    SliceKey.of("a", "z"),
                    cross("a", "w", "b", "z"),
                    SliceKey.of("a", "B"))
                .sorted()
                .map(SliceKey::toString))
        .containsExactly("a=B", "a=z", "a=(none)", "a=w, b=z", "a=x, b=y", "a=x, b=(none)");
  }

  @Test
  void aSliceIsTheSameInWhateverOrderItsColumnsAreNamed() {
    SliceKey slice = cross("a", "x", "b", null);

    assertThat(cross("b", null, "a", "x")).isEqualTo(slice).hasSameHashCodeAs(slice);
    assertThat(slice.columns()).containsExactly("a", "b");
    assertThat(SliceKey.of("a", null)).isNotEqualTo(SliceKey.of("a", "null"));
  }

  @Test
  void laterChangesOfTheGivenMapDoNotReachTheSlice() {
    Map<String, String> values = new LinkedHashMap<>(Map.of("a", "x"));
    SliceKey slice = new SliceKey(values);
    values.put("b", "y");

    assertThat(slice).isEqualTo(SliceKey.of("a", "x"));
  }

  private static SliceKey cross(String first, String value, String second, String other) {
    Map<String, String> values = new LinkedHashMap<>();
    values.put(first, value);
    values.put(second, other);
    return new SliceKey(values);
  }
}

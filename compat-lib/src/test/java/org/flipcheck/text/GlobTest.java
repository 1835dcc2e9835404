package org.flipcheck.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.regex.Pattern;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.CharRange;
import net.jqwik.api.constraints.Chars;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GlobTest {

  @ParameterizedTest
  @CsvSource({
    "classifier.*, classifier.out_proj.weight, true",
    "classifier.*, classifier, false",
    "*.bias, encoder.0.bias, true",
    "*.bias, encoder.0.bias2, false",
    "layer.?.w, layer.1.w, true",
    "layer.?.w, layer.11.w, false",
    "a.b, aXb, false",
    "*, anything, true",
  })
  void textIsItself(String pattern, String name, boolean fits) {
    assertThat(new Glob(pattern).matches(name)).isEqualTo(fits);
  }

  @Property(tries = 500)
  void likeARegularExpression(
      @ForAll @StringLength(max = 7) @Chars({'a', 'b', '*', '?'}) String pattern,
      @ForAll @StringLength(max = 8) @CharRange(from = 'a', to = 'b') String name) {
    Pattern regex = Pattern.compile(pattern.replace("*", ".*").replace("?", "."));

    assertThat(new Glob(pattern).matches(name)).isEqualTo(regex.matcher(name).matches());
  }

  @Test
  void fitsTheWholeTextWithoutBacktrackingForever() {
    assertThat(new Glob("smoke-*").matches("smoke-")).isTrue();
    assertThat(new Glob("smoke-*").matches("xsmoke-1")).isFalse();
    assertThat(new Glob("a?c").matches("abc")).isTrue();
    assertThat(new Glob("a?c").matches("ac")).isFalse();
    assertThat(new Glob("*b*d").matches("abcbd")).isTrue();
    assertThat(new Glob("*b*d").matches("abcbdx")).isFalse();
    assertThat(new Glob("a.c[1]").matches("a.c[1]")).isTrue();
    assertThat(new Glob("a.c").matches("abc")).isFalse();
    assertThat(new Glob("").matches("")).isTrue();
    assertThat(new Glob("*a".repeat(50) + "b").matches("a".repeat(10_000))).isFalse();
  }
}

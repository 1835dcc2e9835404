package org.flipcheck.cli;

import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Lengths of time as options have them: {@code 90m}, {@code 24h}, {@code 7d}. */
final class Age {

  private static final Map<String, Duration> UNITS =
      Map.of(
          "s", Duration.ofSeconds(1),
          "m", Duration.ofMinutes(1),
          "h", Duration.ofHours(1),
          "d", Duration.ofDays(1));
  private static final Pattern AGE = Pattern.compile("(\\d{1,6})([smhd])");

  private Age() {}

  /** The length of time; empty where the text is none. */
  static Optional<Duration> parse(String text) {
    Matcher matcher = AGE.matcher(text.toLowerCase(Locale.ROOT));
    return matcher.matches()
        ? Optional.of(UNITS.get(matcher.group(2)).multipliedBy(Long.parseLong(matcher.group(1))))
        : Optional.empty();
  }
}

package org.flipcheck.cli;

import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.function.DoublePredicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.flipcheck.metrics.Answers;

/** Reads shares and counts; what is given and is none becomes a problem. */
final class PlanNumbers {

  private static final Pattern PERCENT = Pattern.compile("(-?\\d+(\\.\\d+)?) ?%");

  /** Digits, or groups of them as results print them. */
  private static final Pattern COUNT = Pattern.compile("\\d{1,18}|\\d{1,3}(,\\d{3}){1,5}");

  private final List<String> problems;

  PlanNumbers(List<String> problems) {
    this.problems = problems;
  }

  /** A number above 0 and below 1; empty where none is given. */
  OptionalDouble openShare(String option, Optional<String> text) {
    return number(option, text, share -> share > 0 && share < 1, "above 0 and below 1");
  }

  /** The same for the limit of a rate, which may seem to be 0 where nothing may break. */
  OptionalDouble limit(String option, Optional<String> text) {
    boolean isZero = text.filter(limit -> limit.matches("-?0*\\.?0*")).isPresent();
    if (isZero) {
      problems.add(
          "%s %s: no number of examples shows that nothing flips; allow some flips, such as 0.001"
              .formatted(option, text.get()));
      return OptionalDouble.empty();
    }
    return openShare(option, text);
  }

  /** A number from 0 to below 1. */
  OptionalDouble rate(String option, Optional<String> text) {
    return number(option, text, share -> share >= 0 && share < 1, "from 0 to below 1");
  }

  /** A number above −1 and below 1. */
  OptionalDouble difference(String option, Optional<String> text) {
    return number(option, text, share -> Math.abs(share) < 1, "above -1 and below 1");
  }

  /** A whole number from 1 on. */
  OptionalLong count(String option, Optional<String> text, long most) {
    if (text.isEmpty()) {
      return OptionalLong.empty();
    }
    boolean whole = COUNT.matcher(text.get()).matches();
    long number = whole ? Long.parseLong(text.get().replace(",", "")) : 0;
    if (number < 1 || number > most) {
      problems.add(
          "%s %s: must be a whole number from 1 to %d".formatted(option, text.get(), most));
      return OptionalLong.empty();
    }
    return OptionalLong.of(number);
  }

  private OptionalDouble number(
      String option, Optional<String> given, DoublePredicate isInRange, String range) {
    if (given.isEmpty()) {
      return OptionalDouble.empty();
    }
    String text = given.get();
    try {
      double number = new BigDecimal(text).doubleValue();
      if (isInRange.test(number)) {
        return OptionalDouble.of(number);
      }
      boolean isPercent = Math.abs(number) >= 1 && Math.abs(number) < 100;
      problems.add(
          "%s %s: must be a share %s%s"
              .formatted(option, text, range, isPercent ? "; " + ofPercent(text) : ""));
    } catch (NumberFormatException e) {
      Matcher percent = PERCENT.matcher(text);
      problems.add(
          "%s %s: is not a number; %s"
              .formatted(
                  option,
                  text,
                  percent.matches() ? ofPercent(percent.group(1)) : "give a share, 0.01 for 1%"));
    }
    return OptionalDouble.empty();
  }

  private static String ofPercent(String percent) {
    BigDecimal share = new BigDecimal(percent).movePointLeft(2);
    return "%s%% is %s".formatted(percent, Answers.ofNumber(share));
  }
}

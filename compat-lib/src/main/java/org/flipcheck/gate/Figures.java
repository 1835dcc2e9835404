package org.flipcheck.gate;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.List;
import org.flipcheck.metrics.Answers;

/**
 * Numbers as people read them beside a limit: rounded to as few decimals as keep them apart from 0
 * and from the limit, so that no sentence says "2% is above 2%".
 */
final class Figures {
  private static final int LEAST_DECIMALS_OF_PERCENT = 2;
  private static final int LEAST_DECIMALS = 4;
  private static final int MOST_DECIMALS = 9;
  private static final String POINTS = " points";
  private static final String POINT = " point";

  private final int shift;
  private final String unit;
  private final double limit;
  private final int decimals;

  private Figures(List<Double> numbers, double limit, int shift, String unit, int leastDecimals) {
    this.shift = shift;
    this.unit = unit;
    this.limit = limit;
    int enough = leastDecimals;
    while (enough <= MOST_DECIMALS && !keepsApart(numbers, enough)) {
      enough++;
    }
    this.decimals = enough;
  }

  /** Shares, shown in percent. */
  static Figures percent(List<Double> numbers, double limit) {
    return new Figures(numbers, limit, 2, "%", LEAST_DECIMALS_OF_PERCENT);
  }

  /** Differences of shares, shown in percentage points with their sign. */
  static Figures points(List<Double> numbers, double limit) {
    return new Figures(numbers, limit, 2, POINTS, LEAST_DECIMALS_OF_PERCENT);
  }

  /** Ratios and scores, shown as they are. */
  static Figures plain(List<Double> numbers, double limit) {
    return new Figures(numbers, limit, 0, "", LEAST_DECIMALS);
  }

  /** A share in percent, unrounded and without the sign. */
  static String exactPercent(double share) {
    return Answers.ofNumber(BigDecimal.valueOf(share).movePointRight(2));
  }

  /** One of the numbers given. */
  String text(double number) {
    BigDecimal exact = exact(number);
    String digits =
        decimals > MOST_DECIMALS
            ? Answers.ofNumber(exact)
            : rounded(number, decimals).toPlainString();
    return (unit.equals(POINTS) && exact.signum() > 0 ? "+" : "") + withUnit(digits);
  }

  /** The limit, unrounded. */
  String limitText() {
    return withUnit(Answers.ofNumber(exact(limit)));
  }

  private String withUnit(String digits) {
    boolean isOne = digits.equals("1") || digits.equals("-1");
    return digits + (isOne && unit.equals(POINTS) ? POINT : unit);
  }

  private boolean keepsApart(List<Double> numbers, int places) {
    return numbers.stream()
        .allMatch(number -> isApart(number, 0, places) && isApart(number, limit, places));
  }

  private boolean isApart(double number, double other, int places) {
    return number == other || rounded(number, places).compareTo(exact(other)) != 0;
  }

  private BigDecimal rounded(double number, int places) {
    return exact(number).setScale(places, RoundingMode.HALF_EVEN);
  }

  private BigDecimal exact(double number) {
    return BigDecimal.valueOf(number).movePointRight(shift);
  }
}

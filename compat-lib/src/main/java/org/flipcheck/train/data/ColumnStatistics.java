package org.flipcheck.train.data;

import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.TreeSet;

/** What one feature column of the training data is like, row by row. */
final class ColumnStatistics {

  /** Where a column has more, it is text or names rows, and no column of categories. */
  static final int MOST_CATEGORIES = 1 << 16;

  private final String name;
  private final boolean isText;
  private final TreeSet<String> categories = new TreeSet<>();
  private long numbers;
  private long texts;
  private long missing;
  private String firstText = "";
  private String placeOfFirstText = "";
  private String placeOfFirstMissing = "";
  private double mean;
  private double squares;

  /** Nothing seen yet; a column that is text has no numbers, whatever its values look like. */
  ColumnStatistics(String name, boolean isText) {
    this.name = name;
    this.isText = isText;
  }

  String name() {
    return name;
  }

  /** Adds a value; null for none. */
  void add(Object value, TableRows row) {
    if (value == null) {
      placeOfFirstMissing = missing++ == 0 ? row.place() : placeOfFirstMissing;
      return;
    }
    OptionalDouble number = isText ? OptionalDouble.empty() : Values.number(value);
    if (number.isPresent()) {
      addNumber(number.getAsDouble());
      return;
    }
    String text = Values.text(value);
    if (texts++ == 0) {
      firstText = text;
      placeOfFirstText = row.place();
    }
    if (categories.size() <= MOST_CATEGORIES) {
      categories.add(text);
    }
  }

  /**
   * B. P. Welford (1962), <i>Note on a method for calculating corrected sums of squares and
   * products</i>, Technometrics 4(3), doi:10.1080/00401706.1962.10490022.
   */
  private void addNumber(double value) {
    numbers++;
    double before = value - mean;
    mean += before / numbers;
    squares += before * (value - mean);
  }

  /** Why the column cannot be used, without the file; empty if it can. */
  Optional<String> problem(MissingNumbers rule) {
    if (numbers == 0 && texts == 0) {
      return Optional.of(
          "column '%s' is empty in every row; leave it out of `columns`".formatted(name));
    }
    if (numbers > 0 && texts > 0) {
      return Optional.of(
          "column '%s' has numbers in %d rows and text in %d, first %s (%s); correct them, leave them empty, or name the column under `categorical`"
              .formatted(name, numbers, texts, Shown.text(firstText), placeOfFirstText));
    }
    if (categories.size() > MOST_CATEGORIES) {
      return Optional.of(
          "column '%s' has more than %d different texts, too many for categories; leave it out of `columns`"
              .formatted(name, MOST_CATEGORIES));
    }
    if (numbers > 0 && !Double.isFinite(deviation())) {
      return Optional.of(
          "column '%s' has numbers too large to be standardised; scale it down, or leave it out of `columns`"
              .formatted(name));
    }
    if (numbers > 0 && missing > 0 && rule == MissingNumbers.REFUSE) {
      return Optional.of(missingText(name, missing, numbers + missing, placeOfFirstMissing));
    }
    return Optional.empty();
  }

  /** Tells of rows without a number, and of the remedy. */
  static String missingText(String column, long missing, long rows, String place) {
    return "column '%s' has no number in %d of %d rows, first in %s; fill them in, or give `missing: mean` to put the mean of train in their place"
        .formatted(column, missing, rows, place);
  }

  private double deviation() {
    return Math.sqrt(squares / numbers);
  }

  /** How the column becomes inputs; only without a {@link #problem}. */
  TableColumn column() {
    return numbers > 0
        ? new TableColumn.Numbers(name, mean, deviation())
        : new TableColumn.Categories(name, List.copyOf(categories));
  }
}

package org.flipcheck.spark;

/**
 * What can be wrong with the data of a row; told after the pass, all at once, the first few named.
 */
enum Issue {
  NULL_ID(
      "%s without an id",
      "fill the id column, or give --on-null-id exclude to leave such rows out"),
  DUPLICATE(
      "%s of ids that come more than once with different content",
      "keep one row an id, or give --on-duplicate exclude to leave such ids out"),
  LABEL_CONFLICT(
      "%s whose label differs between the sides",
      "give --labels with the truth, or --on-label-conflict exclude or keep"),
  UNUSABLE(
      "%s with a number that is NaN or infinite",
      "mend them, or give --on-unusable exclude to leave such rows out"),
  MISSING_PREDICTION(
      "%s without a prediction", "fill them, or give --on-missing-prediction wrong or exclude"),
  NOT_A_NUMBER("%s with text where a number is needed", "mend the column, or name another one"),
  UNKNOWN_CLASS(
      "%s with a class that the class list does not have",
      "complete the file of --old-classes or --new-classes"),
  NOT_A_LIST(
      "%s without a list where one is needed",
      "top_k, set_equals and logits take a list column, or text such as [\"a\",\"b\"]"),
  NOT_A_GRADE("%s with a grade that is neither true/false nor 1/0", "mend the --correct column"),
  BAD_WEIGHT(
      "%s with a weight that is missing, negative, no number, or too small or large to be squared and added",
      "give every example a weight of 0, or from 1e-140 to 1e140"),
  NO_GROUP(
      "%s without a group",
      "fill the --group column; an example that stands alone is a group of its own"),
  LOGITS_LENGTH(
      "%s with another number of logits than the others", "write one logit for each class");

  private final String what;
  private final String remedy;

  Issue(String what, String remedy) {
    this.what = what;
    this.remedy = remedy;
  }

  /** Whether an option may leave such rows out; the others always stop the run. */
  boolean isFatal() {
    return switch (this) {
      case NULL_ID, DUPLICATE, LABEL_CONFLICT, UNUSABLE, MISSING_PREDICTION -> false;
      case NOT_A_NUMBER,
          UNKNOWN_CLASS,
          NOT_A_LIST,
          NOT_A_GRADE,
          BAD_WEIGHT,
          NO_GROUP,
          LOGITS_LENGTH ->
          true;
    };
  }

  String describe(String rows) {
    return what.formatted(rows);
  }

  String remedy() {
    return remedy;
  }
}

package org.flipcheck.train.experiment;

import java.util.Locale;

/** What stands in the new model's place. */
enum Method {
  /** The old model itself. */
  OLD("old model"),
  /** The new model itself. */
  NEW("new model"),
  /** Weights between the old and the new model's. */
  BCWI("BCWI"),
  /** The same, with each weight of the old model counting by its Fisher information. */
  FISHER_BCWI("FisherBCWI"),
  /** Weights between the old model's and the mean of several new models'. */
  SOUP_BCWI("SoupBCWI"),
  /** The mean of the probabilities of old and new model, at twice the cost. */
  ENSEMBLE("ensemble of old and new"),
  /** Another new model of the same recipe: what changes for no reason. */
  RESEEDED("new model, reseeded");

  private final String title;

  Method(String title) {
    this.title = title;
  }

  String title() {
    return title;
  }

  String key() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Whether the old model's weight is chosen on the development examples. */
  boolean isChosen() {
    return this == BCWI || this == FISHER_BCWI || this == SOUP_BCWI || this == ENSEMBLE;
  }
}

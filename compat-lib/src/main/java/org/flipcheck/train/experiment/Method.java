package org.flipcheck.train.experiment;

import java.util.List;
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
  RESEEDED("new model, reseeded"),
  /** A new model that went on from the old one's weights, without any other treatment. */
  FINE_TUNED("new model, fine-tuned from the old"),
  /** Positive-congruent training, divergences. */
  PCT_KL("PCT, FD-KL"),
  /** Positive-congruent training, logit matching. */
  PCT_LM("PCT, FD-LM"),
  /** Distances from the mean logits of an ensemble of new models. */
  ELODI("ELODI"),
  /** Margin-preserving training, divergences. */
  MPT_KL("MPT-KL"),
  /** Margin-preserving training, logit matching. */
  MPT_LM("MPT-LM");

  /** What interpolation of weights is compared with, in the order of tables. */
  static final List<Method> OF_INTERPOLATION =
      List.of(OLD, NEW, BCWI, FISHER_BCWI, SOUP_BCWI, ENSEMBLE, RESEEDED);

  /** What distillation is compared with, in the order of tables. */
  static final List<Method> OF_DISTILLATION =
      List.of(
          OLD, NEW, RESEEDED, PCT_KL, PCT_LM, ELODI, MPT_KL, MPT_LM, FINE_TUNED, BCWI, ENSEMBLE);

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

  /** Whether the old model's weight, or the margin, is chosen on the development examples. */
  boolean isChosen() {
    return switch (this) {
      case BCWI, FISHER_BCWI, SOUP_BCWI, ENSEMBLE, MPT_KL, MPT_LM -> true;
      case OLD, NEW, RESEEDED, FINE_TUNED, PCT_KL, PCT_LM, ELODI -> false;
    };
  }
}

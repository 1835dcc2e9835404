package org.flipcheck.train.experiment;

/** How the models of an update are trained. */
interface Recipe {

  /** A short name for files. */
  String key();

  /** All that decides, for people. */
  String text();
}

package org.flipcheck.mend;

import java.util.Map;

/**
 * A model that is asked: the old one, the new one, or one that may stand in the new one's place.
 */
interface Contender {

  /** By its making, such as {@code BCWI, 30 % old + 70 % new}. */
  String title();

  /** A name for files: letters, digits, dots and dashes, different for different models. */
  String key();

  /** Which of the files and folders that went in it is, such as old; another word if none. */
  String role();

  /** What it was made by, for a result's configuration. */
  Map<String, Object> making();
}

package org.flipcheck.train.data;

import java.util.Locale;

/** What the examples are. */
enum DataKind {
  /** A text of each row of a table. */
  TEXT,
  /** Numbers and categories of each row of a table. */
  TABLE,
  /** Images of one size. */
  IMAGES;

  /** The name in configurations and descriptions. */
  String key() {
    return name().toLowerCase(Locale.ROOT);
  }
}

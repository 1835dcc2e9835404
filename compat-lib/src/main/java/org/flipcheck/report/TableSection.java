package org.flipcheck.report;

import java.util.List;
import java.util.Optional;

/**
 * A section of the page that is some sentences and a table.
 *
 * @param notes paragraphs
 * @param table empty where there is nothing to list
 */
record TableSection(List<String> notes, Optional<DataTable> table) {

  /** The paragraphs as one. */
  String summary() {
    return String.join(" ", notes);
  }
}

package org.flipcheck.report;

import java.util.List;
import java.util.Optional;

/**
 * A section of the report page.
 *
 * @param id of its heading, each once in a page
 * @param link what the page's list of sections calls it
 * @param title its heading
 * @param notes paragraphs
 * @param chart an svg element; empty where there is nothing to draw, and where Java has no fonts
 * @param chartNote what the chart is made of, where its description does not say
 * @param tables in their order
 */
record PageSection(
    String id,
    String link,
    String title,
    List<String> notes,
    Optional<String> chart,
    Optional<String> chartNote,
    List<DataTable> tables) {

  /** A section without a chart. */
  PageSection(String id, String link, String title, List<String> notes, List<DataTable> tables) {
    this(id, link, title, notes, Optional.empty(), Optional.empty(), tables);
  }
}

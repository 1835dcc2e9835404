package org.flipcheck.spark;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.flipcheck.report.ComparisonResult;
import org.flipcheck.report.ComparisonResult.Input;

/**
 * A comparison that counted examples itself: a run, or one of those that were merged into it.
 *
 * @param runId its name
 * @param judged n, the pairs with an outcome
 * @param inputs what it read; no entry for a labels table that was not given
 */
record CountedRun(String runId, long judged, Map<TableSide, CountedInput> inputs) {

  /**
   * One table that was read.
   *
   * @param uri where it lay
   * @param format what it was read as
   * @param rows rows read
   * @param fingerprint what tells that the files are the same; {@code none} where there is nothing
   * @param where which of its rows were read; empty for all
   */
  record CountedInput(
      String uri, String format, long rows, String fingerprint, Optional<String> where) {

    /** The same rows have the same identity; empty where that cannot be told. */
    Optional<String> identity() {
      return fingerprint.equals("none")
          ? Optional.empty()
          : Optional.of(fingerprint + where.map(condition -> "\n" + condition).orElse(""));
    }
  }

  /** The run of a result that was not merged. */
  static CountedRun of(ComparisonResult result) {
    Map<TableSide, CountedInput> inputs = new LinkedHashMap<>();
    inputs.put(TableSide.OLD, input(result, TableSide.OLD, result.inputs().oldModel()));
    inputs.put(TableSide.NEW, input(result, TableSide.NEW, result.inputs().newModel()));
    result
        .inputs()
        .labels()
        .ifPresent(labels -> inputs.put(TableSide.LABELS, input(result, TableSide.LABELS, labels)));
    return new CountedRun(result.run().id(), result.ledger().judged(), inputs);
  }

  private static CountedInput input(ComparisonResult result, TableSide side, Input input) {
    return new CountedInput(
        input.uri(),
        input.format(),
        input.rows(),
        input.fingerprint(),
        Optional.ofNullable(result.run().config().get(side.key() + "_where")).map(String::valueOf));
  }
}
